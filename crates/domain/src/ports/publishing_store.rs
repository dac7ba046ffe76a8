//! A store that tells what it changed, at once.

use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;

use super::{
    AttemptRepository, AuditFilter, AuditLog, AuthenticatorRepository, CeremonyRepository, Change, ChangeFeed,
    MagicLinkRepository, MemberSnapshotRepository, MembershipRepository, OrganizationRepository, OutboxRepository,
    RecoveryCodeRepository, Retention, SendLimitRepository, SessionRepository, Store, Transaction,
};
use crate::Result;
use crate::model::audit::{AuditRecord, Recorded};
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::page::{Page, PageSize};

/// Somebody who keeps what was read, and must hear when it is old.
pub trait ChangeSubscriber: Send + Sync {
    /// This was changed, or may have been: the outcome of a commit can be unknown.
    fn changed(&self, change: &Change);
}

/// A store whose watcher hears of every change before whoever asked for it has their answer. What is recorded as changed
/// is a change; nothing is changed without being recorded.
pub struct PublishingStore {
    /// Where things are kept.
    pub store: Arc<dyn Store>,
    /// Who is told.
    pub watcher: Arc<dyn ChangeSubscriber>,
}

impl Store for PublishingStore {
    fn begin(&self) -> Result<Box<dyn Transaction + '_>> {
        Ok(Box::new(Watched { inner: self.store.begin()?, watcher: &*self.watcher, changes: Vec::new() }))
    }

    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>> {
        self.store.begin_read()
    }

    fn ready(&self) -> Result<()> {
        self.store.ready()
    }
}

struct Watched<'a> {
    inner: Box<dyn Transaction + 'a>,
    watcher: &'a dyn ChangeSubscriber,
    changes: Vec<Change>,
}

impl Transaction for Watched<'_> {
    fn organizations(&mut self) -> &mut dyn OrganizationRepository {
        self.inner.organizations()
    }

    fn memberships(&mut self) -> &mut dyn MembershipRepository {
        self.inner.memberships()
    }

    fn standings(&mut self) -> &mut dyn MemberSnapshotRepository {
        self.inner.standings()
    }

    fn changes(&mut self) -> &mut dyn ChangeFeed {
        self.inner.changes()
    }

    fn authenticators(&mut self) -> &mut dyn AuthenticatorRepository {
        self.inner.authenticators()
    }

    fn ceremonies(&mut self) -> &mut dyn CeremonyRepository {
        self.inner.ceremonies()
    }

    fn magic_links(&mut self) -> &mut dyn MagicLinkRepository {
        self.inner.magic_links()
    }

    fn send_limits(&mut self) -> &mut dyn SendLimitRepository {
        self.inner.send_limits()
    }

    fn recovery_codes(&mut self) -> &mut dyn RecoveryCodeRepository {
        self.inner.recovery_codes()
    }

    fn attempts(&mut self) -> &mut dyn AttemptRepository {
        self.inner.attempts()
    }

    fn sessions(&mut self) -> &mut dyn SessionRepository {
        self.inner.sessions()
    }

    fn outbox(&mut self) -> &mut dyn OutboxRepository {
        self.inner.outbox()
    }

    fn retention(&mut self) -> &mut dyn Retention {
        self.inner.retention()
    }

    fn audit(&mut self) -> &mut dyn AuditLog {
        self
    }

    fn commit(self: Box<Self>) -> Result<()> {
        let Self { inner, watcher, changes } = *self;
        let committed = inner.commit();
        // also when it failed: it may have been committed all the same
        for change in &changes {
            watcher.changed(change);
        }
        committed
    }
}

impl AuditLog for Watched<'_> {
    fn append(&mut self, organization: &OrganizationId, entry: Recorded<'_>) -> Result<u64> {
        self.changes.extend(Change::published_by(organization, entry.entry()));
        self.inner.audit().append(organization, entry)
    }

    fn has_refusal(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        action: &str,
        within: Range<Timestamp>,
    ) -> Result<bool> {
        self.inner.audit().has_refusal(organization, subject, action, within)
    }

    fn page(
        &mut self,
        organization: &OrganizationId,
        filter: &AuditFilter,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<Page<AuditRecord, u64>> {
        self.inner.audit().page(organization, filter, before, size)
    }

    fn days_of(&mut self, organization: &OrganizationId, action: &str, from: Timestamp) -> Result<Vec<(String, u64)>> {
        self.inner.audit().days_of(organization, action, from)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::model::access::StepUpRule;
    use crate::model::audit::Event;
    use crate::model::identity::Method;
    use crate::model::membership::{Permission, Role};
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::the_organization;
    use crate::use_cases::policy::EnforceMfa;
    use crate::use_cases::record::record;

    #[derive(Default)]
    struct Heard(Mutex<Vec<Change>>);

    impl ChangeSubscriber for Heard {
        fn changed(&self, change: &Change) {
            self.0.lock().unwrap().push(change.clone());
        }
    }

    #[test]
    fn a_change_is_heard_of_and_a_refusal_or_no_change_is_not() -> Result<()> {
        let memory = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).with_member("bob", Role::User).save(&*memory)?;
        let heard = Arc::new(Heard::default());
        let store = Arc::new(PublishingStore { store: memory.clone(), watcher: heard.clone() });
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let enforce = EnforceMfa { store, clock, step_up: StepUpRule::Off };
        let alice = a_caller("alice").acting();
        assert!(enforce.execute(&a_caller("bob").acting(), true).is_err());
        assert!(heard.0.lock().unwrap().is_empty());
        enforce.execute(&alice, true)?;
        enforce.execute(&alice, true)?;
        let acme = Change::Organization(OrganizationId::parse("acme")?);
        assert_eq!(*heard.0.lock().unwrap(), [acme]);
        // a commit that fails may have been one: begin, find, lock, … and the commit last
        for nth in 1.. {
            memory.fail_at_call(nth);
            let outcome = enforce.execute(&alice, false);
            if memory.never_failed() {
                break;
            }
            assert!(outcome.is_err());
        }
        // once of the commit of unknown outcome, once of the one that succeeded
        assert_eq!(heard.0.lock().unwrap().len(), 3);
        Ok(())
    }

    #[test]
    fn what_is_asked_is_answered_as_by_the_store_behind_it() -> Result<()> {
        let memory = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).with_member("bob", Role::User).save(&*memory)?;
        let store: Arc<dyn Store> =
            Arc::new(PublishingStore { store: memory.clone(), watcher: Arc::new(Heard::default()) });
        let (acme, caller) = (the_organization(&*memory, "acme"), a_caller("bob"));
        let bob = caller.clone().build().subject;
        let confirmed = Event::AuthenticatorConfirmed(bob.clone(), Method::Totp);
        let refused = Event::Refused(Permission::EnforcePolicy);
        let (now, day) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH..Timestamp::MAX);
        let actor = caller.acting();
        store.transaction(|tx| {
            record(tx, &actor, &acme, now, &confirmed)?;
            record(tx, &actor, &acme, now, &refused)
        })?;
        let asked = |store: &dyn Store| {
            store.transaction(|tx| {
                let audit = tx.audit();
                Ok((
                    audit.has_refusal(&acme.id, &bob, "policy.enforce", day.clone())?,
                    audit.has_refusal(&acme.id, &bob, "policy.change", day.clone())?,
                    audit.days_of(&acme.id, "mfa.confirm", now)?,
                    audit.page(&acme.id, &AuditFilter::default(), None, PageSize::MAX)?,
                ))
            })
        };
        let told = asked(&*store)?;
        assert_eq!((told.0, told.1, &*told.2), (true, false, &[("1970-01-01".to_owned(), 1)][..]));
        assert_eq!(told, asked(&*memory)?);
        Ok(())
    }
}
