//! Rules of administration.

use portcullis_domain::{GracePeriod, ManagementAge, StepUpRule};

use super::problems::Problems;
use crate::error::Result;
use crate::settings::{Given, Settings};

/// What administration requires, and what organizations begin with.
pub(crate) struct Administration {
    /// What an administrative call requires of the administrator.
    pub(crate) step_up: StepUpRule,
    /// The word for it that replaces the one that was given, if that is an old one.
    pub(crate) new_word: Option<&'static str>,
    /// The grace period of new organizations.
    pub(crate) grace: GracePeriod,
}

/// Reads the rules of administration.
pub(crate) fn read(settings: &Settings) -> Result<Administration> {
    let mut problems = Problems::default();
    let new_word = settings.get("step_up").and_then(|given| match &*given.value {
        "weakening" => Some("guarded"),
        "required" => Some("always"),
        _ => None,
    });
    let age = problems.note(management_age(settings));
    let rule = |age| -> Result<StepUpRule> {
        let words =
            [("guarded", StepUpRule::Guarded(age)), ("always", StepUpRule::Always(age)), ("off", StepUpRule::Off)];
        let given = settings.value("step_up")?;
        let word = new_word.unwrap_or(&given.value).to_owned();
        Given { value: word, source: given.source.clone() }.one_of(&words)
    };
    let step_up = problems.note(rule(age.unwrap_or_default()));
    let grace = problems.note(grace(settings));
    let whole = || {
        age?;
        Some(Administration { step_up: step_up?, new_word, grace: grace? })
    };
    problems.conclude(whole())
}

fn management_age(settings: &Settings) -> Result<ManagementAge> {
    let given = settings.value("management_age")?;
    given.named(ManagementAge::seconds(given.whole_number()?).map_err(Into::into))
}

/// Reads the grace period of new organizations.
pub(crate) fn grace(settings: &Settings) -> Result<GracePeriod> {
    let given = settings.value("default_grace_days")?;
    given.named(GracePeriod::days(given.whole_number()?).map_err(Into::into))
}
