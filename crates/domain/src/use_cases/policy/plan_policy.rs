//! Plans a policy change.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::access::{AllowReason, Decision, Plan, PlanFingerprint, PlanGroup, StepUpRule};
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::{MemberKind, Permission};
use crate::model::page::{Page, PageSize};
use crate::model::policy::PolicySettings;
use crate::ports::{Clock, Store, Transaction};
use crate::use_cases::access::each_member_status;
use crate::use_cases::acting::Acting;
use crate::use_cases::authorize::authorized_read;
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

/// Computes what a proposed policy would mean for every member and for the caller, and changes nothing. For owners,
/// administrators and operators.
pub struct PlanPolicy {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// When an administrator must have used an authenticator.
    pub step_up: StepUpRule,
}

impl PlanPolicy {
    /// The plan.
    pub fn execute(&self, actor: &Actor, settings: &PolicySettings) -> Result<Plan> {
        let now = self.clock.now();
        authorized_read(&*self.store, now, actor, Permission::PlanPolicy.guarded_by(self.step_up), |tx, acting| {
            plan(tx, &acting, settings, now)
        })
    }

    /// The members in one group of the plan, those after `after`, by subject.
    pub fn members(
        &self,
        actor: &Actor,
        settings: &PolicySettings,
        group: PlanGroup,
        after: Option<&SubjectId>,
        size: PageSize,
    ) -> Result<Page<SubjectId, SubjectId>> {
        let now = self.clock.now();
        authorized_read(&*self.store, now, actor, Permission::PlanPolicy.guarded_by(self.step_up), |tx, acting| {
            let proposed = acting.organization.base_policy().change(settings, now);
            let proposed = acting.organization.with_policy(proposed);
            let fits = usize::try_from(size.get()).map_err(Error::internal)?;
            let mut found = Vec::new();
            each_member_status(tx, &proposed, after, now, |member| {
                if PlanGroup::of(&member.judgement.decision) == group {
                    found.push(member.snapshot.membership.subject);
                }
                // one member more than fits shows that another page follows
                if found.len() > fits { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?;
            Ok(Page::of(found, size, Clone::clone))
        })
    }
}

/// The effect of `settings` on the members of the actor's organization.
pub(crate) fn plan(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    settings: &PolicySettings,
    now: Timestamp,
) -> Result<Plan> {
    let proposed = acting.organization.base_policy().change(settings, now);
    let proposed = acting.organization.clone().with_policy(proposed);
    let own = match &acting.membership {
        Some(_) => Some(CallerState::load_in(tx, acting, &proposed, now)?.decision().clone()),
        None => None,
    };
    let (mut groups, mut enrol_by, mut need_confirmation) = (BTreeMap::new(), BTreeMap::new(), 0);
    each_member_status(tx, &proposed, None, now, |member| {
        let decision = &member.judgement.decision;
        *groups.entry(PlanGroup::of(decision)).or_default() += 1;
        let (of, holds_active) = (&member.snapshot.membership, !member.snapshot.active.is_empty());
        let confirms = of.must_confirm_enrolment(&proposed.policy_for(of), holds_active);
        need_confirmation += u64::from(confirms && of.kind == MemberKind::Person);
        if let Decision::Allow(AllowReason::Grace { until }) = decision {
            *enrol_by.entry(until.strftime("%Y-%m-%d").to_string()).or_default() += 1;
        }
        ControlFlow::Continue(())
    })?;
    let fingerprint = PlanFingerprint::new(&proposed.base_policy().settings(), &groups, own.as_ref());
    let version = acting.organization.base_policy().version();
    Ok(Plan { version, groups, enrol_by, need_confirmation, own, fingerprint })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Resource;
    use crate::model::access::Decision;
    use crate::model::identity::AllowedMethod;
    use crate::model::identity::Method;
    use crate::model::membership::Role;
    use crate::model::policy::{AllowedMethods, EnrolmentRule, GracePeriod, MaximumAge};
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;
    use crate::testing::enrol;
    use crate::use_cases::authenticator::ResetMfa;
    use crate::use_cases::policy::ChangePolicy;

    fn settings(grace: u32) -> Result<PolicySettings> {
        Ok(PolicySettings {
            enforced: true,
            grace: GracePeriod::days(grace)?,
            methods: AllowedMethods::default(),
            maximum_age: MaximumAge::default(),
            enrolment: None,
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
    fn plan_groups_members_and_changes_nothing() -> Result<()> {
        let (store, clock) = setup()?;
        let planning = PlanPolicy { store: store.clone(), clock: clock.clone(), step_up: StepUpRule::Off };
        let owner = a_caller("owner").of("acme").acting();
        let at_once = planning.execute(&owner, &settings(0)?)?;
        let expected = [(PlanGroup::StepUp, 1), (PlanGroup::EnrolNow, 3), (PlanGroup::Service, 1)];
        assert_eq!(at_once.groups, expected.into());
        assert_eq!(at_once.need_confirmation, 0);
        let confirming = PolicySettings { enrolment: Some(EnrolmentRule::Confirmed), ..settings(0)? };
        let confirming = planning.execute(&owner, &confirming)?;
        assert_eq!(
            (confirming.need_confirmation, confirming.groups),
            (2, expected.into()),
            "carol and dave hold nothing"
        );
        assert_ne!(confirming.fingerprint, at_once.fingerprint);
        assert_eq!(at_once.own, Some(Decision::StepUp([Method::Totp].into())));
        let later = planning.execute(&owner, &settings(14)?)?;
        let expected = [(PlanGroup::StepUp, 2), (PlanGroup::InGrace, 2), (PlanGroup::Service, 1)];
        assert_eq!(later.groups, expected.into());
        assert_eq!(later.enrol_by, [("2026-01-15".to_owned(), 2)].into());
        let names = |after: Option<&str>, size| -> Result<_> {
            let after = after.map(SubjectId::parse).transpose()?;
            let size = PageSize::new(size)?;
            let page = planning.members(&owner, &settings(0)?, PlanGroup::EnrolNow, after.as_ref(), size)?;
            Ok((page.items.iter().map(ToString::to_string).collect::<Vec<_>>(), page.next.map(|next| next.to_string())))
        };
        assert_eq!(names(None, 2)?, (vec!["bob".into(), "carol".into()], Some("carol".into())));
        assert_eq!(names(Some("carol"), 2)?, (vec!["dave".into()], None));
        assert_eq!(crate::testing::the_organization(&*store, "acme").base_policy().version(), 1);
        Ok(())
    }

    #[test]
    fn change_that_affects_more_than_planned_is_refused() -> Result<()> {
        let (store, clock) = setup()?;
        let planning = PlanPolicy { store: store.clone(), clock: clock.clone(), step_up: StepUpRule::Off };
        let supported = AllowedMethod::ALL.into();
        let change = ChangePolicy { store: store.clone(), clock, step_up: StepUpRule::Off, supported };
        let owner = a_caller("owner").of("acme").acting();
        let planned = planning.execute(&owner, &settings(0)?)?.fingerprint;
        let planned = PlanFingerprint::parse(&planned.to_string())?;
        assert!(matches!(change.execute(&owner, &settings(7)?, 1, Some(&planned)), Err(Error::Stale(Resource::Plan))));
        let joined = an_organization("acme").with_member("eve", Role::User);
        joined.join(&*store)?;
        let refused = change.execute(&owner, &settings(0)?, 1, Some(&planned));
        assert!(matches!(refused, Err(Error::Stale(Resource::Plan))), "{refused:?}");
        enrol(&*store, "acme", "eve", Method::Passkey)?;
        enrol(&*store, "acme", "dave", Method::Totp)?;
        // better than planned is no reason to refuse
        assert_eq!(change.execute(&owner, &settings(0)?, 1, Some(&planned))?.version(), 2);
        Ok(())
    }

    #[test]
    fn change_that_shuts_out_its_author_is_refused() -> Result<()> {
        let (store, clock) = setup()?;
        let planning = PlanPolicy { store: store.clone(), clock: clock.clone(), step_up: StepUpRule::Off };
        let supported = AllowedMethod::ALL.into();
        let change = ChangePolicy { store: store.clone(), clock: clock.clone(), step_up: StepUpRule::Off, supported };
        let owner = a_caller("owner").of("acme").acting();
        let planned = planning.execute(&owner, &settings(0)?)?.fingerprint;
        // one member enrols and the owner loses an authenticator: the counts are the same
        enrol(&*store, "acme", "dave", Method::Totp)?;
        let reset = ResetMfa { store: store.clone(), clock, step_up: StepUpRule::Off };
        reset.execute(&an_operator_of("acme"), Some(&SubjectId::parse("owner")?))?;
        assert_eq!(planning.execute(&owner, &settings(0)?)?.groups.get(&PlanGroup::EnrolNow), Some(&3));
        let refused = change.execute(&owner, &settings(0)?, 1, Some(&planned));
        assert!(matches!(refused, Err(Error::Stale(Resource::Plan))), "{refused:?}");
        Ok(())
    }

    #[test]
    fn malformed_fingerprint_is_rejected() {
        for bad in ["", "1", "x.y.z.0", "1-0-t-300.5.5.2", "1-0-t-300.-5.1.0", "a.1.0", "a.1.1.0.0"] {
            assert!(PlanFingerprint::parse(bad).is_err(), "{bad}");
        }
    }
}
