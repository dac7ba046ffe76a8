//! The gate's profiles and caching.

use std::collections::BTreeSet;
use std::time::Duration;

use portcullis_api::GateProfiles;
use portcullis_domain::SubjectId;

use super::problems::Problems;
use crate::error::Result;
use crate::settings::Settings;

/// The longest time that the gate may rely on cached facts, in seconds.
const MOST_STALENESS: u32 = 60;

/// What the gate requires of routes and how long it caches.
pub(crate) struct Gate {
    /// The requirements of routes, by profile.
    pub(crate) profiles: GateProfiles,
    /// Within which time the gate follows changes by other replicas.
    pub(crate) staleness: Duration,
    /// The clients that may ask for decisions about others.
    pub(crate) deciders: BTreeSet<SubjectId>,
}

/// Reads the gate's settings.
pub(crate) fn read(settings: &Settings) -> Result<Gate> {
    let mut problems = Problems::default();
    let profiles = problems.note(profiles(settings));
    let staleness = problems.note(settings.value("gate_staleness").and_then(|given| given.number(0..=MOST_STALENESS)));
    let deciders = problems.note(deciders(settings));
    let whole = || {
        let staleness = Duration::from_secs(staleness?.into());
        Some(Gate { profiles: profiles?, staleness, deciders: deciders? })
    };
    problems.conclude(whole())
}

fn profiles(settings: &Settings) -> Result<GateProfiles> {
    let Some(given) = settings.get("gate_profiles") else { return Ok(GateProfiles::default()) };
    given.named(GateProfiles::parse(&given.value))
}

fn deciders(settings: &Settings) -> Result<BTreeSet<SubjectId>> {
    let Some(given) = settings.get("deciders") else { return Ok(BTreeSet::new()) };
    given.named(given.list().into_iter().map(SubjectId::parse).collect())
}
