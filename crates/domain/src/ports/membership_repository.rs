//! The port that stores memberships.

use jiff::Timestamp;

use crate::Result;
use crate::model::identity::{LogoutKeys, Logouts, OrganizationId, SubjectId};
use crate::model::membership::Membership;
use crate::model::page::{Page, PageSize};

/// Stores memberships. An ended membership stays stored.
pub trait MembershipRepository {
    /// Finds the subject's membership, ended or not.
    fn find(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Option<Membership>>;

    /// Finds the subject's membership, ended or not, together with the caller's logouts and whether the
    /// caller holds an active authenticator there.
    fn find_with_logouts(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        keys: &LogoutKeys,
    ) -> Result<Option<(Membership, Logouts, bool)>>;

    /// Adds a membership. [`AlreadyExists`](crate::Error::AlreadyExists) if the subject has one, ended or not.
    fn insert(&mut self, organization: &OrganizationId, membership: &Membership) -> Result<()>;

    /// Replaces the subject's membership. [`Stale`](crate::Error::Stale) if there is none.
    fn update(&mut self, organization: &OrganizationId, membership: &Membership) -> Result<()>;

    /// Counts the active owners.
    fn count_owners(&mut self, organization: &OrganizationId) -> Result<u64>;

    /// Returns up to `limit` active owners and administrators with an e-mail address, by subject in byte order.
    fn administrators_to_notify(&mut self, organization: &OrganizationId, limit: u32) -> Result<Vec<Membership>>;

    /// Returns the active members after `after` whose exemption ends after `now`, by subject in byte order.
    fn exempt(
        &mut self,
        organization: &OrganizationId,
        now: Timestamp,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<Membership, SubjectId>>;

    /// Returns the active members after `after`, by subject in byte order.
    fn page(
        &mut self,
        organization: &OrganizationId,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<Membership, SubjectId>>;

    /// Returns up to `limit` active memberships of the subject in live organizations, by
    /// [`precedence`](Membership::precedence), then by the organization's id. Finds the tenant of a token that names none.
    fn active_of(&mut self, subject: &SubjectId, limit: u32) -> Result<Vec<(OrganizationId, Membership)>>;

    /// Counts the tombstones of erased members by the id of the key that their pseudonyms were made with.
    fn tombstones_by_key(&mut self) -> Result<Vec<(String, u64)>>;

    /// Marks an active membership as entered at `at`, unless it was entered before. Needs no lock of the organization:
    /// it changes nothing else.
    fn enter(&mut self, organization: &OrganizationId, subject: &SubjectId, at: Timestamp) -> Result<()>;
}
