//! A connection to the database ends while a request is under way, at each of its messages.
#![cfg(feature = "postgres")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{ENFORCE, RELAX, assert_recorded, failed};
use crate::fixtures::{Database, Fate, Home, Proxy, Sender, enrolled, login, now, unlock};

/// How a connection ends at a message of so many bytes.
type Ending = fn(usize) -> Fate;

/// How often a cut is tried again that hit the work beside the requests.
const TRIES: usize = 10;

/// Ends the connection that carries the nth message from the next transaction that writes on. Says whether it did.
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

/// Calls with the connection cut at each message in turn, until a call has fewer; returns how many it has. `call` says
/// whether it felt the cut: one that hit the work beside the requests is tried again.
fn at_every_message(proxy: &Proxy, ending: Ending, mut call: impl FnMut(usize) -> bool) -> usize {
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
            assert!(attempt < TRIES, "the cut at message {nth} was not felt");
        }
    }
    unreachable!()
}

/// F-03, F-04
#[test]
fn wherever_the_connection_ends_a_change_is_made_whole_or_not_at_all_and_may_be_asked_for_again() {
    let database = Database::postgres();
    Home::of(&database).populate();
    let proxy = Proxy::to(&database.url());
    let home = Home::of(&database).with("DATABASE_URL", &proxy.url).with("PORTCULLIS_DATABASE_POOL", "1");
    // the one connection, on which what is asked again has prepared the same statements each time
    let service = home.serve(&[]);
    let owner = home.token("owner@acme");
    let begun = now();
    let endings: [(&str, Ending); 2] =
        [("closed-before-it", |_| Fate::Close(0)), ("reset-in-the-middle-of-it", |bytes| Fate::Reset(bytes / 2))];
    for (name, ending) in endings {
        let (mut made, mut unmade) = (0, 0);
        let messages = at_every_message(&proxy, ending, |nth| {
            let before = database.stored("acme");
            let wish = if before.mfa_enforced { RELAX } else { ENFORCE };
            let request = format!("{name}-{nth}-{}", database.audit_log("acme").len());
            let answer = service.try_enforce(&owner, wish, &request).unwrap();
            proxy.restore();
            if answer.status != 200 {
                assert_eq!(answer, failed(), "{request}");
            }
            // a server that was sent COMMIT may still be at it; asking again waits for it
            let again = format!("again-{request}");
            assert_eq!(service.try_enforce(&owner, wish, &again).unwrap().status, 200, "{again}");
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
        println!("{name}, each of {messages} messages: {unmade} changes unmade, {made} made and told as unknown");
        assert!(messages > 40, "{messages}");
        // COMMIT is on its way in a few of them
        assert!(unmade > 20 && made <= 4, "{unmade} {made}");
    }
    println!("all of it took {:?}", begun.elapsed());
}

/// F-04
#[test]
fn a_change_whose_commit_was_not_answered_is_told_as_unknown_and_asking_again_finds_it_made() {
    let database = Database::postgres();
    Home::of(&database).populate();
    let proxy = Proxy::to(&database.url());
    let home = Home::of(&database).with("DATABASE_URL", &proxy.url).with("PORTCULLIS_DATABASE_POOL", "1");
    let service = home.serve(&[]);
    let owner = home.token("owner@acme");
    let endings: [Ending; 2] = [|_| Fate::Close(0), |_| Fate::Reset(0)];
    for (nth, ending) in endings.into_iter().enumerate() {
        let made = (0..TRIES).any(|attempt| {
            let wish = if database.stored("acme").mfa_enforced { RELAX } else { ENFORCE };
            let committing = AtomicBool::new(false);
            // the work beside the requests commits, too, and is tried again by itself
            proxy.apply(move |_, sender, message| match sender {
                Sender::Program => {
                    committing.store(message.starts_with(b"Q") && message.ends_with(b"COMMIT\0"), Ordering::SeqCst);
                    Fate::Pass
                }
                Sender::Server if committing.swap(false, Ordering::SeqCst) => ending(message.len()),
                Sender::Server => Fate::Pass,
            });
            let request = format!("unanswered-{nth}-{attempt}");
            let answer = service.try_enforce(&owner, wish, &request).unwrap();
            proxy.restore();
            let again = format!("again-{request}");
            assert_eq!(service.try_enforce(&owner, wish, &again).unwrap().status, 200);
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

/// F-04, I4: whatever is cut, no failure is told that is not counted.
#[test]
fn wherever_the_connection_ends_a_wrong_guess_that_was_told_is_counted() {
    let database = Database::postgres();
    let direct = Home::of(&database);
    direct.populate();
    let alice = enrolled(&direct, &direct.serve(&[]));
    let proxy = Proxy::to(&database.url());
    let home = Home::of(&database).with("DATABASE_URL", &proxy.url).with("PORTCULLIS_DATABASE_POOL", "1");
    let service = home.serve(&[]);
    let mut told = 0;
    let messages = at_every_message(
        &proxy,
        |_| Fate::Close(0),
        |nth| {
            unlock(&database);
            let answer = login(&service, &alice.token, "000000");
            proxy.restore();
            assert!(matches!(answer.status, 400 | 500), "message {nth}: {answer:?}");
            let counted =
                database.raw().number("SELECT CAST(coalesce(max(failures), 0) AS BIGINT) AS number FROM attempts");
            assert!(counted >= i64::from(answer.status == 400), "message {nth}: {answer:?}, {counted} counted");
            told += usize::from(answer.status == 400);
            answer.status == 500
        },
    );
    println!("a wrong guess has {messages} messages; {told} were told");
    assert!(messages > 40 && told > 0);
    database.assert_audit_log_agrees("acme");
}
