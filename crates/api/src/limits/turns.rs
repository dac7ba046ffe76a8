//! Lanes that take turns.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// One of several lanes, in which requests run and wait.
pub(super) trait Lane: Default {
    /// The number of requests that wait in it.
    fn waiting(&self) -> usize;

    /// Whether no request runs or waits in it.
    fn is_idle(&self) -> bool;
}

/// Lanes by key. Those in which requests wait take turns; idle ones are dropped.
#[derive(Debug)]
pub(super) struct Turns<K, L> {
    lanes: HashMap<K, L>,
    /// The lanes in which requests wait, the next one first.
    order: VecDeque<K>,
}

impl<K, L> Default for Turns<K, L> {
    fn default() -> Self {
        Self { lanes: HashMap::new(), order: VecDeque::new() }
    }
}

impl<K: Clone + Eq + Hash, L: Lane> Turns<K, L> {
    pub(super) fn get(&self, key: &K) -> Option<&L> {
        self.lanes.get(key)
    }

    /// The lanes in which requests wait, the next one first.
    pub(super) fn waiting(&self) -> impl Iterator<Item = &L> {
        self.order.iter().filter_map(|key| self.lanes.get(key))
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.lanes.is_empty() && self.order.is_empty()
    }

    /// Changes a lane, which is created for this and dropped if it is idle afterwards. A lane in which requests begin to
    /// wait comes last.
    pub(super) fn change<T>(&mut self, key: &K, change: impl FnOnce(&mut L) -> T) -> T {
        let lane = self.lanes.entry(key.clone()).or_default();
        let was_waiting = lane.waiting() > 0;
        let changed = change(lane);
        match (was_waiting, lane.waiting() > 0) {
            (false, true) => self.order.push_back(key.clone()),
            (true, false) => self.order.retain(|one| one != key),
            _ => {}
        }
        if lane.is_idle() {
            self.lanes.remove(key);
        }
        changed
    }

    /// Offers a turn to each waiting lane until one takes it. That one comes last afterwards.
    pub(super) fn next<T>(&mut self, mut offer: impl FnMut(&mut L) -> Option<T>) -> Option<T> {
        for position in 0..self.order.len() {
            let Some(lane) = self.order.get(position).and_then(|key| self.lanes.get_mut(key)) else { continue };
            let Some(taken) = offer(lane) else { continue };
            let still_waits = lane.waiting() > 0;
            if let Some(key) = self.order.remove(position).filter(|_| still_waits) {
                self.order.push_back(key);
            }
            return Some(taken);
        }
        None
    }
}
