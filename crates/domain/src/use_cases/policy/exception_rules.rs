//! Rules for exceptions: exemptions and deadlines of single members.

use crate::model::identity::{Actor, Identity};
use crate::model::membership::{MemberKind, Membership};
use crate::model::rule::Rule;
use crate::use_cases::acting::Acting;
use crate::{Error, Result};

/// The member that the permission is used on, if an exception may be made for them: for persons alone.
pub(crate) fn exception_target(acting: &Acting<'_>) -> Result<Membership> {
    let member = acting.target()?.clone();
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
