//! Mail to all administrators.

use jiff::Timestamp;

use super::member_mail::listed;
use crate::model::audit::{AuditActor, Weakening};
use crate::model::membership::Role;

/// The subject line and the text.
pub(crate) fn administrator_mail(
    weakening: &Weakening,
    actor: &AuditActor,
    organization: &str,
    at: Timestamp,
) -> (String, String) {
    let what = describe(weakening);
    let by = match actor {
        AuditActor::Subject { subject, delegate: None, .. } => subject.to_string(),
        AuditActor::Subject { subject, delegate: Some(delegate), .. } => format!("{delegate}, acting as {subject}"),
        AuditActor::Client { client, .. } => format!("the client {client}"),
        AuditActor::Operator { name } => format!("an operator ({name})"),
        AuditActor::System { name } => format!("the system ({name})"),
    };
    let time = at.strftime("%Y-%m-%d %H:%M:%S");
    let text = format!(
        "{what}.\n\nOrganization: {organization}\nBy: {by}\nTime: {time} UTC\n\n\
         All administrators receive this message. If this change was not intended, revert it and check your \
         organization's audit log.\n"
    );
    (format!("{organization}: {what}"), text)
}

/// The topic of the mail.
pub(crate) fn administrator_topic(weakening: &Weakening) -> &'static str {
    match weakening {
        Weakening::EnforcementStopped => "enforcement",
        Weakening::PolicyWeakened | Weakening::PolicyNarrowed => "policy",
        Weakening::DeadlineExtended(_) | Weakening::DeadlineCut(_) => "deadline",
        Weakening::Exempted(..) | Weakening::ExemptionEnded(_) => "exemption",
        Weakening::AdministratorEnrolled(..) => "administrator_enrolled",
        Weakening::AdminMfaOverridden(_) => "override",
        Weakening::PersonMadeService(..) | Weakening::PersonRestoredAsService(..) | Weakening::ServiceAdded(..) => {
            "service"
        }
        Weakening::RoleRaised(..) => "role",
        Weakening::MemberErased(_) => "erased",
        Weakening::MfaReset(_) => "member_reset",
        Weakening::EnrolledLate(_) => "enrolled_late",
        Weakening::Disavowed(..) => "disavowed",
    }
}

fn describe(weakening: &Weakening) -> String {
    match weakening {
        Weakening::EnforcementStopped => "MFA is no longer required".to_owned(),
        Weakening::PolicyWeakened => "The MFA requirements for members were weakened".to_owned(),
        Weakening::PolicyNarrowed => {
            "The MFA policy was narrowed: fewer methods, a shorter maximum age or a shorter grace period".to_owned()
        }
        Weakening::DeadlineCut(subject) => format!("The member {subject} was given an earlier deadline for MFA"),
        Weakening::ExemptionEnded(subject) => format!("The exemption of the member {subject} from MFA was ended"),
        Weakening::AdministratorEnrolled(subject, from) => {
            format!(
                "The administrator {subject} enrolled an authenticator; unless it is confirmed, it allows no changes \
                 before {}",
                minute(*from)
            )
        }
        Weakening::DeadlineExtended(subject) => format!("The member {subject} was given a later deadline for MFA"),
        Weakening::Exempted(subject, until) => {
            format!("The member {subject} was exempted from MFA until {}", minute(*until))
        }
        Weakening::AdminMfaOverridden(subject) => {
            format!("{subject} was made an administrator without an authenticator that the policy allows")
        }
        Weakening::PersonMadeService(subject, role) => {
            format!("The member {subject} was made a service, which is never asked for MFA{}", with_role(*role))
        }
        Weakening::PersonRestoredAsService(subject, role) => {
            let service = format!("The former member {subject} was added again as a service");
            format!("{service}, which is never asked for MFA{}", with_role(*role))
        }
        Weakening::ServiceAdded(subject, role) => {
            format!("{subject} was added as a service, which is never asked for MFA{}", with_role(*role))
        }
        Weakening::RoleRaised(subject, role) => format!("{subject} was given the role {role}"),
        Weakening::MemberErased(pseudonym) => {
            format!("A member was erased; the audit log names them {pseudonym}")
        }
        Weakening::MfaReset(subject) => format!("The MFA of the member {subject} was reset"),
        Weakening::EnrolledLate(subject) => {
            format!("The member {subject} enrolled their first authenticator after their deadline")
        }
        Weakening::Disavowed(subject, suspended) => {
            let names = listed(suspended);
            format!(
                "The member {subject} reported an authenticator as not theirs, and needs a code to enrol another \
                 (suspended: {names})"
            )
        }
    }
}

/// The moment to the minute, for a subject line.
fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn with_role(role: Option<Role>) -> String {
    role.map(|role| format!(", with the role {role}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::identity::SubjectId;

    #[test]
    fn mail_says_what_where_who_and_when() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let subject = |name: &str| SubjectId::parse(name).unwrap();
        let issuer = || "https://idp.example".to_owned();
        for (actor, by) in [
            (
                AuditActor::Subject { issuer: issuer(), subject: subject("owner"), token_id: None, delegate: None },
                "owner\n",
            ),
            (AuditActor::Client { issuer: issuer(), client: subject("crm"), token_id: None }, "the client crm\n"),
            (AuditActor::Operator { name: "root".to_owned() }, "an operator (root)\n"),
            (AuditActor::System { name: "refresh".to_owned() }, "the system (refresh)\n"),
        ] {
            let (line, text) = administrator_mail(&Weakening::MfaReset(subject("bob")), &actor, "acme", now);
            assert_eq!(line, "acme: The MFA of the member bob was reset");
            let head = format!("The MFA of the member bob was reset.\n\nOrganization: acme\nBy: {by}");
            assert!(text.starts_with(&head), "{text}");
            assert!(text.contains("\nTime: 2027-01-15 08:00:00 UTC\n\nAll administrators"), "{text}");
        }
    }
}
