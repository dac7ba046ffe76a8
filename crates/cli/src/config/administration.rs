//! Rules of administration.

use portcullis_domain::{GracePeriod, ManagementAge, StepUpRule};

use super::problems::Problems;
use crate::error::Result;
use crate::settings::Settings;

/// What administration requires, and what organizations begin with.
pub(crate) struct Administration {
    /// When an administrator must have used their authenticator in the session.
    pub(crate) step_up: StepUpRule,
    /// The grace period of new organizations.
    pub(crate) grace: GracePeriod,
}

/// Reads the rules of administration.
pub(crate) fn read(settings: &Settings) -> Result<Administration> {
    let mut problems = Problems::default();
    let words = [("weakening", StepUpRule::default()), ("required", StepUpRule::Always(ManagementAge::default())), ("off", StepUpRule::Off)];
    let step_up = problems.note(settings.value("step_up").and_then(|given| given.one_of(&words)));
    let grace = problems.note(grace(settings));
    let whole = || Some(Administration { step_up: step_up?, grace: grace? });
    problems.conclude(whole())
}

/// Reads the grace period of new organizations.
pub(crate) fn grace(settings: &Settings) -> Result<GracePeriod> {
    let given = settings.value("default_grace_days")?;
    given.named(GracePeriod::days(given.whole_number()?).map_err(Into::into))
}
