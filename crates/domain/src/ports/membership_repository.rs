//! The port that keeps memberships.

use jiff::Timestamp;

use crate::Result;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::membership::Membership;
use crate::model::page::{Page, PageSize};

/// Keeps who belongs to which organization.
pub trait MembershipRepository {
    /// The subject's membership there, ended or not, if there ever was one.
    fn find(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Option<Membership>>;

    /// Adds one that never was. [`AlreadyExists`](crate::Error::AlreadyExists) if there is one, ended or not.
    fn insert(&mut self, organization: &OrganizationId, membership: &Membership) -> Result<()>;

    /// Replaces the one of the same subject. [`Stale`](crate::Error::Stale) if there is none.
    fn update(&mut self, organization: &OrganizationId, membership: &Membership) -> Result<()>;

    /// How many active owners there are.
    fn count_owners(&mut self, organization: &OrganizationId) -> Result<u64>;

    /// Active owners and administrators who have an address, by subject in byte order, at most `limit` of them.
    fn administrators_to_notify(&mut self, organization: &OrganizationId, limit: u32) -> Result<Vec<Membership>>;

    /// Active members whose exemption ends after `now`, by subject in byte order, those after `after`.
    fn exempt(
        &mut self,
        organization: &OrganizationId,
        now: Timestamp,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<Membership, SubjectId>>;

    /// Active members by subject in byte order, those after `after`.
    fn page(
        &mut self,
        organization: &OrganizationId,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<Membership, SubjectId>>;

    /// In which organizations that did not end the subject has an active membership, by id, at most `limit` of them. The
    /// one question that has no organization yet: it finds the tenant of a token that names none.
    fn organizations_of(&mut self, subject: &SubjectId, limit: u32) -> Result<Vec<OrganizationId>>;
}
