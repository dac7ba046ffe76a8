//! Two processes on one database want the same at the same time.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use super::{ANSWERED, ENFORCE, RELAX, assert_recorded, failed};
use crate::fixtures::{Database, Home, Service, enrolled, heavy, login, sleep, timed};

on_each_database! { what_counts_once_counts_once_in_two_hundred_races }

const WRITERS: usize = 100;

/// Two processes on one SQLite file, and a hundred who write, each as often as this, at moments of their own.
fn a_hundred_write(each: usize, moment: impl Fn(usize) -> Duration + Sync) -> Vec<(u16, Duration)> {
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
        let of_status = outcomes.iter().filter(move |(_, told, _)| *told == status);
        of_status.map(|(request, ..)| request.clone()).collect::<Vec<_>>()
    };
    assert_recorded(&database, "acme", &asked(200));
    let recorded = database.audit_log("acme").into_iter().filter(|entry| entry.action.starts_with("policy.")).count();
    assert_eq!(recorded, asked(200).len(), "what was told to have failed did");
    outcomes.into_iter().map(|(_, status, took)| (status, took)).collect()
}

/// F-12
#[test]
fn a_hundred_writers_of_two_processes_on_one_sqlite_file_all_succeed() {
    let outcomes = a_hundred_write(1, |writer| Duration::from_millis(u64::try_from(writer * 50).unwrap()));
    let slowest = outcomes.iter().map(|(_, took)| *took).max().unwrap();
    println!("{} writes of {WRITERS} writers, the slowest after {slowest:?}", outcomes.len());
    assert!(outcomes.iter().all(|(status, _)| *status == 200), "{outcomes:?}");
}

/// F-12: more than the disk takes. SQLite has no queue for processes, so one may wait in vain while the other writes.
#[test]
fn a_hundred_writers_who_never_pause_are_answered_in_time_and_what_failed_did_not_happen() {
    let outcomes = a_hundred_write(3, |_| Duration::ZERO);
    let slowest = outcomes.iter().map(|(_, took)| *took).max().unwrap();
    let done = outcomes.iter().filter(|(status, _)| *status == 200).count();
    println!("{done} of {} writes without a pause were made, the slowest answer after {slowest:?}", outcomes.len());
    assert!(slowest < ANSWERED, "{slowest:?}");
    assert!(done > outcomes.len() / 2, "{done}");
}

/// Both at the same moment; what each was answered.
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
fn what_counts_once_counts_once_in_two_hundred_races(database: &Database) {
    let rounds = heavy(200, 20);
    let home = Home::of(database);
    home.populate();
    let services = [home.serve(&[]), home.serve(&[])];
    let alice = enrolled(&home, &services[0]);
    let owner = home.token("owner@acme");
    let mut version = database.stored("acme").policy_version;
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let (told, took) = timed(|| {
            at_once(&services, |which, service| {
                let body = if which == 0 { ENFORCE } else { RELAX };
                let request = format!("race-{round}-{which}");
                assert_eq!(service.try_enforce(&owner, body, &request).unwrap().status, 200);
                login(service, &alice.token, &alice.codes[round % alice.codes.len()]).status
            })
        });
        slowest = slowest.max(took);
        let taken = told.iter().filter(|status| **status == 200).count();
        assert_eq!(taken, 1, "round {round}: {told:?}");
        assert!(told.iter().all(|status| matches!(status, 200 | 400)), "round {round}: {told:?}");
        let newer = database.stored("acme").policy_version;
        assert!(newer > version, "round {round}");
        version = newer;
        // as if each round were the first: a recovery code is used up, and a wrong guess is counted
        database.raw().execute("UPDATE recovery_codes SET used_at = NULL; UPDATE attempts SET failures = 0");
    }
    println!("{rounds} races of two, the slowest took {slowest:?}");
    let requests: Vec<_> = (0..rounds).flat_map(|round| [0, 1].map(|which| format!("race-{round}-{which}"))).collect();
    assert_recorded(database, "acme", &requests);
}
