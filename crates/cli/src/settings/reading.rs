//! Settings as the program uses them.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::time::Duration;

use portcullis_adapters::database::{DatabaseUrl, PoolSize};
use portcullis_adapters::jwt::{
    ClaimNames, ClaimPath, HmacSecrets, ProviderMfa, TokenRules, TokenType, VerificationKeys,
};
use portcullis_adapters::{SealingKeys, SmtpMailer};
use portcullis_api::{GateProfiles, Rules};
use portcullis_domain::access::StepUpRule;
use portcullis_domain::error::Violation;
use portcullis_domain::identity::SubjectId;
use portcullis_domain::policy::GracePeriod;
use portcullis_domain::{Error, Result};

use super::sources::{Given, Sources};
use super::table::{SETTINGS, Setting};
use crate::logging::LogFormat;

/// Reads single settings, each when somebody needs it; says what is wrong by the name under which it was given.
pub(crate) struct Settings<'a>(pub(crate) &'a Sources);

/// What tokens are verified with.
pub(crate) enum TokenKeys {
    /// HS256 secrets.
    Secrets(HmacSecrets),
    /// Public keys.
    Public(VerificationKeys),
}

impl Settings<'_> {
    /// Where to listen.
    pub(crate) fn bind(&self) -> Result<SocketAddr> {
        let given = self.value("bind")?;
        let mut addresses = given.value.to_socket_addrs().map_err(|_| wrong(&given, "must be ADDRESS:PORT"))?;
        addresses.next().ok_or_else(|| wrong(&given, "names no address"))
    }

    /// Which database.
    pub(crate) fn database_url(&self) -> Result<DatabaseUrl> {
        let given = self.value("database_url")?;
        DatabaseUrl::parse(&given.value).map_err(under(&given))
    }

    /// How many connections.
    pub(crate) fn pool(&self) -> Result<PoolSize> {
        let given = self.value("database_pool")?;
        PoolSize::new(whole_number(&given)?).map_err(under(&given))
    }

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
            Some(given) => names.copying(list(&given.value)).map_err(under(given))?,
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

    /// What tokens are verified with: exactly one of the three ways to say it.
    pub(crate) fn token_keys(&self) -> Result<TokenKeys> {
        let given: Vec<_> =
            ["jwt_secret", "jwt_secret_file", "jwks_file"].into_iter().filter_map(|name| self.0.get(name)).collect();
        let [given] = &*given else {
            let rule = if given.is_empty() {
                "or PORTCULLIS_JWT_SECRET_FILE or PORTCULLIS_JWKS_FILE is required: whose tokens are to be believed?"
            } else {
                "and PORTCULLIS_JWT_SECRET_FILE and PORTCULLIS_JWKS_FILE exclude each other: a key is of one kind"
            };
            return Err(Error::invalid("PORTCULLIS_JWT_SECRET", rule));
        };
        let secrets = |secrets: Vec<Vec<u8>>| HmacSecrets::new(secrets).map(TokenKeys::Secrets).map_err(under(given));
        if self.0.get("jwks_file").is_some() {
            VerificationKeys::from_jwks(&read(given)?).map(TokenKeys::Public).map_err(under(given))
        } else if self.0.get("jwt_secret_file").is_some() {
            secrets(read(given)?.lines().filter(|line| !line.is_empty()).map(|line| line.as_bytes().to_vec()).collect())
        } else {
            secrets(list(&given.value).into_iter().map(String::into_bytes).collect())
        }
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

    /// Who delivers mail, if anybody does.
    pub(crate) fn mailer(&self) -> Result<Option<SmtpMailer>> {
        let Some(url) = self.0.get("smtp_url") else { return Ok(None) };
        let (server, options) = url.value.split_once('?').unwrap_or((&url.value, ""));
        let encrypted = server.starts_with("smtps://") || options.split('&').any(|option| option == "tls=required");
        if !(encrypted || url.value.strip_prefix("smtp://").is_some_and(is_loopback)) {
            return Err(wrong(url, "must be smtps://, or smtp:// with ?tls=required, or on loopback"));
        }
        SmtpMailer::new(&url.value, &self.value("mail_from")?.value).map(Some)
    }

    /// What administrators must have proved.
    pub(crate) fn step_up(&self) -> Result<StepUpRule> {
        let given = self.value("step_up")?;
        match &*given.value {
            "weakening" => Ok(StepUpRule::Weakening),
            "required" => Ok(StepUpRule::Required),
            "off" => Ok(StepUpRule::Off),
            _ => Err(wrong(&given, "must be weakening, required or off")),
        }
    }

    /// How single routes are held at the gate.
    pub(crate) fn gate_profiles(&self) -> Result<GateProfiles> {
        self.0.get("gate_profiles").map_or_else(
            || Ok(GateProfiles::default()),
            |given| GateProfiles::parse(&given.value).map_err(under(given)),
        )
    }

    /// Within which time the gate honours what others changed.
    pub(crate) fn gate_staleness(&self) -> Result<Duration> {
        let given = self.value("gate_staleness")?;
        let seconds = whole_number(&given)?;
        if seconds > 60 {
            return Err(wrong(&given, "must be from 0 to 60"));
        }
        Ok(Duration::from_secs(u64::from(seconds)))
    }

    /// The machines that may ask what others may.
    fn deciders(&self) -> Result<BTreeSet<SubjectId>> {
        let Some(given) = self.0.get("deciders") else { return Ok(BTreeSet::new()) };
        list(&given.value).into_iter().map(SubjectId::parse).collect::<Result<_>>().map_err(under(given))
    }

    /// What all these decide about the use cases.
    pub(crate) fn rules(&self) -> Result<Rules> {
        Ok(Rules {
            step_up: self.step_up()?,
            identity_provider: !self.token_rules()?.names.mfa.is_empty(),
            profiles: self.gate_profiles()?,
            staleness: self.gate_staleness()?,
            deciders: self.deciders()?,
            grace: self.default_grace()?,
        })
    }

    /// The grace period of new organizations.
    pub(crate) fn default_grace(&self) -> Result<GracePeriod> {
        let given = self.value("default_grace_days")?;
        GracePeriod::days(whole_number(&given)?).map_err(under(&given))
    }

    /// What is logged.
    pub(crate) fn log(&self) -> Result<String> {
        Ok(self.value("log")?.value)
    }

    /// In which form.
    pub(crate) fn log_format(&self) -> Result<LogFormat> {
        let given = self.value("log_format")?;
        match &*given.value {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err(wrong(&given, "must be text or json")),
        }
    }

    /// What was given, or the default, or the complaint that it is required.
    pub(super) fn value(&self, name: &'static str) -> Result<Given> {
        if let Some(given) = self.0.get(name) {
            return Ok(given.clone());
        }
        match SETTINGS.iter().find(|setting| setting.name == name) {
            Some(Setting { variable, default: "", .. }) => {
                Err(Error::invalid(*variable, format!("is required ({name} in the file)")))
            }
            Some(Setting { variable, default, .. }) => {
                Ok(Given { value: (*default).to_owned(), place: (*variable).to_owned() })
            }
            None => Err(Error::internal(format!("no setting {name}"))),
        }
    }
}

pub(super) fn wrong(given: &Given, rule: &str) -> Error {
    Error::invalid(&*given.place, rule)
}

/// The same complaint, under the name that the operator used.
fn under(given: &Given) -> impl FnOnce(Error) -> Error {
    let place = given.place.clone();
    move |error| match error {
        Error::Invalid(violations) => Error::Invalid(
            violations.into_iter().map(|violation| Violation { field: place.clone(), ..violation }).collect(),
        ),
        other => other,
    }
}

fn read(given: &Given) -> Result<String> {
    std::fs::read_to_string(&given.value)
        .map_err(|error| wrong(given, &format!("names a file that cannot be read: {}", error.kind())))
}

fn whole_number(given: &Given) -> Result<u32> {
    given.value.parse().map_err(|_| wrong(given, "must be a whole number"))
}

pub(super) fn list(value: &str) -> Vec<String> {
    value.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// Whether the host of a URL without its scheme is this machine.
pub(super) fn is_loopback(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return false;
    }
    let host = match authority.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((host, _)) => host,
        None => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
    };
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn sources(given: &[(&'static str, &str)]) -> Sources {
        let mut sources = Sources::default();
        for (name, value) in given {
            sources.put(name, (*value).to_owned(), format!("--{name}"));
        }
        sources
    }

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
            (vec![("jwt_secret", secret)], true),
            (vec![("jwt_secret", "short")], false),
            (vec![("jwt_secret", secret), ("jwks_file", "keys.json")], false),
            (vec![("jwt_secret_file", "/nowhere")], false),
            (vec![("jwks_file", "/nowhere")], false),
        ] {
            assert_eq!(Settings(&sources(&given)).token_keys().is_ok(), taken, "{given:?}");
        }
    }

    #[test]
    fn what_is_required_is_asked_for_and_what_is_wrong_named_where_it_stands() {
        let missing = Settings(&sources(&[])).token_rules().map(drop).unwrap_err().to_string();
        assert!(missing.contains("PORTCULLIS_ISSUER") && missing.contains("is required"), "{missing}");
        for (name, value) in [
            ("bind", "nonsense"),
            ("database_url", "mysql://x"),
            ("database_pool", "0"),
            ("token_type", "JWT"),
            ("default_grace_days", "91"),
            ("log_format", "xml"),
            ("step_up", "maybe"),
            ("gate_profiles", "admin"),
            ("gate_staleness", "61"),
        ] {
            let sources = sources(&[(name, value)]);
            let settings = Settings(&sources);
            let errors = [
                settings.bind().map(drop),
                settings.database_url().map(drop),
                settings.pool().map(drop),
                settings.token_type().map(drop),
                settings.default_grace().map(drop),
                settings.log_format().map(drop),
                settings.step_up().map(drop),
                settings.gate_profiles().map(drop),
                settings.gate_staleness().map(drop),
            ];
            let errors: Vec<_> = errors.into_iter().filter_map(Result::err).map(|error| error.to_string()).collect();
            let [error] = &*errors else { panic!("{errors:?}") };
            assert!(error.contains(&format!("--{name}")), "{error}");
        }
    }
}
