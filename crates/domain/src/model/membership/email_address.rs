//! Where a member can be reached.

use derive_more::Display;

use crate::{Error, Result};

/// One address of a member: at most 254 characters (RFC 5321, section 4.5.3.1), a local part of at most 64, one `@`,
/// a domain; visible ASCII without what could make two recipients of one or end a header: `, ; : < > ( ) [ ] \ "`.
/// Kept as it was given; it never identifies anybody.
#[derive(Debug, Display, Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Takes the string as it is, or says which rule it breaks.
    pub fn parse(text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        let plain = text.len() <= 254 && text.bytes().all(|b| b.is_ascii_graphic() && !b",;:<>()[]\\\"".contains(&b));
        match text.split_once('@') {
            Some((local, domain))
                if plain
                    && (1..=64).contains(&local.len())
                    && !domain.contains('@')
                    && domain.split('.').all(|label| !label.is_empty()) =>
            {
                Ok(Self(text))
            }
            _ => Err(Error::invalid("email", "must be one plain address of at most 254 characters")),
        }
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address with its local part hidden but for the first character: `a***@example.com`.
    pub fn masked(&self) -> String {
        Self::mask(&self.0)
    }

    pub(crate) fn mask(address: &str) -> String {
        match (address.chars().next(), address.split_once('@')) {
            (Some(first), Some((_, domain))) => format!("{first}***@{domain}"),
            _ => "***".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("alice@example.com", true)]
    #[case("a.b+c@sub.example.co", true)]
    #[case("a@localhost", true)]
    #[case("", false)]
    #[case("alice", false)]
    #[case("@example.com", false)]
    #[case("alice@", false)]
    #[case("alice@example..com", false)]
    #[case("alice@b@c", false)]
    #[case("a@b.c,d@e.f", false)]
    #[case("Alice <a@b.c>", false)]
    #[case("a@b.c\r\nBcc: d@e.f", false)]
    #[case("a\0@b.c", false)]
    fn takes_one_plain_address(#[case] text: &str, #[case] taken: bool) {
        assert_eq!(EmailAddress::parse(text).ok().as_ref().map(EmailAddress::as_str), taken.then_some(text));
    }

    #[test]
    fn length_is_bounded() {
        assert!(EmailAddress::parse(format!("{}@example.com", "x".repeat(64))).is_ok());
        assert!(EmailAddress::parse(format!("{}@example.com", "x".repeat(65))).is_err());
        assert!(EmailAddress::parse(format!("a@{}", "x".repeat(253))).is_err());
    }

    #[test]
    fn a_masked_address_hides_the_local_part() -> Result<()> {
        assert_eq!(EmailAddress::parse("alice@example.com")?.masked(), "a***@example.com");
        Ok(())
    }
}
