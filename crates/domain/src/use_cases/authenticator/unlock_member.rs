//! Unlocks a member after wrong codes.

use std::sync::Arc;

use crate::Result;
use crate::model::access::StepUpRule;
use crate::model::audit::Event;
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::Permission;
use crate::model::rule::Rule;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_write;

/// Clears the counts of a member's wrong codes and the pauses, and nothing else: authenticators, recovery codes and sessions
/// stay. For operators, and for owners and administrators, never upward and not for themselves.
pub struct UnlockMember {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// When an administrator must have used an authenticator.
    pub step_up: StepUpRule,
}

impl UnlockMember {
    /// Whether anything was cleared.
    pub fn execute(&self, actor: &Actor, subject: &SubjectId) -> Result<bool> {
        let now = self.clock.now();
        let guarded = Permission::UnlockOthers.guarded_by(self.step_up);
        authorized_write(&*self.store, now, actor, guarded, |tx, acting| {
            acting.reject_self(Rule::OwnLock, subject)?;
            acting.find_target(tx, Permission::UnlockOthers, subject)?;
            let changed = tx.attempts().clear(&acting.organization.id, subject)?;
            acting.record(tx, now, &Event::Unlocked { subject: subject.clone(), changed })?;
            Ok(changed)
        })
    }
}
