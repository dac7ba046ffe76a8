//! What events mean to the audit log and the mail.

use jiff::Timestamp;

use super::*;
use crate::Result;
use crate::model::audit::AuditActor;
use crate::model::membership::{AddressSource, EmailAddress, MemberDetails, Role};
use crate::model::organization::OrganizationName;
use crate::model::policy::{Exemption, GracePeriod, Justification, PolicySettings};

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn alice() -> SubjectId {
    SubjectId::parse("alice").unwrap()
}

fn member_of(kind: MemberKind, email: Option<&str>) -> Membership {
    let email = email.map(|email| EmailAddress::parse(email).unwrap());
    Membership::new(
        MemberDetails { subject: alice(), email, address_source: AddressSource::Given, role: Role::User, kind },
        now(),
    )
    .unwrap()
}

fn reason() -> Justification {
    Justification::parse("on leave").unwrap()
}

#[test]
fn replaced_addresses_are_listed_masked() {
    let member = |email| member_of(MemberKind::Person, Some(email));
    let event = Event::MemberChanged { before: member("alice@example.com"), after: member("anna@example.com") };
    let masked = AuditValue::Text("a***@example.com".into());
    let change = AuditChange { field: "email".into(), before: masked.clone(), after: masked };
    assert_eq!(event.describe().changes, [change]);
}

#[test]
fn repeating_the_current_state_is_unchanged() -> Result<()> {
    let name = OrganizationName::parse;
    let put = |before, after, was_ended| Event::OrganizationPut { before, after, was_ended };
    let chosen = |before, after| Event::PrimaryChosen { subject: alice(), before, after };
    let policy = MfaPolicy::new(GracePeriod::days(7)?);
    let enforced = policy.enforce(true, Timestamp::UNIX_EPOCH);
    let deadline = |after| {
        let (before, reason) = (Some(Timestamp::UNIX_EPOCH), None);
        Event::DeadlineSet { subject: alice(), before, after, reason, lengthens: false }
    };
    let written = |after: &MfaPolicy| Event::PolicyChanged { before: policy.clone(), after: after.clone() };
    let switched =
        |changed| Event::MethodSwitched { subject: alice(), method: Method::Passkey, enabled: true, changed };
    for (event, outcome) in [
        (put(name("Acme")?, name("Acme")?, false), Unchanged),
        (put(name("Acme")?, name("Acme")?, true), Changed),
        (put(name("Acme")?, name("Acme Ltd")?, false), Changed),
        (chosen(Some(Method::Passkey), Method::Passkey), Unchanged),
        (chosen(Some(Method::Totp), Method::Passkey), Changed),
        (chosen(None, Method::Passkey), Changed),
        (written(&policy), Unchanged),
        (written(&enforced), Changed),
        (deadline(Some(Timestamp::UNIX_EPOCH)), Unchanged),
        (deadline(None), Changed),
        (switched(false), Unchanged),
        (switched(true), Changed),
        (Event::VerificationFailed(alice(), Method::Passkey), Refused),
        (Event::Verified(alice(), Method::Passkey), Changed),
    ] {
        assert_eq!(event.describe().outcome, outcome, "{event:?}");
    }
    Ok(())
}

#[test]
fn administrators_are_notified_of_every_weakening() {
    let off = MfaPolicy::new(GracePeriod::default());
    let on = off.enforce(true, now());
    let longer = on.change(&PolicySettings { grace: GracePeriod::days(7).unwrap(), ..on.settings() }, now());
    let enforcement = |before: &MfaPolicy, after: &MfaPolicy| Event::EnforcementSet {
        enforced: after.enforced(),
        before: before.clone(),
        after: after.clone(),
    };
    let policy =
        |before: &MfaPolicy, after: &MfaPolicy| Event::PolicyChanged { before: before.clone(), after: after.clone() };
    let deadline = |lengthens| Event::DeadlineSet {
        subject: alice(),
        before: None,
        after: Some(now()),
        reason: Some(reason()),
        lengthens,
    };
    let of = |kind| member_of(kind, None);
    let changed = |before, after| Event::MemberChanged { before: of(before), after: of(after) };
    let with_role = |role| Membership { role, ..of(MemberKind::Person) };
    let raised = |before, after| Event::MemberChanged { before: with_role(before), after: with_role(after) };
    let restored = |before, after| Event::MemberRestored { before: of(before).removed(now()), after: of(after) };
    let exemption = Exemption { reason: reason(), granted_by: "owner".into(), granted_at: now(), ends_at: now() };
    let (person, service) = (MemberKind::Person, MemberKind::Service);
    for (event, weakening) in [
        (enforcement(&off, &on), None),
        (enforcement(&on, &on), None),
        (enforcement(&on, &off), Some(Weakening::EnforcementStopped)),
        (policy(&on, &off), Some(Weakening::EnforcementStopped)),
        (policy(&on, &longer), Some(Weakening::PolicyWeakened)),
        // also while nothing is enforced: it would apply from the next enforcement on
        (policy(&off, &longer.enforce(false, now())), Some(Weakening::PolicyWeakened)),
        (policy(&longer, &on), None),
        (deadline(true), Some(Weakening::DeadlineExtended(alice()))),
        (deadline(false), None),
        (
            Event::ExemptionGranted { subject: alice(), before: None, after: exemption.clone() },
            Some(Weakening::Exempted(alice(), now())),
        ),
        (Event::ExemptionEnded(alice(), exemption), None),
        (Event::AdminMfaOverridden(alice(), reason()), Some(Weakening::AdminMfaOverridden(alice()))),
        (changed(person, service), Some(Weakening::PersonMadeService(alice(), None))),
        (changed(service, person), None),
        (changed(service, service), None),
        (changed(person, person), None),
        (restored(person, service), Some(Weakening::PersonRestoredAsService(alice(), None))),
        (restored(service, person), None),
        (restored(service, service), None),
        (restored(person, person), None),
        (Event::MemberAdded(of(service)), Some(Weakening::ServiceAdded(alice(), None))),
        (Event::MemberAdded(of(person)), None),
        (raised(Role::User, Role::Billing), Some(Weakening::RoleRaised(alice(), Role::Billing))),
        (raised(Role::Owner, Role::Administrators), None),
        (Event::MfaReset(alice(), 1), Some(Weakening::MfaReset(alice()))),
        (Event::AuthenticatorRemoved(alice(), Method::Totp), None),
    ] {
        assert_eq!(event.describe().mailing.administrators, weakening, "{event:?}");
    }
}

#[test]
fn only_the_reset_of_ones_own_mfa_is_not_reported() {
    let subject = |name: &str| AuditActor::Subject {
        issuer: "https://idp.example".into(),
        subject: SubjectId::parse(name).unwrap(),
        token_id: None,
    };
    let client = AuditActor::Client { issuer: "https://idp.example".into(), client: alice(), token_id: None };
    let operator = AuditActor::Operator { name: "alice".into() };
    let system = AuditActor::System { name: "alice".into() };
    let reset = Weakening::MfaReset(alice());
    assert!(!reset.is_reported(&subject("alice")));
    for actor in [subject("owner"), client, operator, system] {
        assert!(reset.is_reported(&actor), "{actor:?}");
    }
    assert!(Weakening::AdminMfaOverridden(alice()).is_reported(&subject("alice")));
}
