//! The port that keeps organizations.

use crate::Result;
use crate::model::identity::OrganizationId;
use crate::model::organization::Organization;
use crate::model::page::{Page, PageSize};

/// Keeps organizations.
pub trait OrganizationRepository {
    /// The organization, if it exists and did not end.
    fn find(&mut self, id: &OrganizationId) -> Result<Option<Organization>>;

    /// The organization, if it exists and did not end, held until this transaction ends: a rival that asks for the same waits its turn.
    /// Every write to a tenant's data takes it first, so rivals take turns and see what the one before them wrote.
    fn lock(&mut self, id: &OrganizationId) -> Result<Option<Organization>>;

    /// The same, ended or not.
    fn lock_including_ended(&mut self, id: &OrganizationId) -> Result<Option<Organization>>;

    /// Adds a new one, as version 1. [`AlreadyExists`](crate::Error::AlreadyExists) if the id is taken.
    fn insert(&mut self, organization: &Organization) -> Result<()>;

    /// Replaces the stored one whose version is `organization.version` and raises the version by one.
    /// [`Stale`](crate::Error::Stale) if the stored version is another, or there is none.
    fn update(&mut self, organization: &Organization) -> Result<()>;

    /// Organizations that did not end, by id in byte order, those after `after`.
    fn page(&mut self, after: Option<&OrganizationId>, size: PageSize) -> Result<Page<Organization, OrganizationId>>;
}
