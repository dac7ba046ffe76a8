//! Tokens of our own: signed ES256 with a key that all replicas share, and taken again by our own API.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Header};
use portcullis_domain::{Caller, Error, FullAccess, OrganizationId, Result, Sealer, SessionId, TokenIssuer};
use serde_json::{Value, json};

use super::claims::{ClaimNames, TokenRules};
use super::compact::CompactToken;
use super::hmac_signer::put;
use super::refusal::TokenRefusal;
use super::signing_keys::{KEY_NAME, OwnKey, SigningKeys};
use crate::database::DieselStore;

/// Signs and verifies tokens of our own.
pub struct OwnTokens {
    /// Where the keys come from.
    signing: SigningKeys,
    /// Our name, our audiences, and what the claims are called.
    pub rules: TokenRules,
    keys: RwLock<Arc<Vec<OwnKey>>>,
    /// How often the keys became others.
    generation: AtomicU64,
}

impl OwnTokens {
    /// Tokens by these rules. Keys are read, or the first one made, when they are first needed.
    pub fn new(store: Arc<DieselStore>, sealer: Arc<dyn Sealer>, rules: TokenRules) -> Self {
        Self {
            signing: SigningKeys { store, sealer },
            rules,
            keys: RwLock::default(),
            generation: AtomicU64::default(),
        }
    }

    /// Whether a token claims to be one of ours.
    pub(super) fn is_ours(token: &CompactToken<'_>) -> bool {
        token.algorithm == Algorithm::ES256 && token.key_id.as_ref().is_some_and(|id| id.starts_with(KEY_NAME))
    }

    /// The caller whom a token of ours speaks for.
    pub(super) fn check(
        &self,
        token: &CompactToken<'_>,
        now: Timestamp,
    ) -> std::result::Result<Result<Caller>, TokenRefusal> {
        let keys = self.known();
        if keys.is_empty() {
            return Ok(Err(Error::unavailable("the keys of our own tokens are not known yet")));
        }
        let named = keys.iter().find(|key| token.key_id.as_deref() == Some(&*key.id));
        let key = named.filter(|key| key.retires_at.is_none_or(|at| now < at)).ok_or(TokenRefusal::UnknownKey)?;
        let signed = token.signed.as_bytes();
        if !jsonwebtoken::crypto::verify(token.signature, signed, &key.public, Algorithm::ES256).unwrap_or(false) {
            return Err(TokenRefusal::Signature);
        }
        let mut caller = self.rules.read(&token.claims()?, now)?;
        let session = caller.authentication.session.take().ok_or(TokenRefusal::Missing("sid"))?;
        // whoever remembers the caller does so no longer than the key counts
        caller.expires_at = key.retires_at.map_or(caller.expires_at, |at| at.min(caller.expires_at));
        caller.mfa_session = Some(SessionId::parse(&session).map_err(|_| TokenRefusal::Form("sid"))?);
        Ok(Ok(caller))
    }

    fn known(&self) -> Arc<Vec<OwnKey>> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Those that are known, or, before anything is, those that [`refresh`](Self::refresh) finds.
    fn known_or_read(&self, now: Timestamp) -> Result<Arc<Vec<OwnKey>>> {
        if self.known().is_empty() {
            self.refresh(now)?;
        }
        Ok(self.known())
    }

    /// Reads the keys anew, and makes, retires and forgets those whose time has come. To be called from time to time: a
    /// token is checked against what was read, for anybody can write any name of a key into one.
    pub fn refresh(&self, now: Timestamp) -> Result<()> {
        let keys = self.signing.read(now)?;
        let mut known = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let state = |keys: &[OwnKey]| keys.iter().map(|key| (key.id.clone(), key.retires_at)).collect::<Vec<_>>();
        if state(&known) != state(&keys) {
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
        *known = Arc::new(keys);
        Ok(())
    }

    /// Another number whenever a key came, went, or got another end.
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }
}

impl TokenIssuer for OwnTokens {
    fn issue(&self, content: &FullAccess, now: Timestamp) -> Result<String> {
        let keys = self.known_or_read(now)?;
        let counts = |key: &&OwnKey| key.active_from <= now && key.retires_at.is_none_or(|at| now < at);
        let key = keys.iter().rev().find(counts).ok_or_else(|| Error::internal("no signing key counts now"))?;
        let expires = FullAccess::expires_at(now)?;
        let id = aws_lc_rs::digest::digest(
            &aws_lc_rs::digest::SHA256,
            format!("{} {}", content.session, now.as_microsecond()).as_bytes(),
        );
        let own = json!({
            "iss": self.rules.issuer,
            "aud": self.rules.audiences,
            "iat": now.as_second(),
            "exp": expires.as_second(),
            "jti": data_encoding::HEXLOWER.encode(id.as_ref().get(..16).unwrap_or_default()),
            "sid": content.session.to_string(),
            "amr": content.method.amr(),
            "acr": content.method.acr(),
            "auth_time": content.verified_at.as_second(),
        });
        // ours stand over what is copied, whatever that is called
        let mut claims = self.rules.names.still_copied(content.copied.as_ref())?;
        claims.extend(own.as_object().cloned().unwrap_or_default());
        let mut claims = Value::Object(claims);
        let ClaimNames { subject, organization, email, .. } = &self.rules.names;
        put(&mut claims, subject, Some(content.subject.as_str()))?;
        put(&mut claims, organization, Some(OrganizationId::as_str(&content.organization)))?;
        put(&mut claims, email, content.email.as_deref())?;
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some(key.id.clone());
        jsonwebtoken::encode(&header, &claims, &key.private).map_err(Error::internal)
    }

    fn public_keys(&self, now: Timestamp) -> Result<String> {
        let keys = self.known_or_read(now)?;
        let counts = |key: &&OwnKey| key.retires_at.is_none_or(|at| now < at);
        let published: Vec<_> = keys.iter().filter(counts).map(|key| &key.published).collect();
        Ok(json!({ "keys": published }).to_string())
    }
}
