//! Tells access tokens from the other tokens that a provider signs with the same key.
//!
//! An ID token says who signed in, and is for the client alone; a refresh or logout token is for the provider or the client.
//! Their headers say `JWT`, as those of many access tokens do, so their claims have to be read.

use serde_json::Value;

use super::token_rejection::TokenRejection;

/// Claims that only ID tokens have (OpenID Connect Core 1.0, section 3.1.3.6 and 3.3.2.11), and logout tokens
/// (Back-Channel Logout 1.0, section 2.4).
const OF_OTHERS: [&str; 3] = ["at_hash", "c_hash", "events"];

/// What Keycloak writes into the claim `typ` of other tokens.
const OTHER_TYPES: [&str; 4] = ["ID", "Refresh", "Offline", "Logout"];

/// Rejects an ID, refresh or logout token. `is_access_token` is what the header says. A `nonce` is that of an ID token, but
/// Keycloak writes it into access tokens too, which the header or the claim `typ` declares.
pub(super) fn check(claims: &Value, is_access_token: bool) -> Result<(), TokenRejection> {
    let is_present = |name: &str| claims.get(name).is_some_and(|value| !value.is_null() && value != "");
    if let Some(name) = OF_OTHERS.into_iter().find(|name| is_present(name)) {
        return Err(TokenRejection::Purpose(name));
    }
    let declared = claims.get("typ").and_then(Value::as_str).unwrap_or_default();
    if OTHER_TYPES.iter().any(|other| declared.eq_ignore_ascii_case(other)) {
        return Err(TokenRejection::Purpose("typ"));
    }
    if is_present("nonce") && !is_access_token && !declared.eq_ignore_ascii_case("Bearer") {
        return Err(TokenRejection::Purpose("nonce"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case::plain(json!({ "sub": "alice" }), None)]
    #[case::at_hash(json!({ "at_hash": "x" }), Some("at_hash"))]
    #[case::c_hash(json!({ "c_hash": "x" }), Some("c_hash"))]
    #[case::logout(json!({ "events": { "http://schemas.openid.net/event/backchannel-logout": {} } }), Some("events"))]
    #[case::keycloak_id(json!({ "typ": "ID" }), Some("typ"))]
    #[case::keycloak_refresh(json!({ "typ": "Refresh" }), Some("typ"))]
    #[case::keycloak_offline(json!({ "typ": "offline" }), Some("typ"))]
    #[case::keycloak_logout(json!({ "typ": "Logout" }), Some("typ"))]
    #[case::keycloak_access(json!({ "typ": "Bearer", "nonce": "x" }), None)]
    #[case::nonce(json!({ "nonce": "x" }), Some("nonce"))]
    #[case::nonce_of_another_type(json!({ "nonce": "x", "typ": "Other" }), Some("nonce"))]
    #[case::bearer_with_a_hash(json!({ "typ": "Bearer", "at_hash": "x" }), Some("at_hash"))]
    #[case::absent(json!({ "at_hash": null, "nonce": "", "events": null, "typ": "JWT" }), None)]
    #[case::of_another_form(json!({ "typ": 7 }), None)]
    fn tokens_that_are_no_access_tokens_are_rejected(#[case] claims: Value, #[case] claim: Option<&'static str>) {
        assert_eq!(check(&claims, false), claim.map_or(Ok(()), |claim| Err(TokenRejection::Purpose(claim))));
    }

    #[test]
    fn header_of_an_access_token_excuses_a_nonce_alone() {
        assert_eq!(check(&json!({ "nonce": "x" }), true), Ok(()));
        assert_eq!(check(&json!({ "nonce": "x", "c_hash": "y" }), true), Err(TokenRejection::Purpose("c_hash")));
        assert_eq!(check(&json!({ "typ": "Refresh" }), true), Err(TokenRejection::Purpose("typ")));
    }
}
