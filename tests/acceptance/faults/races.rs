//! Two processes on one database make the same change at the same time.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use super::{ANSWERED, ENFORCE, RELAX, assert_recorded, failed};
use crate::fixtures::{Database, Home, Service, enrolled, heavy, login, sleep, timed};

on_each_database! { single_use_values_work_once_in_races }

const WRITERS: usize = 100;

/// A hundred writers of two processes on one SQLite file, each with `each` changes after a pause.
fn hundred_writers(each: usize, moment: impl Fn(usize) -> Duration + Sync) -> Vec<(u16, Duration)> {
    let database = Database::sqlite();
    let home = Home::of(&database);
    home.populate();
    let services = [home.serve(&[]), home.serve(&[])];
    let owner = home.token("owner@acme");
    let outcomes: Vec<_> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (service, owner, moment) = (&services[writer % 2], &owner, &moment);
                scope.spawn(move || {
                    let write = |call: usize| {
                        sleep(moment(writer));
                        let request = format!("writer-{writer}-{call}");
                        let body = if (writer + call).is_multiple_of(2) { ENFORCE } else { RELAX };
                        let (answer, took) = timed(|| service.try_enforce(owner, body, &request).unwrap());
                        assert!(answer.status == 200 || answer == failed(), "{answer:?}");
                        (request, answer.status, took)
                    };
                    (0..each).map(write).collect::<Vec<_>>()
                })
            })
            .collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    let asked = |status: u16| {
        let of_status = outcomes.iter().filter(move |(_, answered, _)| *answered == status);
        of_status.map(|(request, ..)| request.clone()).collect::<Vec<_>>()
    };
    assert_recorded(&database, "acme", &asked(200));
    let recorded = database.audit_log("acme").into_iter().filter(|entry| entry.action.starts_with("policy.")).count();
    assert_eq!(recorded, asked(200).len(), "a failed change was made");
    outcomes.into_iter().map(|(_, status, took)| (status, took)).collect()
}

/// F-12
#[test]
fn hundred_writers_on_one_sqlite_file_succeed() {
    let outcomes = hundred_writers(1, |writer| Duration::from_millis(u64::try_from(writer * 50).unwrap()));
    let slowest = outcomes.iter().map(|(_, took)| *took).max().unwrap();
    println!("{} writes of {WRITERS} writers, the slowest after {slowest:?}", outcomes.len());
    assert!(outcomes.iter().all(|(status, _)| *status == 200), "{outcomes:?}");
}

/// F-12: more changes than the disk can take. SQLite has no queue for processes: one may time out while the other writes.
#[test]
fn overloaded_sqlite_file_answers_in_time() {
    let outcomes = hundred_writers(3, |_| Duration::ZERO);
    let slowest = outcomes.iter().map(|(_, took)| *took).max().unwrap();
    let done = outcomes.iter().filter(|(status, _)| *status == 200).count();
    println!("{done} of {} writes without a pause were made, the slowest answer after {slowest:?}", outcomes.len());
    assert!(slowest < ANSWERED, "{slowest:?}");
    assert!(done > outcomes.len() / 2, "{done}");
}

/// Calls both services at the same moment and returns both results.
fn at_once<T: Send>(services: &[Service; 2], ask: impl Fn(usize, &Service) -> T + Sync) -> [T; 2] {
    let barrier = Barrier::new(2);
    thread::scope(|scope| {
        let [one, other] = [0, 1].map(|which| {
            let (barrier, ask) = (&barrier, &ask);
            scope.spawn(move || {
                barrier.wait();
                ask(which, &services[which])
            })
        });
        [one.join().unwrap(), other.join().unwrap()]
    })
}

/// F-14: I3, I6, I8.
fn single_use_values_work_once_in_races(database: &Database) {
    let rounds = heavy(200, 20);
    let home = Home::of(database);
    home.populate();
    let services = [home.serve(&[]), home.serve(&[])];
    let alice = enrolled(&home, &services[0]);
    let owner = home.token("owner@acme");
    let mut version = database.stored("acme").policy_version;
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let (statuses, took) = timed(|| {
            at_once(&services, |which, service| {
                let body = if which == 0 { ENFORCE } else { RELAX };
                let request = format!("race-{round}-{which}");
                assert_eq!(service.try_enforce(&owner, body, &request).unwrap().status, 200);
                login(service, &alice.token, &alice.codes[round % alice.codes.len()]).status
            })
        });
        slowest = slowest.max(took);
        let taken = statuses.iter().filter(|status| **status == 200).count();
        assert_eq!(taken, 1, "round {round}: {statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 200 | 400)), "round {round}: {statuses:?}");
        let newer = database.stored("acme").policy_version;
        assert!(newer > version, "round {round}");
        version = newer;
        // restore the used recovery code and the count of failed attempts
        database.raw().execute("UPDATE recovery_codes SET used_at = NULL; UPDATE attempt_counts SET failures = 0, paused_until = NULL, recent = ''");
    }
    println!("{rounds} races of two, the slowest took {slowest:?}");
    let requests: Vec<_> = (0..rounds).flat_map(|round| [0, 1].map(|which| format!("race-{round}-{which}"))).collect();
    assert_recorded(database, "acme", &requests);
}
