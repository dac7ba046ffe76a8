//! Reads a verified logout token's claims (OpenID Connect Back-Channel Logout 1.0, section 2.6).

use jiff::{SignedDuration, Timestamp};
use portcullis_domain::{LogoutTarget, LogoutToken, SubjectId};
use serde_json::Value;

use super::claim_values::{compared_text, date, required, text};
use super::token_rejection::TokenRejection;
use super::token_rules::{LEEWAY, TokenRules, check_audience};

/// The member of `events` that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// How old a logout token may be.
const MAXIMUM_AGE: SignedDuration = SignedDuration::from_mins(5);

/// Returns what the claims of a logout token say, if they are valid at `now`. `rules` are those of access tokens, except for
/// the audience: a logout token is addressed to the client that is logged out.
pub(super) fn read(
    claims: &Value,
    rules: &TokenRules,
    audiences: &[String],
    now: Timestamp,
) -> Result<LogoutToken, TokenRejection> {
    if required(compared_text(claims.get("iss"), "iss")?, "iss")? != rules.issuer {
        return Err(TokenRejection::Issuer);
    }
    check_audience(claims.get("aud"), audiences)?;
    let expires_at = required(date(claims.get("exp"), "exp")?, "exp")?;
    if now.duration_since(expires_at) >= LEEWAY {
        return Err(TokenRejection::Expired);
    }
    let issued_at = required(date(claims.get("iat"), "iat")?, "iat")?;
    let age = now.duration_since(issued_at);
    if age < -LEEWAY {
        return Err(TokenRejection::NotYetValid);
    }
    if age > MAXIMUM_AGE {
        return Err(TokenRejection::Logout("it is older than 5 minutes"));
    }
    if claims.get("nonce").is_some() {
        return Err(TokenRejection::Logout("it has a nonce"));
    }
    if !claims.get("events").and_then(|events| events.get(EVENT)).is_some_and(Value::is_object) {
        return Err(TokenRejection::Logout("its events have no backchannel-logout"));
    }
    let id = required(text(claims.get("jti"), "jti")?, "jti")?;
    let subject = text(claims.get("sub"), "sub")?.filter(|_| rules.names.subject.is_sub());
    let subject = subject.map(SubjectId::parse).transpose().map_err(|_| TokenRejection::Form("sub"))?;
    let target = match (text(claims.get("sid"), "sid")?, subject) {
        (Some(session), subject) => LogoutTarget::Session { session, subject },
        (None, Some(subject)) => LogoutTarget::Subject(subject),
        (None, None) if claims.get("sub").is_some() => {
            return Err(TokenRejection::Logout("it has no sid, and sub does not name the subject here"));
        }
        (None, None) => return Err(TokenRejection::Missing("sid")),
    };
    Ok(LogoutToken { id, target, issued_at, expires_at })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use portcullis_domain::ClientGrants;

    use super::*;
    use crate::jwt::claim_names::{ClaimNames, ClaimPath};

    const NOW: i64 = 1_800_000_000;

    fn read_with(claims: &Value, names: ClaimNames) -> Result<LogoutToken, TokenRejection> {
        let rules = TokenRules {
            issuer: "https://idp.example".into(),
            audiences: vec!["portcullis".into()],
            names,
            join: false,
            clients: ClientGrants::default(),
        };
        read(claims, &rules, &["app".to_owned()], Timestamp::from_second(NOW).unwrap())
    }

    fn claims() -> Value {
        json!({
            "iss": "https://idp.example", "aud": "app", "sub": "alice", "sid": "s1", "jti": "one",
            "iat": NOW, "exp": NOW + 120, "events": { EVENT: {} },
        })
    }

    fn with(name: &str, value: Value) -> Value {
        let mut claims = claims();
        claims[name] = value;
        claims
    }

    fn without(names: &[&str]) -> Value {
        let mut claims = claims();
        for name in names {
            claims.as_object_mut().unwrap().remove(*name);
        }
        claims
    }

    #[test]
    fn logout_token_names_a_session_or_a_subject() {
        let target = |claims: &Value| read_with(claims, ClaimNames::default()).map(|token| token.target);
        let alice = SubjectId::parse("alice").unwrap();
        let session = |subject| LogoutTarget::Session { session: "s1".into(), subject };
        assert_eq!(target(&claims()), Ok(session(Some(alice.clone()))));
        assert_eq!(target(&without(&["sub"])), Ok(session(None)));
        assert_eq!(target(&without(&["sid"])), Ok(LogoutTarget::Subject(alice)));
        assert_eq!(target(&without(&["sid", "sub"])), Err(TokenRejection::Missing("sid")));
        let other = || ClaimNames { subject: ClaimPath::parse("uid").unwrap(), ..ClaimNames::default() };
        assert_eq!(read_with(&claims(), other()).map(|token| token.target), Ok(session(None)));
        assert!(matches!(read_with(&without(&["sid"]), other()), Err(TokenRejection::Logout(_))));
    }

    #[test]
    fn every_rule_of_the_standard_is_checked() {
        use TokenRejection::{Audience, Expired, Issuer, Logout, Missing, NotYetValid};
        let old = Logout("it is older than 5 minutes");
        let event = Logout("its events have no backchannel-logout");
        for (claims, expected) in [
            (claims(), None),
            (with("iss", json!("https://other.example")), Some(Issuer)),
            (with("aud", json!("portcullis")), Some(Audience)),
            (with("aud", json!(["other", "app"])), None),
            (without(&["exp"]), Some(Missing("exp"))),
            (with("exp", json!(NOW - 30)), Some(Expired)),
            (without(&["iat"]), Some(Missing("iat"))),
            (with("iat", json!(NOW + 31)), Some(NotYetValid)),
            (with("iat", json!(NOW - 300)), None),
            (with("iat", json!(NOW - 301)), Some(old)),
            (without(&["jti"]), Some(Missing("jti"))),
            (with("nonce", json!("n")), Some(Logout("it has a nonce"))),
            (with("nonce", Value::Null), Some(Logout("it has a nonce"))),
            (without(&["events"]), Some(event)),
            (with("events", json!({ "http://schemas.openid.net/event/other": {} })), Some(event)),
            (with("events", json!({ EVENT: true })), Some(event)),
            (with("events", json!(EVENT)), Some(event)),
            (with("events", json!([EVENT])), Some(event)),
        ] {
            assert_eq!(read_with(&claims, ClaimNames::default()).err(), expected, "{claims}");
        }
    }
}
