//! What holds of the queue whatever enters and leaves.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

const BOUNDS: Bounds =
    Bounds { places: 6, organization: 4, subject: 3, unverified: 2, session: 2, subject_waiting: 8, waiting: 30 };

/// The organization 3 is not known.
fn requester(organization: u8, subject: u8, session: u8, verified: bool) -> Requester {
    if organization == 3 {
        return Requester::without_organization(&format!("u{subject}"), &format!("s{session}"));
    }
    Requester::plain(
        &format!("o{organization}"),
        &format!("u{organization}.{subject}"),
        &format!("s{session}"),
        verified,
    )
}

/// What a test does: a request enters, or the n-th of those that are there leaves.
#[derive(Debug, Clone)]
enum Act {
    Enter(Requester),
    Leave(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let enter = (0..4_u8, 0..3_u8, 0..4_u8, any::<bool>()).prop_map(|(organization, subject, session, verified)| {
        Act::Enter(requester(organization, subject, session, verified))
    });
    prop::collection::vec(prop_oneof![3 => enter, 2 => (0..1000_usize).prop_map(Act::Leave)], 0..300)
}

/// A queue and what a test knows of it.
struct Watched {
    queue: FairQueue,
    here: BTreeMap<Ticket, (Requester, bool)>,
}

impl Watched {
    fn new() -> Self {
        Self { queue: FairQueue::new(BOUNDS), here: BTreeMap::new() }
    }

    fn enter(&mut self, requester: &Requester) -> Entered {
        let entered = self.queue.enter(requester);
        self.here.insert(entered.ticket, (requester.clone(), entered.runs));
        if let Some(rejected) = entered.rejected {
            let (_, ran) = self.here.remove(&rejected).unwrap();
            assert!(!ran, "a running request was rejected");
        }
        entered
    }

    fn leave(&mut self, ticket: Ticket) -> Vec<Ticket> {
        self.here.remove(&ticket);
        let admitted = self.queue.leave(ticket);
        for one in &admitted {
            let (_, runs) = self.here.get_mut(one).unwrap();
            assert!(!std::mem::replace(runs, true), "it ran already");
        }
        admitted
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Enter(requester) => drop(self.enter(requester)),
            Act::Leave(_) if self.here.is_empty() => {}
            Act::Leave(nth) => {
                let ticket = *self.here.keys().nth(nth % self.here.len()).unwrap();
                self.leave(ticket);
            }
        }
    }

    fn count(&self, runs: bool, of: impl Fn(&Requester) -> bool) -> usize {
        self.here.values().filter(|(requester, running)| *running == runs && of(requester)).count()
    }

    fn requesters(&self) -> Vec<&Requester> {
        self.here.values().map(|(requester, _)| requester).collect()
    }

    fn assert_bounds(&self) {
        assert!(self.count(true, |_| true) <= BOUNDS.places);
        assert!(self.count(false, |_| true) <= BOUNDS.waiting);
        for one in self.requesters() {
            let subject = |other: &Requester| other.subject == one.subject;
            let session = |other: &Requester| subject(other) && other.session == one.session;
            assert!(self.count(true, |other| other.organization == one.organization) <= BOUNDS.organization);
            assert!(self.count(true, subject) <= BOUNDS.subject);
            assert!(self.count(true, |other| subject(other) && !other.verified) <= BOUNDS.unverified);
            assert!(self.count(true, session) <= BOUNDS.session);
            assert!(self.count(false, subject) <= BOUNDS.subject_waiting);
        }
    }

    /// No request waits that could run, except behind one of its own session.
    fn assert_no_place_is_idle(&self) {
        let mut first = BTreeSet::new();
        for (requester, runs) in self.here.values() {
            let session = format!("{:?} {:?}", requester.subject, requester.session);
            if *runs || !first.insert(session) || self.count(true, |_| true) == BOUNDS.places {
                continue;
            }
            let subject = |other: &Requester| other.subject == requester.subject;
            let is_full = self.count(true, |other| other.organization == requester.organization) == BOUNDS.organization
                || self.count(true, subject) == BOUNDS.subject
                || (!requester.verified
                    && self.count(true, |other| subject(other) && !other.verified) == BOUNDS.unverified)
                || self.count(true, |other| subject(other) && other.session == requester.session) == BOUNDS.session;
            assert!(is_full, "{requester:?} waits beside a free place");
        }
    }
}

proptest! {
    #[test]
    fn bounds_hold_and_no_place_is_idle_or_lost(acts in acts()) {
        let mut watched = Watched::new();
        for act in &acts {
            watched.act(act);
            watched.assert_bounds();
            watched.assert_no_place_is_idle();
            prop_assert_eq!(watched.queue.running(), watched.count(true, |_| true));
            prop_assert_eq!(watched.queue.waiting(), watched.count(false, |_| true));
        }
        while let Some(ticket) = watched.here.keys().next().copied() {
            watched.leave(ticket);
        }
        prop_assert_eq!(watched.queue.running() + watched.queue.waiting(), 0);
        prop_assert!(watched.queue.requests.is_empty(), "nothing is kept of requests that are over");
        prop_assert!(watched.queue.organizations.is_empty());
    }

    /// Whatever the others do, and however often, a waiting request runs after a bounded number of others.
    #[test]
    fn no_request_starves(acts in acts(), own in (0..4_u8, 0..3_u8, 0..4_u8, any::<bool>())) {
        let mut watched = Watched::new();
        for act in &acts {
            watched.act(act);
        }
        let own = requester(own.0, own.1, own.2, own.3);
        let Entered { ticket, runs, rejected } = watched.enter(&own);
        if runs || rejected == Some(ticket) {
            return Ok(());
        }
        // a turn of the session comes with each of its subject's, that with each of its organization's
        let turns = 4 * 3 * 4 * (BOUNDS.subject_waiting + 1) + BOUNDS.places;
        for _ in 0..turns {
            // the oldest running one ends and comes back at once, as clients do that send without a pause
            let oldest = watched.here.iter().find(|(_, (_, runs))| *runs).map(|(ticket, (of, _))| (*ticket, of.clone()));
            let (oldest, of) = oldest.unwrap();
            watched.leave(oldest);
            if watched.here.get(&ticket).is_some_and(|(_, runs)| *runs) {
                return Ok(());
            }
            if watched.queue.accepts(&of) {
                let entered = watched.enter(&of);
                // only a request of the same subject may take its position, where that has too many
                if entered.rejected == Some(ticket) {
                    return Ok(());
                }
            }
        }
        prop_assert!(false, "{own:?} did not run within {turns} others");
    }

    #[test]
    fn what_is_accepted_is_not_rejected(acts in acts(), own in (0..4_u8, 0..3_u8, 0..4_u8, any::<bool>())) {
        let mut watched = Watched::new();
        for act in &acts {
            watched.act(act);
        }
        let own = requester(own.0, own.1, own.2, own.3);
        let (accepts, has_room) = (watched.queue.accepts(&own), watched.queue.has_room_for(&own));
        let entered = watched.enter(&own);
        prop_assert!(!accepts || entered.rejected != Some(entered.ticket));
        prop_assert_eq!(has_room, entered.runs);
    }
}

/// Fills the queue with one session's requests; returns those that run.
fn flood(watched: &mut Watched, requester: &Requester, times: usize) -> Vec<Ticket> {
    (0..times).map(|_| watched.enter(requester)).filter(|entered| entered.runs).map(|entered| entered.ticket).collect()
}

#[test]
fn verified_session_has_a_place_beside_a_stolen_one() {
    let mut watched = Watched::new();
    let (stolen, own) = (requester(0, 0, 1, false), requester(0, 0, 2, true));
    assert_eq!(flood(&mut watched, &stolen, 20).len(), 2);
    assert!(!watched.enter(&requester(0, 0, 3, false)).runs, "another session with the first factor alone");
    assert!(watched.enter(&own).runs);
    assert!(watched.enter(&requester(1, 0, 1, false)).runs, "another tenant");
}

#[test]
fn full_queue_of_a_stolen_session_rejects_its_own() {
    let mut watched = Watched::new();
    let (stolen, own) = (requester(0, 0, 1, false), requester(0, 0, 2, false));
    let running = flood(&mut watched, &stolen, 50);
    assert!(!watched.queue.accepts(&stolen) && watched.queue.accepts(&own));
    let Entered { ticket, runs, rejected } = watched.enter(&own);
    assert!(!runs && rejected.is_some_and(|rejected| rejected != ticket));
    // the session that has not had a turn yet comes next but one at the latest
    let admitted = [watched.leave(running[0]), watched.leave(running[1])].concat();
    assert!(admitted.contains(&ticket), "{admitted:?}");
}

#[test]
fn full_queue_of_a_tenant_rejects_its_own() {
    let bounds = Bounds { subject_waiting: 100, ..BOUNDS };
    let mut watched = Watched { queue: FairQueue::new(bounds), here: BTreeMap::new() };
    for session in 0..60 {
        watched.enter(&requester(0, session % 2, session, false));
    }
    for tenant in 1..4 {
        let other = requester(tenant, 0, 0, false);
        assert!(watched.queue.accepts(&other));
        let entered = watched.enter(&other);
        assert_ne!(entered.rejected, Some(entered.ticket));
    }
}

/// However many subjects have tokens without an organization, they are one organization among the others.
#[test]
fn crowd_of_unknown_organizations_has_one_turn() {
    let bounds = Bounds { organization: 6, subject: 6, unverified: 6, session: 6, waiting: 1000, ..BOUNDS };
    let mut watched = Watched { queue: FairQueue::new(bounds), here: BTreeMap::new() };
    let crowd: Vec<_> = (0..200).map(|subject| Requester::without_organization(&format!("u{subject}"), "s")).collect();
    for one in crowd.iter().chain(&crowd) {
        watched.enter(one);
    }
    let mut own: BTreeSet<_> = (0..4).map(|session| watched.enter(&requester(0, 0, session, false)).ticket).collect();
    let mut turns = Vec::new();
    while !own.is_empty() {
        let oldest = *watched.here.iter().find(|(_, (_, runs))| *runs).map(|(ticket, _)| ticket).unwrap();
        let admitted = watched.leave(oldest);
        turns.push(admitted.iter().any(|ticket| own.remove(ticket)));
        assert!(turns.len() <= 2 * 4, "every other turn is the tenant's: {turns:?}");
    }
    // within the crowd the subjects take turns
    let mut served = BTreeSet::new();
    for _ in 0..150 {
        let oldest = *watched.here.iter().find(|(_, (_, runs))| *runs).map(|(ticket, _)| ticket).unwrap();
        for ticket in watched.leave(oldest) {
            assert!(
                served.insert(format!("{:?}", watched.here[&ticket].0.subject)),
                "a second turn came before a first"
            );
        }
    }
}
