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
use super::claim_values::{date, required, text, texts};
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
        if required(text(claims.get("iss"), "iss")?, "iss")? != self.issuer {
            return Err(TokenRejection::Issuer);
        }
        let audience = check_audience(claims.get("aud"), &self.audiences)?;
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

        let names = &self.names;
        let subject = required(text(names.subject.get(claims), "sub")?, "sub")?;
        let organization = text(names.organization.get(claims), "organization")?;
        let (amr, acr) = (texts(claims.get("amr"), "amr")?, text(claims.get("acr"), "acr")?);
        let delegate = acting_party::read(claims, &self.issuer, &self.clients)?;
        let address = text(names.email.get(claims), "email")?;
        Ok(Caller {
            issuer: self.issuer.clone(),
            subject: SubjectId::parse(subject).map_err(|_| TokenRejection::Form("sub"))?,
            organization: organization
                .map(OrganizationId::parse)
                .transpose()
                .map_err(|_| TokenRejection::Form("organization"))?,
            names_address: address.is_some(),
            email: address.filter(|_| is_email_verified(names, claims)),
            mfa_session: None,
            audience,
            copied: names.copied.copy(claims, delegate.as_ref())?,
            delegate: delegate.clone(),
            scopes: scopes(claims)?,
            joins: self.join && delegate.is_none(),
            pseudonyms: Vec::new(),
            token: text(claims.get("jti"), "jti")?.map_or_else(|| TokenKey::Digest(digest(claims)), TokenKey::Id),
            expires_at: expires.saturating_add(LEEWAY).unwrap_or(Timestamp::MAX),
            authentication: Authentication {
                session: text(names.session.get(claims), "sid")?,
                level: names.mfa.level(acr.as_deref(), &amr),
                amr,
                acr,
                auth_time,
                session_expires_at: session_expires,
            },
            login: Login { keys: LogoutKeys::default(), at: auth_time.or(issued) },
        })
    }
}

/// Returns our names in `aud`, which is one name or a list of names (RFC 7519, section 4.1.3).
pub(super) fn check_audience(claim: Option<&Value>, audiences: &[String]) -> Result<Audience, TokenRejection> {
    let addressed = match claim {
        Some(Value::Array(_)) => texts(claim, "aud")?,
        _ => text(claim, "aud")?.into_iter().collect(),
    };
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

/// Returns the scopes we know: `scope` is a text of words (RFC 8693, section 4.2), `scp` the same or a list.
fn scopes(claims: &Value) -> Result<BTreeSet<Scope>, TokenRejection> {
    let scope = text(claims.get("scope"), "scope")?;
    let scp = match claims.get("scp") {
        listed @ Some(Value::Array(_)) => texts(listed, "scp")?,
        written => text(written, "scp")?.into_iter().collect(),
    };
    Ok(scope.iter().chain(&scp).flat_map(|words| words.split(' ')).filter_map(Scope::parse).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::jwt::claim_names::ClaimPath;
    use crate::jwt::provider_mfa::ProviderMfa;

    const NOW: i64 = 1_800_000_000;

    fn rules() -> TokenRules {
        TokenRules {
            issuer: "https://idp.example".into(),
            audiences: vec!["portcullis".into(), "portcullis-eu".into()],
            names: ClaimNames::default(),
            join: false,
            clients: ClientGrants::default(),
        }
    }

    fn read(claims: &Value) -> Result<Caller, TokenRejection> {
        rules().read(claims, Timestamp::from_second(NOW).unwrap())
    }

    fn claims() -> Value {
        json!({ "iss": "https://idp.example", "aud": "portcullis", "sub": "alice", "exp": NOW + 60, "orgId": "acme" })
    }

    fn with(name: &str, value: Value) -> Value {
        let mut claims = claims();
        claims[name] = value;
        claims
    }

    fn without(name: &str) -> Value {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(name);
        claims
    }

    #[test]
    fn claims_become_a_caller() {
        let mut all = claims();
        all["email"] = json!("alice@example.com");
        all["email_verified"] = json!(true);
        all["sid"] = json!("session-1");
        all["jti"] = json!("token-1");
        all["amr"] = json!(["pwd", "otp"]);
        all["acr"] = json!("aal2");
        all["auth_time"] = json!(NOW - 5);
        let caller = read(&all).unwrap();
        assert_eq!((caller.subject.as_str(), caller.organization.unwrap().as_str()), ("alice", "acme"));
        assert_eq!((caller.email.as_deref(), caller.token.id()), (Some("alice@example.com"), Some("token-1")));
        assert_eq!(caller.authentication.session.as_deref(), Some("session-1"));
        assert_eq!(caller.authentication.amr, ["pwd", "otp"]);
        assert_eq!(caller.authentication.auth_time, Timestamp::from_second(NOW - 5).ok());
    }

    #[test]
    fn unverified_address_cannot_be_the_callers() {
        let address = |rules: &TokenRules, verified: Option<Value>| {
            let mut claims = with("email", json!("alice@example.com"));
            if let Some(verified) = verified {
                claims["email_verified"] = verified;
            }
            rules.read(&claims, Timestamp::from_second(NOW).unwrap()).unwrap().email.is_some()
        };
        for verified in [json!(true), json!("true")] {
            assert!(address(&rules(), Some(verified.clone())), "{verified}");
            let mut nowhere = rules();
            nowhere.names.email_verified = None;
            assert!(!address(&nowhere, Some(verified)));
        }
        assert!(!address(&rules(), None));
        for bad in [json!(false), json!("false"), json!("True"), json!(""), Value::Null, json!(1), json!([true])] {
            assert!(!address(&rules(), Some(bad.clone())), "{bad}");
        }
    }

    #[test]
    fn unverified_address_is_named_all_the_same() {
        for verified in [json!(true), json!(false), Value::Null] {
            let mut claims = with("email", json!("alice@example.com"));
            claims["email_verified"] = verified.clone();
            assert!(read(&claims).unwrap().names_address, "{verified}");
        }
        let mut rules = rules();
        rules.names.email_verified = None;
        let claims = with("email", json!("alice@example.com"));
        assert!(rules.read(&claims, Timestamp::from_second(NOW).unwrap()).unwrap().names_address);
        for absent in [without("email"), with("email", Value::Null), with("email", json!(""))] {
            assert!(!read(&absent).unwrap().names_address, "{absent}");
        }
    }

    #[test]
    fn token_is_known_by_its_id_or_its_claims() {
        let key = |claims: &Value| read(claims).unwrap().token;
        assert_eq!(key(&with("jti", json!("token-1"))), TokenKey::Id("token-1".to_owned()));
        let (unnamed, later) = (key(&claims()), key(&with("iat", json!(NOW - 7))));
        assert!(unnamed.id().is_none() && unnamed == key(&claims()) && unnamed != later, "{unnamed} {later}");
    }

    #[test]
    fn null_and_empty_claims_are_absent() {
        use TokenRejection::Missing;
        for name in ["iss", "aud", "sub", "exp"] {
            for absent in [without(name), with(name, Value::Null), with(name, json!(""))] {
                assert_eq!(read(&absent), Err(Missing(name)), "{absent}");
            }
        }
        for name in ["orgId", "email", "sid", "jti", "acr", "nbf", "iat", "auth_time"] {
            for absent in [without(name), with(name, Value::Null), with(name, json!(""))] {
                assert!(read(&absent).is_ok(), "{absent}");
            }
        }
        assert_eq!(read(&without("orgId")).unwrap().organization, None);
        assert_eq!(read(&with("aud", json!([]))), Err(Missing("aud")));
    }

    #[test]
    fn issuer_and_audience_are_compared_exactly() {
        for issuer in
            ["https://idp.example/", "HTTPS://idp.example", "https://idp.example ", "https://idp.example.evil"]
        {
            assert_eq!(read(&with("iss", json!(issuer))), Err(TokenRejection::Issuer), "{issuer}");
        }
        for (audience, accepted) in [
            (json!("portcullis-eu"), true),
            (json!(["other", "portcullis"]), true),
            (json!("portcullis2"), false),
            (json!("Portcullis"), false),
            (json!(["other"]), false),
        ] {
            assert_eq!(read(&with("aud", audience.clone())).is_ok(), accepted, "{audience}");
        }
        assert_eq!(read(&with("aud", json!(["portcullis", 7]))), Err(TokenRejection::Form("aud")));
        let both = read(&with("aud", json!(["portcullis-eu", "other", "portcullis"]))).unwrap();
        assert_eq!(both.audience.names(), ["portcullis", "portcullis-eu"], "ours alone, in our order");
    }

    #[test]
    fn exp_and_nbf_are_checked_with_30_seconds_leeway() {
        for (exp, rejection) in [
            (NOW + 1, None),
            (NOW - 29, None),
            (NOW - 30, Some(TokenRejection::Expired)),
            (NOW - 31, Some(TokenRejection::Expired)),
        ] {
            assert_eq!(read(&with("exp", json!(exp))).err(), rejection, "exp {}", exp - NOW);
        }
        for (nbf, rejection) in [(NOW + 29, None), (NOW + 30, None), (NOW + 31, Some(TokenRejection::NotYetValid))] {
            assert_eq!(read(&with("nbf", json!(nbf))).err(), rejection, "nbf {}", nbf - NOW);
        }
        assert!(read(&with("exp", json!(1_800_000_000.5))).is_ok());
    }

    #[test]
    fn login_is_auth_time_else_iat_and_ends_with_the_session() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let mut all = with("iat", json!(NOW - 5));
        assert_eq!(read(&all).unwrap().login.at, Some(at(NOW - 5)));
        all["auth_time"] = json!(NOW - 500);
        assert_eq!(read(&all).unwrap().login.at, Some(at(NOW - 500)));
        assert_eq!(read(&claims()).unwrap().login.at, None);
        let caller = read(&with("session_expiry", json!(NOW + 10))).unwrap();
        assert_eq!(caller.authentication.session_expires_at, Some(at(NOW + 10)));
        assert_eq!(caller.expires_at, at(NOW + 40));
        assert_eq!(read(&with("session_expiry", json!(NOW - 30))), Err(TokenRejection::Expired));
    }

    #[test]
    fn dates_out_of_range_reject_the_token() {
        for bad in
            [json!(-1), json!(u64::MAX), json!(1e300), json!(253_402_300_800_i64), json!("1800000060"), json!(true)]
        {
            for name in ["exp", "nbf", "iat", "auth_time", "session_expiry"] {
                assert_eq!(read(&with(name, bad.clone())), Err(TokenRejection::Form(name)), "{name} {bad}");
            }
        }
    }

    #[test]
    fn malformed_subjects_and_organizations_are_rejected() {
        let long = "x".repeat(5 * 1024);
        for bad in [json!("a\u{0}b"), json!("a b"), json!("ä"), json!(long)] {
            assert_eq!(read(&with("sub", bad.clone())), Err(TokenRejection::Form("sub")), "{bad}");
            assert_eq!(read(&with("orgId", bad.clone())), Err(TokenRejection::Form("organization")), "{bad}");
        }
        assert_eq!(read(&with("orgId", json!("x".repeat(129)))), Err(TokenRejection::Form("organization")));
    }

    #[test]
    fn scopes_are_words_of_a_text_or_a_list() {
        use Scope::{Decide, Provision};
        for (name, value, expected) in [
            ("scope", json!("openid portcullis.provision"), vec![Provision]),
            ("scp", json!(["portcullis.decide", "x"]), vec![Decide]),
            ("scp", json!("portcullis.provision portcullis.decide"), vec![Provision, Decide]),
            ("scope", json!("portcullis.provisions Portcullis.provision portcullis"), vec![]),
            ("scope", json!(""), vec![]),
        ] {
            let found = read(&with(name, value.clone())).unwrap().scopes;
            assert_eq!(found, expected.into_iter().collect(), "{name} {value}");
        }
        assert_eq!(read(&with("scope", json!(["portcullis.provision"]))), Err(TokenRejection::Form("scope")));
        assert_eq!(read(&with("scp", json!([7]))), Err(TokenRejection::Form("scp")));
    }

    #[test]
    fn provider_mfa_mapping_sets_the_assurance_level() {
        let mut rules = rules();
        rules.names.mfa = ProviderMfa::parse(["acr=aal2:mfa"]).unwrap();
        let of =
            |claims: &Value| rules.read(claims, Timestamp::from_second(NOW).unwrap()).unwrap().authentication.level;
        assert_eq!(of(&with("acr", json!("aal2"))), Some(portcullis_domain::AssuranceLevel::Mfa));
        assert_eq!((of(&claims()), of(&with("acr", json!("aal1")))), (None, None));
    }

    #[test]
    fn claim_is_read_through_a_json_pointer() {
        let mut rules = rules();
        rules.names.organization = ClaimPath::parse("/realm/tenants/0").unwrap();
        let mut claims = without("orgId");
        claims["realm"] = json!({ "tenants": ["umbrella"] });
        let caller = rules.read(&claims, Timestamp::from_second(NOW).unwrap()).unwrap();
        assert_eq!(caller.organization.unwrap().as_str(), "umbrella");
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,300}".prop_map(Value::from),
        ];
        leaf.prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::btree_map("[a-z]{1,3}", inner, 0..3)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// TOK-4, TOK-5, TOK-6, TOK-10: each value of each claim is absent, of the claim's type, or rejects the token.
        #[test]
        fn claim_of_another_type_rejects_the_token(
            name in prop::sample::select(vec!["iss", "aud", "sub", "exp", "nbf", "iat", "orgId", "email", "sid", "jti",
                "acr", "amr", "auth_time"]),
            value in any_json(),
        ) {
            if read(&with(name, value.clone())).is_ok() {
                let absent = matches!(&value, Value::Null) || value == json!("");
                let right_type = match name {
                    "exp" | "nbf" | "iat" | "auth_time" => value.is_number(),
                    "amr" | "aud" => value.is_array() || value.is_string(),
                    _ => value.is_string(),
                };
                prop_assert!(absent || right_type, "{} = {}", name, value);
            }
        }
    }
}
