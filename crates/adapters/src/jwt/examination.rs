//! A token, looked at by an operator: which rule refuses it, and what may be told of it.
//!
//! Before its signature has verified nothing of a token is told but three names of its header; after it, whom it is from
//! and for.

use jiff::Timestamp;
use portcullis_domain::{Caller, Result};
use serde_json::Value;

use super::compact::{CompactToken, TokenType};
use super::own_tokens::OwnTokens;
use super::refusal::TokenRefusal;
use super::{JwtIdentityVerifier, TokenRules};

/// What came out.
pub struct Examination {
    /// The names in its header, if it has one.
    pub header: Option<HeaderNames>,
    /// Whether it says that it is one of our own.
    pub own: bool,
    /// Whom it is from and for, once its signature has verified.
    pub addressed: Option<Addressed>,
    /// The caller, or the rule that refuses it. The outer error is that nobody can know yet.
    pub outcome: Result<std::result::Result<Caller, TokenRefusal>>,
}

/// Names out of an unverified header: short, and of plain characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderNames {
    /// `alg`
    pub algorithm: Option<String>,
    /// `typ`
    pub token_type: Option<String>,
    /// `kid`
    pub key_id: Option<String>,
}

/// Whom a verified token is from and for, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    /// `iss`, as JSON.
    pub issuer: String,
    /// `aud`, as JSON.
    pub audience: String,
}

impl JwtIdentityVerifier {
    /// Looks at a token as [`verify`](portcullis_domain::IdentityVerifier::verify) does, and tells more.
    pub fn examine(&self, token: &str, now: Timestamp) -> Examination {
        let header = HeaderNames::of(token);
        let ours = self.own.as_ref().and_then(|own| {
            let parsed = CompactToken::parse(token, TokenType::AccessToken).ok().filter(OwnTokens::is_ours)?;
            Some(own.check(&parsed, now))
        });
        let own = ours.is_some();
        let outcome = match ours {
            Some(Ok(checked)) => checked.map(Ok),
            Some(Err(refusal)) => Ok(Err(refusal)),
            None => self.check(token, now),
        };
        let verified = match &outcome {
            Ok(Ok(_)) => true,
            Ok(Err(refusal)) => refusal.is_of_a_verified_token(),
            Err(_) => false,
        };
        let addressed = verified.then(|| Addressed::of(token)).flatten();
        Examination { header, own, addressed, outcome }
    }

    /// By which rules it was judged.
    pub fn rules_for(&self, examined: &Examination) -> &TokenRules {
        match &self.own {
            Some(own) if examined.own => &own.rules,
            _ => &self.rules,
        }
    }
}

impl HeaderNames {
    fn of(token: &str) -> Option<Self> {
        let header = super::compact::header(token)?;
        let name = |name: &str| header.get(name).filter(|value| !value.is_null()).map(told);
        Some(Self { algorithm: name("alg"), token_type: name("typ"), key_id: name("kid") })
    }
}

impl Addressed {
    fn of(token: &str) -> Option<Self> {
        let claims = CompactToken::parse(token, TokenType::Any).ok()?.claims().ok()?;
        let claim = |name: &str| claims.get(name).map_or_else(|| "nothing".to_owned(), told);
        Some(Self { issuer: claim("iss"), audience: claim("aud") })
    }
}

/// The most characters of a value that are told.
const MOST: usize = 200;

/// A value as JSON, in printable ASCII and bounded.
fn told(value: &Value) -> String {
    let mut text = String::new();
    for c in value.to_string().chars() {
        if text.len() >= MOST {
            text.push('…');
            break;
        }
        if c == ' ' || c.is_ascii_graphic() { text.push(c) } else { text.extend(c.escape_unicode()) }
    }
    text
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64URL_NOPAD;

    use super::*;

    #[test]
    fn names_of_a_header_are_plain_and_bounded() {
        let header = r#"{"alg":"HS256","typ":"a\u001b[31m\nü","kid":""#.to_owned() + &"k".repeat(500) + r#"","x":"y"}"#;
        let token = format!("{}.{}.c2ln", BASE64URL_NOPAD.encode(header.as_bytes()), BASE64URL_NOPAD.encode(b"{}"));
        let names = HeaderNames::of(&token).unwrap();
        assert_eq!(names.algorithm.as_deref(), Some("\"HS256\""));
        let (kind, key) = (names.token_type.unwrap(), names.key_id.unwrap());
        assert!(kind.chars().all(|c| c.is_ascii_graphic()), "{kind}");
        assert!(key.chars().count() <= MOST + 1, "{key}");
        assert_eq!(HeaderNames::of("no token"), None);
        assert_eq!(HeaderNames::of("..."), None);
    }
}
