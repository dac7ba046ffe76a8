//! The whole configuration.

use std::net::SocketAddr;

use jiff::SignedDuration;
use portcullis_adapters::jwt::{TokenRules, TokenType};
use portcullis_adapters::{SealingKeys, SmtpMailer, WebauthnRelyingParty};
use portcullis_domain::ClientGrants;

use super::administration::Administration;
use super::database::Database;
use super::edge::Edge;
use super::gate::Gate;
use super::issuer_keys::ConfiguredKeys;
use super::log::Log;
use super::logout::Logout;
use super::problems::Problems;
use super::{
    address_memory, administration, clients, database, edge, encryption, files, gate, issuer_keys, listening, log,
    logout, mail, metrics, passkeys, public_url, token_rules,
};
use crate::error::Result;
use crate::server::ListenConfig;
use crate::settings::Settings;

/// The whole configuration of the program when it serves.
pub(crate) struct Config {
    /// The log's filter and format.
    pub(crate) log: Log,
    /// The address, connections and TLS of the service.
    pub(crate) listen: ListenConfig,
    /// The address of the metrics listener; without it there are no metrics.
    pub(crate) metrics: Option<SocketAddr>,
    /// What there is to warn about files that other accounts can read.
    pub(crate) exposed_files: Vec<String>,
    /// Everything that use cases and background tasks are made from.
    pub(crate) service: ServiceConfig,
}

/// The configuration of use cases and background tasks.
pub(crate) struct ServiceConfig {
    /// Trusted proxies, CORS origins and strict transport security.
    pub(crate) edge: Edge,
    /// The database and the size of its pool.
    pub(crate) database: Database,
    /// The rules for the identity provider's tokens.
    pub(crate) token_rules: TokenRules,
    /// The accepted `typ` of tokens.
    pub(crate) token_type: TokenType,
    /// Which logout tokens are accepted, and for how long they count.
    pub(crate) logout: Logout,
    /// The keys that verify the identity provider's tokens.
    pub(crate) issuer_keys: ConfiguredKeys,
    /// The keys that encrypt stored secrets.
    pub(crate) encryption: SealingKeys,
    /// The service's own URL, the `iss` of its own tokens.
    pub(crate) public_url: String,
    /// The WebAuthn relying party; without a domain there are no passkeys.
    pub(crate) passkeys: Option<WebauthnRelyingParty>,
    /// The mail server; without it no mail is sent.
    pub(crate) mail: Option<SmtpMailer>,
    /// The gate's profiles and caching.
    pub(crate) gate: Gate,
    /// The rights of clients.
    pub(crate) clients: ClientGrants,
    /// How long the audit log keeps addresses; without it as long as the entries.
    pub(crate) address_memory: Option<SignedDuration>,
    /// Rules of administration.
    pub(crate) administration: Administration,
}

impl Config {
    /// Reads every section. Reports every problem at once.
    pub(crate) fn read(settings: &Settings) -> Result<Self> {
        let mut problems = Problems::default();
        let log = problems.note(log::read(settings));
        let listen = problems.note(listening::read(settings));
        let metrics = problems.note(metrics::read(settings));
        let exposed_files = problems.note(files::for_service(settings));
        let service = problems.note(ServiceConfig::read(settings));
        let whole = || {
            let (listen, exposed_files) = (listen?, exposed_files?);
            Some(Self { log: log?, listen, metrics: metrics?, exposed_files, service: service? })
        };
        problems.conclude(whole())
    }
}

impl ServiceConfig {
    /// Reads the sections of use cases and background tasks. Reports every problem at once.
    pub(crate) fn read(settings: &Settings) -> Result<Self> {
        let mut problems = Problems::default();
        problems.note(settings.sound());
        let edge = problems.note(edge::read(settings));
        let database = problems.note(database::read(settings));
        let token_rules = problems.note(token_rules::read(settings));
        let token_type = problems.note(token_rules::token_type(settings));
        let logout = problems.note(logout::read(settings));
        let issuer_keys = problems.note(issuer_keys::read(settings));
        let encryption = problems.note(encryption::read(settings));
        let public_url = problems.note(public_url::read(settings));
        let passkeys = problems.note(passkeys::read(settings));
        let mail = problems.note(mail::read(settings));
        let gate = problems.note(gate::read(settings));
        let clients = problems.note(clients::read(settings));
        let address_memory = problems.note(address_memory::read(settings));
        let administration = problems.note(administration::read(settings));
        let whole = || {
            let clients = clients?;
            Some(Self {
                edge: edge?,
                database: database?,
                token_rules: TokenRules { clients: clients.clone(), ..token_rules? },
                token_type: token_type?,
                logout: logout?,
                issuer_keys: issuer_keys?,
                encryption: encryption?,
                public_url: public_url?,
                passkeys: passkeys?,
                mail: mail?,
                gate: gate?,
                clients,
                address_memory: address_memory?,
                administration: administration?,
            })
        };
        problems.conclude(whole())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn complete() -> Settings {
        Settings::given(&[
            ("issuer", "https://idp.example"),
            ("audience", "portcullis"),
            ("public_url", "https://mfa.example"),
            ("mail_from", "mfa@mfa.example"),
            ("encryption_key", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="),
        ])
    }

    fn problems(settings: &Settings) -> Vec<String> {
        match Config::read(settings) {
            Ok(_) => Vec::new(),
            Err(crate::error::Error::Invalid(sentences)) => sentences,
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn required_settings_are_all_reported_at_once() {
        assert_eq!(problems(&complete()), Vec::<String>::new());
        let missing = problems(&Settings::default());
        for name in ["PORTCULLIS_ISSUER", "PORTCULLIS_AUDIENCE", "PORTCULLIS_ENCRYPTION_KEY", "PORTCULLIS_PUBLIC_URL"] {
            let count = missing.iter().filter(|one| one.starts_with(name) && one.contains("is required")).count();
            assert_eq!(count, 1, "{name}: {missing:?}");
        }
    }

    #[test]
    fn each_wrong_value_is_one_problem_named_by_its_source() {
        let wrong = [
            ("bind", "nonsense"),
            ("connections", "0"),
            ("trusted_proxies", "10.0.0.0/8, proxy"),
            ("cors_origins", "https://a.example,*"),
            ("metrics_bind", "nonsense"),
            ("database_url", "mysql://x"),
            ("database_pool", "0"),
            ("issuer", "http://idp.example"),
            ("audience", ","),
            ("token_type", "JWT"),
            ("logout_audience", ","),
            ("logout_memory", "0"),
            ("address_memory", "7"),
            ("copy_claims", "sub"),
            ("provider_mfa", "acr=x"),
            ("join", "maybe"),
            ("jwt_secret", "short"),
            ("encryption_key", "short"),
            ("public_url", "http://mfa.example"),
            ("rp_id", "else.example"),
            ("origins", "http://app.example"),
            ("smtp_url", "smtp://mail.example"),
            ("smtp_hello", "mfa"),
            ("smtp_ca_file", "missing.pem"),
            ("default_grace_days", "91"),
            ("deciders", "a b"),
            ("clients", "crm: provision"),
            ("step_up", "maybe"),
            ("management_age", "59"),
            ("gate_profiles", "admin"),
            ("gate_staleness", "61"),
            ("log_format", "xml"),
        ];
        for (name, value) in wrong {
            let mut settings = complete();
            settings.put(name, value.to_owned(), format!("--{name}"));
            let problems = problems(&settings);
            let [problem] = &*problems else { panic!("{name}: {problems:?}") };
            assert!(problem.starts_with(&format!("--{name} ")), "{problem}");
        }
        let mut settings = complete();
        for (name, value) in wrong {
            settings.put(name, value.to_owned(), format!("--{name}"));
        }
        // `rp_id` is compared with the origins, which are wrong
        assert_eq!(problems(&settings).len(), wrong.len() - 1, "{:?}", problems(&settings));
    }

    #[test]
    fn settings_without_effect_are_checked_as_well() {
        for (name, value, beside) in [
            ("jwks_refresh", "0", ("jwt_secret", SECRET)),
            ("jwks_keep", "86401", ("jwt_secret", SECRET)),
            ("jwks_keep", "300", ("jwt_secret", SECRET)),
            ("issuer_ca_file", "missing.pem", ("jwt_secret", SECRET)),
            ("mail_from", "nobody", ("jwt_secret", SECRET)),
            ("smtp_hello", "mfa", ("jwt_secret", SECRET)),
            ("smtp_ca_file", "missing.pem", ("jwt_secret", SECRET)),
        ] {
            let mut settings = complete();
            settings.put(beside.0, beside.1.to_owned(), format!("--{}", beside.0));
            settings.put(name, value.to_owned(), format!("--{name}"));
            let problems = problems(&settings);
            let [problem] = &*problems else { panic!("{name}: {problems:?}") };
            assert!(problem.starts_with(&format!("--{name} ")), "{problem}");
        }
    }

    #[test]
    fn unknown_setting_is_reported_beside_wrong_ones() {
        let text = "isuer = \"https://idp.example\"\nbind = \"nonsense\"\nlog = 0.5\n";
        let problems = problems(&Settings::from_file(text).unwrap());
        for start in ["unknown setting isuer in ", "log in ", "bind in ", "PORTCULLIS_ISSUER is required"] {
            assert!(problems.iter().any(|one| one.starts_with(start)), "{start}: {problems:?}");
        }
    }

    #[test]
    fn no_problem_quotes_a_secret() {
        let mut settings = complete();
        for name in ["jwt_secret", "encryption_key", "database_url", "smtp_url"] {
            settings.put(name, "hunter2://hunter2".to_owned(), name.to_owned());
        }
        let problems = problems(&settings).join("\n");
        assert!(!problems.contains("hunter2") && problems.lines().count() == 4, "{problems}");
        settings.put("jwks_file", "keys.json".to_owned(), "jwks_file".to_owned());
        settings.put("jwt_secret", SECRET.to_owned(), "jwt_secret".to_owned());
        let problems = self::problems(&settings).join("\n");
        assert!(problems.contains("jwt_secret and jwks_file are mutually exclusive"), "{problems}");
        assert!(!problems.contains(SECRET), "{problems}");
    }
}
