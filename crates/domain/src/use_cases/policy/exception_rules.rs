//! For whom an exception may be made, and by whom.

use crate::error::{Resource, Rule};
use crate::model::identity::{Actor, Identity, OrganizationId, SubjectId};
use crate::model::membership::{MemberKind, Membership, Permission, Role};
use crate::ports::Transaction;
use crate::{Error, Result};

/// The active member `subject`, if the actor may make an exception for them: a person, and not upward: no administrator
/// makes one for an owner.
pub(crate) fn excepted(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &OrganizationId,
    subject: &SubjectId,
) -> Result<Membership> {
    let member = tx.memberships().find(organization, subject)?.filter(Membership::is_active);
    let member = member.ok_or(Error::NotFound(Resource::Membership))?;
    if member.kind == MemberKind::Service {
        return Err(Error::RuleBroken(Rule::ServiceNeedsNoException));
    }
    if let Identity::Caller(caller) = &actor.identity
        && member.role == Role::Owner
        && caller.subject != *subject
    {
        let own = tx.memberships().find(organization, &caller.subject)?;
        if own.is_none_or(|own| own.role != Role::Owner) {
            return Err(Error::Forbidden(Permission::GrantExceptions));
        }
    }
    Ok(member)
}

/// Refuses an actor who makes an exception for themselves.
pub(crate) fn refuse_oneself(actor: &Actor, subject: &SubjectId) -> Result<()> {
    match &actor.identity {
        Identity::Caller(caller) if caller.subject == *subject => Err(Error::RuleBroken(Rule::OwnException)),
        Identity::Caller(_) | Identity::Operator(_) | Identity::Client(_) => Ok(()),
    }
}

/// The actor's name, as it is kept beside what they granted.
pub(crate) fn name_of(actor: &Actor) -> String {
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
    fn who_granted_it_is_told_by_kind_and_name() {
        for (actor, name) in [
            (a_caller("alice").acting(), "alice"),
            (an_operator_of("acme"), "operator root"),
            (a_client_of("acme"), "client back-end"),
        ] {
            assert_eq!(name_of(&actor), name);
        }
    }
}
