//! Verifies bearer tokens.

use std::sync::Arc;

use jiff::Timestamp;
use portcullis_domain::{Caller, Error, Fingerprint, IdentityVerifier, LogoutToken, Result, Sealer};

use super::compact_token::{CompactToken, TokenType};
use super::issuer_keys::IssuerKeys;
use super::logout_rules;
use super::token_issuer::JwtTokenIssuer;
use super::token_purpose;
use super::token_rejection::TokenRejection;
use super::token_rules::TokenRules;

/// Verifies tokens with keys in memory.
pub struct JwtIdentityVerifier {
    /// The issuer's keys.
    pub keys: Arc<IssuerKeys>,
    /// Which of the issuer's tokens are accepted.
    pub rules: TokenRules,
    /// Which `typ` is accepted.
    pub token_type: TokenType,
    /// Verifies the tokens that we issue.
    pub own: Option<Arc<JwtTokenIssuer>>,
    /// Digests sessions and subjects, by which their logouts are found.
    pub sealer: Arc<dyn Sealer>,
    /// The audiences of the issuer's logout tokens.
    pub logout_audiences: Vec<String>,
}

impl JwtIdentityVerifier {
    /// Returns the caller, or the rule the token breaks. Checks the form, then the signature, then the claims.
    pub fn check(&self, token: &str, now: Timestamp) -> Result<std::result::Result<Caller, TokenRejection>> {
        let keys = self.keys.current()?;
        let token = match CompactToken::parse(token, self.token_type) {
            Ok(token) => token,
            Err(rejection) => return Ok(Err(rejection)),
        };
        if let Err(rejection) = keys.verify(&token) {
            // the issuer may have new keys
            self.keys.request_refresh();
            return Ok(Err(rejection));
        }
        Ok(token.claims().and_then(|claims| {
            // a required `at+jwt` says what the token is
            if self.token_type == TokenType::Any {
                token_purpose::check(&claims, token.is_access_token)?;
            }
            self.rules.read(&claims, now)
        }))
    }

    /// Adds the digests by which logouts and tombstones of a caller are found.
    pub(super) fn with_digests(&self, mut caller: Caller) -> Result<Caller> {
        caller.login.keys = self.sealer.logout_keys(&caller.subject, caller.authentication.session.as_deref())?;
        if let (true, Some(organization)) = (caller.joins, &caller.organization) {
            caller.pseudonyms = self.sealer.pseudonyms(organization, &caller.subject)?;
        }
        Ok(caller)
    }

    /// Returns what a logout token says, or the rule it breaks.
    fn check_logout(&self, token: &str, now: Timestamp) -> Result<std::result::Result<LogoutToken, TokenRejection>> {
        let keys = self.keys.current()?;
        let token = match CompactToken::parse(token, TokenType::Logout) {
            Ok(token) => token,
            Err(rejection) => return Ok(Err(rejection)),
        };
        if let Err(rejection) = keys.verify(&token) {
            self.keys.request_refresh();
            return Ok(Err(rejection));
        }
        let read = |claims| logout_rules::read(&claims, &self.rules, &self.logout_audiences, now);
        Ok(token.claims().and_then(read))
    }

    /// Checks a token whose `kid` is one of ours; `None` for other tokens.
    fn check_own(&self, token: &str, now: Timestamp) -> Option<Result<Caller>> {
        let own = self.own.as_ref()?;
        let token = CompactToken::parse(token, TokenType::AccessToken).ok().filter(JwtTokenIssuer::is_ours)?;
        Some(own.check(&token, now).unwrap_or_else(|rejection| Err(Error::Unauthenticated(rejection.to_string()))))
    }
}

impl IdentityVerifier for JwtIdentityVerifier {
    fn verify(&self, token: &str, now: Timestamp) -> Result<Caller> {
        if let Some(checked) = self.check_own(token, now) {
            return checked;
        }
        let caller = self.check(token, now)?.map_err(|rejection| Error::Unauthenticated(rejection.to_string()))?;
        self.with_digests(caller)
    }

    fn verify_logout(&self, token: &str, now: Timestamp) -> Result<LogoutToken> {
        self.check_logout(token, now)?.map_err(|rejection| Error::Unauthenticated(rejection.to_string()))
    }

    fn fingerprint(&self, token: &str) -> Fingerprint {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.as_bytes());
        let mut fingerprint = Fingerprint::default();
        fingerprint.copy_from_slice(digest.as_ref());
        fingerprint
    }

    fn generation(&self) -> u64 {
        let own = self.own.as_ref().map_or(0, |own| own.generation());
        // both only grow, so that no sum repeats
        self.keys.generation().map_or(u64::MAX, |issuer| own.saturating_add(issuer))
    }

    fn ready(&self) -> Result<()> {
        self.keys.current().map(drop)
    }
}
