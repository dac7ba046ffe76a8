//! Whom a bearer token speaks for.

use jiff::Timestamp;
use portcullis_domain::identity::{Caller, IdentityVerifier};
use portcullis_domain::{Error, Result};

use super::claims::TokenRules;
use super::compact::{CompactToken, TokenType};
use super::keys::VerificationKeys;
use super::refusal::TokenRefusal;

/// Verifies tokens with keys that are in memory.
#[derive(Debug)]
pub struct JwtIdentityVerifier {
    /// The keys of the issuer.
    pub keys: VerificationKeys,
    /// Which tokens are for us.
    pub rules: TokenRules,
    /// Which kind of token counts.
    pub token_type: TokenType,
}

impl JwtIdentityVerifier {
    /// The caller, or the rule that refuses the token. Form first, signature second, and only then what it says.
    pub fn check(&self, token: &str, now: Timestamp) -> std::result::Result<Caller, TokenRefusal> {
        let token = CompactToken::parse(token, self.token_type)?;
        self.keys.verify(&token)?;
        self.rules.read(&token.claims()?, now)
    }
}

impl IdentityVerifier for JwtIdentityVerifier {
    fn verify(&self, token: &str, now: Timestamp) -> Result<Caller> {
        if self.keys.is_empty() {
            return Err(Error::unavailable("no key of the issuer was ever loaded"));
        }
        self.check(token, now).map_err(|refusal| Error::Unauthenticated(refusal.to_string()))
    }
}
