//! The turns of an organization's writers in this process.
//!
//! PostgreSQL lets the writers of one organization wait for its row, each on a connection of its own. Here they wait
//! for their turn without a connection, and one of them at a time waits for the row, which a writer of another process
//! may hold.

use std::collections::{HashMap, VecDeque};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use portcullis_domain::{Error, OrganizationId, Result};

/// The most writers of one organization that wait.
const MOST_WAITING: usize = 256;

/// The organizations whose turn is taken, with the writers that wait for it in the order of their arrival.
#[derive(Debug, Default)]
pub(super) struct OrganizationTurns(Mutex<HashMap<OrganizationId, VecDeque<Waiting>>>);

#[derive(Debug)]
struct Waiting {
    number: u64,
    called: Sender<()>,
}

/// The turn of one writer; the next one is called when it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Arc<OrganizationTurns>,
    organization: OrganizationId,
}

impl OrganizationTurns {
    /// Takes the turn if no writer has it.
    pub(super) fn try_take(self: &Arc<Self>, organization: &OrganizationId) -> Option<Turn> {
        let mut taken = self.lock();
        if taken.contains_key(organization) {
            return None;
        }
        taken.insert(organization.clone(), VecDeque::new());
        Some(self.turn(organization))
    }

    /// Waits for the turn, at most for `longest`.
    pub(super) fn wait(self: &Arc<Self>, organization: &OrganizationId, longest: Duration) -> Result<Turn> {
        let (called, calls) = channel();
        let number = {
            let mut taken = self.lock();
            let Some(waiting) = taken.get_mut(organization) else {
                taken.insert(organization.clone(), VecDeque::new());
                return Ok(self.turn(organization));
            };
            if waiting.len() >= MOST_WAITING {
                return Err(Error::unavailable("too many writers of one organization are waiting"));
            }
            let number = waiting.back().map_or(0, |last| last.number.wrapping_add(1));
            waiting.push_back(Waiting { number, called });
            number
        };
        if calls.recv_timeout(longest).is_ok() || !self.withdraw(organization, number, &calls) {
            return Ok(self.turn(organization));
        }
        Err(Error::unavailable("another writer of the organization took too long"))
    }

    /// Leaves the line. Returns whether the turn had not come meanwhile.
    fn withdraw(&self, organization: &OrganizationId, number: u64, calls: &Receiver<()>) -> bool {
        let mut taken = self.lock();
        // writers are called while the lock is held
        if calls.try_recv().is_ok() {
            return false;
        }
        if let Some(waiting) = taken.get_mut(organization) {
            waiting.retain(|one| one.number != number);
        }
        true
    }

    fn turn(self: &Arc<Self>, organization: &OrganizationId) -> Turn {
        Turn { turns: Arc::clone(self), organization: organization.clone() }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OrganizationId, VecDeque<Waiting>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut taken = self.turns.lock();
        let called = loop {
            match taken.get_mut(&self.organization).and_then(VecDeque::pop_front) {
                Some(next) if next.called.send(()).is_ok() => break true,
                // it waits no longer
                Some(_) => {}
                None => break false,
            }
        };
        if !called {
            taken.remove(&self.organization);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(20);

    fn acme() -> Result<OrganizationId> {
        Ok(OrganizationId::parse("acme")?)
    }

    #[test]
    fn turn_is_one_writers_of_one_organization() -> Result<()> {
        let turns = Arc::new(OrganizationTurns::default());
        let first = turns.try_take(&acme()?).unwrap();
        assert!(turns.try_take(&acme()?).is_none());
        assert!(turns.wait(&acme()?, SHORT).is_err());
        assert!(turns.try_take(&OrganizationId::parse("other")?).is_some());
        drop(first);
        assert!(turns.wait(&acme()?, SHORT).is_ok());
        assert!(turns.lock().is_empty(), "nothing is kept of turns that are over");
        Ok(())
    }

    #[test]
    fn no_turn_is_lost_to_writers_that_give_up_or_panic() -> Result<()> {
        let (turns, acme) = (Arc::new(OrganizationTurns::default()), acme()?);
        let writing = AtomicUsize::new(0);
        thread::scope(|scope| {
            for n in 0..64_u64 {
                let (turns, acme, writing) = (&turns, &acme, &writing);
                scope.spawn(move || {
                    // some wait about as long as a turn takes
                    let longest = if n % 2 == 0 { LONG } else { Duration::from_micros(200 * n) };
                    let written = thread::scope(|inner| {
                        let writer = inner.spawn(|| {
                            let Ok(_turn) = turns.wait(acme, longest) else { return };
                            assert_eq!(writing.fetch_add(1, Ordering::SeqCst), 0, "two writers at once");
                            thread::yield_now();
                            writing.fetch_sub(1, Ordering::SeqCst);
                            assert!(n % 16 != 0, "a defect");
                        });
                        writer.join().is_ok()
                    });
                    assert_eq!(written, n % 16 != 0);
                });
            }
        });
        assert!(turns.lock().is_empty());
        Ok(())
    }

    #[test]
    fn writers_have_their_turn_in_the_order_of_arrival() -> Result<()> {
        let (turns, acme) = (Arc::new(OrganizationTurns::default()), acme()?);
        let order = Mutex::new(Vec::new());
        let first = turns.try_take(&acme).unwrap();
        thread::scope(|scope| {
            for n in 0..8 {
                let (turns, acme, order) = (&turns, &acme, &order);
                scope.spawn(move || {
                    let turn = turns.wait(acme, LONG).unwrap();
                    order.lock().unwrap().push(n);
                    drop(turn);
                });
                while turns.lock().get(acme).map_or(0, VecDeque::len) <= n {
                    thread::yield_now();
                }
            }
            drop(first);
        });
        assert_eq!(order.into_inner().unwrap(), (0..8).collect::<Vec<_>>());
        Ok(())
    }
}
