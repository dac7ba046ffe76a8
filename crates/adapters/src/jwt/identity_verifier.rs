//! Whom a bearer token speaks for.

use std::sync::Arc;

use jiff::Timestamp;
use portcullis_domain::{Caller, Error, Fingerprint, IdentityVerifier, Result};

use super::claims::TokenRules;
use super::compact::{CompactToken, TokenType};
use super::issuer_keys::IssuerKeys;
use super::own_tokens::OwnTokens;
use super::refusal::TokenRefusal;

/// Verifies tokens with keys that are in memory.
pub struct JwtIdentityVerifier {
    /// The keys of the issuer.
    pub keys: Arc<IssuerKeys>,
    /// Which tokens are for us.
    pub rules: TokenRules,
    /// Which kind of token counts.
    pub token_type: TokenType,
    /// Tokens of our own, which count beside the issuer's.
    pub own: Option<Arc<OwnTokens>>,
}

impl JwtIdentityVerifier {
    /// The caller, or the rule that refuses the token. Form first, signature second, and only then what it says.
    pub fn check(&self, token: &str, now: Timestamp) -> Result<std::result::Result<Caller, TokenRefusal>> {
        let keys = self.keys.current()?;
        let token = match CompactToken::parse(token, self.token_type) {
            Ok(token) => token,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Err(refusal) = keys.verify(&token) {
            // the issuer may have other keys by now
            self.keys.miss();
            return Ok(Err(refusal));
        }
        Ok(token.claims().and_then(|claims| self.rules.read(&claims, now)))
    }

    /// The same for a token of our own, if it says that it is one.
    fn check_own(&self, token: &str, now: Timestamp) -> Option<Result<Caller>> {
        let own = self.own.as_ref()?;
        let token = CompactToken::parse(token, TokenType::AccessToken).ok().filter(OwnTokens::is_ours)?;
        Some(own.check(&token, now).unwrap_or_else(|refusal| Err(Error::Unauthenticated(refusal.to_string()))))
    }
}

impl IdentityVerifier for JwtIdentityVerifier {
    fn verify(&self, token: &str, now: Timestamp) -> Result<Caller> {
        if let Some(checked) = self.check_own(token, now) {
            return checked;
        }
        self.check(token, now)?.map_err(|refusal| Error::Unauthenticated(refusal.to_string()))
    }

    fn fingerprint(&self, token: &str) -> Fingerprint {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.as_bytes());
        let mut fingerprint = Fingerprint::default();
        fingerprint.copy_from_slice(digest.as_ref());
        fingerprint
    }

    fn generation(&self) -> u64 {
        let own = self.own.as_ref().map_or(0, |own| own.generation());
        // both only grow, so no sum comes twice
        self.keys.generation().map_or(u64::MAX, |issuers| own.saturating_add(issuers))
    }

    fn ready(&self) -> Result<()> {
        self.keys.current().map(drop)
    }
}
