//! The rules for the identity provider's tokens and our own.

use portcullis_adapters::jwt::{ClaimNames, ClaimPath, CopiedClaimNames, ProviderMfa, TokenRules, TokenType};
use portcullis_domain::ClientGrants;

use super::problems::Problems;
use super::web_address::is_loopback;
use crate::error::Result;
use crate::settings::Settings;

/// Reads the rules for the identity provider's tokens, without clients that act for persons.
pub(crate) fn read(settings: &Settings) -> Result<TokenRules> {
    let mut problems = Problems::default();
    let issuer = problems.note(issuer(settings));
    let audiences = problems.note(audiences(settings));
    let mut claim =
        |name| problems.note(settings.value(name).and_then(|given| given.named(ClaimPath::parse(&given.value))));
    let (subject, organization) = (claim("claim_subject"), claim("claim_organization"));
    let audience = claim("claim_audience");
    let (email, session) = (claim("claim_email"), claim("claim_session"));
    let email_verified = problems.note(email_verified(settings));
    let scope = settings.get("claim_scope").map(|given| given.named(ClaimPath::parse(&given.value)));
    let scope = problems.note(scope.transpose());
    let mfa = problems.note(settings.get("provider_mfa").map_or_else(
        || Ok(ProviderMfa::default()),
        |given| given.named(ProviderMfa::parse(given.list().iter().map(String::as_str))),
    ));
    let join =
        problems.note(settings.value("join").and_then(|given| given.one_of(&[("explicit", false), ("token", true)])));
    let names = || {
        let (subject, organization, email, session) = (subject?, organization?, email?, session?);
        let (audience, scope, email_verified) = (audience?, scope?, email_verified?);
        let (copied, mfa) = (CopiedClaimNames::default(), ProviderMfa::default());
        Some(ClaimNames { subject, audience, scope, organization, email, email_verified, session, copied, mfa })
    };
    let names = names().and_then(|names| {
        problems.note(match settings.get("copy_claims") {
            Some(given) => given.named(names.with_copied_claims(given.list())),
            None => Ok(names),
        })
    });
    let whole = || {
        let names = ClaimNames { mfa: mfa?, ..names? };
        Some(TokenRules {
            issuer: issuer?,
            audiences: audiences?,
            names,
            join: join?,
            clients: ClientGrants::default(),
        })
    };
    problems.conclude(whole())
}

/// Reads the claim that says whether the address is verified. The standard's says it of the claim `email` alone (OpenID
/// Connect Core 1.0, section 5.1).
fn email_verified(settings: &Settings) -> Result<Option<ClaimPath>> {
    match settings.get("claim_email_verified") {
        Some(given) => given.named(ClaimPath::parse(&given.value)).map(Some),
        None if settings.value("claim_email")?.value == "email" => Ok(ClaimNames::default().email_verified),
        None => Ok(None),
    }
}

/// Reads the identity provider's name, exactly as its tokens state it.
pub(crate) fn issuer(settings: &Settings) -> Result<String> {
    let given = settings.value("issuer")?;
    if given.value.strip_prefix("http://").is_some_and(|rest| !is_loopback(rest)) {
        return Err(
            given.wrong("must not be http:// outside of loopback: anyone on the network could replace its keys")
        );
    }
    Ok(given.value)
}

fn audiences(settings: &Settings) -> Result<Vec<String>> {
    let given = settings.value("audience")?;
    let audiences = given.list();
    if audiences.is_empty() { Err(given.wrong("must name at least one audience")) } else { Ok(audiences) }
}

/// Reads the accepted `typ` of tokens.
pub(crate) fn token_type(settings: &Settings) -> Result<TokenType> {
    settings.value("token_type")?.one_of(&[("any", TokenType::Any), ("at+jwt", TokenType::AccessToken)])
}

/// Returns the rules for our own tokens: the provider's, with our issuer, session and audience, and without its MFA, scopes
/// and joining.
pub(crate) fn own(provider: &TokenRules, public_url: &str) -> TokenRules {
    let ClaimNames { session, audience, scope, mfa, .. } = ClaimNames::default();
    let names = ClaimNames { session, audience, scope, mfa, ..provider.names.clone() };
    TokenRules { issuer: public_url.to_owned(), names, join: false, ..provider.clone() }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://idp.example", true)]
    #[case("my-product", true)]
    #[case("http://localhost:8080/realms/x", true)]
    #[case("http://127.0.0.1", true)]
    #[case("http://[::1]:8080", true)]
    #[case("http://idp.example", false)]
    #[case("http://localhost.evil.example", false)]
    #[case("http://user@idp.example", false)]
    #[case("http://localhost:x@idp.example", false)]
    fn issuer_is_plain_http_on_loopback_only(#[case] issuer: &str, #[case] accepted: bool) {
        let settings = Settings::given(&[("issuer", issuer), ("audience", "portcullis")]);
        assert_eq!(read(&settings).is_ok(), accepted);
    }

    #[rstest]
    #[case(&[], Some("email_verified"))]
    #[case(&[("claim_email", "email")], Some("email_verified"))]
    #[case(&[("claim_email", "upn")], None)]
    #[case(&[("claim_email", "upn"), ("claim_email_verified", "/upn_verified")], Some("/upn_verified"))]
    #[case(&[("claim_email_verified", "xms_edov")], Some("xms_edov"))]
    fn email_verified_speaks_of_the_claim_email_alone(
        #[case] given: &[(&'static str, &'static str)],
        #[case] expected: Option<&str>,
    ) {
        let required = [("issuer", "https://idp.example"), ("audience", "portcullis")];
        let rules = read(&Settings::given(&[&required[..], given].concat())).unwrap();
        assert_eq!(rules.names.email_verified.map(|name| name.to_string()).as_deref(), expected);
    }

    #[test]
    fn our_own_tokens_carry_no_provider_mfa_and_never_join() {
        let settings = Settings::given(&[
            ("issuer", "https://idp.example"),
            ("audience", "portcullis"),
            ("provider_mfa", "acr=mfa:mfa"),
            ("claim_audience", "azp"),
            ("claim_scope", "roles"),
            ("join", "token"),
        ]);
        let provider = read(&settings).unwrap();
        let own = own(&provider, "https://mfa.example");
        assert!(!provider.names.mfa.is_empty() && provider.join);
        assert!(own.names.mfa.is_empty() && !own.join);
        assert_eq!((own.names.audience.to_string(), own.names.scope), ("aud".to_owned(), None));
        assert_eq!((&*own.issuer, own.audiences), ("https://mfa.example", provider.audiences));
    }
}
