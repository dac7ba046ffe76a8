//! Changes the policy.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::plan;
use crate::error::Resource;
use crate::model::access::{PlanFingerprint, StepUpRule};
use crate::model::audit::Event;
use crate::model::identity::Actor;
use crate::model::identity::AllowedMethod;
use crate::model::membership::Permission;
use crate::model::organization::UndoWindow;
use crate::model::policy::{MfaPolicy, PolicySettings};
use crate::ports::{Clock, Store, Transaction};
use crate::use_cases::acting::Acting;
use crate::use_cases::authorize::authorized_write;
use crate::{Error, Result};

/// Writes the whole policy of the actor's organization, if it is still the version that the actor saw. For owners,
/// administrators and operators. The call is idempotent; a repetition is recorded as unchanged.
pub struct ChangePolicy {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// What an administrative call requires.
    pub step_up: StepUpRule,
    /// The methods that the installation offers.
    pub supported: BTreeSet<AllowedMethod>,
}

impl ChangePolicy {
    /// Makes `settings` the policy. [`Stale`](Error::Stale) if the version is not `seen`, or if the change would be worse
    /// for the members than `planned` says; that examines every member while the organization is locked.
    pub fn execute(
        &self,
        actor: &Actor,
        settings: &PolicySettings,
        seen: u64,
        planned: Option<&PlanFingerprint>,
    ) -> Result<MfaPolicy> {
        let now = self.clock.now();
        authorized_write(&*self.store, now, actor, Permission::ChangePolicy.guarded_by(self.step_up), |tx, acting| {
            let before = acting.organization.base_policy();
            self.check(settings, before)?;
            if before.version() != seen {
                return Err(Error::Stale(Resource::Policy));
            }
            if let Some(planned) = planned
                && !planned.still_holds(&plan(tx, acting, settings, now)?.fingerprint)
            {
                return Err(Error::Stale(Resource::Plan));
            }
            let after = before.change(settings, now);
            let event = |before, after| Event::PolicyChanged { before, after };
            replace_policy(tx, acting, (after.clone(), None), now, event)?;
            Ok(after)
        })
    }

    /// Rejects methods that the installation does not offer, unless they were allowed already; at least one must be
    /// offered, or no member could meet the requirement.
    fn check(&self, settings: &PolicySettings, now: &MfaPolicy) -> Result<()> {
        let offered = |method: &AllowedMethod| self.supported.contains(method);
        let mut added = settings.methods.iter().filter(|method| !now.methods().contains(*method));
        if added.all(|method| offered(&method)) && settings.methods.iter().any(|method| offered(&method)) {
            return Ok(());
        }
        let names: Vec<_> = self.supported.iter().map(|method| method.as_str()).collect();
        Err(Error::invalid("allowedMethods", format!("must name what is offered here: {}", names.join(", "))))
    }
}

/// Replaces the organization's policy and records it, also if nothing changed. `undo` is the window that enforcing MFA
/// opens; a call that changes anything closes the one that was open.
pub(crate) fn replace_policy(
    tx: &mut dyn Transaction,
    acting: &mut Acting<'_>,
    (after, undo): (MfaPolicy, Option<UndoWindow>),
    now: jiff::Timestamp,
    event: impl FnOnce(MfaPolicy, MfaPolicy) -> Event,
) -> Result<()> {
    let before = acting.organization.base_policy().clone();
    acting.organization = acting.organization.clone().with_policy(after.clone());
    if after != before {
        acting.organization.undo = undo;
        tx.organizations().update(&acting.organization)?;
    }
    acting.record(tx, now, &event(before, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::membership::Role;
    use crate::model::policy::{AllowedMethods, GracePeriod, MaximumAge};
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;
    use crate::testing::the_organization;

    fn setup() -> Result<(Arc<MemoryStore>, ChangePolicy)> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).with_member("bob", Role::User).save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
        let supported = BTreeSet::from([AllowedMethod::Totp, AllowedMethod::Passkey]);
        let change = ChangePolicy { store: store.clone(), clock, step_up: StepUpRule::Off, supported };
        Ok((store, change))
    }

    fn settings(methods: &[AllowedMethod]) -> Result<PolicySettings> {
        Ok(PolicySettings {
            enforced: true,
            grace: GracePeriod::days(14)?,
            methods: AllowedMethods::new(methods.iter().copied())?,
            maximum_age: MaximumAge::seconds(3600)?,
            enrolment: Some(crate::model::policy::EnrolmentRule::Open),
        })
    }

    #[test]
    fn policy_is_written_over_the_seen_version_alone() -> Result<()> {
        let (store, change) = setup()?;
        let alice = a_caller("alice").of("acme").acting();
        let wanted = settings(&[AllowedMethod::Passkey])?;
        let written = change.execute(&alice, &wanted, 1, None)?;
        assert_eq!((written.settings(), written.version()), (wanted.clone(), 2));
        assert_eq!(the_organization(&*store, "acme").base_policy().clone(), written);
        assert!(matches!(change.execute(&alice, &wanted, 1, None), Err(Error::Stale(Resource::Policy))));
        assert_eq!(change.execute(&alice, &wanted, 2, None)?.version(), 2);
        assert_eq!(the_audit_log_of(&*store, "acme"), ["policy.change changed", "policy.change unchanged"]);
        Ok(())
    }

    #[test]
    fn methods_must_be_offered_and_the_caller_administer() -> Result<()> {
        let (store, change) = setup()?;
        let refused = change.execute(&a_caller("bob").of("acme").acting(), &settings(&[AllowedMethod::Totp])?, 1, None);
        assert!(matches!(refused, Err(Error::Forbidden(Permission::ChangePolicy))));
        let impossible = settings(&[AllowedMethod::MagicLink])?;
        let refused = change.execute(&a_caller("alice").of("acme").acting(), &impossible, 1, None);
        assert!(matches!(refused, Err(Error::Invalid(_))));
        assert!(!the_organization(&*store, "acme").base_policy().enforced());
        Ok(())
    }

    #[test]
    fn added_methods_must_be_offered_and_allowed_ones_may_stay() -> Result<()> {
        use AllowedMethod::{IdentityProvider, MagicLink, Passkey, Totp};
        let (_, change) = setup()?;
        for (now, wanted, taken) in [
            (vec![Totp, Passkey], vec![Totp], true),
            (vec![Totp], vec![Totp, Passkey], true),
            (vec![Totp], vec![Totp, MagicLink], false),
            (vec![Totp, MagicLink], vec![Totp, MagicLink], true),
            (vec![Totp, MagicLink], vec![Passkey, MagicLink], true),
            (vec![Totp, MagicLink], vec![Totp, MagicLink, IdentityProvider], false),
            // no member could meet it
            (vec![Totp, MagicLink], vec![MagicLink], false),
        ] {
            let policy = MfaPolicy::new(GracePeriod::default()).change(&settings(&now)?, change.clock.now());
            assert_eq!(change.check(&settings(&wanted)?, &policy).is_ok(), taken, "{now:?} {wanted:?}");
        }
        Ok(())
    }
}
