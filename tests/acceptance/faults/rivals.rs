//! Two processes on one database want the same at the same time.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use super::{ENFORCE, RELAX, assert_recorded, timed};
use crate::database::Database;
use crate::own_mfa::{enrolled, login};
use crate::program::{Home, Service};

on_each_database! { what_counts_once_counts_once_in_two_hundred_races }

/// F-12
#[test]
fn a_hundred_writers_of_two_processes_on_one_sqlite_file_all_succeed() {
    const WRITERS: usize = 100;
    const EACH: usize = 3;
    let database = Database::sqlite();
    let home = Home::of(&database);
    home.populate();
    let services = [home.serve(&[]), home.serve(&[])];
    let owner = home.token("owner@acme");
    let (outcomes, took) = timed(|| {
        thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS)
                .map(|writer| {
                    let (service, owner) = (&services[writer % 2], &owner);
                    scope.spawn(move || {
                        let write = |call: usize| {
                            let request = format!("writer-{writer}-{call}");
                            let body = if (writer + call).is_multiple_of(2) { ENFORCE } else { RELAX };
                            let (answer, took) = timed(|| service.try_enforce(owner, body, &request).unwrap());
                            assert_eq!(answer.status, 200, "{answer:?} after {took:?}");
                            (request, took)
                        };
                        (0..EACH).map(write).collect::<Vec<_>>()
                    })
                })
                .collect();
            writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect::<Vec<_>>()
        })
    });
    let slowest = outcomes.iter().map(|(_, took)| *took).max().unwrap();
    println!("{} writes of {WRITERS} writers in {took:?}, the slowest after {slowest:?}", outcomes.len());
    let requests: Vec<_> = outcomes.into_iter().map(|(request, _)| request).collect();
    assert_recorded(&database, "acme", &requests);
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
    const ROUNDS: usize = 200;
    let home = Home::of(database);
    home.populate();
    let services = [home.serve(&[]), home.serve(&[])];
    let alice = enrolled(&home, &services[0]);
    let owner = home.token("owner@acme");
    let mut version = database.stored("acme").policy_version;
    let mut slowest = Duration::ZERO;
    for round in 0..ROUNDS {
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
    println!("{ROUNDS} races of two, the slowest took {slowest:?}");
    let requests: Vec<_> = (0..ROUNDS).flat_map(|round| [0, 1].map(|which| format!("race-{round}-{which}"))).collect();
    assert_recorded(database, "acme", &requests);
}
