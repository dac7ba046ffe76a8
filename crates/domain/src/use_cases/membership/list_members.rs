//! Lists members.

use std::sync::Arc;

use crate::Result;
use crate::model::access::StepUpRule;
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::{Membership, Permission};
use crate::model::page::{Page, PageSize};
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_read;

/// Lists the active members of an organization. For operators.
pub struct ListMembers {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// What an administrative call requires.
    pub step_up: StepUpRule,
}

impl ListMembers {
    /// The members after `after`, by subject.
    pub fn execute(
        &self,
        actor: &Actor,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<Membership, SubjectId>> {
        authorized_read(
            &*self.store,
            self.clock.now(),
            actor,
            Permission::ReadMembers.guarded_by(self.step_up),
            |tx, acting| tx.memberships().page(&acting.organization.id, after, size),
        )
    }
}
