//! Lists organizations.

use std::sync::Arc;

use crate::Result;
use crate::model::identity::OrganizationId;
use crate::model::organization::Organization;
use crate::model::page::{Page, PageSize};
use crate::ports::Store;

/// Lists all organizations, for the operator of the installation.
pub struct ListOrganizations {
    /// The store.
    pub store: Arc<dyn Store>,
}

impl ListOrganizations {
    /// The organizations after `after`, by id.
    pub fn execute(
        &self,
        after: Option<&OrganizationId>,
        size: PageSize,
    ) -> Result<Page<Organization, OrganizationId>> {
        self.store.read(|tx| tx.organizations().page(after, size))
    }
}
