//! The id of a request, in the response header, the log and the audit log.

use derive_more::Display;

use crate::model::violation::Violation;

/// The id of a request: 1 to 128 letters, digits and `- _ . : / + =`, safe in a header, a log line and a URL. It is ours;
/// the id that the client sent is noted beside it and identifies nothing, because a client may send any, twice or another's.
#[derive(Debug, Display, Clone, PartialEq, Eq)]
#[display("{ours}")]
pub struct RequestId {
    ours: String,
    client: Option<String>,
}

impl RequestId {
    /// Checks the text, or returns the rule that it breaks.
    pub fn parse(text: impl Into<String>) -> Result<Self, Violation> {
        let text = text.into();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(&byte);
        if (1..=128).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self { ours: text, client: None })
        } else {
            Err(Violation::new("must be 1 to 128 letters, digits or any of -_.:/+="))
        }
    }

    /// Notes the id that the client sent, if it sent one.
    #[must_use]
    pub fn noting(self, client: Option<Self>) -> Self {
        Self { client: client.map(|client| client.ours), ..self }
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        &self.ours
    }

    /// The id that the client sent.
    pub fn client(&self) -> Option<&str> {
        self.client.as_deref()
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
    fn request_id_takes_safe_characters_only(#[case] text: &str, #[case] taken: bool) {
        assert_eq!(RequestId::parse(text).ok().as_ref().map(RequestId::as_str), taken.then_some(text));
    }
}
