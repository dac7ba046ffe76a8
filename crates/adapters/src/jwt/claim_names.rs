//! The names of the claims we read and write.

use portcullis_domain::{Error, Result};
use serde_json::{Map, Value};

use super::copied_claims::CopiedClaimNames;
use super::provider_mfa::ProviderMfa;
use super::token_rejection::TokenRejection;

/// The place of a claim: a top-level name, or a JSON Pointer (RFC 6901).
#[derive(Debug, derive_more::Display, Clone, PartialEq, Eq)]
pub struct ClaimPath(String);

impl ClaimPath {
    /// Parses a name, or a pointer if it begins with `/`.
    pub fn parse(path: &str) -> Result<Self> {
        if path.is_empty() || path.chars().any(char::is_control) {
            return Err(Error::invalid("claim name", "must be the name of a claim or a JSON Pointer"));
        }
        Ok(Self(path.to_owned()))
    }

    /// Whether it is the claim `sub`.
    pub(super) fn is_sub(&self) -> bool {
        self.segments() == ["sub"]
    }

    /// Returns the name of the top-level claim that contains it.
    fn top_level(&self) -> &str {
        self.0.strip_prefix('/').map_or(&self.0, |rest| rest.split('/').next().unwrap_or(rest))
    }

    /// Splits the path into names (RFC 6901, section 4).
    fn segments(&self) -> Vec<String> {
        match self.0.strip_prefix('/') {
            Some(pointer) => pointer.split('/').map(|name| name.replace("~1", "/").replace("~0", "~")).collect(),
            None => vec![self.0.clone()],
        }
    }

    /// Returns the claim's value.
    pub(super) fn get<'a>(&self, claims: &'a Value) -> Option<&'a Value> {
        if self.0.starts_with('/') { claims.pointer(&self.0) } else { claims.get(&self.0) }
    }

    /// Returns the claim's value, which is the only one of its kind: a place in a longer list is not.
    pub(super) fn get_only<'a>(
        &self,
        claims: &'a Value,
        name: &'static str,
    ) -> std::result::Result<Option<&'a Value>, TokenRejection> {
        let mut place = Some(claims);
        for segment in self.segments() {
            place = match place {
                Some(Value::Array(items)) if items.len() > 1 => return Err(TokenRejection::Several(name)),
                Some(Value::Array(items)) => segment.parse::<usize>().ok().and_then(|index| items.get(index)),
                Some(value) => value.get(&segment),
                None => return Ok(None),
            };
        }
        Ok(place)
    }

    /// Sets the claim, creating the objects around it. `None` leaves the claims unchanged.
    pub(super) fn set(&self, claims: &mut Value, value: Option<impl Into<Value>>) -> Result<()> {
        let Some(value) = value else { return Ok(()) };
        let mut place = claims;
        for name in self.segments() {
            if place.is_null() {
                *place = Value::Object(Map::new());
            }
            place = place
                .as_object_mut()
                .ok_or_else(|| Error::invalid("claim name", "must not lie inside another claim's value"))?
                .entry(name)
                .or_insert(Value::Null);
        }
        *place = value.into();
        Ok(())
    }
}

/// Which claim holds what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimNames {
    /// The subject.
    pub subject: ClaimPath,
    /// The audience: one of our names must be in it.
    pub audience: ClaimPath,
    /// The scopes; without this name they are in `scope` and `scp`.
    pub scope: Option<ClaimPath>,
    /// The organization.
    pub organization: ClaimPath,
    /// The e-mail address.
    pub email: ClaimPath,
    /// Whether the issuer verified that the address is the subject's. Without this claim no address is taken.
    pub email_verified: Option<ClaimPath>,
    /// The identity provider's session.
    pub session: ClaimPath,
    /// Claims that our own tokens repeat.
    pub copied: CopiedClaimNames,
    /// Which assurance level `acr` and `amr` stand for.
    pub mfa: ProviderMfa,
}

impl Default for ClaimNames {
    fn default() -> Self {
        let path = |name: &str| ClaimPath(name.to_owned());
        let (subject, organization, email, session) = (path("sub"), path("orgId"), path("email"), path("sid"));
        let (audience, scope, email_verified) = (path("aud"), None, Some(path("email_verified")));
        let (copied, mfa) = (CopiedClaimNames::default(), ProviderMfa::default());
        Self { subject, audience, scope, organization, email, email_verified, session, copied, mfa }
    }
}

impl ClaimNames {
    /// Adds claims to be copied into our own tokens. Rejects pointers and names that our tokens use.
    pub fn with_copied_claims(self, names: Vec<String>) -> Result<Self> {
        // after a refresh, our tokens name the address of the membership, of which the issuer says nothing
        let used = [&self.subject, &self.audience, &self.organization, &self.email].into_iter();
        let used = used.chain(&self.email_verified).chain(&self.scope);
        let used: Vec<_> = used.map(ClaimPath::top_level).collect();
        let copied = CopiedClaimNames::new(names, &used)?;
        Ok(Self { copied, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claim_name_is_not_empty_and_has_no_control_characters() {
        for bad in ["", "a\nb", "/a/\u{0}"] {
            assert!(ClaimPath::parse(bad).is_err(), "{bad:?}");
        }
        assert!(ClaimPath::parse("https://example.com/claims/org").is_ok());
    }

    #[test]
    fn place_in_a_longer_list_is_not_the_only_one() {
        let at = |path: &str, claims: &Value| {
            let found = ClaimPath::parse(path).unwrap().get_only(claims, "organization")?.cloned();
            Ok::<_, TokenRejection>(found)
        };
        let claims =
            serde_json::json!({ "one": ["acme"], "two": ["acme", "x"], "in": { "one": { "id": "acme" } }, "a/b": 7 });
        for (path, expected) in [
            ("/one/0", Ok(Some("acme".into()))),
            ("/one/1", Ok(None)),
            ("/one/first", Ok(None)),
            ("/two/0", Err(TokenRejection::Several("organization"))),
            ("/two/first", Err(TokenRejection::Several("organization"))),
            ("/in/one/id", Ok(Some("acme".into()))),
            ("/in/other/id", Ok(None)),
            ("a/b", Ok(Some(7.into()))),
            ("/a~1b", Ok(Some(7.into()))),
        ] {
            assert_eq!(at(path, &claims), expected, "{path}");
        }
    }

    #[test]
    fn claims_that_our_tokens_use_are_not_copied() {
        for name in ["orgId", "email", "email_verified"] {
            assert!(ClaimNames::default().with_copied_claims(vec![name.to_owned()]).is_err(), "{name}");
        }
        let pointed = ClaimNames { organization: ClaimPath::parse("/realm/id").unwrap(), ..ClaimNames::default() };
        assert!(pointed.with_copied_claims(vec!["realm".to_owned()]).is_err());
    }
}
