//! Records requests that lacked a permission.

use jiff::Timestamp;

use crate::Result;
use crate::model::audit::{Event, minute_of};
use crate::model::identity::{Actor, Identity, OrganizationId};
use crate::model::membership::Permission;
use crate::ports::{Store, Transaction};
use crate::use_cases::record::record;

/// Records that `actor` lacked `permission` in `organization`, in a transaction of its own: that of the use case was
/// rolled back. Only the first denial per subject, permission and minute is recorded, so that a member cannot fill the
/// audit log.
pub(crate) fn record_refusal(
    store: &dyn Store,
    now: Timestamp,
    actor: &Actor,
    organization: &OrganizationId,
    permission: Permission,
) -> Result<()> {
    let Identity::Caller(caller) = &actor.identity else { return Ok(()) };
    let minute = minute_of(now);
    let known = |tx: &mut dyn Transaction| {
        let delegate = caller.delegate.as_ref().map(|delegate| &*delegate.name);
        tx.audit().has_refusal(organization, (&caller.subject, delegate), permission.code(), minute.clone())
    };
    // checked without a lock first, so that repeated denials do not lock the organization each time
    if store.read(known)? {
        return Ok(());
    }
    store.transaction(|tx| {
        let Some(organization) = tx.organizations().lock(organization)? else { return Ok(()) };
        // an erased member is not named again
        if tx.memberships().find(&organization.id, &caller.subject)?.is_none() || known(tx)? {
            return Ok(());
        }
        record(tx, actor, &organization, now, &Event::Refused(permission))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::access::{CallerContext, CallerKey};
    use crate::model::membership::Role;
    use crate::ports::ChangePublisher;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;

    /// A store whose reads are stale: they do not show what is written.
    struct StaleReads {
        before: MemoryStore,
        now: MemoryStore,
    }

    impl Store for StaleReads {
        fn begin_write(&self) -> Result<Box<dyn Transaction + '_>> {
            self.now.begin_write()
        }

        fn begin_read(&self) -> Result<Box<dyn Transaction + '_>> {
            self.before.begin_read()
        }

        fn caller_context(&self, key: &CallerKey) -> Result<CallerContext> {
            self.before.caller_context(key)
        }

        fn publisher(&self) -> &ChangePublisher {
            self.now.publisher()
        }

        fn ready(&self) -> Result<()> {
            self.now.ready()
        }
    }

    #[test]
    fn concurrent_denials_are_recorded_once() -> Result<()> {
        let store = StaleReads { before: MemoryStore::default(), now: MemoryStore::default() };
        an_organization("acme").with_member("bob", Role::User).save(&store.now)?;
        let (bob, acme) = (a_caller("bob").acting(), OrganizationId::parse("acme")?);
        let refuse = |at| record_refusal(&store, at, &bob, &acme, Permission::EnforcePolicy);
        refuse(Timestamp::UNIX_EPOCH)?;
        refuse(Timestamp::UNIX_EPOCH)?;
        assert_eq!(the_audit_log_of(&store.now, "acme"), ["policy.enforce refused"]);
        Ok(())
    }
}
