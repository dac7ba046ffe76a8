//! Rules for exceptions: exemptions and deadlines of single members.

use crate::model::identity::{Actor, Identity, SubjectId};
use crate::model::membership::{MemberKind, Membership, Permission};
use crate::model::rule::Rule;
use crate::ports::Transaction;
use crate::use_cases::acting::Acting;
use crate::{Error, Result};

/// The active member `subject`, if the actor may make an exception for them: for persons alone, and only an owner for an
/// owner.
pub(crate) fn find_exception_target(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    subject: &SubjectId,
) -> Result<Membership> {
    let member = acting.find_target(tx, Permission::GrantExceptions, subject)?;
    if member.kind == MemberKind::Service {
        return Err(Error::RuleBroken(Rule::ServiceNeedsNoException));
    }
    Ok(member)
}

/// The actor's name as it is stored with an exemption.
pub(crate) fn granter_name(actor: &Actor) -> String {
    match &actor.identity {
        Identity::Caller(caller) => caller.subject.to_string(),
        // no subject has a space in its name
        Identity::Operator(operator) => format!("operator {}", operator.name),
        Identity::Client(client) => format!("client {}", client.client),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::a_caller;
    use crate::testing::a_client_of;
    use crate::testing::an_operator_of;

    #[test]
    fn granter_is_named_by_kind_and_name() {
        for (actor, name) in [
            (a_caller("alice").acting(), "alice"),
            (an_operator_of("acme"), "operator root"),
            (a_client_of("acme"), "client back-end"),
        ] {
            assert_eq!(granter_name(&actor), name);
        }
    }
}
