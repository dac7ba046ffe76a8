//! Makes the subject of a token a member, where the installation is configured so.

use jiff::Timestamp;

use crate::Result;
use crate::model::audit::Event;
use crate::model::identity::{Actor, Caller, Identity, OrganizationId};
use crate::model::membership::{AddressSource, EmailAddress, MemberDetails, MemberKind, Membership, Role};
use crate::ports::{Store, Transaction};
use crate::use_cases::record::record;
use crate::use_cases::tombstone::find_tombstone;

/// Makes the caller a USER of the organization that their token names, if tokens may do so, the organization exists and
/// the caller never was a member: a token never brings a removed member back.
pub(crate) fn join_by_token(store: &dyn Store, now: Timestamp, actor: &Actor) -> Result<()> {
    let Identity::Caller(caller @ Caller { joins: true, organization: Some(id), .. }) = &actor.identity else {
        return Ok(());
    };
    // checked without a lock first: nearly every caller is a member already
    if !store.read(|tx| Ok(may_join(tx, id, caller)? && !is_logged_out(tx, caller)?))? {
        return Ok(());
    }
    store.transaction(|tx| {
        let Some(organization) = tx.organizations().lock(id)? else { return Ok(()) };
        // checked again: a concurrent request may have been first
        if !may_join(tx, id, caller)? {
            return Ok(());
        }
        // an address that is malformed is left out, as is one that the issuer did not verify
        let email = caller.email.as_ref().and_then(|email| EmailAddress::parse(email).ok());
        let (subject, address_source) = (caller.subject.clone(), AddressSource::Token);
        let details = MemberDetails { subject, email, address_source, role: Role::User, kind: MemberKind::Person };
        let membership = Membership::new(details, now)?.entered(now);
        tx.memberships().insert(id, &membership)?;
        record(tx, actor, &organization, now, &Event::MemberAdded(membership))
    })
}

fn may_join(tx: &mut dyn Transaction, id: &OrganizationId, caller: &Caller) -> Result<bool> {
    // nor does a token bring an erased member back, or add a subject that has the form of a pseudonym
    Ok(!caller.subject.is_pseudonym()
        && tx.memberships().find(id, &caller.subject)?.is_none()
        && find_tombstone(tx, id, &caller.pseudonyms)?.is_none()
        && tx.organizations().find(id)?.is_some())
}

fn is_logged_out(tx: &mut dyn Transaction, caller: &Caller) -> Result<bool> {
    Ok(caller.login.is_ended_by(&tx.logouts().find(&caller.login.keys)?))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Error;
    use crate::model::membership::Permission;
    use crate::ports::Clock;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;
    use crate::use_cases::authorize::authorized_read;

    #[test]
    fn token_joins_once_and_never_revives_a_member() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_former_member("gone", Role::Owner).save(&*store)?;
        let now = FixedClock::at("2026-03-01T00:00:00Z").now();
        let read = |actor: &Actor| authorized_read(&*store, now, actor, Permission::ReadPolicy, |_, _| Ok(()));
        let outcome = |actor: &Actor| match read(actor) {
            Ok(()) => "in",
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
            assert_eq!(outcome(&actor), expected, "{actor:?}");
        }
        assert_eq!(the_audit_log_of(&*store, "acme"), ["member.add changed"]);
        Ok(())
    }
}
