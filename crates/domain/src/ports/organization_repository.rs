//! The port that stores organizations.

use crate::Result;
use crate::model::identity::{LogoutKeys, Logouts, OrganizationId, SubjectId};
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::page::{Page, PageSize};

/// Stores organizations.
pub trait OrganizationRepository {
    /// Finds an organization that did not end.
    fn find(&mut self, id: &OrganizationId) -> Result<Option<Organization>>;

    /// Finds an organization that did not end, together with the subject's membership there, ended or not, and the caller's
    /// logouts.
    fn find_with_member(
        &mut self,
        id: &OrganizationId,
        subject: &SubjectId,
        keys: &LogoutKeys,
    ) -> Result<Option<(Organization, Option<Membership>, Logouts)>>;

    /// Finds an organization that did not end and locks its row until this transaction ends; a concurrent `lock` of the
    /// same organization waits. Every write to a tenant's data locks it first, so concurrent writes take turns and each
    /// sees what the one before it wrote.
    fn lock(&mut self, id: &OrganizationId) -> Result<Option<Organization>>;

    /// Locks an organization, ended or not.
    fn lock_including_ended(&mut self, id: &OrganizationId) -> Result<Option<Organization>>;

    /// Adds a new one, as version 1. [`AlreadyExists`](crate::Error::AlreadyExists) if the id is taken.
    fn insert(&mut self, organization: &Organization) -> Result<()>;

    /// Replaces the stored one whose version is `organization.version` and raises the version by one.
    /// [`Stale`](crate::Error::Stale) if the stored version is another, or there is none.
    fn update(&mut self, organization: &Organization) -> Result<()>;

    /// Organizations that did not end, by id in byte order, those after `after`.
    fn page(&mut self, after: Option<&OrganizationId>, size: PageSize) -> Result<Page<Organization, OrganizationId>>;
}
