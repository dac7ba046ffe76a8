//! Reads a verified token's claims by strict rules.
//!
//! The library's own checks are not used: they read the system clock and treat a claim of another JSON type as absent.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use jiff::{SignedDuration, Timestamp};
use portcullis_domain::{
    Audience, Authentication, Caller, ClientGrants, Login, LogoutKeys, OrganizationId, Scope, SubjectId, TokenKey,
};
use serde_json::Value;

use super::acting_party;
use super::claim_names::ClaimNames;
use super::claim_values::{compared_text, date, is_absent, required, single, text, texts, words};
use super::token_rejection::TokenRejection;

/// The tolerated difference between our clock and the issuer's. RFC 9068, section 4, allows "a few minutes" at most.
pub(super) const LEEWAY: SignedDuration = SignedDuration::from_secs(30);

/// Which tokens are accepted, and how their claims are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRules {
    /// The issuer, compared exactly.
    pub issuer: String,
    /// The audiences, one of which `aud` must contain.
    pub audiences: Vec<String>,
    /// Which claim holds what.
    pub names: ClaimNames,
    /// Whether a token makes its subject a member of the organization it names.
    pub join: bool,
    /// The clients, some of which may act for persons.
    pub clients: ClientGrants,
}

impl TokenRules {
    /// Returns the caller the claims describe, if they are valid at `now`.
    pub(super) fn read(&self, claims: &Value, now: Timestamp) -> Result<Caller, TokenRejection> {
        let names = &self.names;
        if required(compared_text(claims.get("iss"), "iss")?, "iss")? != self.issuer {
            return Err(TokenRejection::Issuer);
        }
        let audience = check_audience(names.audience.get(claims), &self.audiences)?;
        let expires = required(date(claims.get("exp"), "exp")?, "exp")?;
        let session_expires = date(claims.get("session_expiry"), "session_expiry")?;
        // no token is valid for longer than the provider's session
        let expires = session_expires.map_or(expires, |end| end.min(expires));
        if now.duration_since(expires) >= LEEWAY {
            return Err(TokenRejection::Expired);
        }
        if date(claims.get("nbf"), "nbf")?.is_some_and(|from| from.duration_since(now) > LEEWAY) {
            return Err(TokenRejection::NotYetValid);
        }
        let issued = date(claims.get("iat"), "iat")?;
        let auth_time = date(claims.get("auth_time"), "auth_time")?;

        let subject = required(text(names.subject.get(claims), "sub")?, "sub")?;
        let organization = single(names.organization.get_only(claims, "organization")?, "organization")?;
        let delegate = acting_party::read(claims, &self.issuer, &self.clients)?;
        let address = names.email.get(claims);
        let email = if is_email_verified(names, claims) { text(address, "email")? } else { None };
        Ok(Caller {
            issuer: self.issuer.clone(),
            subject: SubjectId::parse(subject).map_err(|_| TokenRejection::Form("sub"))?,
            organization: organization
                .map(OrganizationId::parse)
                .transpose()
                .map_err(|_| TokenRejection::Form("organization"))?,
            names_address: !is_absent(address),
            email,
            mfa_session: None,
            audience,
            copied: names.copied.copy(claims, delegate.as_ref())?,
            delegate: delegate.clone(),
            scopes: scopes(names, claims)?,
            joins: self.join && delegate.is_none(),
            pseudonyms: Vec::new(),
            // an id of another form is none: the claims tell tokens apart as well
            token: match text(claims.get("jti"), "jti") {
                Ok(Some(id)) => TokenKey::Id(id),
                Ok(None) | Err(_) => TokenKey::Digest(digest(claims)),
            },
            expires_at: expires.saturating_add(LEEWAY).unwrap_or(Timestamp::MAX),
            authentication: Authentication {
                session: text(names.session.get(claims), "sid")?,
                level: names.mfa.level_of(claims)?,
                auth_time,
                session_expires_at: session_expires,
            },
            login: Login { keys: LogoutKeys::default(), at: auth_time.or(issued) },
        })
    }
}

/// Returns our names in the claim of the audience, which is one name or a list of names (RFC 7519, section 4.1.3).
pub(super) fn check_audience(claim: Option<&Value>, audiences: &[String]) -> Result<Audience, TokenRejection> {
    let addressed = texts(claim, "aud")?;
    if addressed.is_empty() {
        return Err(TokenRejection::Missing("aud"));
    }
    Audience::new(addressed).within(audiences).ok_or(TokenRejection::Audience)
}

/// Whether the issuer says so. Some issuers write `true` as a text (Amazon Cognito, Apple).
fn is_email_verified(names: &ClaimNames, claims: &Value) -> bool {
    match names.email_verified.as_ref().and_then(|name| name.get(claims)) {
        Some(Value::Bool(verified)) => *verified,
        Some(Value::String(verified)) => verified == "true",
        _ => false,
    }
}

/// A digest of the claims. One of the whole token would change with another encoding of the same signature.
fn digest(claims: &Value) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, claims.to_string().as_bytes());
    HEXLOWER.encode(digest.as_ref())
}

/// Returns the scopes we know, in the configured claim, or in `scope` (RFC 8693, section 4.2) and `scp`.
fn scopes(names: &ClaimNames, claims: &Value) -> Result<BTreeSet<Scope>, TokenRejection> {
    let found = match &names.scope {
        Some(path) => words(path.get(claims), "scope")?,
        None => [words(claims.get("scope"), "scope")?, words(claims.get("scp"), "scp")?].concat(),
    };
    Ok(found.iter().filter_map(|word| Scope::parse(word)).collect())
}

#[cfg(test)]
mod tests;
