//! Enforces MFA in an organization, or stops enforcing it.

use std::sync::Arc;

use super::replace_policy;
use crate::Result;
use crate::model::access::StepUpRule;
use crate::model::audit::Event;
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::model::organization::Organization;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_write;
use crate::use_cases::guard::GuardException;

/// Requires MFA of every member of the actor's organization, or stops requiring it. For owners, administrators and
/// operators. The call is idempotent; a repetition is recorded as unchanged.
pub struct EnforceMfa {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// What an administrative call requires.
    pub step_up: StepUpRule,
}

/// The outcome of [`EnforceMfa`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enforcement {
    /// Whether MFA is enforced now.
    pub enforced: bool,
    /// Whether the call changed that.
    pub changed: bool,
}

impl EnforceMfa {
    /// Enforces MFA in the actor's organization, or stops enforcing it.
    pub fn execute(&self, actor: &Actor, enforced: bool) -> Result<Enforcement> {
        let (_, changed) = self.enforce_in(actor, enforced, None)?;
        Ok(Enforcement { enforced, changed })
    }

    /// The same; if an id is given, it must be that of the actor's organization. Returns the organization as it is then,
    /// and whether it changed.
    pub(crate) fn enforce_in(&self, actor: &Actor, enforced: bool, id: Option<&str>) -> Result<(Organization, bool)> {
        let now = self.clock.now();
        let exception = if enforced { GuardException::Enforcing } else { GuardException::Undoing };
        let guarded = Permission::EnforcePolicy.guarded_by(self.step_up).except(exception);
        let guarded = id.map_or(guarded, |id| guarded.on_organization(id));
        authorized_write(&*self.store, now, actor, guarded, |tx, acting| {
            let before = acting.organization.base_policy();
            let after = before.enforce(enforced, now);
            let changed = after != *before;
            let undo = if enforced { acting.undo_window(after.version(), now) } else { None };
            let event = |before, after| Event::EnforcementSet { enforced, before, after };
            replace_policy(tx, acting, (after, undo), now, event)?;
            Ok((acting.organization.clone(), changed))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::model::audit::{AuditChange, AuditOutcome, AuditValue};
    use crate::model::membership::Role;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;
    use crate::testing::the_audit_records_of;
    use crate::testing::the_organization;

    fn setup() -> Result<(Arc<MemoryStore>, Arc<FixedClock>, EnforceMfa)> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).with_member("bob", Role::User).save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
        let enforce = EnforceMfa { store: store.clone(), clock: clock.clone(), step_up: StepUpRule::default() };
        Ok((store, clock, enforce))
    }

    #[test]
    fn enforcing_is_stored_and_recorded_once() -> Result<()> {
        let (store, clock, enforce) = setup()?;
        let outcome = enforce.execute(&a_caller("alice").of("acme").acting(), true)?;
        assert_eq!(outcome, Enforcement { enforced: true, changed: true });

        let organization = the_organization(&*store, "acme");
        assert_eq!(organization.base_policy().required_since(), Some(clock.now()));
        assert_eq!((organization.base_policy().version(), organization.version), (2, 2));
        let records = the_audit_records_of(&*store, "acme");
        let [record] = &*records else { panic!("{records:?}") };
        assert_eq!((&*record.entry.action, record.entry.outcome), ("policy.enforce", AuditOutcome::Changed));
        assert_eq!(record.entry.policy_version, 2);
        assert_eq!(record.entry.request.as_deref(), Some("request-1"));
        assert_eq!(
            record.entry.changes.first(),
            Some(&AuditChange {
                field: "enforced".into(),
                before: AuditValue::Flag(false),
                after: AuditValue::Flag(true)
            })
        );
        Ok(())
    }

    #[test]
    fn repetition_is_recorded_as_unchanged() -> Result<()> {
        let (store, _, enforce) = setup()?;
        let alice = a_caller("alice").acting();
        enforce.execute(&alice, true)?;
        assert_eq!(enforce.execute(&alice, true)?, Enforcement { enforced: true, changed: false });
        enforce.execute(&alice, false)?;
        enforce.execute(&an_operator_of("acme"), false)?;
        assert_eq!(
            the_audit_log_of(&*store, "acme"),
            ["policy.enforce changed", "policy.enforce unchanged", "policy.relax changed", "policy.relax unchanged"]
        );
        assert_eq!(the_organization(&*store, "acme").base_policy().version(), 3);
        Ok(())
    }

    #[test]
    fn rejection_is_recorded_once_a_minute() -> Result<()> {
        let (store, clock, enforce) = setup()?;
        let bob = a_caller("bob").of("acme").acting();
        for seconds in [0, 10, 19, 1] {
            clock.advance(seconds);
            assert!(matches!(enforce.execute(&bob, true), Err(Error::Forbidden(Permission::EnforcePolicy))));
        }
        // 10:20:30, :40 and :59 are one minute, 10:21:00 is the next
        assert_eq!(the_audit_log_of(&*store, "acme"), ["policy.enforce refused", "policy.enforce refused"]);
        assert!(!the_organization(&*store, "acme").base_policy().enforced());
        Ok(())
    }

    #[test]
    fn stranger_leaves_no_audit_entry() -> Result<()> {
        let (store, _, enforce) = setup()?;
        for caller in [a_caller("stranger"), a_caller("stranger").of("acme"), a_caller("alice").of("nowhere")] {
            assert!(matches!(enforce.execute(&caller.acting(), true), Err(Error::NoOrganization(_))));
        }
        assert!(the_audit_log_of(&*store, "acme").is_empty());
        Ok(())
    }

    #[test]
    fn store_failing_at_any_call_changes_nothing() -> Result<()> {
        let alice = a_caller("alice").of("acme").acting();
        for nth in 1.. {
            let (store, _, enforce) = setup()?;
            store.fail_at_call(nth);
            let outcome = enforce.execute(&alice, true);
            if store.never_failed() {
                // every call of one execution failed once
                assert_eq!(outcome?, Enforcement { enforced: true, changed: true });
                assert!(nth > 5, "begin, lock, find, update, append and commit at least, but {nth}");
                return Ok(());
            }
            assert!(matches!(outcome, Err(Error::Unavailable(_))), "call {nth}: {outcome:?}");
            assert!(!the_organization(&*store, "acme").base_policy().enforced(), "call {nth}");
            assert!(the_audit_log_of(&*store, "acme").is_empty(), "call {nth}");
        }
        Ok(())
    }
}
