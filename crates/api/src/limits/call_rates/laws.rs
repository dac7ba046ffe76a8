//! The limits of the rate, and what holds of them whatever is requested.

use proptest::prelude::*;

use super::*;

fn at(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(1_767_225_600_000 + milliseconds).unwrap()
}

fn requester(session: &str, verified: bool) -> Requester {
    Requester::plain("acme", "alice", session, verified)
}

/// Takes as many as are within the rate, each in the next millisecond; returns their number and the limit that ended it.
fn take_all(rates: &mut CallRates, requester: &Requester, since: i64) -> (i64, RateLimit) {
    for taken in 0.. {
        if let Err(exceeded) = rates.take(requester, at(since + taken)) {
            return (taken, exceeded.limit);
        }
    }
    unreachable!("everything is within the rate")
}

#[test]
fn session_has_thirty_requests_in_any_minute() {
    let mut rates = CallRates::default();
    let own = requester("s1", true);
    assert_eq!(take_all(&mut rates, &own, 0), (30, RateLimit::Session));
    for (moment, pause) in [(30, 59_970), (59_999, 1)] {
        let exceeded = Exceeded { limit: RateLimit::Session, pause: SignedDuration::from_millis(pause) };
        assert_eq!(rates.take(&own, at(moment)), Err(exceeded));
    }
    // the first leaves the window, the second a millisecond later
    assert_eq!(rates.take(&own, at(60_000)), Ok(()));
    assert!(rates.take(&own, at(60_000)).is_err());
    assert_eq!(rates.take(&own, at(60_001)), Ok(()));
}

#[test]
fn part_of_the_rate_is_kept_for_sessions_that_verified() {
    let mut rates = CallRates::default();
    assert_eq!(take_all(&mut rates, &requester("stolen-1", false), 0), (30, RateLimit::Session));
    assert_eq!(take_all(&mut rates, &requester("stolen-2", false), 100), (10, RateLimit::Unverified));
    assert_eq!(take_all(&mut rates, &requester("stolen-3", false), 200), (0, RateLimit::Unverified));
    assert_eq!(take_all(&mut rates, &requester("own", true), 300), (20, RateLimit::Subject));
    assert_eq!(take_all(&mut rates, &requester("own-2", true), 400), (0, RateLimit::Subject));
    for other in [Requester::plain("acme", "bob", "s1", false), Requester::plain("other", "alice", "own", false)] {
        assert_eq!(take_all(&mut rates, &other, 500), (30, RateLimit::Session), "{other:?}");
    }
}

#[test]
fn verified_sessions_leave_the_others_their_part() {
    let mut rates = CallRates::default();
    assert_eq!(take_all(&mut rates, &requester("own", true), 0), (30, RateLimit::Session));
    assert_eq!(take_all(&mut rates, &requester("new-1", false), 100), (30, RateLimit::Session));
    assert_eq!(take_all(&mut rates, &requester("new-2", false), 200), (0, RateLimit::Subject));
}

#[test]
fn session_that_verifies_takes_its_requests_along() {
    let mut rates = CallRates::default();
    for moment in 0..20 {
        rates.take(&requester("own", false), at(moment)).unwrap();
    }
    rates.take(&requester("own", true), at(20)).unwrap();
    assert_eq!(take_all(&mut rates, &requester("new-1", false), 100), (30, RateLimit::Session));
    assert_eq!(take_all(&mut rates, &requester("new-2", false), 200), (9, RateLimit::Subject));
}

#[test]
fn session_that_ended_has_no_part_of_the_verified_ones() {
    let mut rates = CallRates::default();
    for moment in 0..10 {
        rates.take(&requester("ended", true), at(moment)).unwrap();
    }
    assert_eq!(take_all(&mut rates, &requester("ended", false), 10), (20, RateLimit::Session));
    assert_eq!(take_all(&mut rates, &requester("stolen", false), 100), (10, RateLimit::Unverified));
    assert_eq!(take_all(&mut rates, &requester("own", true), 200), (20, RateLimit::Subject));
}

#[test]
fn passkeys_are_begun_beside_an_exhausted_rate() {
    let mut rates = CallRates::default();
    for session in ["stolen-1", "stolen-2", "own"] {
        take_all(&mut rates, &requester(session, session == "own"), 0);
    }
    let new = requester("new", false);
    for moment in 0..30 {
        assert_eq!(rates.take_assertion(&new, at(moment)), Ok(()));
    }
    assert_eq!(rates.take_assertion(&new, at(30)).unwrap_err().limit, RateLimit::Session);
    assert_eq!(rates.take_assertion(&requester("newer", false), at(30)), Ok(()));
    // nor do they use the rate up
    let mut rates = CallRates::default();
    rates.take_assertion(&new, at(0)).unwrap();
    assert_eq!(take_all(&mut rates, &new, 0), (30, RateLimit::Session));
}

#[test]
fn clock_set_back_does_not_reject_for_longer_than_a_minute() {
    let mut rates = CallRates::default();
    let own = requester("s1", false);
    take_all(&mut rates, &own, 3_600_000);
    assert_eq!(rates.take(&own, at(0)), Ok(()));
    assert_eq!(rates.order.len(), 1, "nothing is kept from the future");
}

#[test]
fn busy_subjects_are_those_with_ten_requests() {
    let mut rates = CallRates::default();
    for moment in 0..10 {
        assert!(!rates.is_busy(&requester("s1", false)));
        rates.take(&requester(&format!("s{moment}"), false), at(moment)).unwrap();
    }
    assert!(rates.is_busy(&requester("new", false)) && !rates.is_busy(&Requester::plain("acme", "bob", "s1", false)));
}

#[test]
fn memory_is_bounded_by_forgetting_the_oldest() {
    let mut rates = CallRates::default();
    let of = |subject: usize| Requester::plain("acme", &format!("u{subject}"), "s1", false);
    for subject in 0..REMEMBERED + 1_000 {
        rates.take(&of(subject), at(0)).unwrap();
    }
    assert!(rates.order.len() <= REMEMBERED && rates.calls.len() <= REMEMBERED);
    rates.take(&of(0), at(60_000)).unwrap();
    assert_eq!((rates.order.len(), rates.calls.len()), (1, 1), "nothing is kept of what no longer counts");
}

proptest! {
    #[test]
    fn limits_hold_in_every_minute(requests in prop::collection::vec((0..4_i64, 0..5_u8, 0..2_000_i64), 0..400)) {
        let mut rates = CallRates::default();
        let (mut now, mut taken) = (0_i64, Vec::<(i64, i64, u8)>::new());
        for (subject, session, later) in requests {
            now += later / 10;
            // sessions 0 and 1 have verified
            let verified = session < 2;
            let requester = Requester::plain("acme", &format!("u{subject}"), &format!("s{session}"), verified);
            let before: Vec<_> = taken.iter().filter(|(at, of, _)| now - at < 60_000 && *of == subject).collect();
            let of_session = before.iter().filter(|(_, _, of)| *of == session).count();
            let unverified = before.iter().filter(|(_, _, of)| *of >= 2).count();
            let expected = of_session < 30 && before.len() < 60 && (verified || unverified < 40);
            let outcome = rates.take(&requester, at(now));
            prop_assert_eq!(outcome.is_ok(), expected);
            match outcome {
                Ok(()) => taken.push((now, subject, session)),
                // nothing becomes possible before the pause is over
                Err(exceeded) => prop_assert!(exceeded.pause > SignedDuration::ZERO && exceeded.pause <= WINDOW),
            }
        }
        prop_assert_eq!(rates.order.len(), rates.calls.values().map(VecDeque::len).sum::<usize>());
    }
}
