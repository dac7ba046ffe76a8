//! What an operator does about a token that is refused: the one place, exhaustive.

use portcullis_adapters::jwt::TokenRejection;

/// What would mend it.
#[derive(Debug)]
pub(super) struct Advice {
    /// The settings to look at; none, if the token itself is wrong.
    pub(super) settings: &'static [&'static str],
    /// What to look for.
    pub(super) words: &'static str,
}

const fn look_at(settings: &'static [&'static str], words: &'static str) -> Advice {
    Advice { settings, words }
}

const KEYS: &[&str] =
    &["PORTCULLIS_JWT_SECRET", "PORTCULLIS_JWT_SECRET_FILE", "PORTCULLIS_JWKS_FILE", "PORTCULLIS_JWKS_URL"];

/// What to do about a refusal.
pub(super) fn advice(refusal: TokenRejection) -> Advice {
    match refusal {
        TokenRejection::Malformed => look_at(&[], "it is no JSON Web Token in three parts of at most 8 KiB"),
        TokenRejection::NotAnObject => {
            look_at(&[], "its issuer must write header and claims as objects of single names")
        }
        TokenRejection::Critical => look_at(&[], "its issuer must leave `crit` out of the header"),
        TokenRejection::Algorithm => look_at(
            KEYS,
            "a secret is for HS256, and public keys are for RS256, PS256, ES256 or EdDSA; the issuer must sign with what \
             is configured",
        ),
        TokenRejection::UnknownKey => {
            look_at(KEYS, "the key of this `kid` and algorithm is not among those that are configured")
        }
        TokenRejection::Signature => look_at(KEYS, "another secret or key signed it, or it was changed on its way"),
        TokenRejection::Type => look_at(
            &["PORTCULLIS_TOKEN_TYPE"],
            "`any` takes `JWT`, `at+jwt` and none, `at+jwt` that alone; an id token is never taken for an access token",
        ),
        TokenRejection::Issuer => look_at(&["PORTCULLIS_ISSUER"], "must be exactly what the token says in `iss`"),
        TokenRejection::Audience => {
            look_at(&["PORTCULLIS_AUDIENCE"], "must contain one of the names that the token has in `aud`")
        }
        TokenRejection::Expired => look_at(&[], "get a new token; if it is new, compare the clocks"),
        TokenRejection::NotYetValid => look_at(&[], "compare the clocks: more than 30 seconds lie between them"),
        TokenRejection::Missing(claim) | TokenRejection::Form(claim) => of_claim(claim),
    }
}

/// What to do about a claim that is missing or of another form. Those that no setting names are the issuer's to mend.
fn of_claim(claim: &str) -> Advice {
    match claim {
        "sub" => look_at(
            &["PORTCULLIS_CLAIM_SUBJECT"],
            "names the claim with the subject, a text of 1 to 255 visible ASCII characters",
        ),
        "organization" => look_at(
            &["PORTCULLIS_CLAIM_ORGANIZATION"],
            "names the claim with the organization, a text of 1 to 128 visible ASCII characters",
        ),
        "email" => {
            look_at(&["PORTCULLIS_CLAIM_EMAIL"], "names the claim with the address, a text of at most 255 bytes")
        }
        "sid" => {
            look_at(&["PORTCULLIS_CLAIM_SESSION"], "names the claim with the session, a text of at most 255 bytes")
        }
        "aud" => look_at(&["PORTCULLIS_AUDIENCE"], "the issuer must write that name into `aud`, a text or a list"),
        "copied claims" => look_at(&["PORTCULLIS_COPY_CLAIMS"], "names claims that have more than 4 KiB together"),
        _ => look_at(&[], "its issuer must write the claim as RFC 7519 and RFC 9068 have it"),
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
    #[case(TokenRejection::Missing("exp"), None)]
    #[case(TokenRejection::Form("auth_time"), None)]
    fn each_refusal_has_its_advice(#[case] refusal: TokenRejection, #[case] setting: Option<&str>) {
        let advice = advice(refusal);
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
