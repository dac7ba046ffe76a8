//! Advice for an operator about a token that is rejected.

use portcullis_adapters::jwt::TokenRejection;

/// What to do about a rejected token.
#[derive(Debug)]
pub(super) struct Advice {
    /// The settings to check; none, if the token itself is wrong.
    pub(super) settings: &'static [&'static str],
    /// What is wrong or what would be right.
    pub(super) words: &'static str,
}

const fn check(settings: &'static [&'static str], words: &'static str) -> Advice {
    Advice { settings, words }
}

const KEYS: &[&str] =
    &["PORTCULLIS_JWT_SECRET", "PORTCULLIS_JWT_SECRET_FILE", "PORTCULLIS_JWKS_FILE", "PORTCULLIS_JWKS_URL"];

/// Returns what to do about a rejection.
pub(super) fn advice(rejection: TokenRejection) -> Advice {
    match rejection {
        TokenRejection::Malformed => check(
            &[],
            "it is not a signed JSON Web Token: three parts, at most 16 KiB; one with `none` is never accepted",
        ),
        TokenRejection::NotAnObject => {
            check(&[], "the issuer must write header and claims as JSON objects without duplicate names")
        }
        TokenRejection::Critical => check(&[], "the issuer must leave `crit` out of the header"),
        TokenRejection::Algorithm => check(
            KEYS,
            "a secret verifies HS256, public keys verify RS256 to RS512, PS256 to PS512, ES256, ES384 and EdDSA; the issuer must sign with one of \
             the configured keys, and `none` is never accepted",
        ),
        TokenRejection::UnknownKey => check(KEYS, "no configured key has this `kid` and algorithm"),
        TokenRejection::Signature => {
            check(KEYS, "the token was signed with a different secret or key, or modified in transit")
        }
        TokenRejection::Type => check(
            &["PORTCULLIS_TOKEN_TYPE"],
            "`any` accepts `JWT`, `at+jwt` and no `typ`, `at+jwt` only that; an id token is never accepted as an access \
             token",
        ),
        TokenRejection::Purpose(_) => check(
            &[],
            "the application must send the access token of the identity provider, not its ID, refresh or logout token",
        ),
        TokenRejection::Issuer => check(&["PORTCULLIS_ISSUER"], "must be exactly the token's `iss`"),
        TokenRejection::Audience => check(
            &["PORTCULLIS_AUDIENCE", "PORTCULLIS_CLAIM_AUDIENCE"],
            "must contain one of the audiences that the token names in `aud` or the configured claim",
        ),
        TokenRejection::Logout(_) => check(&[], "the provider must send a logout token"),
        TokenRejection::Expired => check(&[], "get a new token; if it is new, compare the clocks"),
        TokenRejection::NotYetValid => check(&[], "compare the clocks: they differ by more than 30 seconds"),
        TokenRejection::Missing(claim) | TokenRejection::Form(claim) | TokenRejection::TooLong(claim) => {
            of_claim(claim)
        }
        TokenRejection::Several(_) => check(
            &["PORTCULLIS_CLAIM_ORGANIZATION"],
            "names a claim with one organization: a string, a list of one, or an object with one key. The issuer must write \
             the organization that the subject signed in to",
        ),
    }
}

/// Returns what to do about a missing or malformed claim. Where no setting names the claim, the issuer must change it.
fn of_claim(claim: &str) -> Advice {
    match claim {
        "sub" => check(
            &["PORTCULLIS_CLAIM_SUBJECT"],
            "names the claim with the subject, a string of 1 to 255 printable ASCII characters",
        ),
        "organization" => check(
            &["PORTCULLIS_CLAIM_ORGANIZATION"],
            "names the claim with the organization, a string of 1 to 128 visible ASCII characters",
        ),
        "email" => {
            check(&["PORTCULLIS_CLAIM_EMAIL"], "names the claim with the e-mail address, a string of at most 255 bytes")
        }
        "sid" => {
            check(&["PORTCULLIS_CLAIM_SESSION"], "names the claim with the session, a string of at most 255 bytes")
        }
        "aud" => check(
            &["PORTCULLIS_AUDIENCE", "PORTCULLIS_CLAIM_AUDIENCE"],
            "the issuer must write one of these names into the claim, a string or a list; without `aud`, many write it \
                 into `client_id` or `azp`",
        ),
        "scope" | "scp" => check(
            &["PORTCULLIS_CLAIM_SCOPE"],
            "names the claim with the scopes, a string of words or a list of strings; without it `scope` and `scp` are read",
        ),
        "acr" | "amr" => check(
            &["PORTCULLIS_PROVIDER_MFA"],
            "`acr` must be a string or a number, `amr` a list of strings or of objects with a `method`",
        ),
        "copied claims" => check(&["PORTCULLIS_COPY_CLAIMS"], "names claims with more than 4 KiB together"),
        _ => check(&[], "the issuer must write the claim as RFC 7519 and RFC 9068 require"),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::settings::SETTINGS;

    #[rstest]
    #[case(TokenRejection::Malformed, None)]
    #[case(TokenRejection::NotAnObject, None)]
    #[case(TokenRejection::Critical, None)]
    #[case(TokenRejection::Algorithm, Some("PORTCULLIS_JWT_SECRET"))]
    #[case(TokenRejection::UnknownKey, Some("PORTCULLIS_JWKS_FILE"))]
    #[case(TokenRejection::Signature, Some("PORTCULLIS_JWT_SECRET"))]
    #[case(TokenRejection::Type, Some("PORTCULLIS_TOKEN_TYPE"))]
    #[case(TokenRejection::Purpose("at_hash"), None)]
    #[case(TokenRejection::Issuer, Some("PORTCULLIS_ISSUER"))]
    #[case(TokenRejection::Audience, Some("PORTCULLIS_AUDIENCE"))]
    #[case(TokenRejection::Expired, None)]
    #[case(TokenRejection::NotYetValid, None)]
    #[case(TokenRejection::Missing("sub"), Some("PORTCULLIS_CLAIM_SUBJECT"))]
    #[case(TokenRejection::Form("sub"), Some("PORTCULLIS_CLAIM_SUBJECT"))]
    #[case(TokenRejection::Form("organization"), Some("PORTCULLIS_CLAIM_ORGANIZATION"))]
    #[case(TokenRejection::Form("email"), Some("PORTCULLIS_CLAIM_EMAIL"))]
    #[case(TokenRejection::Form("sid"), Some("PORTCULLIS_CLAIM_SESSION"))]
    #[case(TokenRejection::Missing("aud"), Some("PORTCULLIS_AUDIENCE"))]
    #[case(TokenRejection::Form("copied claims"), Some("PORTCULLIS_COPY_CLAIMS"))]
    #[case(TokenRejection::Form("scope"), Some("PORTCULLIS_CLAIM_SCOPE"))]
    #[case(TokenRejection::Form("amr"), Some("PORTCULLIS_PROVIDER_MFA"))]
    #[case(TokenRejection::TooLong("sid"), Some("PORTCULLIS_CLAIM_SESSION"))]
    #[case(TokenRejection::Several("organization"), Some("PORTCULLIS_CLAIM_ORGANIZATION"))]
    #[case(TokenRejection::Missing("exp"), None)]
    #[case(TokenRejection::Form("auth_time"), None)]
    fn each_rejection_has_advice(#[case] rejection: TokenRejection, #[case] setting: Option<&str>) {
        let advice = advice(rejection);
        assert!(!advice.words.is_empty());
        match setting {
            None => assert!(advice.settings.is_empty(), "{advice:?}"),
            Some(setting) => assert!(advice.settings.contains(&setting), "{advice:?}"),
        }
        for named in advice.settings {
            assert!(SETTINGS.iter().any(|setting| setting.variable == *named), "{named}");
        }
    }
}
