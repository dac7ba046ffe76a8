//! Settings as the program uses them.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};

use portcullis_adapters::SmtpMailer;
use portcullis_adapters::database::{DatabaseUrl, PoolSize};
use portcullis_domain::{Error, Result, Violation};

use super::sources::{Given, Sources};
use super::table::{SETTINGS, Setting};
use crate::logging::LogFormat;

/// Reads single settings, each when somebody needs it; says what is wrong by the name under which it was given.
pub(crate) struct Settings<'a>(pub(crate) &'a Sources);

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
pub(super) fn under(given: &Given) -> impl FnOnce(Error) -> Error {
    let place = given.place.clone();
    move |error| match error {
        Error::Invalid(violations) => Error::Invalid(
            violations.into_iter().map(|violation| Violation { field: place.clone(), ..violation }).collect(),
        ),
        other => other,
    }
}

pub(super) fn read(given: &Given) -> Result<String> {
    std::fs::read_to_string(&given.value)
        .map_err(|error| wrong(given, &format!("names a file that cannot be read: {}", error.kind())))
}

pub(super) fn whole_number(given: &Given) -> Result<u32> {
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
pub(super) mod tests {
    use super::*;

    pub(in crate::settings) fn sources(given: &[(&'static str, &str)]) -> Sources {
        let mut sources = Sources::default();
        for (name, value) in given {
            sources.put(name, (*value).to_owned(), format!("--{name}"));
        }
        sources
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
