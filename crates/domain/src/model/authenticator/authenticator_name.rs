//! What its holder calls an authenticator.

use derive_more::Display;

use crate::{Error, Result};

/// A name: 1 to 64 characters, none of them a control character, no space at either end.
#[derive(Debug, Display, Clone, PartialEq, Eq)]
pub struct AuthenticatorName(String);

impl AuthenticatorName {
    /// Takes the string as it is, or says which rule it breaks.
    pub fn parse(text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        if (1..=64).contains(&text.chars().count()) && !text.chars().any(char::is_control) && text.trim() == text {
            Ok(Self(text))
        } else {
            Err(Error::invalid("name", "must be 1 to 64 characters without control characters or outer spaces"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_visible() {
        for (text, taken) in [("Phone", true), ("Ümlaut 📱", true), ("", false), (" x", false), ("a\nb", false)] {
            assert_eq!(AuthenticatorName::parse(text).is_ok(), taken, "{text}");
        }
        assert!(AuthenticatorName::parse("x".repeat(64)).is_ok() && AuthenticatorName::parse("x".repeat(65)).is_err());
    }
}
