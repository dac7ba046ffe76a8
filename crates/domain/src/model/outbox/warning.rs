//! What all administrators are told: that somebody asks less of their organization's members than before.

use jiff::Timestamp;

use crate::model::audit::Event;
use crate::model::identity::{Actor, Identity, SubjectId};
use crate::model::membership::MemberKind;

/// What an event weakened, in a sentence, if it weakened anything.
pub(crate) fn weakening(event: &Event, actor: &Actor) -> Option<String> {
    let own = |subject: &SubjectId| matches!(&actor.identity, Identity::Caller(caller) if caller.subject == *subject);
    Some(match event {
        Event::EnforcementSet { before, after, .. } | Event::PolicyChanged { before, after }
            if before.is_weakened_by(after) =>
        {
            if before.enforced() && !after.enforced() {
                "MFA is required no longer".to_owned()
            } else {
                "What is required of members for MFA was weakened".to_owned()
            }
        }
        Event::DeadlineSet { subject, lengthens: true, .. } => {
            format!("The member {subject} was given another deadline for MFA")
        }
        Event::ExemptionGranted { subject, after, .. } => {
            format!("The member {subject} was exempted from MFA until {}", after.ends_at)
        }
        Event::AdminMfaOverridden(subject, _) => {
            format!("{subject} was made an administrator without an authenticator that counts")
        }
        Event::MemberChanged { before, after }
            if before.kind == MemberKind::Person && after.kind == MemberKind::Service =>
        {
            format!("The member {} was made a service, which is never asked for MFA", after.subject)
        }
        Event::MfaReset(subject, _) if !own(subject) => format!("The MFA of the member {subject} was reset"),
        _ => return None,
    })
}

/// The subject line and the text.
pub(crate) fn written(what: &str, actor: &Actor, organization: &str, at: Timestamp) -> (String, String) {
    let by = match &actor.identity {
        Identity::Caller(caller) => caller.subject.to_string(),
        Identity::Operator(operator) => format!("the operator {}", operator.name),
        Identity::Client(client) => format!("the client {}", client.client),
    };
    let time = at.strftime("%Y-%m-%d %H:%M:%S");
    let text = format!(
        "{what}.\n\nOrganization: {organization}\nBy: {by}\nTime: {time} UTC\n\n\
         Every administrator is told of this. If it should not have happened, change it back and look at the \
         organization's audit trail.\n"
    );
    (format!("{organization}: {what}"), text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::identity::Method;
    use crate::model::membership::{MemberDetails, Membership, Role};
    use crate::model::policy::{Exemption, GracePeriod, Justification, MfaPolicy};
    use crate::testing::a_caller;
    use crate::testing::a_client_of;
    use crate::testing::an_operator_of;

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn alice() -> SubjectId {
        SubjectId::parse("alice").unwrap()
    }

    fn member(kind: MemberKind) -> Membership {
        Membership::new(MemberDetails { subject: alice(), email: None, role: Role::User, kind }, now()).unwrap()
    }

    fn reason() -> Justification {
        Justification::parse("on leave").unwrap()
    }

    #[test]
    fn what_is_told_to_every_administrator_and_what_is_not() {
        let off = MfaPolicy::new(GracePeriod::default());
        let on = off.enforce(true, now());
        let longer = on.change(
            &crate::model::policy::PolicySettings { grace: GracePeriod::days(7).unwrap(), ..on.demands() },
            now(),
        );
        let enforcement = |before: &MfaPolicy, after: &MfaPolicy| Event::EnforcementSet {
            enforced: after.enforced(),
            before: before.clone(),
            after: after.clone(),
        };
        let policy = |before: &MfaPolicy, after: &MfaPolicy| Event::PolicyChanged {
            before: before.clone(),
            after: after.clone(),
        };
        let deadline = |lengthens| Event::DeadlineSet {
            subject: alice(),
            before: None,
            after: Some(now()),
            reason: Some(reason()),
            lengthens,
        };
        let changed = |before, after| Event::MemberChanged { before: member(before), after: member(after) };
        let exemption = Exemption { reason: reason(), granted_by: "owner".into(), granted_at: now(), ends_at: now() };
        let required = "MFA is required no longer";
        let weakened = "What is required of members for MFA was weakened";
        for (event, told) in [
            (enforcement(&off, &on), None),
            (enforcement(&on, &on), None),
            (enforcement(&on, &off), Some(required)),
            (policy(&on, &off), Some(required)),
            (policy(&on, &longer), Some(weakened)),
            // while nothing is enforced as well: it would hold from the next demand on
            (policy(&off, &longer.enforce(false, now())), Some(weakened)),
            (policy(&longer, &on), None),
            (deadline(true), Some("The member alice was given another deadline for MFA")),
            (deadline(false), None),
            (
                Event::ExemptionGranted { subject: alice(), before: None, after: exemption.clone() },
                Some("The member alice was exempted from MFA until 2027-01-15T08:00:00Z"),
            ),
            (Event::ExemptionEnded(alice(), exemption), None),
            (
                Event::AdminMfaOverridden(alice(), reason()),
                Some("alice was made an administrator without an authenticator that counts"),
            ),
            (
                changed(MemberKind::Person, MemberKind::Service),
                Some("The member alice was made a service, which is never asked for MFA"),
            ),
            (changed(MemberKind::Service, MemberKind::Person), None),
            (changed(MemberKind::Service, MemberKind::Service), None),
            (changed(MemberKind::Person, MemberKind::Person), None),
            (Event::MfaReset(alice(), 1), Some("The MFA of the member alice was reset")),
            (Event::AuthenticatorRemoved(alice(), Method::Totp), None),
        ] {
            let owner = a_caller("owner").of("acme").acting();
            assert_eq!(weakening(&event, &owner).as_deref(), told, "{event:?}");
        }
        let own = a_caller("alice").of("acme").acting();
        assert_eq!(weakening(&Event::MfaReset(alice(), 1), &own), None, "one's own is nobody else's affair");
    }

    #[test]
    fn the_mail_says_what_where_who_and_when() {
        for (actor, by) in [
            (a_caller("owner").of("acme").acting(), "owner"),
            (an_operator_of("acme"), "the operator "),
            (a_client_of("acme"), "the client "),
        ] {
            let (subject, text) = written("Something was weakened", &actor, "acme", now());
            assert_eq!(subject, "acme: Something was weakened");
            let head = format!("Something was weakened.\n\nOrganization: acme\nBy: {by}");
            assert!(text.starts_with(&head), "{text}");
            assert!(text.contains("\nTime: 2027-01-15 08:00:00 UTC\n\nEvery administrator"), "{text}");
        }
    }
}
