//! Claims of the identity provider's token that ours repeats.

use portcullis_domain::{CopiedClaims, Error, Result};
use serde_json::{Map, Value};

use super::claims::{ClaimNames, ClaimPath};
use super::refusal::TokenRefusal;

/// How many bytes the copied claims of a token may have as JSON. They are kept with the session, and go into each token.
const MOST_BYTES: usize = 4 * 1024;

/// What no claim of another's may be taken for: what ours says itself, what says what kind of token it is, and what it
/// may be used for, which would outlive the provider's own token by refreshing.
const RESERVED: [&str; 18] = [
    "iss",
    "aud",
    "exp",
    "iat",
    "nbf",
    "jti",
    "sid",
    "amr",
    "acr",
    "auth_time",
    "typ",
    "token_type",
    "token_use",
    "events",
    "nonce",
    "scope",
    "scp",
    "sub",
];

/// Which claims are copied. None that stand for something in our own tokens can be among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopiedNames(Vec<String>);

impl ClaimNames {
    /// The same names, and these claims to be copied. Refused are names that our own tokens use otherwise.
    pub fn copying(self, names: Vec<String>) -> Result<Self> {
        let own = [&self.subject, &self.organization, &self.email].map(ClaimPath::top);
        let rule = "must not name a claim that our own tokens use, and no pointers";
        if names.iter().any(|name| name.starts_with('/') || RESERVED.contains(&&**name) || own.contains(&&**name)) {
            return Err(Error::invalid("PORTCULLIS_COPY_CLAIMS", rule));
        }
        Ok(Self { copied: CopiedNames(names), ..self })
    }

    /// What is to be copied of a token's claims.
    pub(super) fn copy(&self, claims: &Value) -> std::result::Result<Option<CopiedClaims>, TokenRefusal> {
        let found = self.copied.0.iter().filter_map(|name| Some((name.clone(), claims.get(name)?.clone())));
        let found: Map<String, Value> = found.collect();
        if found.is_empty() {
            return Ok(None);
        }
        let text = Value::Object(found).to_string();
        if text.len() > MOST_BYTES {
            Err(TokenRefusal::Form("copied claims"))
        } else {
            Ok(Some(CopiedClaims::new(text)))
        }
    }

    /// What of the kept claims is to be copied still.
    pub(super) fn still_copied(&self, kept: Option<&CopiedClaims>) -> Result<Map<String, Value>> {
        let Some(kept) = kept else { return Ok(Map::new()) };
        let mut claims: Map<String, Value> = serde_json::from_str(kept.as_str()).map_err(Error::internal)?;
        claims.retain(|name, _| self.copied.0.contains(name));
        Ok(claims)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn copying(names: &[&str]) -> Result<ClaimNames> {
        ClaimNames::default().copying(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn named_claims_are_copied_whatever_they_hold_and_no_others() {
        let names = copying(&["plan", "groups", "absent"]).unwrap();
        let claims = json!({ "sub": "alice", "plan": "gold", "groups": ["a", { "b": null }], "other": 1 });
        let copied = names.copy(&claims).unwrap().unwrap();
        let expected = json!({ "plan": "gold", "groups": ["a", { "b": null }] });
        assert_eq!(serde_json::from_str::<Value>(copied.as_str()).unwrap(), expected);
        assert_eq!(names.copy(&json!({ "other": 1 })), Ok(None));
        let fewer = copying(&["plan"]).unwrap().still_copied(Some(&copied)).unwrap();
        assert_eq!(Value::Object(fewer), json!({ "plan": "gold" }), "the setting was changed in between");
    }

    #[test]
    fn what_is_too_large_is_refused_and_not_left_out() {
        let names = copying(&["plan"]).unwrap();
        let text = |length: usize| json!({ "plan": "x".repeat(length - r#"{"plan":""}"#.len()) });
        assert!(names.copy(&text(4096)).unwrap().is_some());
        assert_eq!(names.copy(&text(4097)), Err(TokenRefusal::Form("copied claims")));
    }

    #[test]
    fn what_our_tokens_say_themselves_is_never_copied() {
        for name in RESERVED.iter().chain(&["orgId", "email", "/plan"]) {
            assert!(copying(&[name]).is_err(), "{name}");
        }
        let pointed = ClaimNames { organization: ClaimPath::parse("/realm/id").unwrap(), ..ClaimNames::default() };
        assert!(pointed.copying(vec!["realm".to_owned()]).is_err());
    }
}
