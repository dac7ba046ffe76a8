//! An administrator decides what their organization demands, all of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::plan;
use crate::error::Resource;
use crate::model::access::{PlanFingerprint, StepUpRule};
use crate::model::audit::Event;
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::model::organization::Organization;
use crate::model::policy::{AllowedMethod, MfaPolicy, PolicySettings};
use crate::ports::{Clock, Store, Transaction};
use crate::use_cases::authorize::authorized;
use crate::use_cases::record::record;
use crate::{Error, Result};

/// Writes the whole policy of the actor's organization, if it is still the one that the actor saw. For owners,
/// administrators and operators. The same again succeeds, changes nothing, and is recorded as that.
pub struct ChangePolicy {
    /// Where organizations are kept.
    pub store: Arc<dyn Store>,
    /// From when the demand counts.
    pub clock: Arc<dyn Clock>,
    /// What an administrator must have proved to weaken it.
    pub step_up: StepUpRule,
    /// With what a demand can be met in this installation.
    pub supported: BTreeSet<AllowedMethod>,
}

impl ChangePolicy {
    /// Makes `demands` the policy. `seen` is the version that the actor saw; [`Stale`](Error::Stale) if it is another
    /// by now, and if it would be worse for the members by now than `planned` says. That looks at every member while the
    /// organization is held.
    pub fn execute(
        &self,
        actor: &Actor,
        demands: &PolicySettings,
        seen: u64,
        planned: Option<&PlanFingerprint>,
    ) -> Result<MfaPolicy> {
        let now = self.clock.now();
        authorized(&*self.store, now, actor, Permission::ChangePolicy, |tx, organization| {
            self.check(demands, &organization.policy)?;
            if organization.policy.version() != seen {
                return Err(Error::Stale(Resource::Policy));
            }
            if let Some(planned) = planned
                && !planned.still_holds(&plan(tx, actor, &organization, demands, now)?.fingerprint)
            {
                return Err(Error::Stale(Resource::Plan));
            }
            let after = organization.policy.change(demands, now);
            let weakens = organization.policy.is_weakened_by(&after);
            self.step_up.hold(tx, actor, &organization, weakens, now)?;
            let event = |before, after| Event::PolicyChanged { before, after };
            Ok(replace(tx, actor, organization, after, now, event)?.policy)
        })
    }

    /// A demand that nobody could meet would lock everybody out, and one that is met by what is not offered here is none.
    /// What was allowed already may stay.
    fn check(&self, demands: &PolicySettings, now: &MfaPolicy) -> Result<()> {
        let offered = |method: &AllowedMethod| self.supported.contains(method);
        let mut added = demands.methods.iter().filter(|method| !now.methods().contains(*method));
        if added.all(|method| offered(&method)) && demands.methods.iter().any(|method| offered(&method)) {
            return Ok(());
        }
        let names: Vec<_> = self.supported.iter().map(|method| method.as_str()).collect();
        Err(Error::invalid("allowedMethods", format!("must name what is offered here: {}", names.join(", "))))
    }
}

/// Puts `after` in the place of the organization's policy, and records it: also that it was so already.
pub(crate) fn replace(
    tx: &mut dyn Transaction,
    actor: &Actor,
    mut organization: Organization,
    after: MfaPolicy,
    now: jiff::Timestamp,
    event: impl FnOnce(MfaPolicy, MfaPolicy) -> Event,
) -> Result<Organization> {
    let before = std::mem::replace(&mut organization.policy, after);
    if organization.policy != before {
        tx.organizations().update(&organization)?;
    }
    record(tx, actor, &organization, now, &event(before, organization.policy.clone()))?;
    Ok(organization)
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
        let change = ChangePolicy { store: store.clone(), clock, step_up: StepUpRule::default(), supported };
        Ok((store, change))
    }

    fn demands(methods: &[AllowedMethod]) -> Result<PolicySettings> {
        Ok(PolicySettings {
            enforced: true,
            grace: GracePeriod::days(14)?,
            methods: AllowedMethods::new(methods.iter().copied())?,
            maximum_age: MaximumAge::seconds(3600)?,
        })
    }

    #[test]
    fn it_is_written_whole_once_and_only_over_what_was_seen() -> Result<()> {
        let (store, change) = setup()?;
        let alice = a_caller("alice").of("acme").acting();
        let wanted = demands(&[AllowedMethod::Passkey])?;
        let written = change.execute(&alice, &wanted, 1, None)?;
        assert_eq!((written.demands(), written.version()), (wanted.clone(), 2));
        assert_eq!(the_organization(&*store, "acme").policy, written);
        assert!(matches!(change.execute(&alice, &wanted, 1, None), Err(Error::Stale(Resource::Policy))));
        assert_eq!(change.execute(&alice, &wanted, 2, None)?.version(), 2);
        assert_eq!(the_audit_log_of(&*store, "acme"), ["policy.change changed", "policy.change unchanged"]);
        Ok(())
    }

    #[test]
    fn nobody_else_writes_it_and_nobody_demands_the_impossible() -> Result<()> {
        let (store, change) = setup()?;
        let refused = change.execute(&a_caller("bob").of("acme").acting(), &demands(&[AllowedMethod::Totp])?, 1, None);
        assert!(matches!(refused, Err(Error::Forbidden(Permission::ChangePolicy))));
        let impossible = demands(&[AllowedMethod::MagicLink])?;
        let refused = change.execute(&a_caller("alice").of("acme").acting(), &impossible, 1, None);
        assert!(matches!(refused, Err(Error::Invalid(_))));
        assert!(!the_organization(&*store, "acme").policy.enforced());
        Ok(())
    }

    #[test]
    fn what_is_added_must_be_offered_and_what_was_allowed_may_stay() -> Result<()> {
        use AllowedMethod::{IdentityProvider, MagicLink, Passkey, Totp};
        let (_, change) = setup()?;
        for (now, wanted, taken) in [
            (vec![Totp, Passkey], vec![Totp], true),
            (vec![Totp], vec![Totp, Passkey], true),
            (vec![Totp], vec![Totp, MagicLink], false),
            (vec![Totp, MagicLink], vec![Totp, MagicLink], true),
            (vec![Totp, MagicLink], vec![Passkey, MagicLink], true),
            (vec![Totp, MagicLink], vec![Totp, MagicLink, IdentityProvider], false),
            // nobody could meet it
            (vec![Totp, MagicLink], vec![MagicLink], false),
        ] {
            let policy = MfaPolicy::new(GracePeriod::default()).change(&demands(&now)?, change.clock.now());
            assert_eq!(change.check(&demands(&wanted)?, &policy).is_ok(), taken, "{now:?} {wanted:?}");
        }
        Ok(())
    }
}
