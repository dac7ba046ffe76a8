//! Issues and verifies our own tokens, signed ES256 with keys that all replicas share.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Header};
use portcullis_domain::{
    Audience, Caller, Error, FullAccess, Login, OrganizationId, Result, Sealer, SessionId, TokenIssuer,
};
use serde_json::{Value, json};

use super::claim_names::ClaimNames;
use super::compact_token::CompactToken;
use super::signing_keys::{KEY_ID_PREFIX, LoadedSigningKey, SigningKeys};
use super::token_rejection::TokenRejection;
use super::token_rules::TokenRules;
use portcullis_domain::SigningKeyRepository;

/// Issues and verifies our own tokens.
pub struct JwtTokenIssuer {
    signing_keys: SigningKeys,
    /// Our issuer name, the audiences and the names of the claims.
    pub rules: TokenRules,
    keys: RwLock<Arc<Vec<LoadedSigningKey>>>,
    /// Grows whenever the keys change.
    generation: AtomicU64,
}

impl JwtTokenIssuer {
    /// An issuer that loads its keys, or creates the first one, at the first use.
    pub fn new(repository: Arc<dyn SigningKeyRepository>, sealer: Arc<dyn Sealer>, rules: TokenRules) -> Self {
        Self {
            signing_keys: SigningKeys { repository, sealer },
            rules,
            keys: RwLock::default(),
            generation: AtomicU64::default(),
        }
    }

    /// Whether a token's header names one of our keys.
    pub(super) fn is_ours(token: &CompactToken<'_>) -> bool {
        token.algorithm == Algorithm::ES256 && token.key_id.as_ref().is_some_and(|id| id.starts_with(KEY_ID_PREFIX))
    }

    /// Returns the caller of one of our tokens, or the rule it breaks. The inner error means that it cannot be decided now.
    pub(super) fn check(
        &self,
        token: &CompactToken<'_>,
        now: Timestamp,
    ) -> std::result::Result<Result<Caller>, TokenRejection> {
        let keys = self.known();
        if keys.is_empty() {
            return Ok(Err(Error::unavailable("the keys of our own tokens were not read yet")));
        }
        let named = keys.iter().find(|key| token.key_id.as_deref() == Some(&*key.id));
        let key = named.filter(|key| key.is_usable(now)).ok_or(TokenRejection::UnknownKey)?;
        let signed = token.signed.as_bytes();
        if !jsonwebtoken::crypto::verify(token.signature, signed, &key.public, Algorithm::ES256).unwrap_or(false) {
            return Err(TokenRejection::Signature);
        }
        let mut caller = self.rules.read(&token.claims()?, now)?;
        let session = caller.authentication.session.take().ok_or(TokenRejection::Missing("sid"))?;
        // a cached caller must expire with the key
        caller.expires_at = key.retires_at.map_or(caller.expires_at, |at| at.min(caller.expires_at));
        // its session is stored, and ends with the login
        caller.login = Login::default();
        caller.mfa_session = Some(SessionId::parse(&session).map_err(|_| TokenRejection::Form("sid"))?);
        Ok(Ok(caller))
    }

    /// Returns the audience of a token: that of its session, as far as its names are still ours. A session of a version that
    /// did not store it was begun by a token for one of our names, which is known if there is only one.
    fn audience(&self, content: &FullAccess) -> Result<Audience> {
        let ours = &self.rules.audiences;
        let known = match (&content.audience, &**ours) {
            (Some(audience), _) => audience.within(ours),
            (None, [_]) => Some(Audience::new(ours.clone())),
            (None, _) => None,
        };
        known.ok_or_else(|| {
            Error::Unauthenticated("the audience of its session is not known or no longer ours".to_owned())
        })
    }

    fn known(&self) -> Arc<Vec<LoadedSigningKey>> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the loaded keys; loads them if there are none.
    fn known_or_load(&self, now: Timestamp) -> Result<Arc<Vec<LoadedSigningKey>>> {
        if self.known().is_empty() {
            self.refresh(now)?;
        }
        Ok(self.known())
    }

    /// Reloads the keys and carries out their schedule. To be called periodically: checking a token never reads the store,
    /// because any client can send tokens with any `kid`.
    pub fn refresh(&self, now: Timestamp) -> Result<()> {
        let keys = self.signing_keys.load(now)?;
        let mut known = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let state =
            |keys: &[LoadedSigningKey]| keys.iter().map(|key| (key.id.clone(), key.retires_at)).collect::<Vec<_>>();
        if state(&known) != state(&keys) {
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
        *known = Arc::new(keys);
        Ok(())
    }

    /// Returns a number that grows whenever a key is added, removed or gets another end.
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }
}

impl TokenIssuer for JwtTokenIssuer {
    fn issue(&self, content: &FullAccess, now: Timestamp) -> Result<String> {
        let keys = self.known_or_load(now)?;
        let signs = |key: &&LoadedSigningKey| key.active_from <= now && key.is_usable(now);
        let key = keys.iter().rev().find(signs).ok_or_else(|| Error::internal("no signing key is active"))?;
        let expires = content.expires_at(now)?;
        let id = aws_lc_rs::digest::digest(
            &aws_lc_rs::digest::SHA256,
            format!("{} {}", content.session, now.as_microsecond()).as_bytes(),
        );
        let own = json!({
            "iss": self.rules.issuer,
            "aud": self.audience(content)?.names(),
            "iat": now.as_second(),
            "exp": expires.as_second(),
            "jti": data_encoding::HEXLOWER.encode(id.as_ref().get(..16).unwrap_or_default()),
            "sid": content.session.to_string(),
            "amr": content.method.amr(),
            "acr": content.method.acr(),
            "auth_time": content.verified_at.as_second(),
        });
        // our own claims replace copied ones of the same name
        let mut claims = self.rules.names.copied.configured(content.copied.as_ref())?;
        claims.extend(own.as_object().cloned().unwrap_or_default());
        let mut claims = Value::Object(claims);
        let ClaimNames { subject, organization, email, .. } = &self.rules.names;
        subject.set(&mut claims, Some(content.subject.as_str()))?;
        organization.set(&mut claims, Some(OrganizationId::as_str(&content.organization)))?;
        email.set(&mut claims, content.email.as_deref())?;
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some(key.id.clone());
        jsonwebtoken::encode(&header, &claims, &key.private).map_err(Error::internal)
    }

    fn public_keys(&self, now: Timestamp) -> Result<String> {
        let keys = self.known_or_load(now)?;
        let published: Vec<_> = keys.iter().filter(|key| key.is_usable(now)).map(|key| &key.published).collect();
        Ok(json!({ "keys": published }).to_string())
    }
}
