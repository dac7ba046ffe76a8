//! Claims of the identity provider's token that our own tokens repeat.

use portcullis_domain::{CopiedClaims, Delegate, Error, Result};
use serde_json::{Map, Value, json};

use super::acting_party::ACT;
use super::token_rejection::TokenRejection;

/// The most bytes that the copied claims of a token may have as JSON. They are stored with the session and repeated in
/// each token.
const MAX_BYTES: usize = 4 * 1024;

/// Claims that are never copied: those our tokens set, those that identify the kind of token, and those that grant
/// rights, which would outlive the provider's token through refreshes.
const RESERVED: [&str; 19] = [
    ACT,
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

/// The names of the claims to copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopiedClaimNames(Vec<String>);

impl CopiedClaimNames {
    /// Rejects pointers, reserved claims and those in `used`.
    pub(super) fn new(names: Vec<String>, used: &[&str]) -> Result<Self> {
        let is_used = |name: &String| name.starts_with('/') || RESERVED.contains(&&**name) || used.contains(&&**name);
        if names.iter().any(is_used) {
            return Err(Error::invalid("copied claims", "must not name a claim that our tokens use, or a pointer"));
        }
        Ok(Self(names))
    }

    /// Copies the named claims out of a token's claims; `None` if it has none of them. The party that acts for the subject
    /// is always copied: our own tokens are not the person's alone either.
    pub(super) fn copy(
        &self,
        claims: &Value,
        delegate: Option<&Delegate>,
    ) -> std::result::Result<Option<CopiedClaims>, TokenRejection> {
        let found = self.0.iter().filter_map(|name| Some((name.clone(), claims.get(name)?.clone())));
        // without its issuer, which is not that of our own tokens
        let act = delegate.map(|delegate| (ACT.to_owned(), json!({ "sub": delegate.name })));
        let found: Map<String, Value> = found.chain(act).collect();
        if found.is_empty() {
            return Ok(None);
        }
        let text = Value::Object(found).to_string();
        if text.len() > MAX_BYTES {
            Err(TokenRejection::Form("copied claims"))
        } else {
            Ok(Some(CopiedClaims::new(text)))
        }
    }

    /// Returns those of the stored claims that are still configured.
    pub(super) fn configured(&self, stored: Option<&CopiedClaims>) -> Result<Map<String, Value>> {
        let Some(stored) = stored else { return Ok(Map::new()) };
        let mut claims: Map<String, Value> = serde_json::from_str(stored.as_str()).map_err(Error::internal)?;
        claims.retain(|name, _| name == ACT || self.0.contains(name));
        Ok(claims)
    }
}

#[cfg(test)]
mod tests {
    use portcullis_domain::GrantedOrganizations;

    use super::*;

    fn copying(names: &[&str]) -> Result<CopiedClaimNames> {
        CopiedClaimNames::new(names.iter().map(|name| (*name).to_owned()).collect(), &["orgId"])
    }

    #[test]
    fn only_named_claims_are_copied_with_any_value() {
        let names = copying(&["plan", "groups", "absent"]).unwrap();
        let claims = json!({ "sub": "alice", "plan": "gold", "groups": ["a", { "b": null }], "other": 1 });
        let copied = names.copy(&claims, None).unwrap().unwrap();
        let expected = json!({ "plan": "gold", "groups": ["a", { "b": null }] });
        assert_eq!(serde_json::from_str::<Value>(copied.as_str()).unwrap(), expected);
        assert_eq!(names.copy(&json!({ "other": 1 }), None), Ok(None));
        let fewer = copying(&["plan"]).unwrap().configured(Some(&copied)).unwrap();
        assert_eq!(Value::Object(fewer), json!({ "plan": "gold" }), "the setting was changed meanwhile");
    }

    #[test]
    fn acting_party_is_always_copied() {
        let desk = Delegate { name: "desk".to_owned(), granted: GrantedOrganizations::NONE };
        let claims = json!({ "sub": "alice", "act": { "sub": "desk", "iss": "https://idp.example" } });
        let none = CopiedClaimNames::default();
        let copied = none.copy(&claims, Some(&desk)).unwrap().unwrap();
        assert_eq!(copied.as_str(), r#"{"act":{"sub":"desk"}}"#);
        assert!(none.configured(Some(&copied)).unwrap().contains_key("act"));
    }

    #[test]
    fn too_large_copied_claims_reject_the_token() {
        let names = copying(&["plan"]).unwrap();
        let text = |length: usize| json!({ "plan": "x".repeat(length - r#"{"plan":""}"#.len()) });
        assert!(names.copy(&text(4096), None).unwrap().is_some());
        assert_eq!(names.copy(&text(4097), None), Err(TokenRejection::Form("copied claims")));
    }

    #[test]
    fn reserved_claims_and_pointers_are_not_copied() {
        for name in RESERVED.iter().chain(&["orgId", "/plan"]) {
            assert!(copying(&[name]).is_err(), "{name}");
        }
    }
}
