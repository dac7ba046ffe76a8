//! Which claims are accepted, and how they are read.

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
    all["auth_time"] = json!(NOW - 5);
    let caller = read(&all).unwrap();
    assert_eq!((caller.subject.as_str(), caller.organization.unwrap().as_str()), ("alice", "acme"));
    assert_eq!((caller.email.as_deref(), caller.token.id()), (Some("alice@example.com"), Some("token-1")));
    assert_eq!(caller.authentication.session.as_deref(), Some("session-1"));
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
    for issuer in ["https://idp.example/", "HTTPS://idp.example", "https://idp.example ", "https://idp.example.evil"] {
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
    for bad in [json!(-1), json!(u64::MAX), json!(1e300), json!(253_402_300_800_i64), json!("1800000060"), json!(true)]
    {
        for name in ["exp", "nbf", "iat", "auth_time", "session_expiry"] {
            assert_eq!(read(&with(name, bad.clone())), Err(TokenRejection::Form(name)), "{name} {bad}");
        }
    }
}

#[test]
fn malformed_subjects_and_organizations_are_rejected() {
    let long = "x".repeat(5 * 1024);
    for bad in [json!("a\u{0}b"), json!(" a"), json!("a "), json!("ä")] {
        assert_eq!(read(&with("sub", bad.clone())), Err(TokenRejection::Form("sub")), "{bad}");
        assert_eq!(read(&with("orgId", bad.clone())), Err(TokenRejection::Form("organization")), "{bad}");
    }
    assert_eq!(read(&with("sub", json!(long))), Err(TokenRejection::TooLong("sub")));
    assert_eq!(read(&with("orgId", json!("a b"))), Err(TokenRejection::Form("organization")));
    assert_eq!(read(&with("sub", json!("Ada Lovelace"))).unwrap().subject.as_str(), "Ada Lovelace");
    assert_eq!(read(&with("orgId", json!("x".repeat(129)))), Err(TokenRejection::Form("organization")));
}

#[test]
fn scopes_are_words_of_a_text_or_a_list() {
    use Scope::{Decide, Provision};
    for (name, value, expected) in [
        ("scope", json!("openid portcullis.provision"), vec![Provision]),
        ("scp", json!(["portcullis.decide", "x"]), vec![Decide]),
        ("scp", json!("portcullis.provision portcullis.decide"), vec![Provision, Decide]),
        ("scope", json!(["openid", "portcullis.provision"]), vec![Provision]),
        ("scp", json!(format!("{} portcullis.decide", "x".repeat(300))), vec![Decide]),
        ("scope", json!("portcullis.provisions Portcullis.provision portcullis"), vec![]),
        ("scope", json!(""), vec![]),
    ] {
        let found = read(&with(name, value.clone())).unwrap().scopes;
        assert_eq!(found, expected.into_iter().collect(), "{name} {value}");
    }
    for bad in [json!([7]), json!(7), json!({ "portcullis.provision": true })] {
        assert_eq!(read(&with("scp", bad.clone())), Err(TokenRejection::Form("scp")), "{bad}");
    }
    let mut rules = rules();
    rules.names.scope = Some(ClaimPath::parse("roles").unwrap());
    let mut claims = with("roles", json!(["portcullis.decide"]));
    claims["scope"] = json!("portcullis.provision");
    let found = rules.read(&claims, Timestamp::from_second(NOW).unwrap()).unwrap().scopes;
    assert_eq!(found, [Decide].into(), "only of the configured claim");
}

#[test]
fn claim_that_nothing_uses_never_rejects_a_token() {
    for value in [json!(7), json!(["x"]), json!({ "x": [1] }), json!(true), json!("x".repeat(9_000)), json!("a\nb")] {
        for name in ["amr", "acr", "jti", "email", "roles", "groups", "azp", "client_id", "name", "updated_at"] {
            assert!(read(&with(name, value.clone())).is_ok(), "{name} {value:.40}");
        }
    }
}

#[test]
fn audience_may_be_in_another_claim_and_is_always_required() {
    let mut rules = rules();
    rules.names.audience = ClaimPath::parse("client_id").unwrap();
    let read = |claims: &Value| rules.read(claims, Timestamp::from_second(NOW).unwrap());
    let mut cognito = without("aud");
    assert_eq!(read(&cognito), Err(TokenRejection::Missing("aud")));
    cognito["client_id"] = json!("portcullis");
    assert_eq!(read(&cognito).unwrap().audience.names(), ["portcullis"]);
    cognito["client_id"] = json!("other");
    assert_eq!(read(&cognito), Err(TokenRejection::Audience));
    cognito["aud"] = json!("portcullis");
    assert_eq!(read(&cognito), Err(TokenRejection::Audience), "the other claim does not stand in");
}

#[test]
fn provider_mfa_mapping_sets_the_assurance_level() {
    let mut rules = rules();
    rules.names.mfa = ProviderMfa::parse(["acr=aal2:mfa"]).unwrap();
    let of = |claims: &Value| rules.read(claims, Timestamp::from_second(NOW).unwrap()).unwrap().authentication.level;
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
        name in prop::sample::select(vec!["iss", "aud", "sub", "exp", "nbf", "iat", "orgId", "sid", "auth_time",
            "scope", "scp"]),
        value in any_json(),
    ) {
        if read(&with(name, value.clone())).is_ok() {
            let absent = matches!(&value, Value::Null) || value == json!("");
            let right_type = match name {
                "exp" | "nbf" | "iat" | "auth_time" => value.is_number(),
                "aud" | "scope" | "scp" => value.is_array() || value.is_string(),
                "orgId" => value.is_array() || value.is_object() || value.is_string(),
                _ => value.is_string(),
            };
            prop_assert!(absent || right_type, "{} = {}", name, value);
        }
    }
}
