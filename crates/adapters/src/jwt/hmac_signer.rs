//! Tokens for development and tests, as the identity provider would sign them.

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey};
use portcullis_domain::{Error, OrganizationId, Random, Result, SubjectId};
use serde_json::{Map, Value, json};

use super::claims::{ClaimNames, ClaimPath, TokenRules};
use super::compact::TokenType;
use super::keys::HmacSecrets;

/// What a token is to say beside issuer, audience and times.
#[derive(Debug, Clone)]
pub struct TokenContent {
    /// Whom it is about.
    pub subject: SubjectId,
    /// In which organization they act.
    pub organization: Option<OrganizationId>,
    /// Their address.
    pub email: Option<String>,
    /// The session it belongs to.
    pub session: Option<String>,
    /// What it may be used for (`scope`).
    pub scope: Option<String>,
    /// How long it counts.
    pub lifetime: SignedDuration,
}

/// Signs with the newest of the HS256 secrets.
pub struct HmacSigner {
    /// The secrets.
    pub secrets: HmacSecrets,
    /// Whose tokens they are and what their claims are called.
    pub rules: TokenRules,
    /// Which kind of token they are to be.
    pub token_type: TokenType,
}

impl HmacSigner {
    /// A token that says `content` from `now` on.
    pub fn sign(&self, content: &TokenContent, now: Timestamp, random: &dyn Random) -> Result<String> {
        let expires =
            now.checked_add(content.lifetime).map_err(|_| Error::invalid("ttl", "must end before year 10000"))?;
        let mut id = [0; 16];
        random.fill(&mut id)?;
        let mut claims = json!({
            "iss": self.rules.issuer,
            "aud": self.rules.audiences,
            "iat": now.as_second(),
            "exp": expires.as_second(),
            "jti": data_encoding::HEXLOWER.encode(&id),
        });
        let ClaimNames { subject, organization, email, session, .. } = &self.rules.names;
        put(&mut claims, subject, Some(content.subject.as_str()))?;
        put(&mut claims, organization, content.organization.as_ref().map(OrganizationId::as_str))?;
        put(&mut claims, email, content.email.as_deref())?;
        put(&mut claims, session, content.session.as_deref())?;
        put(&mut claims, &ClaimPath::parse("scope")?, content.scope.as_deref())?;

        let secret = self.secrets.newest().ok_or_else(|| Error::internal("no secret to sign with"))?;
        let mut header = jsonwebtoken::Header::new(Algorithm::HS256);
        header.typ = Some(self.token_type.name().to_owned());
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(secret)).map_err(Error::internal)
    }
}

/// Puts a claim where its path says, making the objects on the way.
pub(super) fn put(claims: &mut Value, path: &ClaimPath, value: Option<&str>) -> Result<()> {
    let Some(value) = value else { return Ok(()) };
    let mut place = claims;
    for step in path.steps() {
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        place = place
            .as_object_mut()
            .ok_or_else(|| Error::invalid("claim", "must not stand inside of another claim's value"))?
            .entry(step)
            .or_insert(Value::Null);
    }
    *place = Value::from(value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use portcullis_domain::testing::SeededRandom;

    use super::*;
    use crate::jwt::{IssuerKeys, JwtIdentityVerifier, VerificationKeys};

    #[test]
    fn what_is_signed_is_read_back() {
        let secrets = HmacSecrets::new([b"0123456789abcdef0123456789abcdef".to_vec()]).unwrap();
        let names = ClaimNames { organization: ClaimPath::parse("/realm/tenant").unwrap(), ..ClaimNames::default() };
        let rules = TokenRules {
            issuer: "https://idp.example".into(),
            audiences: vec!["portcullis".into()],
            names,
            join: false,
        };
        for token_type in [TokenType::Any, TokenType::AccessToken] {
            round_trip(&secrets, &rules, token_type);
        }
    }

    fn round_trip(secrets: &HmacSecrets, rules: &TokenRules, token_type: TokenType) {
        let signer = HmacSigner { secrets: secrets.clone(), rules: rules.clone(), token_type };
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let content = TokenContent {
            subject: SubjectId::parse("alice").unwrap(),
            organization: Some(OrganizationId::parse("acme").unwrap()),
            email: Some("alice@example.com".into()),
            session: Some("session-1".into()),
            scope: None,
            lifetime: SignedDuration::from_mins(5),
        };
        let token = signer.sign(&content, now, &SeededRandom::new(1)).unwrap();
        let keys = Arc::new(IssuerKeys::fixed(VerificationKeys::from_secrets(secrets)));
        let verifier = JwtIdentityVerifier { keys, rules: rules.clone(), token_type, own: None };
        let caller = verifier.check(&token, now).unwrap().unwrap();
        assert_eq!(caller.organization, content.organization);
        assert_eq!(caller.authentication.session.as_deref(), Some("session-1"));
        assert!(caller.token_id.is_some());
    }
}
