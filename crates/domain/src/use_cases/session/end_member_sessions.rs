//! Ends the sessions of another member.

use std::sync::Arc;

use crate::Result;
use crate::model::access::StepUpRule;
use crate::model::audit::Event;
use crate::model::identity::{Actor, Identity, SubjectId};
use crate::model::membership::Permission;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_write;

/// Ends all MFA sessions of a member in the organization: their evidence, refresh tokens and full-access tokens. The
/// authenticators stay, and the member verifies again. For operators, clients and administrators, who never act upward.
pub struct EndMemberSessions {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// When an administrator must have used an authenticator.
    pub step_up: StepUpRule,
}

impl EndMemberSessions {
    /// Ends the sessions of `target`.
    pub fn execute(&self, actor: &Actor, target: &SubjectId) -> Result<()> {
        let now = self.clock.now();
        let permission = match actor.identity {
            Identity::Caller(_) => Permission::ResetOthers,
            Identity::Operator(_) | Identity::Client(_) => Permission::ManageMembers,
        };
        authorized_write(&*self.store, now, actor, permission.guarded_by(self.step_up), |tx, acting| {
            acting.find_target(tx, permission, target)?;
            tx.sessions().end_all(&acting.organization.id, target, now)?;
            acting.record(tx, now, &Event::SessionsEnded(target.clone()))
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::Error;
    use crate::error::Resource;
    use crate::model::authenticator::AuthenticatorState;
    use crate::model::identity::Method;
    use crate::model::membership::Role;
    use crate::testing::{
        FixedClock, MemoryStore, a_caller, a_client_of, an_operator_of, an_organization, enrol_in_state,
        the_audit_log_of, the_organization, verify_in_session,
    };

    #[test]
    fn sessions_are_ended_by_those_who_may_and_never_upward() -> Result<()> {
        let verified = Timestamp::from_second(1_800_000_000).unwrap();
        for (actor, target, ends) in [
            (a_caller("admin").acting(), "bob", true),
            (a_caller("owner").acting(), "owner", true),
            (a_client_of("acme"), "owner", true),
            (an_operator_of("acme"), "bob", true),
            (a_caller("admin").acting(), "owner", false),
            (a_caller("bob").acting(), "admin", false),
            (a_caller("admin").acting(), "stranger", false),
        ] {
            let store = Arc::new(MemoryStore::default());
            let acme = an_organization("acme").with_member("owner", Role::Owner).with_member("bob", Role::User);
            acme.with_member("admin", Role::Administrators).save(&*store)?;
            let store_of: &dyn Store = &*store;
            let subject = SubjectId::parse(target)?;
            if target != "stranger" {
                enrol_in_state(store_of, "acme", target, Method::Totp, AuthenticatorState::Active)?;
                verify_in_session(store_of, "acme", target, "s1", Method::Totp, verified)?;
            }
            let clock = Arc::new(FixedClock::at(&verified.to_string()));
            let end = EndMemberSessions { store: store.clone(), clock, step_up: StepUpRule::Off };
            let outcome = end.execute(&actor, &subject);
            assert_eq!(outcome.is_ok(), ends, "{actor:?} {target}: {outcome:?}");
            let id = the_organization(store_of, "acme").id;
            let (live, authenticators) = store_of.read(|tx| {
                Ok((tx.sessions().of(&id, &subject)?.len(), tx.authenticators().of(&id, &subject)?.len()))
            })?;
            let held = usize::from(target != "stranger");
            assert_eq!((live, authenticators), (if ends { 0 } else { held }, held), "{actor:?} {target}");
            if ends {
                assert_eq!(the_audit_log_of(store_of, "acme"), ["session.end_all changed"]);
            }
            if target == "stranger" {
                assert!(matches!(outcome, Err(Error::NotFound(Resource::Membership))));
            }
        }
        Ok(())
    }
}
