//! Explains to an operator why a token is accepted or rejected.
//!
//! Before the signature has verified, only three values of the header are shown; afterwards the issuer and audience too.

use jiff::Timestamp;
use portcullis_domain::{Caller, Result};
use serde_json::Value;

use super::compact_token::{self, CompactToken, TokenType};
use super::identity_verifier::JwtIdentityVerifier;
use super::token_issuer::JwtTokenIssuer;
use super::token_rejection::TokenRejection;
use super::token_rules::TokenRules;

/// The result of checking a token, with details.
pub struct TokenReport {
    /// Values of its header, if it has one.
    pub header: Option<HeaderSummary>,
    /// Whether its `kid` is one of ours.
    pub issued_by_us: bool,
    /// Its issuer and audience, if the signature verified.
    pub verified: Option<VerifiedClaims>,
    /// The claims, whoever wrote them: for advice alone.
    pub claimed: Option<Value>,
    /// The caller, or the rule the token breaks. The outer error means that it cannot be decided now.
    pub outcome: Result<std::result::Result<Caller, TokenRejection>>,
}

/// Values of an unverified header, as bounded JSON in printable ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderSummary {
    /// `alg`
    pub algorithm: Option<String>,
    /// `typ`
    pub token_type: Option<String>,
    /// `kid`
    pub key_id: Option<String>,
}

/// Claims of a token whose signature verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedClaims {
    /// `iss`, as JSON.
    pub issuer: String,
    /// `aud`, as JSON.
    pub audience: String,
}

impl JwtIdentityVerifier {
    /// Checks a token like [`verify`](portcullis_domain::IdentityVerifier::verify) and returns details.
    pub fn inspect(&self, token: &str, now: Timestamp) -> TokenReport {
        let ours = self.own.as_ref().and_then(|own| {
            let parsed = CompactToken::parse(token, TokenType::AccessToken).ok().filter(JwtTokenIssuer::is_ours)?;
            Some(own.check(&parsed, now))
        });
        let issued_by_us = ours.is_some();
        let outcome = match ours {
            Some(Ok(checked)) => checked.map(Ok),
            Some(Err(rejection)) => Ok(Err(rejection)),
            None => self.check(token, now).and_then(|checked| match checked {
                Ok(caller) => self.with_digests(caller).map(Ok),
                rejected => Ok(rejected),
            }),
        };
        let is_verified = match &outcome {
            Ok(Ok(_)) => true,
            Ok(Err(rejection)) => rejection.implies_verified_signature(),
            Err(_) => false,
        };
        let verified = is_verified.then(|| VerifiedClaims::of(token)).flatten();
        TokenReport {
            header: HeaderSummary::of(token),
            issued_by_us,
            verified,
            claimed: compact_token::unverified_claims(token),
            outcome,
        }
    }

    /// Returns the rules that the reported token was checked with.
    pub fn rules_for(&self, report: &TokenReport) -> &TokenRules {
        match &self.own {
            Some(own) if report.issued_by_us => &own.rules,
            _ => &self.rules,
        }
    }
}

impl HeaderSummary {
    fn of(token: &str) -> Option<Self> {
        let header = compact_token::header(token)?;
        let value = |name: &str| header.get(name).filter(|value| !value.is_null()).map(printable);
        Some(Self { algorithm: value("alg"), token_type: value("typ"), key_id: value("kid") })
    }
}

impl VerifiedClaims {
    fn of(token: &str) -> Option<Self> {
        let claims = CompactToken::parse(token, TokenType::Any).ok()?.claims().ok()?;
        let claim = |name: &str| claims.get(name).map_or_else(|| "nothing".to_owned(), printable);
        Some(Self { issuer: claim("iss"), audience: claim("aud") })
    }
}

/// The most characters of a value that are shown.
const MAX_CHARS: usize = 200;

/// Formats a value as bounded JSON in printable ASCII.
fn printable(value: &Value) -> String {
    let mut text = String::new();
    for c in value.to_string().chars() {
        if text.len() >= MAX_CHARS {
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
    fn header_values_are_printable_and_bounded() {
        let header = r#"{"alg":"HS256","typ":"a\u001b[31m\nü","kid":""#.to_owned() + &"k".repeat(500) + r#"","x":"y"}"#;
        let token = format!("{}.{}.c2ln", BASE64URL_NOPAD.encode(header.as_bytes()), BASE64URL_NOPAD.encode(b"{}"));
        let summary = HeaderSummary::of(&token).unwrap();
        assert_eq!(summary.algorithm.as_deref(), Some("\"HS256\""));
        let (kind, key) = (summary.token_type.unwrap(), summary.key_id.unwrap());
        assert!(kind.chars().all(|c| c.is_ascii_graphic()), "{kind}");
        assert!(key.chars().count() <= MAX_CHARS + 1, "{key}");
        assert_eq!(HeaderSummary::of("no token"), None);
        assert_eq!(HeaderSummary::of("..."), None);
    }
}
