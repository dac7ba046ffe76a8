//! The table of settings. Flags, variables, the file's keys, `init` and `docs/operate/configuration.md` are made from it.

/// One setting.
pub(crate) struct Setting {
    /// Its key in the file; with dashes, its flag.
    pub(crate) name: &'static str,
    /// Its environment variable.
    pub(crate) variable: &'static str,
    /// The default; empty if there is none.
    pub(crate) default: &'static str,
    /// Whether it is or may contain a secret: then it has no flag, because every account sees command lines.
    pub(crate) secret: bool,
    /// A description: its meaning, its form, and when it is required.
    pub(crate) help: &'static str,
}

impl Setting {
    /// Returns the flag, without the dashes in front.
    pub(crate) fn flag(&self) -> String {
        self.name.replace('_', "-")
    }
}

const fn setting(name: &'static str, variable: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting { name, variable, default, secret: false, help }
}

/// Every setting.
pub(crate) const SETTINGS: &[Setting] = &[
    setting(
        "bind",
        "PORTCULLIS_BIND",
        "127.0.0.1:3000",
        "The address and port to listen on. Port 0 picks a free one, which the line `listening on http://ADDR` on stdout names",
    ),
    setting(
        "tls_cert",
        "PORTCULLIS_TLS_CERT",
        "",
        "A PEM file with the TLS certificate and its intermediates. Without it the service speaks plain HTTP, for a proxy that terminates TLS. Read at the start and at SIGHUP",
    ),
    setting("tls_key", "PORTCULLIS_TLS_KEY", "", "A PEM file with the certificate's private key"),
    setting(
        "trusted_proxies",
        "PORTCULLIS_TRUSTED_PROXIES",
        "",
        "The addresses and networks of trusted proxies, separated by commas: `10.0.0.7, fd00::/8`. Their `X-Forwarded-For` names the source in the audit log and the log, and decides nothing else. None by default",
    ),
    setting(
        "cors_origins",
        "PORTCULLIS_CORS_ORIGINS",
        "",
        "The origins whose pages may call the API from a browser, separated by commas: `https://app.example.com`. Never the gate. None by default",
    ),
    setting(
        "connections",
        "PORTCULLIS_CONNECTIONS",
        "2048",
        "The most client connections at a time, 1 to 100000; further ones are answered 503",
    ),
    setting(
        "metrics_bind",
        "PORTCULLIS_METRICS_BIND",
        "",
        "The address and port of a separate listener for `/metrics`, `/livez` and `/readyz`, which the service's users must not reach: `127.0.0.1:9464`. Never that of `PORTCULLIS_BIND`. Without it there are no metrics",
    ),
    Setting {
        name: "database_url",
        variable: "DATABASE_URL",
        default: "sqlite://data/portcullis.db",
        secret: true,
        help: "`sqlite://FILE` or `postgres://…` (in a program built with PostgreSQL); may contain a password",
    },
    setting(
        "database_pool",
        "PORTCULLIS_DATABASE_POOL",
        "16",
        "The most connections to PostgreSQL for requests, 1 to 1000; one more checks readiness. SQLite has one that writes and up to four that read",
    ),
    setting(
        "issuer",
        "PORTCULLIS_ISSUER",
        "",
        "The identity provider, exactly as the `iss` of its tokens. Required. No `http://` outside of loopback. Memberships refer to its subjects: subjects of the same names at another issuer would inherit them",
    ),
    setting(
        "audience",
        "PORTCULLIS_AUDIENCE",
        "",
        "The service's own names, separated by commas; a token's `aud` must contain one. Required",
    ),
    Setting {
        name: "jwt_secret",
        variable: "PORTCULLIS_JWT_SECRET",
        default: "",
        secret: true,
        help: "The identity provider's HS256 secret, at least 32 random bytes; during a rotation several, the newest first, separated by commas",
    },
    setting("jwt_secret_file", "PORTCULLIS_JWT_SECRET_FILE", "", "A file with those secrets, one a line, instead"),
    setting(
        "jwks_file",
        "PORTCULLIS_JWKS_FILE",
        "",
        "A file with the identity provider's public keys (RS256, PS256, ES256, EdDSA) as a JSON Web Key Set, instead of a secret. Read at the start. A key without `alg` is for the usual algorithm of its kind; an RSA key for RS256",
    ),
    setting(
        "jwks_url",
        "PORTCULLIS_JWKS_URL",
        "",
        "The URL of the identity provider's key set, instead of a file. Without it, a secret or a file, it is discovered from the issuer (`ISSUER/.well-known/openid-configuration`). No `http://` outside of loopback, no redirects. A proxy is taken from `HTTPS_PROXY` and `NO_PROXY`",
    ),
    setting(
        "jwks_refresh",
        "PORTCULLIS_JWKS_REFRESH",
        "300",
        "The seconds between two fetches of the key set, 1 to 3600. A key that the identity provider removed is accepted for so long. A token with an unknown key triggers a fetch, at most once a minute",
    ),
    setting(
        "jwks_keep",
        "PORTCULLIS_JWKS_KEEP",
        "3600",
        "For how many seconds fetched keys are used while the identity provider does not answer, up to 86400, and more than `PORTCULLIS_JWKS_REFRESH`. After that its tokens are answered 503",
    ),
    setting(
        "issuer_ca_file",
        "PORTCULLIS_ISSUER_CA_FILE",
        "",
        "A PEM file with the certificate authorities for the identity provider's host, instead of the public ones",
    ),
    Setting {
        name: "encryption_key",
        variable: "PORTCULLIS_ENCRYPTION_KEY",
        default: "",
        secret: true,
        help: "The key that encrypts stored secrets: 32 random bytes in base64; during a rotation several, the newest first, separated by commas. Keep it apart from the database's backups. Required",
    },
    setting("encryption_key_file", "PORTCULLIS_ENCRYPTION_KEY_FILE", "", "A file with those keys, one a line, instead"),
    setting(
        "public_url",
        "PORTCULLIS_PUBLIC_URL",
        "",
        "The service's URL for its users, without a slash at the end: `https://mfa.example.com`. The `iss` of the service's own tokens, and never the issuer's. No `http://` outside of loopback. Required",
    ),
    setting(
        "rp_id",
        "PORTCULLIS_RP_ID",
        "",
        "The domain of passkeys: that of every origin, or a parent of it. By default the host of `PORTCULLIS_PUBLIC_URL`; without a domain there are no passkeys. Changing it makes every passkey unusable",
    ),
    setting(
        "origins",
        "PORTCULLIS_ORIGINS",
        "",
        "The origins of the pages that use passkeys, separated by commas: `https://app.example.com`. By default `PORTCULLIS_PUBLIC_URL`. No `http://` outside of loopback",
    ),
    Setting {
        name: "smtp_url",
        variable: "PORTCULLIS_SMTP_URL",
        default: "",
        secret: true,
        help: "The mail server: `smtps://user:password@host`, `smtp://host:587?tls=required`. Without it no notices and no links are sent",
    },
    setting(
        "mail_from",
        "PORTCULLIS_MAIL_FROM",
        "",
        "The sender of mail: `Portcullis <mfa@example.com>`. Required with `PORTCULLIS_SMTP_URL`",
    ),
    setting(
        "token_type",
        "PORTCULLIS_TOKEN_TYPE",
        "any",
        "The accepted `typ` of tokens. `any`: `JWT`, `at+jwt` or none; `at+jwt`: only that",
    ),
    setting(
        "claim_subject",
        "PORTCULLIS_CLAIM_SUBJECT",
        "sub",
        "The claim with the subject; like every claim's name, a JSON Pointer if it begins with `/`",
    ),
    setting("claim_organization", "PORTCULLIS_CLAIM_ORGANIZATION", "orgId", "The claim with the organization"),
    setting("claim_email", "PORTCULLIS_CLAIM_EMAIL", "email", "The claim with the e-mail address"),
    setting("claim_session", "PORTCULLIS_CLAIM_SESSION", "sid", "The claim with the identity provider's session"),
    setting(
        "copy_claims",
        "PORTCULLIS_COPY_CLAIMS",
        "",
        "The claims of the identity provider's tokens that the service's own tokens repeat, separated by commas: top-level names that those tokens do not use themselves, together at most 4 KiB; a token with more is rejected",
    ),
    setting(
        "default_grace_days",
        "PORTCULLIS_DEFAULT_GRACE_DAYS",
        "0",
        "The grace period of new organizations in days, 0 to 90",
    ),
    setting(
        "join",
        "PORTCULLIS_JOIN",
        "explicit",
        "Who becomes a member. `explicit`: subjects that are added; `token`: also the subject of a token that names an existing organization, as USER. A removed member never becomes one again by a token",
    ),
    setting(
        "deciders",
        "PORTCULLIS_DECIDERS",
        "",
        "The subjects of clients, separated by commas, that may ask `POST /mfa/decision` about other subjects, with a token of the scope `portcullis.decide`. None by default",
    ),
    setting(
        "step_up",
        "PORTCULLIS_STEP_UP",
        "weakening",
        "When an administrator must have used their authenticator in this session. `weakening`: to weaken what is required of members, if they have one; `required`: for every administrative call; `off`: never, for tests",
    ),
    setting(
        "gate_profiles",
        "PORTCULLIS_GATE_PROFILES",
        "",
        "What `/mfa/gate/{profile}` requires of routes: `NAME: WORD WORD; NAME: …`, with the words `phishing_resistant`, `max_age=SECONDS`, `cookie=NAME` (a cookie with the token), `redirect=URL` (the page where browsers step up or enrol), `return=ORIGIN` (an origin to which that page may return; may be repeated) and `report` (every request is allowed, and what would have been denied is logged). `default` is the profile of `/mfa/gate`. The file takes `[[gate.profiles]]` instead",
    ),
    setting(
        "gate_staleness",
        "PORTCULLIS_GATE_STALENESS",
        "1",
        "Within how many seconds the gate follows changes by other replicas, 0 to 60; 0 disables its cache. While the database does not answer, the gate answers 503 after that time",
    ),
    setting(
        "provider_mfa",
        "PORTCULLIS_PROVIDER_MFA",
        "",
        "The level of the identity provider's own MFA, where an organization allows `IDENTITY_PROVIDER`: a list of `acr=VALUE:LEVEL` and `amr=VALUE:LEVEL`, separated by commas, with the level `mfa` or `phishing_resistant`. The strongest match counts, from the token's `auth_time` on. Without it the provider's MFA does not count",
    ),
    setting(
        "log",
        "RUST_LOG",
        "info,actix_server=warn",
        "The targets and levels to log, in the syntax of env_logger: `warn,portcullis=debug`",
    ),
    setting("log_format", "PORTCULLIS_LOG_FORMAT", "text", "`text` or `json`, one line an event on stderr"),
];
