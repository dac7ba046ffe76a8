//! The name of one request, from the answer's header to the log and the audit trail.

use derive_more::Display;

use crate::{Error, Result};

/// Names one request: 1 to 128 letters, digits and `- _ . : / + =`, so that it can stand in a header, a log line and a
/// URL as it is.
#[derive(Debug, Display, Clone, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// Takes the string as it is, or says which rule it breaks.
    pub fn parse(text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(&byte);
        if (1..=128).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text))
        } else {
            Err(Error::invalid("request id", "must be 1 to 128 letters, digits or any of -_.:/+="))
        }
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::a_uuid("0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a", true)]
    #[case::a_trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true)]
    #[case::longest(&"x".repeat(128), true)]
    #[case::too_long(&"x".repeat(129), false)]
    #[case::empty("", false)]
    #[case::a_quote("a\"b", false)]
    #[case::a_line_feed("a\nb", false)]
    fn takes_what_can_stand_anywhere(#[case] text: &str, #[case] taken: bool) {
        assert_eq!(RequestId::parse(text).ok().as_ref().map(RequestId::as_str), taken.then_some(text));
    }
}
