//! A token makes its subject a member, where the operator wants that.

use jiff::Timestamp;

use crate::Result;
use crate::model::audit::Event;
use crate::model::identity::{Actor, Caller, Identity, OrganizationId};
use crate::model::membership::{EmailAddress, MemberDetails, MemberKind, Membership, Role};
use crate::ports::{Store, Transaction};
use crate::use_cases::record::record;

/// Makes the caller a USER of the organization that their token names, if tokens do that here, the organization exists
/// and they never were one: who was removed is not made a member again by anything that they hold themselves.
pub(crate) fn join_by_token(store: &dyn Store, now: Timestamp, actor: &Actor) -> Result<()> {
    let Identity::Caller(caller @ Caller { joins: true, organization: Some(id), .. }) = &actor.identity else {
        return Ok(());
    };
    // the cheap look first: nearly everybody is a member already
    if !store.read(|tx| may_join(tx, id, caller))? {
        return Ok(());
    }
    store.transaction(|tx| {
        let Some(organization) = tx.organizations().lock(id)? else { return Ok(()) };
        // again: a rival may have been first
        if !may_join(tx, id, caller)? {
            return Ok(());
        }
        // the address that a token names is none to write to unless it is one
        let email = caller.email.as_ref().and_then(|email| EmailAddress::parse(email).ok());
        let details =
            MemberDetails { subject: caller.subject.clone(), email, role: Role::User, kind: MemberKind::Person };
        let membership = Membership::new(details, now)?;
        tx.memberships().insert(id, &membership)?;
        record(tx, actor, &organization, now, &Event::MemberAdded(membership))
    })
}

fn may_join(tx: &mut dyn Transaction, id: &OrganizationId, caller: &Caller) -> Result<bool> {
    Ok(tx.memberships().find(id, &caller.subject)?.is_none() && tx.organizations().find(id)?.is_some())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Error;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;
    use crate::use_cases::policy::GetPolicy;

    #[test]
    fn a_token_joins_once_where_it_may_and_never_revives() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_former_member("gone", Role::Owner).save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-03-01T00:00:00Z"));
        let policy = GetPolicy { store: store.clone(), clock };
        let told = |actor: &Actor| match policy.execute(actor) {
            Ok(_) => "in",
            Err(Error::NoOrganization(_)) => "out",
            Err(_) => "failed",
        };
        for (actor, expected) in [
            (a_caller("bob").of("acme").acting(), "out"),
            (a_caller("bob").of("nowhere").joining().acting(), "out"),
            (a_caller("bob").joining().acting(), "out"),
            (a_caller("bob").of("acme").joining().acting(), "in"),
            (a_caller("bob").of("acme").joining().acting(), "in"),
            (a_caller("bob").acting(), "in"),
            (a_caller("gone").of("acme").joining().acting(), "out"),
        ] {
            assert_eq!(told(&actor), expected, "{actor:?}");
        }
        assert_eq!(the_audit_log_of(&*store, "acme"), ["member.add changed"]);
        Ok(())
    }
}
