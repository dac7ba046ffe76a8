//! Where a member's e-mail address comes from.

use derive_more::Display;

/// Where a member's e-mail address comes from. Mail to an address that only the caller's own token named confirms nothing.
#[derive(Debug, Display, Clone, Copy, Default, PartialEq, Eq)]
#[display("{}", self.as_str())]
pub enum AddressSource {
    /// Provisioning, an import or an operator.
    #[default]
    Given,
    /// A token of the member.
    Token,
    /// Stored before the source was recorded.
    Unknown,
}

impl AddressSource {
    /// The stable name, as stored and audited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Token => "token",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the address was given by somebody else than the member. One of unknown source was, unless tokens add members
    /// here.
    pub fn is_given(self, tokens_add_members: bool) -> bool {
        match self {
            Self::Given => true,
            Self::Token => false,
            Self::Unknown => !tokens_add_members,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_of_unknown_source_is_given_where_tokens_add_nobody() {
        for (source, with_explicit, with_token) in [
            (AddressSource::Given, true, true),
            (AddressSource::Token, false, false),
            (AddressSource::Unknown, true, false),
        ] {
            assert_eq!((source.is_given(false), source.is_given(true)), (with_explicit, with_token), "{source}");
        }
    }
}
