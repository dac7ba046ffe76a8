//! Parses a token and checks its header, before the signature.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::Algorithm;
use serde::Deserialize;
use serde_json::Value;

use super::token_rejection::TokenRejection;

/// The longest accepted token, in bytes.
const MAX_BYTES: usize = 16 * 1024;

/// Which `typ` is accepted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TokenType {
    /// `JWT`, `at+jwt` or none. Other types (`secevent+jwt`, …) are rejected, and ID, refresh and logout tokens by their
    /// claims.
    #[default]
    Any,
    /// Only `at+jwt` (RFC 9068).
    AccessToken,
    /// `logout+jwt`, `JWT` or none: for logout tokens alone, which `any` does not accept.
    Logout,
}

impl std::fmt::Display for TokenType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Any => "JWT, at+jwt or none",
            Self::AccessToken => "at+jwt",
            Self::Logout => "logout+jwt, JWT or none",
        })
    }
}

impl TokenType {
    /// Returns the `typ` to write into a token.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Any => "JWT",
            Self::AccessToken => "at+jwt",
            Self::Logout => "logout+jwt",
        }
    }
}

/// The three parts of an unverified token.
pub(super) struct CompactToken<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) key_id: Option<String>,
    /// Whether `typ` is `at+jwt`.
    pub(super) is_access_token: bool,
    /// The signed bytes: header and claims as received.
    pub(super) signed: &'a str,
    pub(super) signature: &'a str,
    claims: &'a str,
}

/// A JSON object with unique names. Rejects a list, which serde would accept for a struct.
#[derive(Deserialize)]
#[serde(transparent)]
struct StrictObject {
    #[serde(with = "serde_with::rust::maps_duplicate_key_is_error")]
    members: BTreeMap<String, Value>,
}

impl<'a> CompactToken<'a> {
    /// Splits the token and checks its header. Keys, certificates and URLs in a header (`jwk`, `x5c`, `jku`, `x5u`) are
    /// ignored.
    pub(super) fn parse(token: &'a str, accepted: TokenType) -> Result<Self, TokenRejection> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if token.len() > MAX_BYTES || !token.bytes().all(is_allowed) {
            return Err(TokenRejection::Malformed);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenRejection::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(TokenRejection::Malformed)?;
        if header.is_empty() || claims.is_empty() || claims.contains('.') || signature.is_empty() {
            return Err(TokenRejection::Malformed);
        }
        let header = object(header)?;
        if header.contains_key("crit") {
            return Err(TokenRejection::Critical);
        }
        let is_access_token = is_access_token(header.get("typ"), accepted)?;
        Ok(Self {
            is_access_token,
            algorithm: header
                .get("alg")
                .and_then(Value::as_str)
                .and_then(|name| ALGORITHMS.into_iter().find(|(known, _)| *known == name))
                .map(|(_, algorithm)| algorithm)
                .ok_or(TokenRejection::Algorithm)?,
            key_id: match header.get("kid") {
                None | Some(Value::Null) => None,
                Some(Value::String(name)) => Some(name.clone()),
                Some(_) => return Err(TokenRejection::UnknownKey),
            },
            signed,
            signature,
            claims,
        })
    }

    /// Decodes the claims. To be called only after the signature has verified.
    pub(super) fn claims(&self) -> Result<Value, TokenRejection> {
        Ok(Value::Object(object(self.claims)?.into_iter().collect()))
    }
}

/// Decodes the header of any text that has one.
pub(super) fn header(token: &str) -> Option<BTreeMap<String, Value>> {
    let header = token.split('.').next().filter(|_| token.len() <= MAX_BYTES)?;
    object(header).ok()
}

/// Decodes the claims of any text that has some. Nothing about them is verified.
pub(super) fn unverified_claims(token: &str) -> Option<Value> {
    let claims = token.split('.').nth(1).filter(|_| token.len() <= MAX_BYTES)?;
    Some(Value::Object(object(claims).ok()?.into_iter().collect()))
}

/// The supported algorithms by their exact names (RFC 7518, RFC 8037, RFC 9864). `none` is not among them.
const ALGORITHMS: [(&str, Algorithm); 11] = [
    ("HS256", Algorithm::HS256),
    ("RS256", Algorithm::RS256),
    ("RS384", Algorithm::RS384),
    ("RS512", Algorithm::RS512),
    ("PS256", Algorithm::PS256),
    ("PS384", Algorithm::PS384),
    ("PS512", Algorithm::PS512),
    ("ES256", Algorithm::ES256),
    ("ES384", Algorithm::ES384),
    ("EdDSA", Algorithm::EdDSA),
    ("Ed25519", Algorithm::EdDSA),
];

fn object(part: &str) -> Result<BTreeMap<String, Value>, TokenRejection> {
    let bytes = BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| TokenRejection::Malformed)?;
    let object: StrictObject = serde_json::from_slice(&bytes).map_err(|_| TokenRejection::NotAnObject)?;
    Ok(object.members)
}

/// Checks `typ`, and returns whether it is that of an access token. Media types are case-insensitive and may omit
/// `application/` (RFC 7515, section 4.1.9).
fn is_access_token(typ: Option<&Value>, accepted: TokenType) -> Result<bool, TokenRejection> {
    let name = match typ {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name.to_ascii_lowercase()),
        Some(_) => return Err(TokenRejection::Type),
    };
    let name = name.as_deref().map(|name| name.strip_prefix("application/").unwrap_or(name));
    match (name, accepted) {
        (Some("at+jwt"), TokenType::Any | TokenType::AccessToken) => Ok(true),
        (None | Some("jwt"), TokenType::Any | TokenType::Logout) | (Some("logout+jwt"), TokenType::Logout) => Ok(false),
        _ => Err(TokenRejection::Type),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn token(header: &str) -> String {
        format!("{}.{}.c2ln", BASE64URL_NOPAD.encode(header.as_bytes()), BASE64URL_NOPAD.encode(b"{}"))
    }

    fn rejection(token: &str, accepted: TokenType) -> Option<TokenRejection> {
        CompactToken::parse(token, accepted).err()
    }

    #[rstest]
    // TOK-2: only exact names
    #[case(r#"{"alg":"RS256"}"#, None)]
    #[case(r#"{"alg":"ES384"}"#, None)]
    #[case(r#"{"alg":"Ed25519"}"#, None)]
    #[case(r#"{"alg":"ed25519"}"#, Some(TokenRejection::Algorithm))]
    #[case(r#"{"alg":"Ed448"}"#, Some(TokenRejection::Algorithm))]
    #[case(r#"{"alg":"none"}"#, Some(TokenRejection::Algorithm))]
    #[case(r#"{"alg":"noNE"}"#, Some(TokenRejection::Algorithm))]
    #[case(r#"{"alg":"hs256"}"#, Some(TokenRejection::Algorithm))]
    #[case(r#"{"alg":"HS512"}"#, Some(TokenRejection::Algorithm))]
    #[case(r#"{"alg":["HS256"]}"#, Some(TokenRejection::Algorithm))]
    #[case(r#"{"typ":"JWT"}"#, Some(TokenRejection::Algorithm))]
    // TOK-7
    #[case(r#"{"alg":"HS256","typ":"JWT"}"#, None)]
    #[case(r#"{"alg":"HS256","typ":"jwt"}"#, None)]
    #[case(r#"{"alg":"HS256","typ":"at+jwt"}"#, None)]
    #[case(r#"{"alg":"HS256","typ":"application/at+JWT"}"#, None)]
    #[case(r#"{"alg":"HS256","typ":"secevent+jwt"}"#, Some(TokenRejection::Type))]
    #[case(r#"{"alg":"HS256","typ":"logout+jwt"}"#, Some(TokenRejection::Type))]
    #[case(r#"{"alg":"HS256","typ":""}"#, Some(TokenRejection::Type))]
    #[case(r#"{"alg":"HS256","typ":7}"#, Some(TokenRejection::Type))]
    // TOK-8
    #[case(r#"{"alg":"HS256","crit":["exp2"],"exp2":"1"}"#, Some(TokenRejection::Critical))]
    #[case(r#"{"alg":"HS256","crit":[]}"#, Some(TokenRejection::Critical))]
    // one object with unique names
    #[case(r#"{"alg":"none","alg":"HS256"}"#, Some(TokenRejection::NotAnObject))]
    #[case(r#"["HS256"]"#, Some(TokenRejection::NotAnObject))]
    #[case(r#"{"alg":"HS256"} {}"#, Some(TokenRejection::NotAnObject))]
    #[case("", Some(TokenRejection::Malformed))]
    #[case(r#"{"alg":"HS256","kid":7}"#, Some(TokenRejection::UnknownKey))]
    fn header_is_checked(#[case] header: &str, #[case] expected: Option<TokenRejection>) {
        assert_eq!(rejection(&token(header), TokenType::Any), expected);
    }

    #[rstest]
    #[case(r#"{"alg":"HS256","typ":"at+jwt"}"#, None)]
    #[case(r#"{"alg":"HS256","typ":"JWT"}"#, Some(TokenRejection::Type))]
    #[case(r#"{"alg":"HS256"}"#, Some(TokenRejection::Type))]
    fn access_token_type_may_be_required(#[case] header: &str, #[case] expected: Option<TokenRejection>) {
        assert_eq!(rejection(&token(header), TokenType::AccessToken), expected);
    }

    #[rstest]
    #[case(r#"{"alg":"HS256","typ":"logout+jwt"}"#, None)]
    #[case(r#"{"alg":"HS256","typ":"application/logout+jwt"}"#, None)]
    #[case(r#"{"alg":"HS256","typ":"JWT"}"#, None)]
    #[case(r#"{"alg":"HS256"}"#, None)]
    #[case(r#"{"alg":"HS256","typ":"at+jwt"}"#, Some(TokenRejection::Type))]
    #[case(r#"{"alg":"HS256","typ":"secevent+jwt"}"#, Some(TokenRejection::Type))]
    #[case(r#"{"alg":"none","typ":"logout+jwt"}"#, Some(TokenRejection::Algorithm))]
    fn access_token_is_no_logout_token(#[case] header: &str, #[case] expected: Option<TokenRejection>) {
        assert_eq!(rejection(&token(header), TokenType::Logout), expected);
    }

    #[test]
    fn token_has_three_parts_and_bounded_length() {
        let good = token(r#"{"alg":"HS256"}"#);
        assert_eq!(rejection(&good, TokenType::Any), None);
        for bad in [
            String::new(),
            "a".into(),
            "a.b".into(),
            "..".into(),
            format!("{good}.x"),
            format!("{good}.x.y"),
            format!("{good}="),
            format!(" {good}"),
            format!("{good}\n"),
            good.replace('.', ".."),
            r#"{"payload":"e30","signatures":[]}"#.into(),
            format!("{good}{}", "A".repeat(MAX_BYTES)),
        ] {
            assert_eq!(rejection(&bad, TokenType::Any), Some(TokenRejection::Malformed), "{bad:.40}");
        }
    }

    #[test]
    fn token_may_have_16_kib_and_not_a_byte_more() {
        let good = token(r#"{"alg":"HS256"}"#);
        let padded = |length: usize| format!("{good}{}", "A".repeat(length - good.len()));
        assert_eq!(rejection(&padded(16 * 1024), TokenType::Any), None);
        assert_eq!(rejection(&padded(16 * 1024 + 1), TokenType::Any), Some(TokenRejection::Malformed));
    }
}
