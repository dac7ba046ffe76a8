//! Notes which organizations a person entered by a token that named them.

use jiff::Timestamp;

use crate::Result;
use crate::model::audit::Event;
use crate::model::identity::{Actor, Caller, Identity, SubjectId};
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::ports::{Store, Transaction};
use crate::use_cases::record::record;

/// Whether the caller's token names the organization of this membership, which was not entered before. A party that acts
/// for the person enters nothing.
pub(crate) fn enters(actor: &Actor, membership: Option<&Membership>) -> bool {
    let is_new = membership.is_some_and(|membership| membership.is_active() && membership.entered_at.is_none());
    is_new && matches!(&actor.identity, Identity::Caller(Caller { organization: Some(_), delegate: None, .. }))
}

/// Notes that the caller entered the organization that their token names, in a transaction of its own. Only the first
/// such request of a membership comes here.
///
/// A failure fails no request: this one was answered from what was read, and the next one tries again. It is
/// reported to the store's subscribers.
pub(crate) fn enter_by_token(store: &dyn Store, now: Timestamp, actor: &Actor) {
    let Identity::Caller(Caller { organization: Some(id), subject, .. }) = &actor.identity else { return };
    let entered = store.transaction(|tx| {
        if !is_member_elsewhere(tx, subject)? {
            return tx.memberships().enter(id, subject, now);
        }
        match tx.organizations().lock(id)? {
            Some(organization) => enter_locked(tx, actor, &organization, subject, now),
            None => Ok(()),
        }
    });
    if let Err(cause) = entered {
        store.publisher().report_dropped(&cause);
    }
}

/// Notes that a caller entered an organization, which is locked. It is recorded where it can change what a token means
/// that names no organization: for a member of others, too. The first request of every other member leaves no entry.
pub(crate) fn enter_locked(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    subject: &SubjectId,
    now: Timestamp,
) -> Result<()> {
    tx.memberships().enter(&organization.id, subject, now)?;
    if is_member_elsewhere(tx, subject)? {
        record(tx, actor, organization, now, &Event::MemberEntered { subject: subject.clone(), changed: true })?;
    }
    Ok(())
}

fn is_member_elsewhere(tx: &mut dyn Transaction, subject: &SubjectId) -> Result<bool> {
    Ok(tx.memberships().active_of(subject, 2)?.len() > 1)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::Error;
    use crate::model::membership::{Permission, Role};
    use crate::ports::{Change, ChangeSubscriber};
    use crate::testing::{MemoryStore, a_caller, an_organization, the_audit_log_of};
    use crate::use_cases::authorize::{authorized_read, authorized_write};

    /// Counts reports of writes that failed.
    #[derive(Default)]
    struct Dropped(AtomicU32);

    impl ChangeSubscriber for Dropped {
        fn changed(&self, _: &Change) {}

        fn dropped(&self, _: &Error) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn store() -> Result<Arc<MemoryStore>> {
        let store = Arc::new(MemoryStore::default());
        an_organization("first").with_given_member("alice", Role::Owner, "2026-01-01T00:00:00Z").save(&*store)?;
        an_organization("later").with_given_member("alice", Role::Owner, "2026-02-01T00:00:00Z").save(&*store)?;
        Ok(store)
    }

    /// The organization that the actor acts in.
    fn acts_in(store: &MemoryStore, actor: &Actor, writes: bool) -> Result<String> {
        let now = Timestamp::UNIX_EPOCH;
        let found = if writes {
            authorized_write(store, now, actor, Permission::ManageOwnMfa, |_, acting| {
                Ok(acting.organization.id.clone())
            })
        } else {
            authorized_read(store, now, actor, Permission::ReadOwnMfa, |_, acting| Ok(acting.organization.id))
        };
        match found {
            Ok(id) => Ok(id.to_string()),
            Err(Error::NoOrganization(why)) => Ok(format!("{why:?}")),
            Err(other) => Err(other),
        }
    }

    #[test]
    fn token_that_names_an_organization_enters_it() -> Result<()> {
        for writes in [false, true] {
            let store = store()?;
            let alice = |organization: Option<&str>| match organization {
                Some(named) => a_caller("alice").of(named).acting(),
                None => a_caller("alice").acting(),
            };
            for (organization, expected) in [
                (None, "first"),
                (Some("later"), "later"),
                (None, "later"),
                (Some("first"), "first"),
                (None, "Ambiguous"),
            ] {
                assert_eq!(acts_in(&store, &alice(organization), writes)?, expected, "{organization:?} {writes}");
            }
            for organization in ["first", "later"] {
                assert_eq!(the_audit_log_of(&*store, organization), ["member.enter changed"], "once, and recorded");
            }
        }
        Ok(())
    }

    #[test]
    fn delegate_enters_nothing() -> Result<()> {
        let store = store()?;
        assert_eq!(
            acts_in(&store, &a_caller("alice").of("later").delegated_to_client("desk").acting(), false)?,
            "later"
        );
        assert_eq!(acts_in(&store, &a_caller("alice").acting(), false)?, "first");
        Ok(())
    }

    #[test]
    fn entering_the_only_organization_leaves_no_entry() -> Result<()> {
        let store = MemoryStore::default();
        an_organization("acme").with_given_member("alice", Role::Owner, "2026-01-01T00:00:00Z").save(&store)?;
        assert_eq!(acts_in(&store, &a_caller("alice").of("acme").acting(), false)?, "acme");
        an_organization("later").with_given_member("alice", Role::Owner, "2026-02-01T00:00:00Z").save(&store)?;
        assert_eq!(acts_in(&store, &a_caller("alice").of("later").acting(), false)?, "later");
        assert_eq!(acts_in(&store, &a_caller("alice").acting(), false)?, "Ambiguous", "both were entered");
        assert!(the_audit_log_of(&store, "acme").is_empty());
        Ok(())
    }

    #[test]
    fn failure_to_note_the_entering_fails_no_read() -> Result<()> {
        let counted = store()?;
        let before = counted.calls();
        acts_in(&counted, &a_caller("alice").of("later").acting(), false)?;
        let calls = counted.calls() - before;
        for nth in 5..=calls {
            let store = store()?;
            let dropped = Arc::new(Dropped::default());
            store.publisher().subscribe(dropped.clone());
            store.fail_at_call(nth);
            assert_eq!(acts_in(&store, &a_caller("alice").of("later").acting(), false)?, "later", "call {nth}");
            assert_eq!(dropped.0.load(Ordering::Relaxed), 1, "call {nth} is reported");
        }
        Ok(())
    }
}
