//! What all administrators are told: that somebody asks less of their organization's members than before.

use jiff::Timestamp;

use crate::event::Event;
use crate::identity::{Actor, Identity, SubjectId};
use crate::membership::Kind;

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
        Event::BarOverridden(subject, _) => {
            format!("{subject} was made an administrator without an authenticator that counts")
        }
        Event::MemberChanged { before, after } if before.kind == Kind::Person && after.kind == Kind::Service => {
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
        Identity::Provisioner(provisioner) => format!("the client {}", provisioner.client),
    };
    let time = at.strftime("%Y-%m-%d %H:%M:%S");
    let text = format!(
        "{what}.\n\nOrganization: {organization}\nBy: {by}\nTime: {time} UTC\n\n\
         Every administrator is told of this. If it should not have happened, change it back and look at the \
         organization's audit trail.\n"
    );
    (format!("{organization}: {what}"), text)
}
