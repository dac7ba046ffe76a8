//! Time limits on the databases: bounded waits, and no commit after the deadline.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use portcullis_domain::testing::{an_organization, the_organization};
use portcullis_domain::{Error, OrganizationName, Store};

use crate::fixtures::{id, pass};

/// Longer than a transaction of the service may last.
const TOO_LONG: Duration = Duration::from_millis(2_200);

pub(crate) fn overdue_transaction_is_not_committed(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    let late = store.transaction(|tx| {
        let mut organization = tx.organizations().lock(&id("acme"))?.unwrap();
        organization.name = OrganizationName::parse("late")?;
        tx.organizations().update(&organization)?;
        pass(TOO_LONG);
        Ok(())
    });
    assert!(matches!(late, Err(Error::Unavailable(_))), "{late:?}");
    assert_eq!(the_organization(store, "acme").name.as_str(), "acme");
    an_organization("other").save(store).unwrap();
}

pub(crate) fn lock_wait_is_bounded_and_readiness_does_not_wait(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    let acme = id("acme");
    let mut holder = store.begin().unwrap();
    holder.organizations().lock(&acme).unwrap();
    thread::scope(|scope| {
        let (done, outcome) = mpsc::channel();
        let acme = &acme;
        scope.spawn(move || done.send(store.transaction(|tx| tx.organizations().lock(acme).map(drop))).unwrap());
        store.ready().unwrap();
        assert!(outcome.try_recv().is_err(), "readiness waited for the writer");
        let waited = outcome.recv_timeout(Duration::from_secs(3)).unwrap();
        assert!(matches!(waited, Err(Error::Unavailable(_))), "{waited:?}");
    });
    drop(holder);
    store.transaction(|tx| tx.organizations().lock(&acme).map(drop)).unwrap();
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use crate::contract::transactions;
    use crate::fixtures::databases::Sqlite;

    /// Like two processes: one store alone has only one writer.
    #[test]
    fn writers_of_two_stores_on_one_file_are_serialized() {
        let database = Sqlite::new();
        transactions::assert_writers_are_serialized(&[&*database.store, &*database.reopened()]);
    }

    #[test]
    fn overdue_transaction_is_not_committed() {
        super::overdue_transaction_is_not_committed(&*Sqlite::new().store);
    }

    #[test]
    fn lock_wait_is_bounded_and_readiness_does_not_wait() {
        super::lock_wait_is_bounded_and_readiness_does_not_wait(&*Sqlite::new().store);
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use portcullis_domain::testing::{a_caller, an_organization};
    use portcullis_domain::{Error, Permission, Role, StepUpRule, Store, authorized_write};

    use crate::contract::transactions;
    use crate::fixtures::databases::{Postgres, administer};
    use crate::fixtures::id;

    #[test]
    fn overdue_transaction_is_not_committed() {
        super::overdue_transaction_is_not_committed(&*Postgres::new().store);
    }

    #[test]
    fn lock_wait_is_bounded_and_readiness_does_not_wait() {
        super::lock_wait_is_bounded_and_readiness_does_not_wait(&*Postgres::new().store);
    }

    /// Under `REPEATABLE READ`, the snapshot taken before the wait would hide the demotion.
    #[test]
    fn demotion_counts_under_any_default_isolation_level() {
        let database = Postgres::new();
        let name = database.text.rsplit('/').next().unwrap();
        administer(&format!("ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'"));
        transactions::demotion_committed_during_the_wait_counts(&*database.reopened());
    }

    /// Callers without permission never lock the organization.
    #[test]
    fn refused_member_does_not_wait_for_the_organization() {
        let database = Postgres::new();
        let store: &dyn Store = &*database.store;
        an_organization("acme").with_member("bob", Role::User).save(store).unwrap();
        let refuse = |who: &str| {
            let actor = a_caller(who).of("acme").acting();
            let guarded = Permission::EnforcePolicy.guarded_by(StepUpRule::Off);
            authorized_write(store, jiff::Timestamp::UNIX_EPOCH, &actor, guarded, |_, _| Ok(()))
        };
        assert!(matches!(refuse("bob"), Err(Error::Forbidden(_))));
        let mut holder = store.begin().unwrap();
        holder.organizations().lock(&id("acme")).unwrap();
        assert!(matches!(refuse("bob"), Err(Error::Forbidden(_))));
        assert!(matches!(refuse("stranger"), Err(Error::NoOrganization(_))));
    }

    #[test]
    fn migration_waits_for_another_migration() {
        use diesel::connection::SimpleConnection as _;
        let database = Postgres::new();
        let mut other = diesel::Connection::establish(&database.text).unwrap();
        diesel::PgConnection::batch_execute(
            &mut other,
            &format!("SELECT pg_advisory_lock({})", 0x706f_7274_6375_6c6c_i64),
        )
        .unwrap();
        std::thread::scope(|scope| {
            let migration = scope.spawn(|| portcullis_adapters::database::migrate(&database.url));
            crate::fixtures::pass(std::time::Duration::from_millis(10_500));
            assert!(!migration.is_finished(), "{:?}", migration.join());
            drop(other);
            migration.join().unwrap().unwrap();
        });
    }
}
