//! Somebody looks at an organization's members.

use std::sync::Arc;

use crate::Result;
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::{Membership, Permission};
use crate::model::page::{Page, PageSize};
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized;

/// Lists the active members of an organization.
pub struct ListMembers {
    /// Where memberships are kept.
    pub store: Arc<dyn Store>,
    /// When a refusal happened.
    pub clock: Arc<dyn Clock>,
}

impl ListMembers {
    /// The members after `after`, by subject.
    pub fn execute(
        &self,
        actor: &Actor,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<Membership, SubjectId>> {
        authorized(&*self.store, self.clock.now(), actor, Permission::ReadMembers, |tx, organization| {
            tx.memberships().page(&organization.id, after, size)
        })
    }
}
