//! Records the wrong proofs that were counted.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::model::organization::Organization;
use crate::ports::{Clock, Store, Transaction};
use crate::use_cases::record::record_wrong_proofs;
use crate::{Error, Result};

/// How long after its end a minute is open: no request runs longer, and clocks of replicas differ less.
const OPEN: SignedDuration = SignedDuration::from_secs(10);

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// The most organizations of one execution.
const ORGANIZATIONS: u32 = 1000;

/// The most entries of one transaction, which keeps the organization locked.
const ENTRIES: u32 = 100;

/// Appends the wrong proofs of past minutes to the audit log: one entry for those of a member by one method in a minute.
/// Several processes may do so concurrently.
pub struct RecordWrongProofs {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl RecordWrongProofs {
    /// Records what is due and returns the number of entries. A failure in one organization does not keep the others
    /// waiting; the first one is returned.
    pub fn execute(&self) -> Result<u64> {
        let before = self.clock.now().saturating_sub(OPEN + MINUTE).map_err(Error::internal)?;
        // a minute that began at `before` has been over for as long as it is open
        let before = before.saturating_add(SignedDuration::from_micros(1)).map_err(Error::internal)?;
        let due = self.store.read(|tx| tx.wrong_proofs().organizations_due(before, ORGANIZATIONS))?;
        let (mut entries, mut failure) = (0, None);
        for id in &due {
            loop {
                let recorded = self.store.transaction(|tx| {
                    let locked = tx.organizations().lock_including_ended(id)?;
                    locked.map_or(Ok(0), |organization| record_until(tx, &organization, before))
                });
                match recorded {
                    Ok(recorded) => {
                        entries += u64::from(recorded);
                        if recorded < ENTRIES {
                            break;
                        }
                    }
                    Err(error) => {
                        failure.get_or_insert(error);
                        break;
                    }
                }
            }
        }
        failure.map_or(Ok(entries), Err)
    }
}

/// Records the wrong proofs of minutes that began before `before` in an organization that is locked.
fn record_until(tx: &mut dyn Transaction, organization: &Organization, before: Timestamp) -> Result<u32> {
    let taken = tx.wrong_proofs().take(&organization.id, before, ENTRIES)?;
    for proofs in &taken {
        // the audit log does not name an erased member
        if tx.memberships().find(&organization.id, &proofs.first.subject)?.is_some() {
            record_wrong_proofs(tx, organization, proofs)?;
        }
    }
    u32::try_from(taken.len()).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::audit::{AuditActor, AuditOutcome, AuditValue};
    use crate::model::identity::{Actor, Method};
    use crate::model::membership::Role;
    use crate::testing::{
        FixedClock, MemoryStore, a_caller, an_organization, the_audit_log_of, the_audit_records_of, the_organization,
    };
    use crate::use_cases::record::count_wrong_proof;

    fn world() -> (Arc<MemoryStore>, Arc<FixedClock>, RecordWrongProofs) {
        let store = Arc::new(MemoryStore::default());
        for name in ["acme", "other"] {
            an_organization(name).with_member("bob", Role::User).with_member("eve", Role::User).save(&*store).unwrap();
        }
        let clock = Arc::new(FixedClock::at("2026-01-01T10:20:05Z"));
        let record = RecordWrongProofs { store: store.clone(), clock: clock.clone() };
        (store, clock, record)
    }

    fn fail(store: &MemoryStore, clock: &FixedClock, organization: &str, name: &str, method: Method, source: &str) {
        let actor = Actor { source: Some(source.to_owned()), ..a_caller(name).of(organization).acting() };
        let store: &dyn Store = store;
        let id = the_organization(store, organization);
        store.transaction(|tx| count_wrong_proof(tx, &actor, &id, clock.now(), method)).unwrap();
    }

    #[test]
    fn minute_of_wrong_proofs_is_one_entry_once_it_is_over() -> Result<()> {
        let (store, clock, record) = world();
        for source in ["192.0.2.1", "192.0.2.2", "92.0.2.1", "192.0.2.1"] {
            fail(&store, &clock, "acme", "bob", Method::Totp, source);
            clock.advance(10);
        }
        // at :45, then in the next minute
        fail(&store, &clock, "acme", "bob", Method::Passkey, "192.0.2.1");
        fail(&store, &clock, "acme", "eve", Method::Totp, "192.0.2.1");
        fail(&store, &clock, "other", "bob", Method::Totp, "192.0.2.1");
        clock.advance(15);
        fail(&store, &clock, "acme", "bob", Method::Totp, "192.0.2.1");
        clock.advance(9);
        assert_eq!(record.execute()?, 0, "a request may still be running");
        clock.advance(1);
        assert_eq!(record.execute()?, 4);
        assert_eq!(record.execute()?, 0, "each once");
        let records = the_audit_records_of(&*store, "acme");
        let entry = &records.iter().find(|one| one.entry.changes.len() == 5).unwrap().entry;
        let values: Vec<_> = entry.changes.iter().map(|one| (&*one.field, one.after.clone())).collect();
        let text = |value: &str| AuditValue::Text(value.to_owned());
        assert_eq!(
            values,
            [
                ("method", text("GOOGLE_AUTH")),
                ("count", text("4")),
                ("first", text("2026-01-01T10:20:05Z")),
                ("last", text("2026-01-01T10:20:35Z")),
                ("sources", text("192.0.2.1, 192.0.2.2, 92.0.2.1")),
            ]
        );
        assert_eq!((entry.at.to_string(), entry.outcome), ("2026-01-01T10:20:35Z".into(), AuditOutcome::Refused));
        assert_eq!((entry.actor.name(), entry.source.as_deref()), ("bob", Some("192.0.2.1")));
        assert_eq!(records.len(), 3);
        assert_eq!(the_audit_log_of(&*store, "other"), ["mfa.verify refused"]);
        clock.advance(60);
        assert_eq!(record.execute()?, 1, "those of the next minute");
        Ok(())
    }

    #[test]
    fn wrong_proof_by_a_delegate_is_an_entry_that_names_it() -> Result<()> {
        let (store, clock, record) = world();
        let organization = the_organization(&*store, "acme");
        let actor = a_caller("bob").of("acme").delegated_to_client("desk").acting();
        let by_desk =
            |tx: &mut dyn Transaction| count_wrong_proof(tx, &actor, &organization, clock.now(), Method::Totp);
        let unfolded: &dyn Store = &*store;
        unfolded.transaction(by_desk)?;
        fail(&store, &clock, "acme", "bob", Method::Totp, "192.0.2.1");
        clock.advance(600);
        assert_eq!(record.execute()?, 1, "bob's own");
        let delegates: Vec<_> = the_audit_records_of(&*store, "acme").into_iter().map(|one| one.entry.actor).collect();
        let named =
            |actor: &AuditActor| matches!(actor, AuditActor::Subject { delegate: Some(name), .. } if name == "desk");
        assert_eq!(delegates.iter().map(named).collect::<Vec<_>>(), [true, false]);
        Ok(())
    }

    #[test]
    fn more_than_one_transaction_records_is_recorded_at_once() -> Result<()> {
        let (store, clock, record) = world();
        for _ in 0..=ENTRIES {
            fail(&store, &clock, "acme", "bob", Method::Totp, "192.0.2.1");
            clock.advance(60);
        }
        clock.advance(60);
        assert_eq!(record.execute()?, u64::from(ENTRIES) + 1);
        Ok(())
    }

    #[test]
    fn wrong_proofs_of_an_unknown_subject_leave_no_entry() -> Result<()> {
        let (store, clock, record) = world();
        fail(&store, &clock, "acme", "erased", Method::Totp, "192.0.2.1");
        clock.advance(600);
        record.execute()?;
        assert!(the_audit_log_of(&*store, "acme").is_empty());
        Ok(())
    }

    #[test]
    fn wrong_proofs_are_recorded_wholly_or_later() -> Result<()> {
        let (store, clock, record) = world();
        for organization in ["acme", "other"] {
            fail(&store, &clock, organization, "bob", Method::Totp, "192.0.2.1");
        }
        clock.advance(600);
        // the lock of the first organization fails: begin, read, commit, begin, lock
        store.fail_at_call(5);
        assert!(record.execute().is_err());
        assert!(the_audit_log_of(&*store, "acme").is_empty());
        assert_eq!(the_audit_log_of(&*store, "other"), ["mfa.verify refused"]);
        assert_eq!(record.execute()?, 1);
        assert_eq!(the_audit_log_of(&*store, "acme"), ["mfa.verify refused"]);
        Ok(())
    }
}
