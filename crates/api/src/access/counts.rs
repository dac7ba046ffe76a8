//! How often the gate answered what: the allow path counts and logs nothing.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Allowed,
    Denied,
    Failed,
    Reported,
}

impl Outcome {
    const ALL: [Self; 4] = [Self::Allowed, Self::Denied, Self::Failed, Self::Reported];

    fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Failed => "failed",
            Self::Reported => "reported",
        }
    }
}

/// Counts by profile.
#[derive(Debug)]
pub(crate) struct GateCounts(BTreeMap<String, OfProfile>);

#[derive(Debug, Default)]
struct OfProfile {
    allowed: AtomicU64,
    denied: AtomicU64,
    failed: AtomicU64,
    reported: AtomicU64,
}

impl OfProfile {
    fn of(&self, outcome: Outcome) -> &AtomicU64 {
        match outcome {
            Outcome::Allowed => &self.allowed,
            Outcome::Denied => &self.denied,
            Outcome::Failed => &self.failed,
            Outcome::Reported => &self.reported,
        }
    }
}

impl GateCounts {
    pub(crate) fn of<'a>(profiles: impl Iterator<Item = &'a str>) -> Self {
        Self(profiles.map(|name| (name.to_owned(), OfProfile::default())).collect())
    }

    pub(crate) fn count(&self, profile: &str, outcome: Outcome) {
        if let Some(counts) = self.0.get(profile) {
            counts.of(outcome).fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Every count so far: profile, outcome, how often.
    pub(crate) fn read(&self) -> impl Iterator<Item = (&str, &'static str, u64)> {
        self.0.iter().flat_map(|(profile, counts)| {
            let read = move |outcome: Outcome| counts.of(outcome).load(Ordering::Relaxed);
            Outcome::ALL.into_iter().map(move |outcome| (profile.as_str(), outcome.name(), read(outcome)))
        })
    }
}
