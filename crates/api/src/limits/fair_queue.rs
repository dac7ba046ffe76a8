//! Decides which requests run: a bounded number at a time, in turns.
//!
//! Organizations take turns, in an organization its subjects, and of a subject its sessions, so that neither a tenant, nor
//! a member, nor a stolen session keeps the others waiting. A pure data structure: it knows neither threads nor time.

use std::collections::{HashMap, VecDeque};

use super::requester::{OrganizationKey, Requester, SessionKey, SubjectKey};
use super::turns::{Lane, Turns};

/// The number of a request, never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Ticket(u64);

/// The most requests that run or wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    /// Running ones.
    pub(super) places: usize,
    /// Running ones of an organization.
    pub(super) organization: usize,
    /// Running ones of a subject.
    pub(super) subject: usize,
    /// Running ones of a subject in sessions that never verified; the rest is kept for the others.
    pub(super) unverified: usize,
    /// Running ones of a session.
    pub(super) session: usize,
    /// Waiting ones of a subject.
    pub(super) subject_waiting: usize,
    /// Waiting ones.
    pub(super) waiting: usize,
}

/// What becomes of a request that enters.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entered {
    pub(super) ticket: Ticket,
    /// Whether it runs; otherwise it waits, unless it is the rejected one.
    pub(super) runs: bool,
    /// The waiting request that is rejected to keep the bounds: the newest of the session with the most.
    pub(super) rejected: Option<Ticket>,
}

/// The queue.
#[derive(Debug)]
pub(super) struct FairQueue {
    bounds: Bounds,
    next: u64,
    requests: HashMap<Ticket, Request>,
    running: usize,
    organizations: Turns<OrganizationKey, Organization>,
}

#[derive(Debug)]
struct Request {
    requester: Requester,
    runs: bool,
}

#[derive(Debug, Default)]
struct Organization {
    running: usize,
    waiting: usize,
    subjects: Turns<SubjectKey, Subject>,
}

#[derive(Debug, Default)]
struct Subject {
    running: usize,
    unverified: usize,
    waiting: usize,
    sessions: Turns<SessionKey, Session>,
}

#[derive(Debug, Default)]
struct Session {
    running: usize,
    waiting: VecDeque<Waiting>,
}

#[derive(Debug, Clone, Copy)]
struct Waiting {
    ticket: Ticket,
    verified: bool,
}

/// What happens to a request in its lanes, besides that it begins to run.
#[derive(Debug, Clone, Copy)]
enum Step {
    Wait(Waiting),
    GiveUp(Ticket),
    End { verified: bool },
}

impl FairQueue {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self { bounds, next: 0, requests: HashMap::new(), running: 0, organizations: Turns::default() }
    }

    /// The number of requests that run.
    pub(super) fn running(&self) -> usize {
        self.running
    }

    /// The number of requests that wait.
    pub(super) fn waiting(&self) -> usize {
        self.requests.len().saturating_sub(self.running)
    }

    /// Whether a request of this requester would run or wait, and not be rejected.
    pub(super) fn accepts(&self, requester: &Requester) -> bool {
        let organization = self.organizations.get(&requester.organization);
        let subject = organization.and_then(|organization| organization.subjects.get(&requester.subject));
        if let Some(subject) = subject.filter(|subject| subject.waiting >= self.bounds.subject_waiting) {
            let own = subject.sessions.get(&requester.session).map_or(0, Session::waiting);
            return subject.sessions.waiting().any(|session| session.rank() > (!requester.verified, own + 1));
        }
        let own = organization.map_or(0, Organization::waiting);
        self.waiting() < self.bounds.waiting || self.organizations.waiting().any(|other| other.waiting > own + 1)
    }

    /// Whether a request of this requester would run at once.
    pub(super) fn has_room_for(&self, requester: &Requester) -> bool {
        let organization = self.organizations.get(&requester.organization);
        let subject = organization.and_then(|organization| organization.subjects.get(&requester.subject));
        let session = subject.and_then(|subject| subject.sessions.get(&requester.session));
        self.running < self.bounds.places
            && organization.is_none_or(|organization| organization.running < self.bounds.organization)
            && subject.is_none_or(|subject| {
                subject.running < self.bounds.subject
                    && (requester.verified || subject.unverified < self.bounds.unverified)
            })
            && session.is_none_or(|session| session.running < self.bounds.session && session.waiting.is_empty())
    }

    /// Adds a request, which runs if it may.
    pub(super) fn enter(&mut self, requester: &Requester) -> Entered {
        let ticket = Ticket(self.next);
        self.next += 1;
        self.step(requester, Step::Wait(Waiting { ticket, verified: requester.verified }));
        self.requests.insert(ticket, Request { requester: requester.clone(), runs: false });
        let runs = self.admit().contains(&ticket);
        let rejected = if runs { None } else { self.surplus(requester) };
        if let Some(rejected) = rejected {
            self.remove(rejected);
        }
        Entered { ticket, runs, rejected }
    }

    /// Removes a request, whether it runs or waits. Returns those that run from now on.
    pub(super) fn leave(&mut self, ticket: Ticket) -> Vec<Ticket> {
        self.remove(ticket);
        self.admit()
    }

    fn remove(&mut self, ticket: Ticket) {
        let Some(Request { requester, runs }) = self.requests.remove(&ticket) else { return };
        if runs {
            self.running = self.running.saturating_sub(1);
            self.step(&requester, Step::End { verified: requester.verified });
        } else {
            self.step(&requester, Step::GiveUp(ticket));
        }
    }

    fn step(&mut self, requester: &Requester, step: Step) {
        self.organizations.change(&requester.organization, |organization| {
            organization.subjects.change(&requester.subject, |subject| {
                subject.sessions.change(&requester.session, |session| session.step(step));
                subject.step(step);
            });
            organization.step(step);
        });
    }

    /// Lets requests run, in turns, as many as may.
    fn admit(&mut self) -> Vec<Ticket> {
        let mut admitted = Vec::new();
        while self.running < self.bounds.places {
            let bounds = self.bounds;
            let Some(ticket) = self.organizations.next(|organization| organization.start(&bounds)) else { break };
            self.running += 1;
            if let Some(request) = self.requests.get_mut(&ticket) {
                request.runs = true;
            }
            admitted.push(ticket);
        }
        admitted
    }

    /// The waiting request that is one too many after one of this requester began to wait.
    fn surplus(&self, requester: &Requester) -> Option<Ticket> {
        let organization = self.organizations.get(&requester.organization)?;
        let subject = organization.subjects.get(&requester.subject)?;
        if subject.waiting > self.bounds.subject_waiting {
            return subject.newest_of_longest();
        }
        if self.waiting() <= self.bounds.waiting {
            return None;
        }
        let organization = self.organizations.waiting().max_by_key(|organization| organization.waiting)?;
        organization.subjects.waiting().max_by_key(|subject| subject.waiting)?.newest_of_longest()
    }
}

impl Lane for Organization {
    fn waiting(&self) -> usize {
        self.waiting
    }

    fn is_idle(&self) -> bool {
        self.running + self.waiting == 0
    }
}

impl Organization {
    fn step(&mut self, step: Step) {
        match step {
            Step::Wait(_) => self.waiting += 1,
            Step::GiveUp(_) => self.waiting -= 1,
            Step::End { .. } => self.running -= 1,
        }
    }

    fn start(&mut self, bounds: &Bounds) -> Option<Ticket> {
        if self.running >= bounds.organization {
            return None;
        }
        let started = self.subjects.next(|subject| subject.start(bounds))?;
        self.running += 1;
        self.waiting -= 1;
        Some(started)
    }
}

impl Lane for Subject {
    fn waiting(&self) -> usize {
        self.waiting
    }

    fn is_idle(&self) -> bool {
        self.running + self.waiting == 0
    }
}

impl Subject {
    fn step(&mut self, step: Step) {
        match step {
            Step::Wait(_) => self.waiting += 1,
            Step::GiveUp(_) => self.waiting -= 1,
            Step::End { verified } => {
                self.running -= 1;
                self.unverified -= usize::from(!verified);
            }
        }
    }

    fn start(&mut self, bounds: &Bounds) -> Option<Ticket> {
        if self.running >= bounds.subject {
            return None;
        }
        let verified_only = self.unverified >= bounds.unverified;
        let started = self.sessions.next(|session| session.start(bounds, verified_only))?;
        self.running += 1;
        self.unverified += usize::from(!started.verified);
        self.waiting -= 1;
        Some(started.ticket)
    }

    fn newest_of_longest(&self) -> Option<Ticket> {
        let longest = self.sessions.waiting().max_by_key(|session| session.rank())?;
        longest.waiting.back().map(|newest| newest.ticket)
    }
}

impl Lane for Session {
    fn waiting(&self) -> usize {
        self.waiting.len()
    }

    fn is_idle(&self) -> bool {
        self.running == 0 && self.waiting.is_empty()
    }
}

impl Session {
    /// Orders sessions by how much a rejection is theirs: one that never verified first, then the one with the most.
    fn rank(&self) -> (bool, usize) {
        (self.waiting.front().is_some_and(|first| !first.verified), self.waiting.len())
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Wait(waiting) => self.waiting.push_back(waiting),
            Step::GiveUp(ticket) => self.waiting.retain(|one| one.ticket != ticket),
            Step::End { .. } => self.running -= 1,
        }
    }

    fn start(&mut self, bounds: &Bounds, verified_only: bool) -> Option<Waiting> {
        if self.running >= bounds.session {
            return None;
        }
        let started = self.waiting.pop_front_if(|first| first.verified || !verified_only)?;
        self.running += 1;
        Some(started)
    }
}

#[cfg(test)]
mod laws;
