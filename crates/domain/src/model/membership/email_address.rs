//! E-mail addresses.

use derive_more::Display;

use crate::model::violation::Violation;

/// The most characters of an address (RFC 5321, section 4.5.3.1.3, without the angle brackets).
const LONGEST: usize = 254;

/// The most characters of a local part (RFC 5321, section 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

/// The most characters of a label of a domain (RFC 1035, section 2.3.4).
const LONGEST_LABEL: usize = 63;

/// One address of a member, to which mail can be sent: a dot-atom of at most 64 characters, `@`, and a domain whose labels
/// begin and end with a letter or a digit; at most 254 characters in all. Visible ASCII without what could make two
/// recipients of one or end a header: `, ; : < > ( ) [ ] \ "`. Stored as given. It does not identify.
#[derive(Debug, Display, Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Checks the text, or returns the rule that it breaks.
    pub fn parse(text: impl Into<String>) -> Result<Self, Violation> {
        let address = Self::restore(text)?;
        let (local, domain) = address.parts();
        if local.split('.').any(str::is_empty) {
            return Err(Violation::new("must have no dot at the beginning or the end of its local part, and no two in a row"));
        }
        if !domain.split('.').all(is_label) {
            return Err(Violation::new(
                "must have a domain whose parts begin and end with a letter or a digit and have at most 63 characters",
            ));
        }
        Ok(address)
    }

    /// An address as it was stored. Earlier versions accepted more: `a..b@example.com`, to which no mail can be sent.
    pub fn restore(text: impl Into<String>) -> Result<Self, Violation> {
        let text = text.into();
        let plain =
            text.len() <= LONGEST && text.bytes().all(|b| b.is_ascii_graphic() && !b",;:<>()[]\\\"".contains(&b));
        match text.split_once('@') {
            Some((local, domain))
                if plain
                    && (1..=LONGEST_LOCAL).contains(&local.len())
                    && !domain.contains('@')
                    && domain.split('.').all(|label| !label.is_empty()) =>
            {
                Ok(Self(text))
            }
            _ => Err(Violation::new("must be one plain address of at most 254 characters")),
        }
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `typed` is this address, in whichever case and with spaces around it.
    pub fn is_typed_as(&self, typed: &str) -> bool {
        self.0.eq_ignore_ascii_case(typed.trim())
    }

    /// Whether both are one mailbox: they may differ in case. Domains do not depend on it, and mail providers give no two
    /// people local parts that differ in nothing else (RFC 5321, section 2.4, discourages it).
    pub fn is_same_mailbox(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }

    /// The address with its local part masked after the first character: `a***@example.com`.
    pub fn masked(&self) -> String {
        Self::mask(&self.0)
    }

    pub(crate) fn mask(address: &str) -> String {
        match (address.chars().next(), address.split_once('@')) {
            (Some(first), Some((_, domain))) => format!("{first}***@{domain}"),
            _ => "***".to_owned(),
        }
    }

    /// The local part and the domain.
    fn parts(&self) -> (&str, &str) {
        self.0.split_once('@').unwrap_or_default()
    }
}

/// Whether mail programs accept the text as a part of a domain.
fn is_label(text: &str) -> bool {
    let is_end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    text.len() <= LONGEST_LABEL && is_end(text.as_bytes().first()) && is_end(text.as_bytes().last())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::Result;

    #[rstest]
    #[case("alice@example.com", true)]
    #[case("a.b+c@sub.example.co", true)]
    #[case("a@localhost", true)]
    #[case("!#$%&'*+-/=?^_`{|}~@example.com", true)]
    #[case("a@xn--bcher-kva.example", true)]
    #[case("a@1.2.3.4", true)]
    #[case("a@b_c.example", true)]
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
    #[case("a b@example.com", false)]
    #[case(" a@example.com", false)]
    #[case("a@example.com ", false)]
    #[case("a@exam ple.com", false)]
    #[case("a..b@example.com", false)]
    #[case(".a@example.com", false)]
    #[case("a.@example.com", false)]
    #[case(".@example.com", false)]
    #[case("a@.example.com", false)]
    #[case("a@example.com.", false)]
    #[case("a@-example.com", false)]
    #[case("a@example-.com", false)]
    #[case("a@_dmarc.example.com", false)]
    #[case("a@[192.0.2.1]", false)]
    #[case("\"a b\"@example.com", false)]
    #[case("ä@example.com", false)]
    #[case("a@bücher.example", false)]
    fn takes_one_plain_address(#[case] text: &str, #[case] taken: bool) {
        assert_eq!(EmailAddress::parse(text).ok().as_ref().map(EmailAddress::as_str), taken.then_some(text));
    }

    #[test]
    fn length_is_bounded() {
        assert!(EmailAddress::parse(format!("{}@example.com", "x".repeat(64))).is_ok());
        assert!(EmailAddress::parse(format!("{}@example.com", "x".repeat(65))).is_err());
        assert!(EmailAddress::parse(format!("a@{}", "x".repeat(63))).is_ok());
        assert!(EmailAddress::parse(format!("a@{}", "x".repeat(64))).is_err());
        let domain = ["x".repeat(63), "x".repeat(63), "x".repeat(63), "x".repeat(60)].join(".");
        assert!(EmailAddress::parse(format!("a@{domain}")).is_ok(), "254 characters");
        assert!(EmailAddress::parse(format!("aa@{domain}")).is_err());
    }

    #[test]
    fn error_names_what_is_wrong() {
        for (text, words) in [
            ("a..b@example.com", "no dot at the beginning or the end of its local part, and no two in a row"),
            ("a@-b.example", "a domain whose parts begin and end with a letter or a digit"),
            ("a b@example.com", "one plain address"),
        ] {
            let rule = EmailAddress::parse(text).unwrap_err().rule;
            assert!(rule.contains(words), "{text}: {rule}");
        }
    }

    #[test]
    fn stored_address_that_cannot_be_mailed_is_still_read() {
        for text in ["a..b@example.com", ".a@example.com", "a@-b.example"] {
            assert_eq!(EmailAddress::restore(text).unwrap().as_str(), text);
        }
        for text in ["a@b@c", "a b@example.com", "a@b.c\r\nBcc: d@e.f"] {
            assert!(EmailAddress::restore(text).is_err(), "{text}");
        }
    }

    #[test]
    fn own_address_is_recognized_in_any_case() -> Result<()> {
        let own = EmailAddress::parse("Alice.B@Example.com")?;
        for typed in ["Alice.B@Example.com", "alice.b@example.com", " ALICE.B@EXAMPLE.COM\n"] {
            assert!(own.is_typed_as(typed), "{typed}");
        }
        for typed in ["", "aliceb@example.com", "alice.b@example.com.", "alice.b@example.com, eve@example.com"] {
            assert!(!own.is_typed_as(typed), "{typed}");
        }
        assert!(own.is_same_mailbox(&EmailAddress::parse("alice.b@example.COM")?));
        assert!(!own.is_same_mailbox(&EmailAddress::parse("alice.c@example.com")?));
        Ok(())
    }

    #[test]
    fn a_masked_address_hides_the_local_part() -> Result<()> {
        assert_eq!(EmailAddress::parse("alice@example.com")?.masked(), "a***@example.com");
        Ok(())
    }
}
