//! What would happen if an organization demanded this?

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::access::{AllowReason, Decision, Plan, PlanFingerprint, PlanGroup, StepUpRule};
use crate::model::identity::{Actor, Identity, SubjectId};
use crate::model::membership::Permission;
use crate::model::organization::Organization;
use crate::model::page::{Page, PageSize};
use crate::model::policy::PolicySettings;
use crate::ports::{Clock, Store, Transaction};
use crate::use_cases::access::each_member_status;
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

/// Says what a proposed policy would mean to every member, and to the one who asks, and changes nothing. For whoever may
/// write the policy.
pub struct PlanPolicy {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// From when the demand would count.
    pub clock: Arc<dyn Clock>,
    /// What an administrator must have proved.
    pub step_up: StepUpRule,
}

impl PlanPolicy {
    /// The plan.
    pub fn execute(&self, actor: &Actor, demands: &PolicySettings) -> Result<Plan> {
        let now = self.clock.now();
        authorized(&*self.store, now, actor, Permission::PlanPolicy, |tx, organization| {
            self.step_up.hold(tx, actor, &organization, false, now)?;
            plan(tx, actor, &organization, demands, now)
        })
    }

    /// Who is in one group of it, those after `after`, by subject.
    pub fn members(
        &self,
        actor: &Actor,
        demands: &PolicySettings,
        group: PlanGroup,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<SubjectId, SubjectId>> {
        let now = self.clock.now();
        authorized(&*self.store, now, actor, Permission::PlanPolicy, |tx, mut organization| {
            self.step_up.hold(tx, actor, &organization, false, now)?;
            organization.policy = organization.policy.change(demands, now);
            let fits = usize::try_from(size.get()).map_err(Error::internal)?;
            let mut found = Vec::new();
            each_member_status(tx, &organization, after, now, |member| {
                if PlanGroup::of(&member.judgement.decision) == group {
                    found.push(member.standing.membership.subject);
                }
                // one more than fits tells that another page follows
                if found.len() > fits { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?;
            Ok(Page::of(found, size, Clone::clone))
        })
    }
}

/// What `demands` would do to the members of an organization.
pub(crate) fn plan(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    demands: &PolicySettings,
    now: Timestamp,
) -> Result<Plan> {
    let policy = organization.policy.change(demands, now);
    let own = match &actor.identity {
        Identity::Caller(caller) => {
            Some(CallerState::load(tx, caller, organization, now)?.decision_under(&policy, now))
        }
        Identity::Operator(_) | Identity::Client(_) => None,
    };
    let (mut groups, mut enrol_by) = (BTreeMap::new(), BTreeMap::new());
    let proposed = Organization { policy, ..organization.clone() };
    each_member_status(tx, &proposed, None, now, |member| {
        let decision = &member.judgement.decision;
        *groups.entry(PlanGroup::of(decision)).or_default() += 1;
        if let Decision::Allow(AllowReason::Grace { until }) = decision {
            *enrol_by.entry(until.strftime("%Y-%m-%d").to_string()).or_default() += 1;
        }
        ControlFlow::Continue(())
    })?;
    let fingerprint = PlanFingerprint::new(demands, &groups, own.as_ref());
    Ok(Plan { version: organization.policy.version(), groups, enrol_by, own, fingerprint })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Resource;
    use crate::model::access::Decision;
    use crate::model::identity::Method;
    use crate::model::membership::Role;
    use crate::model::policy::{AllowedMethod, AllowedMethods, GracePeriod, MaximumAge};
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;
    use crate::testing::enrol;
    use crate::use_cases::authenticator::ResetMfa;
    use crate::use_cases::policy::ChangePolicy;

    fn demands(grace: u32) -> Result<PolicySettings> {
        Ok(PolicySettings {
            enforced: true,
            grace: GracePeriod::days(grace)?,
            methods: AllowedMethods::default(),
            maximum_age: MaximumAge::default(),
        })
    }

    fn setup() -> Result<(Arc<MemoryStore>, Arc<FixedClock>)> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme")
            .with_member("owner", Role::Owner)
            .with_member("bob", Role::User)
            .with_member("carol", Role::User)
            .with_member("dave", Role::User)
            .with_service("robot")
            .with_former_member("gone", Role::User)
            .save(&*store)?;
        enrol(&*store, "acme", "owner", Method::Totp)?;
        enrol(&*store, "acme", "bob", Method::MagicLink)?;
        Ok((store, Arc::new(FixedClock::at("2026-01-01T10:20:30Z"))))
    }

    #[test]
    fn it_says_who_must_do_what_and_changes_nothing() -> Result<()> {
        let (store, clock) = setup()?;
        let planning = PlanPolicy { store: store.clone(), clock: clock.clone(), step_up: StepUpRule::Off };
        let owner = a_caller("owner").of("acme").acting();
        let at_once = planning.execute(&owner, &demands(0)?)?;
        let expected = [(PlanGroup::StepUp, 1), (PlanGroup::EnrolNow, 3), (PlanGroup::Service, 1)];
        assert_eq!(at_once.groups, expected.into());
        assert_eq!(at_once.own, Some(Decision::StepUp([Method::Totp].into())));
        let later = planning.execute(&owner, &demands(14)?)?;
        let expected = [(PlanGroup::StepUp, 2), (PlanGroup::InGrace, 2), (PlanGroup::Service, 1)];
        assert_eq!(later.groups, expected.into());
        assert_eq!(later.enrol_by, [("2026-01-15".to_owned(), 2)].into());
        let names = |after: Option<&str>, size| -> Result<_> {
            let after = after.map(SubjectId::parse).transpose()?;
            let size = PageSize::new(size)?;
            let page = planning.members(&owner, &demands(0)?, PlanGroup::EnrolNow, after.as_ref(), size)?;
            Ok((page.items.iter().map(ToString::to_string).collect::<Vec<_>>(), page.next.map(|next| next.to_string())))
        };
        assert_eq!(names(None, 2)?, (vec!["bob".into(), "carol".into()], Some("carol".into())));
        assert_eq!(names(Some("carol"), 2)?, (vec!["dave".into()], None));
        assert_eq!(crate::testing::the_organization(&*store, "acme").policy.version(), 1);
        Ok(())
    }

    #[test]
    fn a_change_that_would_shut_out_more_than_was_planned_is_refused() -> Result<()> {
        let (store, clock) = setup()?;
        let planning = PlanPolicy { store: store.clone(), clock: clock.clone(), step_up: StepUpRule::Off };
        let supported = AllowedMethod::ALL.into();
        let change = ChangePolicy { store: store.clone(), clock, step_up: StepUpRule::Off, supported };
        let owner = a_caller("owner").of("acme").acting();
        let planned = planning.execute(&owner, &demands(0)?)?.fingerprint;
        let planned = PlanFingerprint::parse(&planned.to_string())?;
        assert!(matches!(change.execute(&owner, &demands(7)?, 1, Some(&planned)), Err(Error::Stale(Resource::Plan))));
        let joined = an_organization("acme").with_member("eve", Role::User);
        joined.join(&*store)?;
        let refused = change.execute(&owner, &demands(0)?, 1, Some(&planned));
        assert!(matches!(refused, Err(Error::Stale(Resource::Plan))), "{refused:?}");
        enrol(&*store, "acme", "eve", Method::Passkey)?;
        enrol(&*store, "acme", "dave", Method::Totp)?;
        // better than planned is no reason to refuse
        assert_eq!(change.execute(&owner, &demands(0)?, 1, Some(&planned))?.version(), 2);
        Ok(())
    }

    #[test]
    fn a_change_that_would_shut_out_whoever_asks_is_refused_however_many_others_it_spares() -> Result<()> {
        let (store, clock) = setup()?;
        let planning = PlanPolicy { store: store.clone(), clock: clock.clone(), step_up: StepUpRule::Off };
        let supported = AllowedMethod::ALL.into();
        let change = ChangePolicy { store: store.clone(), clock: clock.clone(), step_up: StepUpRule::Off, supported };
        let owner = a_caller("owner").of("acme").acting();
        let planned = planning.execute(&owner, &demands(0)?)?.fingerprint;
        // one enrols, and the owner loses what they held: as many as before
        enrol(&*store, "acme", "dave", Method::Totp)?;
        let reset = ResetMfa { store: store.clone(), clock, step_up: StepUpRule::Off };
        reset.execute(&an_operator_of("acme"), Some(&SubjectId::parse("owner")?))?;
        assert_eq!(planning.execute(&owner, &demands(0)?)?.groups.get(&PlanGroup::EnrolNow), Some(&3));
        let refused = change.execute(&owner, &demands(0)?, 1, Some(&planned));
        assert!(matches!(refused, Err(Error::Stale(Resource::Plan))), "{refused:?}");
        Ok(())
    }

    #[test]
    fn a_fingerprint_that_is_none_is_refused() {
        for bad in ["", "1", "x.y.z.0", "1-0-t-300.5.5.2", "1-0-t-300.-5.1.0", "a.1.0", "a.1.1.0.0"] {
            assert!(PlanFingerprint::parse(bad).is_err(), "{bad}");
        }
    }
}
