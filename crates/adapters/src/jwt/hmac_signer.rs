//! Signs tokens for development and tests, like an identity provider.

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey};
use portcullis_domain::{Error, OrganizationId, Random, Result, SubjectId};
use serde_json::json;

use super::claim_names::{ClaimNames, ClaimPath};
use super::compact_token::TokenType;
use super::hmac_secrets::HmacSecrets;
use super::token_rules::TokenRules;

/// The content of a token besides issuer, audience and times.
#[derive(Debug, Clone)]
pub struct TokenContent {
    /// The subject.
    pub subject: SubjectId,
    /// The organization.
    pub organization: Option<OrganizationId>,
    /// The e-mail address, which the token says is verified.
    pub email: Option<String>,
    /// The identity provider's session.
    pub session: Option<String>,
    /// The value of `scope`.
    pub scope: Option<String>,
    /// How long it is valid.
    pub lifetime: SignedDuration,
}

/// Signs with the newest HS256 secret.
pub struct HmacSigner {
    /// The secrets.
    pub secrets: HmacSecrets,
    /// The issuer, the audiences and the names of the claims.
    pub rules: TokenRules,
    /// The `typ` of the tokens.
    pub token_type: TokenType,
}

impl HmacSigner {
    /// Signs a token that is valid from `now`.
    pub fn sign(&self, content: &TokenContent, now: Timestamp, random: &dyn Random) -> Result<String> {
        let expires = now
            .checked_add(content.lifetime)
            .map_err(|_| Error::invalid("token lifetime", "must end before the year 10000"))?;
        let mut id = [0; 16];
        random.fill(&mut id)?;
        let mut claims = json!({
            "iss": self.rules.issuer,
            "aud": self.rules.audiences,
            "iat": now.as_second(),
            "exp": expires.as_second(),
            "jti": data_encoding::HEXLOWER.encode(&id),
        });
        let ClaimNames { subject, organization, email, email_verified, session, .. } = &self.rules.names;
        subject.set(&mut claims, Some(content.subject.as_str()))?;
        organization.set(&mut claims, content.organization.as_ref().map(OrganizationId::as_str))?;
        email.set(&mut claims, content.email.as_deref())?;
        if let Some(email_verified) = email_verified {
            email_verified.set(&mut claims, content.email.as_ref().map(|_| true))?;
        }
        session.set(&mut claims, content.session.as_deref())?;
        ClaimPath::parse("scope")?.set(&mut claims, content.scope.as_deref())?;

        let secret = self.secrets.newest().ok_or_else(|| Error::internal("no secret to sign with"))?;
        let mut header = jsonwebtoken::Header::new(Algorithm::HS256);
        header.typ = Some(self.token_type.name().to_owned());
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(secret)).map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use portcullis_domain::testing::{PlainSealer, SeededRandom};

    use portcullis_domain::ClientGrants;

    use super::*;
    use crate::jwt::{IssuerKeys, JwtIdentityVerifier, VerificationKeys};

    #[test]
    fn signed_content_is_read_back() {
        let secrets = HmacSecrets::new([b"0123456789abcdef0123456789abcdef".to_vec()]).unwrap();
        let names = ClaimNames { organization: ClaimPath::parse("/realm/tenant").unwrap(), ..ClaimNames::default() };
        let rules = TokenRules {
            issuer: "https://idp.example".into(),
            audiences: vec!["portcullis".into()],
            names,
            join: false,
            clients: ClientGrants::default(),
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
        let sealer = Arc::new(PlainSealer);
        let (rules, own) = (rules.clone(), None);
        let verifier = JwtIdentityVerifier { keys, rules, token_type, own, sealer, logout_audiences: Vec::new() };
        let caller = verifier.check(&token, now).unwrap().unwrap();
        assert_eq!((caller.organization, caller.email), (content.organization, content.email));
        assert_eq!(caller.authentication.session.as_deref(), Some("session-1"));
        assert!(caller.token.id().is_some());
    }
}
