//! The gate's profiles and caching.

use std::time::Duration;

use portcullis_api::GateProfiles;

use super::problems::Problems;
use crate::error::Result;
use crate::settings::{Given, Settings};

/// The longest time that the gate may rely on cached facts, in seconds.
const MOST_STALENESS: u32 = 60;

/// The gate's profiles and caching.
pub(crate) struct Gate {
    /// The requirements of routes, by profile.
    pub(crate) profiles: GateProfiles,
    /// The time within which the gate follows changes by other replicas.
    pub(crate) staleness: Duration,
}

/// Reads the gate's settings.
pub(crate) fn read(settings: &Settings) -> Result<Gate> {
    let mut problems = Problems::default();
    let profiles = problems.note(profiles(settings));
    let staleness = problems.note(settings.value("gate_staleness").and_then(|given| given.number(0..=MOST_STALENESS)));
    let whole = || {
        let staleness = Duration::from_secs(staleness?.into());
        Some(Gate { profiles: profiles?, staleness })
    };
    problems.conclude(whole())
}

fn profiles(settings: &Settings) -> Result<GateProfiles> {
    if let Some(given) = settings.get("gate_profiles") {
        return given.named(GateProfiles::parse(&given.value));
    }
    let mut profiles = GateProfiles::default();
    let mut problems = Problems::default();
    if let Some(tables) = settings.profiles() {
        let given = Given { value: String::new(), source: tables.source.clone() };
        for table in &tables.profiles {
            let words = table.words.iter().map(|(word, value)| (&**word, value.as_deref()));
            problems.note(given.named(profiles.add(&table.name, words)));
        }
    }
    problems.conclude(Some(profiles))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::PROFILE_EXAMPLE;

    fn from_file(text: &str) -> Result<GateProfiles> {
        Settings::from_file(text)
            .and_then(|settings| settings.sound().map(|()| settings))
            .and_then(|one| profiles(&one))
    }

    #[test]
    fn tables_and_the_one_line_mean_the_same() {
        let line = "admin: phishing_resistant max_age=300; default: report; web: cookie=session \
            redirect=https://app.example.com/step-up return=https://app.example.com return=https://www.example.com";
        assert_eq!(from_file(PROFILE_EXAMPLE).unwrap(), GateProfiles::parse(line).unwrap());
    }

    #[test]
    fn error_names_file_profile_and_word() {
        let text = "[[gate.profiles]]\nname = \"admin\"\nx = false\n[[gate.profiles]]\nname = \"web\"\nmax_age = 0\n";
        let error = from_file(text).unwrap_err().to_string();
        assert!(error.contains(r#"test.toml has the unknown word "x" in profile "admin""#), "{error}");
        assert!(error.contains(r#"must have a number of seconds from 1 as "max_age" in profile "web""#), "{error}");
        assert!(error.starts_with("gate.profiles in "), "{error}");
    }
}
