//! Whose tokens are believed, and what seals what we keep.

use std::time::Duration;

use portcullis_adapters::SealingKeys;
use portcullis_adapters::jwt::{
    ClaimNames, ClaimPath, HmacSecrets, KeyLocation, KeySource, ProviderMfa, RefreshInterval, TokenRules, TokenType,
    VerificationKeys,
};
use portcullis_domain::{Error, Result};

use super::reading::{Settings, is_loopback, list, read, under, whole_number, wrong};
use super::sources::Given;

/// What tokens are verified with.
pub(crate) enum TokenKeys {
    /// HS256 secrets.
    Secrets(HmacSecrets),
    /// Public keys.
    Public(VerificationKeys),
    /// Public keys that the issuer publishes.
    Published(KeySource, RefreshInterval),
}

impl Settings<'_> {
    /// Which tokens are for us.
    pub(crate) fn token_rules(&self) -> Result<TokenRules> {
        let issuer = self.value("issuer")?;
        if let Some(rest) = issuer.value.strip_prefix("http://")
            && !is_loopback(rest)
        {
            return Err(wrong(&issuer, "must not be http:// outside of loopback: its tokens could be anybody's"));
        }
        let audience = self.value("audience")?;
        let audiences = list(&audience.value);
        if audiences.is_empty() {
            return Err(wrong(&audience, "must name at least one audience"));
        }
        let claim = |name| {
            let given = self.value(name)?;
            ClaimPath::parse(&given.value).map_err(under(&given))
        };
        let names = ClaimNames {
            subject: claim("claim_subject")?,
            organization: claim("claim_organization")?,
            email: claim("claim_email")?,
            session: claim("claim_session")?,
            ..ClaimNames::default()
        };
        let names = match self.0.get("copy_claims") {
            Some(given) => names.with_copied_claims(list(&given.value)).map_err(under(given))?,
            None => names,
        };
        let mfa = match self.0.get("provider_mfa") {
            Some(given) => ProviderMfa::parse(list(&given.value).iter().map(String::as_str)).map_err(under(given))?,
            None => ProviderMfa::default(),
        };
        let join = self.value("join")?;
        let join = match &*join.value {
            "explicit" => false,
            "token" => true,
            _ => return Err(wrong(&join, "must be explicit or token")),
        };
        Ok(TokenRules { issuer: issuer.value, audiences, names: ClaimNames { mfa, ..names }, join })
    }

    /// Which kind of token counts.
    pub(crate) fn token_type(&self) -> Result<TokenType> {
        let given = self.value("token_type")?;
        match &*given.value {
            "any" => Ok(TokenType::Any),
            "at+jwt" => Ok(TokenType::AccessToken),
            _ => Err(wrong(&given, "must be any or at+jwt")),
        }
    }

    /// What tokens are verified with, in one of the four ways to say it; without any, what the issuer publishes.
    pub(crate) fn token_keys(&self) -> Result<TokenKeys> {
        let ways = ["jwt_secret", "jwt_secret_file", "jwks_file", "jwks_url"];
        let given: Vec<_> = ways.into_iter().filter_map(|name| self.0.get(name)).collect();
        let given = match &*given {
            [] => return self.published_keys(None),
            [given] => *given,
            _ => {
                let rule = "and PORTCULLIS_JWT_SECRET_FILE, PORTCULLIS_JWKS_FILE and PORTCULLIS_JWKS_URL exclude each other: a key is of one kind";
                return Err(Error::invalid("PORTCULLIS_JWT_SECRET", rule));
            }
        };
        if self.0.get("jwks_url").is_some() {
            return self.published_keys(Some(given));
        }
        let secrets = |secrets: Vec<Vec<u8>>| HmacSecrets::new(secrets).map(TokenKeys::Secrets).map_err(under(given));
        if self.0.get("jwks_file").is_some() {
            VerificationKeys::from_jwks(&read(given)?).map(TokenKeys::Public).map_err(under(given))
        } else if self.0.get("jwt_secret_file").is_some() {
            secrets(read(given)?.lines().filter(|line| !line.is_empty()).map(|line| line.as_bytes().to_vec()).collect())
        } else {
            secrets(list(&given.value).into_iter().map(String::into_bytes).collect())
        }
    }

    /// What the issuer publishes, there or where its own document says.
    fn published_keys(&self, there: Option<&Given>) -> Result<TokenKeys> {
        let issuer = self.value("issuer")?;
        let location = match there {
            Some(given) => KeyLocation::new(&issuer.value, Some(&given.value)).map_err(under(given))?,
            None => KeyLocation::new(&issuer.value, None).map_err(|_| {
                let rule = "or PORTCULLIS_JWT_SECRET_FILE, PORTCULLIS_JWKS_FILE or PORTCULLIS_JWKS_URL is required: whose tokens are to be believed? (PORTCULLIS_ISSUER is no URL, so that its keys cannot be discovered)";
                Error::invalid("PORTCULLIS_JWT_SECRET", rule)
            })?,
        };
        let seconds = |name, most: u32| {
            let given = self.value(name)?;
            let seconds = whole_number(&given)?;
            let fits = (1..=most).contains(&seconds);
            if fits { Ok(seconds) } else { Err(wrong(&given, &format!("must be from 1 to {most}"))) }
        };
        let (refresh, keep) = (seconds("jwks_refresh", 3_600)?, seconds("jwks_keep", 86_400)?);
        if keep <= refresh {
            return Err(wrong(&self.value("jwks_keep")?, "must be more than PORTCULLIS_JWKS_REFRESH"));
        }
        let interval =
            RefreshInterval { refresh: Duration::from_secs(refresh.into()), keep: Duration::from_secs(keep.into()) };
        let authorities = self.0.get("issuer_ca_file");
        let source = match authorities {
            Some(given) => KeySource::new(location, Some(read(given)?.as_bytes())).map_err(under(given)),
            None => KeySource::new(location, None),
        };
        Ok(TokenKeys::Published(source?, interval))
    }

    /// What seals secrets at rest: exactly one of the two ways to say it.
    pub(crate) fn sealing_keys(&self) -> Result<SealingKeys> {
        match (self.0.get("encryption_key"), self.0.get("encryption_key_file")) {
            (Some(given), None) => {
                let keys = list(&given.value);
                SealingKeys::parse(keys.iter().map(String::as_str)).map_err(under(given))
            }
            (None, Some(given)) => {
                let text = read(given)?;
                SealingKeys::parse(text.lines().filter(|line| !line.is_empty())).map_err(under(given))
            }
            (None, None) => Err(Error::invalid(
                "PORTCULLIS_ENCRYPTION_KEY",
                "or PORTCULLIS_ENCRYPTION_KEY_FILE is required: with what is to be sealed?",
            )),
            (Some(_), Some(_)) => Err(Error::invalid(
                "PORTCULLIS_ENCRYPTION_KEY",
                "and PORTCULLIS_ENCRYPTION_KEY_FILE exclude each other",
            )),
        }
    }

    /// Our own name and audiences. Our tokens are not the issuer's.
    pub(crate) fn own_rules(&self) -> Result<TokenRules> {
        let rules = self.token_rules()?;
        let given = self.value("public_url")?;
        let url = &given.value;
        if !(url.starts_with("https://") || url.strip_prefix("http://").is_some_and(is_loopback)) {
            return Err(wrong(&given, "must begin with https://, or be on loopback"));
        }
        if url.ends_with('/') {
            return Err(wrong(&given, "must not end with a slash"));
        }
        if *url == rules.issuer {
            return Err(wrong(&given, "must not be the issuer: whose a token is must be plain"));
        }
        // in our own tokens the session is always `sid`: it is ours
        let ClaimNames { session, mfa, .. } = ClaimNames::default();
        let names = ClaimNames { session, mfa, ..rules.names };
        Ok(TokenRules { issuer: url.clone(), audiences: rules.audiences, names, join: false })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::settings::reading::tests::sources;

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
    fn an_issuer_is_not_plain_http_outside_of_loopback(#[case] issuer: &str, #[case] taken: bool) {
        let sources = sources(&[("issuer", issuer), ("audience", "portcullis")]);
        assert_eq!(Settings(&sources).token_rules().is_ok(), taken);
    }

    #[test]
    fn our_own_tokens_tell_nothing_of_the_providers_mfa_and_join_nobody() {
        let sources = sources(&[
            ("issuer", "https://idp.example"),
            ("audience", "portcullis"),
            ("public_url", "https://mfa.example"),
            ("provider_mfa", "acr=mfa:mfa"),
            ("join", "token"),
        ]);
        let settings = Settings(&sources);
        let (theirs, ours) = (settings.token_rules().unwrap(), settings.own_rules().unwrap());
        assert!(!theirs.names.mfa.is_empty() && theirs.join);
        assert!(ours.names.mfa.is_empty() && !ours.join);
    }

    #[test]
    fn keys_are_given_in_exactly_one_way() {
        let secret = "0123456789abcdef0123456789abcdef";
        for (given, taken) in [
            (vec![], false),
            (vec![("issuer", "my-product")], false),
            (vec![("issuer", "https://idp.example")], true),
            (vec![("issuer", "my-product"), ("jwks_url", "https://idp.example/keys")], true),
            (vec![("issuer", "https://idp.example"), ("jwks_url", "http://idp.example/keys")], false),
            (vec![("issuer", "https://idp.example"), ("jwks_url", "https://x/keys"), ("jwt_secret", secret)], false),
            (vec![("issuer", "https://idp.example"), ("jwks_refresh", "0")], false),
            (vec![("issuer", "https://idp.example"), ("jwks_refresh", "3601")], false),
            (vec![("issuer", "https://idp.example"), ("jwks_keep", "300")], false),
            (vec![("issuer", "https://idp.example"), ("jwks_keep", "301")], true),
            (vec![("issuer", "https://idp.example"), ("jwks_keep", "86401")], false),
            (vec![("issuer", "https://idp.example"), ("issuer_ca_file", "/nowhere")], false),
            (vec![("jwt_secret", secret)], true),
            (vec![("jwt_secret", "short")], false),
            (vec![("jwt_secret", secret), ("jwks_file", "keys.json")], false),
            (vec![("jwt_secret_file", "/nowhere")], false),
            (vec![("jwks_file", "/nowhere")], false),
        ] {
            assert_eq!(Settings(&sources(&given)).token_keys().is_ok(), taken, "{given:?}");
        }
    }
}
