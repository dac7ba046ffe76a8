//! The hour in which who enforced MFA may undo it.

use std::collections::BTreeSet;

use super::*;
use crate::model::authenticator::{AuthenticatorState, Disavowal};
use crate::model::membership::{AddressSource, MemberDetails, MemberKind};
use crate::testing::{PlainSealer, an_operator_of, enrol_in_state};
use crate::use_cases::authenticator::enrolment::{DisavowAuthenticator, disavowal_digests};
use crate::use_cases::membership::{AddMember, ChangeRole, RemoveMember};

#[rstest]
#[case::at_once("olivia", "s1", 0, "ok")]
#[case::within_the_hour("olivia", "s1", 3599, "ok")]
#[case::an_hour_later("olivia", "s1", 3600, "enrol")]
#[case::in_another_session("olivia", "s2", 0, "enrol")]
#[case::by_another("otto", "s1", 0, "enrol")]
fn enforcing_is_undone_in_its_session_for_an_hour(
    #[case] subject: &str,
    #[case] in_session: &str,
    #[case] later: i64,
    #[case] expected: &str,
) -> Result<()> {
    let world = World::new(false, 0, 1)?;
    assert!(world.enforce(&session("olivia", "s1"), true)?);
    // another's call changes nothing: it opens no window, and leaves the one that is open
    assert!(!world.enforce(&session("otto", "s1"), true)?);
    world.clock.advance(later);
    assert_eq!(outcome(world.enforce(&session(subject, in_session), false)), expected);
    Ok(())
}

#[test]
fn undo_needs_the_use_of_what_was_enrolled_since() -> Result<()> {
    let world = World::new(false, 0, 1)?;
    let olivia = session("olivia", "s1");
    world.enforce(&olivia, true)?;
    enrol(&*world.store, "acme", "olivia", Method::Passkey)?;
    assert_eq!(outcome(world.enforce(&olivia, false)), "step up");
    verify_in_session(&*world.store, "acme", "olivia", "s1", Method::Passkey, world.clock.now())?;
    world.clock.advance(1800);
    assert_eq!(outcome(world.enforce(&olivia, false)), "ok");
    Ok(())
}

#[test]
fn holder_of_an_authenticator_opens_no_undo_window() -> Result<()> {
    let world = World::new(false, 0, 1)?;
    enrol(&*world.store, "acme", "olivia", Method::Totp)?;
    let olivia = session("olivia", "s1");
    assert!(world.enforce(&olivia, true)?);
    assert_eq!(the_organization(&*world.store, "acme").undo, None);
    let (store, clock) = (world.store.clone(), world.clock.clone());
    let reset = ResetMfa { store, clock, step_up: StepUpRule::default() };
    reset.execute(&an_operator_of("acme"), Some(&SubjectId::parse("olivia")?))?;
    assert_eq!(outcome(world.enforce(&olivia, false)), "enrol");
    Ok(())
}

#[test]
fn enrolment_in_the_undo_window_administers_at_once() -> Result<()> {
    for (in_session, expected) in [("s1", "ok"), ("stolen", "too recent")] {
        let world = World::new(false, 0, 1)?;
        world.enforce(&session("olivia", "s1"), true)?;
        let olivia = session("olivia", in_session);
        assert!(world.enrol_passkey(&olivia, "one")?);
        let settings = the_organization(&*world.store, "acme").base_policy().settings();
        let longer = PolicySettings { grace: GracePeriod::days(1)?, ..settings };
        assert_eq!(outcome(world.change(&olivia, &longer)), expected, "{in_session}");
    }
    Ok(())
}

#[test]
fn disavowal_closes_the_undo_window() -> Result<()> {
    let world = World::new(false, 0, 1)?;
    let olivia = session("olivia", "s1");
    world.enforce(&olivia, true)?;
    disavow(&world)?;
    assert_eq!(outcome(world.enforce(&olivia, false)), "enrol");
    Ok(())
}

/// What ends the window for good, done by an operator in the organization.
type Ending = fn(&World) -> Result<()>;

fn subject() -> Result<SubjectId> {
    Ok(SubjectId::parse("olivia")?)
}

fn remove_and_add(world: &World) -> Result<()> {
    let (store, clock) = (world.store.clone(), world.clock.clone());
    RemoveMember { store, clock }.execute(&an_operator_of("acme"), &subject()?)?;
    let (store, clock) = (world.store.clone(), world.clock.clone());
    let details = MemberDetails {
        subject: subject()?,
        email: None,
        address_source: AddressSource::Given,
        role: Role::Owner,
        kind: MemberKind::Person,
    };
    let reason = Some(crate::model::policy::Justification::parse("back")?);
    let add = AddMember { store, clock, sealer: Arc::new(PlainSealer) };
    add.execute(&an_operator_of("acme"), details, reason.as_ref()).map(drop)
}

fn change_role(world: &World, role: Role) -> Result<()> {
    let (store, clock) = (world.store.clone(), world.clock.clone());
    let reason = Some(crate::model::policy::Justification::parse("back")?);
    let change = ChangeRole { store, clock, sealer: Arc::new(PlainSealer) };
    change.execute(&an_operator_of("acme"), &subject()?, role, reason.as_ref()).map(drop)
}

fn demote_and_promote(world: &World) -> Result<()> {
    change_role(world, Role::User)?;
    change_role(world, Role::Owner)
}

fn demote_to_administrator(world: &World) -> Result<()> {
    change_role(world, Role::Administrators)
}

fn change_grace(world: &World) -> Result<()> {
    let settings = the_organization(&*world.store, "acme").base_policy().settings();
    world.change(&an_operator_of("acme"), &PolicySettings { grace: GracePeriod::days(1)?, ..settings })
}

fn reset(world: &World) -> Result<()> {
    enrol(&*world.store, "acme", "olivia", Method::Totp)?;
    let (store, clock) = (world.store.clone(), world.clock.clone());
    ResetMfa { store, clock, step_up: StepUpRule::default() }.execute(&an_operator_of("acme"), Some(&subject()?))
}

fn disavow(world: &World) -> Result<()> {
    let active = AuthenticatorState::Active;
    let authenticator = enrol_in_state(&*world.store, "acme", "olivia", Method::Totp, active)?;
    let (token, acme) = ("0".repeat(64), the_organization(&*world.store, "acme").id);
    let digest = disavowal_digests(&token, &PlainSealer)?.pop().ok_or_else(|| Error::internal("no digest"))?;
    let (subject, method, expires_at) = (subject()?, Method::Totp, jiff::Timestamp::MAX);
    let disavowal = Disavowal { subject, authenticator, method, spared: BTreeSet::new(), digest, expires_at };
    let store: Arc<dyn Store> = world.store.clone();
    store.transaction(|tx| tx.disavowals().put(&acme, &disavowal))?;
    let (clock, sealer) = (world.clock.clone(), Arc::new(PlainSealer));
    assert!(DisavowAuthenticator { store, clock, sealer }.execute(&token)?);
    Ok(())
}

#[rstest]
#[case::removed_and_added_again(remove_and_add)]
#[case::demoted_and_promoted_again(demote_and_promote)]
#[case::demoted_to_administrator(demote_to_administrator)]
#[case::policy_changed(change_grace)]
#[case::enrolled_and_reset(reset)]
fn undo_window_is_closed_for_good(#[case] ends: Ending) -> Result<()> {
    let world = World::new(false, 0, 1)?;
    let olivia = session("olivia", "s1");
    world.enforce(&olivia, true)?;
    ends(&world)?;
    assert_eq!(the_organization(&*world.store, "acme").undo, None);
    assert_eq!(outcome(world.enforce(&olivia, false)), "enrol");
    // a call that changes nothing opens none
    assert!(!world.enforce(&olivia, true)?);
    assert_eq!(outcome(world.enforce(&olivia, false)), "enrol");
    // neither does an enrolment: it waits like any other
    assert!(world.enrol_passkey(&olivia, "one")?);
    assert_eq!(outcome(world.enforce(&olivia, false)), "too recent");
    Ok(())
}

#[test]
fn other_changes_of_members_leave_the_undo_window_open() -> Result<()> {
    let world = World::new(false, 0, 1)?;
    let olivia = session("olivia", "s1");
    world.enforce(&olivia, true)?;
    let opened = the_organization(&*world.store, "acme").undo;
    let (store, clock) = (world.store.clone(), world.clock.clone());
    RemoveMember { store, clock }.execute(&an_operator_of("acme"), &SubjectId::parse("bob")?)?;
    change_role(&world, Role::Owner)?;
    assert_eq!(the_organization(&*world.store, "acme").undo, opened);
    assert_eq!(outcome(world.enforce(&olivia, false)), "ok");
    Ok(())
}
