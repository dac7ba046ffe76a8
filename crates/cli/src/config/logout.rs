//! Logouts at the identity provider.

use jiff::SignedDuration;

use super::problems::Problems;
use crate::error::Result;
use crate::settings::{Given, Settings};

/// The longest time for which logouts are stored, in days.
const MOST_DAYS: u32 = 400;

/// Which logout tokens are accepted, and for how long they count.
pub(crate) struct Logout {
    /// The audiences, one of which `aud` must contain.
    pub(crate) audiences: Vec<String>,
    /// How long a logout is stored.
    pub(crate) memory: SignedDuration,
}

/// Reads the settings of logouts. Without an audience of their own, logout tokens are addressed like access tokens.
pub(crate) fn read(settings: &Settings) -> Result<Logout> {
    let mut problems = Problems::default();
    let audiences = problems.note(match settings.get("logout_audience") {
        Some(given) if given.list().is_empty() => Err(given.wrong("must name at least one audience")),
        Some(given) => Ok(given.list()),
        None => Ok(settings.get("audience").map(Given::list).unwrap_or_default()),
    });
    let days = problems.note(settings.value("logout_memory").and_then(|given| given.number(1..=MOST_DAYS)));
    let whole = || Some(Logout { audiences: audiences?, memory: SignedDuration::from_hours(24 * i64::from(days?)) });
    problems.conclude(whole())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logout_tokens_are_addressed_to_clients_or_like_access_tokens() {
        let read = |given: &[(&'static str, &str)]| super::read(&Settings::given(given)).unwrap();
        let logout = read(&[("audience", "portcullis, other")]);
        assert_eq!(logout.audiences, ["portcullis", "other"]);
        assert_eq!(logout.memory, SignedDuration::from_hours(720));
        let logout = read(&[("audience", "portcullis"), ("logout_audience", "app"), ("logout_memory", "1")]);
        assert_eq!((logout.audiences, logout.memory), (vec!["app".to_owned()], SignedDuration::from_hours(24)));
    }
}
