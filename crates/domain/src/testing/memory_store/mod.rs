//! A store in memory that passes the contract suite.

mod attempt_repository;
mod audit_log;
mod authenticator_repository;
mod caller_context;
mod ceremony_repository;
mod change_feed;
mod disavowal_repository;
mod enrolment_code_repository;
mod erasures;
mod logout_repository;
mod magic_link_repository;
mod member_snapshot_repository;
mod membership_repository;
mod organization_repository;
mod outbox_repository;
mod recovery_code_repository;
mod retention;
mod rows;
mod send_limit_repository;
mod session_repository;
mod signing_key_repository;
mod wrong_proof_repository;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::model::access::{CallerContext, CallerKey};
use crate::model::audit::{AuditRecord, WrongProofs};
use crate::model::authenticator::{Authenticator, Ceremony, Disavowal, MagicLink, SendWindow, StoredEnrolmentCode};
use crate::model::identity::SessionId;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::outbox::DeliveryKey;
use crate::model::page::PageSize;
use crate::model::sealed::Digest;
use crate::model::session::{Logout, MfaSession};
use crate::ports::{
    AttemptRepository, AuditLog, AuthenticatorRepository, CeremonyRepository, Change, ChangeFeed, ChangePublisher,
    ChangeSet, CommitPermit, DisavowalRepository, EnrolmentCodeRepository, Erasures, LogoutRepository,
    MagicLinkRepository, MemberSnapshotRepository, MembershipRepository, OrganizationRepository, OutboxRepository,
    RecoveryCodeRepository, Retention, SendLimitRepository, SessionRepository, SigningKey, Store, Transaction,
    WrongProofRepository,
};
use crate::{Error, Result};
use attempt_repository::Attempts;
use erasures::Replacement;
use outbox_repository::Waiting;
use recovery_code_repository::Codes;
use wrong_proof_repository::ProofKey;

#[derive(Debug, Default, Clone)]
struct Tables {
    organizations: BTreeMap<OrganizationId, Organization>,
    memberships: BTreeMap<Member, Membership>,
    authenticators: BTreeMap<Member, Vec<Authenticator>>,
    ceremonies: BTreeMap<Member, Vec<Ceremony>>,
    magic_links: BTreeMap<Member, Vec<MagicLink>>,
    disavowals: BTreeMap<Member, Vec<Disavowal>>,
    enrolment_codes: BTreeMap<Member, Vec<StoredEnrolmentCode>>,
    send_limits: BTreeMap<String, SendWindow>,
    recovery_codes: BTreeMap<Member, Codes>,
    attempts: BTreeMap<Member, Attempts>,
    sessions: BTreeMap<Member, Vec<MfaSession>>,
    spent_refresh_tokens: BTreeMap<Digest, SessionId>,
    /// By the number of the change.
    logouts: BTreeMap<usize, Logout>,
    logout_tokens: BTreeMap<Digest, Timestamp>,
    wrong_proofs: BTreeMap<ProofKey, WrongProofs>,
    outbox: BTreeMap<DeliveryKey, Waiting>,
    audit: BTreeMap<OrganizationId, Vec<AuditRecord>>,
    /// By the number of the entry of the erasure.
    erasures: BTreeMap<(OrganizationId, u64), Replacement>,
    /// The number of the next entry to remove addresses from.
    addresses_removed: BTreeMap<OrganizationId, u64>,
    changes: Vec<Change>,
    signing_keys: Vec<SigningKey>,
}

/// An organization and a member of it.
type Member = (OrganizationId, SubjectId);

/// A store in memory. Writers take turns; readers see the state at their beginning. Tests can make calls fail.
#[derive(Debug, Default)]
pub struct MemoryStore {
    shared: Arc<Shared>,
    publisher: ChangePublisher,
}

/// The state that all processes on one store share.
#[derive(Debug, Default)]
struct Shared {
    committed: Mutex<Tables>,
    writing: Mutex<bool>,
    written: Condvar,
    calls: AtomicU64,
    failing_call: AtomicU64,
}

/// How long a writer waits for its turn.
const TURN: Duration = Duration::from_secs(3);

impl MemoryStore {
    /// Returns the store as another process opens it: with the same data and its own subscribers.
    #[must_use]
    pub fn of_another_process(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), publisher: ChangePublisher::default() }
    }

    /// Makes the `nth` call from now on fail as unavailable. Every repository method, `begin` and `commit` count.
    pub fn fail_at_call(&self, nth: u64) {
        self.shared.failing_call.store(self.shared.calls.load(Ordering::SeqCst) + nth, Ordering::SeqCst);
    }

    /// Whether the call that should fail was not reached.
    pub fn never_failed(&self) -> bool {
        self.shared.calls.load(Ordering::SeqCst) < self.shared.failing_call.load(Ordering::SeqCst)
    }

    /// The number of calls so far: every repository method, `begin` and `commit` count.
    pub fn calls(&self) -> u64 {
        self.shared.calls.load(Ordering::SeqCst)
    }

    fn call(&self) -> Result<()> {
        let call = self.shared.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if call == self.shared.failing_call.load(Ordering::SeqCst) {
            return Err(Error::unavailable("failure requested by the test"));
        }
        Ok(())
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.shared.committed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_turn(&self) -> Result<()> {
        let writing = self.shared.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut writing, waited) = self
            .shared
            .written
            .wait_timeout_while(writing, TURN, |writing| *writing)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(Error::unavailable("another transaction took too long"));
        }
        *writing = true;
        Ok(())
    }

    fn end_turn(&self) {
        *self.shared.writing.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.shared.written.notify_one();
    }
}

impl Store for MemoryStore {
    fn begin_write(&self) -> Result<Box<dyn Transaction + '_>> {
        self.call()?;
        self.take_turn()?;
        Ok(Box::new(MemoryTransaction::of(self, true)))
    }

    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>> {
        self.call()?;
        Ok(Box::new(MemoryTransaction::of(self, false)))
    }

    fn caller_context(&self, key: &CallerKey) -> Result<CallerContext> {
        self.call()?;
        Ok(self.tables().caller_context(key))
    }

    fn publisher(&self) -> &ChangePublisher {
        &self.publisher
    }

    fn ready(&self) -> Result<()> {
        self.call()
    }
}

struct MemoryTransaction<'a> {
    store: &'a MemoryStore,
    tables: Tables,
    writes: bool,
    change_set: ChangeSet,
}

impl<'a> MemoryTransaction<'a> {
    fn of(store: &'a MemoryStore, writes: bool) -> Self {
        Self { store, tables: store.tables().clone(), writes, change_set: ChangeSet::default() }
    }

    fn reading(&mut self) -> Result<&mut Tables> {
        self.store.call()?;
        Ok(&mut self.tables)
    }

    fn writing(&mut self) -> Result<&mut Tables> {
        if !self.writes {
            return Err(Error::internal("a read-only transaction cannot write"));
        }
        self.reading()
    }
}

impl Drop for MemoryTransaction<'_> {
    fn drop(&mut self) {
        if self.writes {
            self.store.end_turn();
        }
    }
}

impl Transaction for MemoryTransaction<'_> {
    fn organizations(&mut self) -> &mut dyn OrganizationRepository {
        self
    }

    fn memberships(&mut self) -> &mut dyn MembershipRepository {
        self
    }

    fn member_snapshots(&mut self) -> &mut dyn MemberSnapshotRepository {
        self
    }

    fn changes(&mut self) -> &mut dyn ChangeFeed {
        self
    }

    fn authenticators(&mut self) -> &mut dyn AuthenticatorRepository {
        self
    }

    fn ceremonies(&mut self) -> &mut dyn CeremonyRepository {
        self
    }

    fn magic_links(&mut self) -> &mut dyn MagicLinkRepository {
        self
    }

    fn disavowals(&mut self) -> &mut dyn DisavowalRepository {
        self
    }

    fn enrolment_codes(&mut self) -> &mut dyn EnrolmentCodeRepository {
        self
    }

    fn send_limits(&mut self) -> &mut dyn SendLimitRepository {
        self
    }

    fn recovery_codes(&mut self) -> &mut dyn RecoveryCodeRepository {
        self
    }

    fn attempts(&mut self) -> &mut dyn AttemptRepository {
        self
    }

    fn sessions(&mut self) -> &mut dyn SessionRepository {
        self
    }

    fn logouts(&mut self) -> &mut dyn LogoutRepository {
        self
    }

    fn outbox(&mut self) -> &mut dyn OutboxRepository {
        self
    }

    fn retention(&mut self) -> &mut dyn Retention {
        self
    }

    fn wrong_proofs(&mut self) -> &mut dyn WrongProofRepository {
        self
    }

    fn audit(&mut self) -> &mut dyn AuditLog {
        self
    }

    fn erasures(&mut self) -> &mut dyn Erasures {
        self
    }

    fn change_set(&mut self) -> &mut ChangeSet {
        &mut self.change_set
    }

    fn commit(mut self: Box<Self>, _: CommitPermit) -> Result<()> {
        self.store.call()?;
        if self.writes {
            *self.store.tables() = std::mem::take(&mut self.tables);
        }
        Ok(())
    }
}

fn one_more_than(size: PageSize) -> usize {
    usize::try_from(size.get()).map_or(usize::MAX, |size| size + 1)
}
