//! The id of a subject.

use std::sync::Arc;

use derive_more::Display;

use crate::model::violation::Violation;

/// The id of a subject: the identity provider's own string (`sub`), 1 to 255 printable ASCII characters, compared exactly.
/// OpenID Connect Core 1.0, section 2, limits it to 255 ASCII characters. It may contain spaces, as names of LDAP do, and
/// neither begins nor ends with one.
#[derive(Debug, Display, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(Arc<str>);

impl SubjectId {
    /// The maximum number of characters.
    pub const LONGEST: usize = 255;

    /// Checks the text, or returns the rule that it breaks.
    pub fn parse(text: impl Into<String>) -> Result<Self, Violation> {
        let text = text.into();
        let is_printable = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if (1..=Self::LONGEST).contains(&text.len()) && is_printable && text.trim_matches(' ').len() == text.len() {
            Ok(Self(text.into()))
        } else {
            Err(Violation::new("must be 1 to 255 printable ASCII characters, without a space at an end"))
        }
    }

    /// An id that was made here, of visible ASCII characters.
    pub(super) fn trusted(text: String) -> Self {
        Self(text.into())
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether `text` has 1 to `longest` characters, all of them visible ASCII (0x21 to 0x7e).
pub(crate) fn is_visible_ascii(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::short("a", true)]
    #[case::an_oidc_subject("auth0|5f7c8ec7c33c6c004bbafe82", true)]
    #[case::longest(&"x".repeat(255), true)]
    #[case::too_long(&"x".repeat(256), false)]
    #[case::empty("", false)]
    #[case::a_name_of_ldap("cn=Ada Lovelace, ou=People", true)]
    #[case::a_space_alone(" ", false)]
    #[case::a_space_in_front(" alice", false)]
    #[case::delete("a\u{7f}", false)]
    #[case::a_space_at_the_end("alice ", false)]
    #[case::nul("a\0", false)]
    #[case::line_feed("a\nb", false)]
    #[case::not_ascii("älice", false)]
    fn takes_printable_ascii_of_bounded_length(#[case] text: &str, #[case] taken: bool) {
        assert_eq!(SubjectId::parse(text).ok().as_ref().map(SubjectId::as_str), taken.then_some(text));
    }
}
