//! The connection to the database ends at each message of a request.
#![cfg(feature = "postgres")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{ENFORCE, RELAX, assert_recorded, failed};
use crate::fixtures::{Database, Fate, Home, Proxy, Sender, enrolled_by, login, now, unlock};

/// How a connection ends at a message of this many bytes.
type Ending = fn(usize) -> Fate;

/// Retries of a cut that hit a background task.
const TRIES: usize = 10;

/// Closes the connection at the nth message after the start of the next writing transaction. Returns whether it did.
fn cut_at(proxy: &Proxy, nth: usize, ending: Ending) -> Arc<AtomicBool> {
    const BEGIN: &[u8] = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
    let cut = Arc::new(AtomicBool::new(false));
    let done = Arc::clone(&cut);
    let mut passed = None;
    proxy.apply(move |_, _, message| {
        if done.load(Ordering::SeqCst) {
            return Fate::Pass;
        }
        if passed.is_none() && message.windows(BEGIN.len()).any(|bytes| bytes == BEGIN) {
            passed = Some(0);
        }
        let Some(count) = &mut passed else { return Fate::Pass };
        if *count == nth {
            done.store(true, Ordering::SeqCst);
            return ending(message.len());
        }
        *count += 1;
        Fate::Pass
    });
    cut
}

/// Calls with the connection cut at each message in turn, and returns the number of messages. `call` returns whether it was
/// affected: a cut that hit a background task is retried.
fn cut_at_every_message(proxy: &Proxy, ending: Ending, mut call: impl FnMut(usize) -> bool) -> usize {
    for nth in 0.. {
        for attempt in 0.. {
            let cut = cut_at(proxy, nth, ending);
            let felt = call(nth);
            if felt {
                break;
            }
            if !cut.load(Ordering::SeqCst) {
                return nth;
            }
            assert!(attempt < TRIES, "the cut at message {nth} had no effect");
        }
    }
    unreachable!()
}

/// F-03, F-04
#[test]
fn change_is_atomic_wherever_the_connection_ends() {
    let database = Database::postgres();
    Home::of(&database).populate();
    let proxy = Proxy::to(&database.url());
    let home = Home::of(&database).with("DATABASE_URL", &proxy.url).with("PORTCULLIS_DATABASE_POOL", "1");
    // a single connection, so that a repeated request has the same prepared statements
    let service = home.serve(&[]);
    let owner = home.token("owner@acme");
    let begun = now();
    let endings: [(&str, Ending); 2] =
        [("closed-before-it", |_| Fate::Close(0)), ("reset-in-the-middle-of-it", |bytes| Fate::Reset(bytes / 2))];
    for (name, ending) in endings {
        let (mut made, mut unmade) = (0, 0);
        let messages = cut_at_every_message(&proxy, ending, |nth| {
            let before = database.stored("acme");
            let change = if before.mfa_enforced { RELAX } else { ENFORCE };
            let request = format!("{name}-{nth}-{}", database.audit_log("acme").len());
            let answer = service.try_enforce(&owner, change, &request).unwrap();
            proxy.restore();
            if answer.status != 200 {
                assert_eq!(answer, failed(), "{request}");
            }
            // the server may still be executing COMMIT; the repeated request waits for it
            let again = format!("again-{request}");
            assert_eq!(service.try_enforce(&owner, change, &again).unwrap().status, 200, "{again}");
            assert_recorded(&database, "acme", std::slice::from_ref(&again));
            assert_ne!(database.stored("acme"), before, "{request}");
            let entries = database.audit_log("acme");
            match entries.iter().filter(|entry| entry.request_id.as_ref() == Some(&request)).count() {
                0 if answer.status == 500 => unmade += 1,
                1 if answer.status == 500 => made += 1,
                count => assert_eq!((count, answer.status), (1, 200), "{request}"),
            }
            answer.status == 500
        });
        println!("{name}, each of {messages} messages: {unmade} changes unmade, {made} made and reported as unknown");
        assert!(messages > 40, "{messages}");
        // a few of them were cut during COMMIT
        assert!(unmade > 20 && made <= 4, "{unmade} {made}");
    }
    println!("all of it took {:?}", begun.elapsed());
}

/// F-04
#[test]
fn unanswered_commit_is_reported_as_unknown() {
    let database = Database::postgres();
    Home::of(&database).populate();
    let proxy = Proxy::to(&database.url());
    let home = Home::of(&database).with("DATABASE_URL", &proxy.url).with("PORTCULLIS_DATABASE_POOL", "1");
    let service = home.serve(&[]);
    let owner = home.token("owner@acme");
    let endings: [Ending; 2] = [|_| Fate::Close(0), |_| Fate::Reset(0)];
    for (nth, ending) in endings.into_iter().enumerate() {
        let made = (0..TRIES).any(|attempt| {
            let change = if database.stored("acme").mfa_enforced { RELAX } else { ENFORCE };
            // the change feed has a connection of its own; other background tasks commit on the request's, and retry
            let (mut writing, mut committing) = (None, false);
            proxy.apply(move |connection, sender, message| match sender {
                Sender::Program => {
                    let is_query = message.starts_with(b"Q");
                    if is_query && message.ends_with(b"READ WRITE\0") {
                        writing = Some(connection);
                    }
                    if writing == Some(connection) {
                        committing = is_query && message.ends_with(b"COMMIT\0");
                    }
                    Fate::Pass
                }
                Sender::Server if writing == Some(connection) && std::mem::take(&mut committing) => {
                    ending(message.len())
                }
                Sender::Server => Fate::Pass,
            });
            let request = format!("unanswered-{nth}-{attempt}");
            let answer = service.try_enforce(&owner, change, &request).unwrap();
            proxy.restore();
            let again = format!("again-{request}");
            assert_eq!(service.try_enforce(&owner, change, &again).unwrap().status, 200);
            assert_recorded(&database, "acme", std::slice::from_ref(&again));
            let made = database.audit_log("acme").iter().any(|entry| entry.request_id.as_ref() == Some(&request));
            if made {
                assert_eq!(answer, failed());
            }
            made
        });
        assert!(made, "{nth}");
    }
}

/// F-04, I4: every reported failure is counted.
#[test]
fn rejected_code_is_counted_wherever_the_connection_ends() {
    let database = Database::postgres();
    let direct = Home::of(&database);
    direct.populate();
    // in turn, because each has a rate
    let members = {
        let service = direct.serve(&[]);
        ["user", "billing", "workspaces", "administrator"]
            .map(|subject| enrolled_by(direct.token_in(subject, "sid-1"), &service))
    };
    let proxy = Proxy::to(&database.url());
    let home = Home::of(&database).with("DATABASE_URL", &proxy.url).with("PORTCULLIS_DATABASE_POOL", "1");
    let service = home.serve(&[]);
    let mut rejected = 0;
    let messages = cut_at_every_message(
        &proxy,
        |_| Fate::Close(0),
        |nth| {
            unlock(&database);
            let answer = login(&service, &members[nth % members.len()].token, "000000");
            proxy.restore();
            assert!(matches!(answer.status, 400 | 500), "message {nth}: {answer:?}");
            let counted = database
                .raw()
                .number("SELECT CAST(coalesce(max(failures), 0) AS BIGINT) AS number FROM attempt_counts");
            assert!(counted >= i64::from(answer.status == 400), "message {nth}: {answer:?}, {counted} counted");
            rejected += usize::from(answer.status == 400);
            answer.status == 500
        },
    );
    println!("a wrong code has {messages} messages; {rejected} were rejected");
    assert!(messages > 40 && rejected > 0);
    database.assert_audit_log_agrees("acme");
}
