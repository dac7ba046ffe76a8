//! The table of settings. Flags, variables, the file's keys, `init` and `docs/operate/configuration.md` are made from it.

/// One setting.
pub(crate) struct Setting {
    /// Its key in the file; with dashes, its flag.
    pub(crate) name: &'static str,
    /// Its environment variable.
    pub(crate) variable: &'static str,
    /// What holds when nobody sets it; empty when nothing does.
    pub(crate) default: &'static str,
    /// Whether it is a secret, or may hold one: then it has no flag, for command lines are seen by everybody.
    pub(crate) secret: bool,
    /// What it is, its form, and when it is required.
    pub(crate) help: &'static str,
}

impl Setting {
    /// The flag, without its dashes in front.
    pub(crate) fn flag(&self) -> String {
        self.name.replace('_', "-")
    }
}

const fn setting(name: &'static str, variable: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting { name, variable, default, secret: false, help }
}

/// Every setting there is.
pub(crate) const SETTINGS: &[Setting] = &[
    setting(
        "bind",
        "PORTCULLIS_BIND",
        "127.0.0.1:3000",
        "Address and port to listen on; port 0 picks a free one, and the line `listening on http://ADDR` on stdout says which",
    ),
    setting(
        "tls_cert",
        "PORTCULLIS_TLS_CERT",
        "",
        "A PEM file with the certificate to serve TLS with, followed by those that vouch for it. Without it the service speaks HTTP in the clear, for a proxy that has TLS. Read at the start and at SIGHUP",
    ),
    setting("tls_key", "PORTCULLIS_TLS_KEY", "", "A PEM file with that certificate's private key"),
    setting(
        "trusted_proxies",
        "PORTCULLIS_TRUSTED_PROXIES",
        "",
        "The addresses and networks of proxies, separated by commas, whose `X-Forwarded-For` is believed: `10.0.0.7, fd00::/8`. It decides what the trail and the log name as the source, and nothing else. Nobody by default",
    ),
    setting(
        "cors_origins",
        "PORTCULLIS_CORS_ORIGINS",
        "",
        "The origins of pages that may call the API from a browser, separated by commas: `https://app.example.com`. Never the gate. None by default",
    ),
    setting(
        "connections",
        "PORTCULLIS_CONNECTIONS",
        "2048",
        "The most connections of clients at a time, 1 to 100000; what comes beyond is answered 503",
    ),
    setting(
        "metrics_bind",
        "PORTCULLIS_METRICS_BIND",
        "",
        "Address and port of a listener of its own with `/metrics`, `/livez` and `/readyz`, which the service's users must not reach: `127.0.0.1:9464`. Never that of `PORTCULLIS_BIND`. Without it there are no metrics",
    ),
    Setting {
        name: "database_url",
        variable: "DATABASE_URL",
        default: "sqlite://data/portcullis.db",
        secret: true,
        help: "`sqlite://FILE` or `postgres://…` (in a program built with PostgreSQL); may hold a password",
    },
    setting(
        "database_pool",
        "PORTCULLIS_DATABASE_POOL",
        "16",
        "The most connections to PostgreSQL for requests, 1 to 1000; one more asks whether it is ready. SQLite has one that writes and up to four that read",
    ),
    setting(
        "issuer",
        "PORTCULLIS_ISSUER",
        "",
        "The identity provider, exactly as its tokens say `iss`. Required. No `http://` outside of loopback. Memberships are of its subjects: another issuer's subjects of the same names would inherit them",
    ),
    setting(
        "audience",
        "PORTCULLIS_AUDIENCE",
        "",
        "Our names, separated by commas; a token's `aud` must contain one. Required",
    ),
    Setting {
        name: "jwt_secret",
        variable: "PORTCULLIS_JWT_SECRET",
        default: "",
        secret: true,
        help: "The secret that the identity provider signs HS256 tokens with, at least 32 random bytes; several, the newest first, separated by commas while it is being replaced",
    },
    setting("jwt_secret_file", "PORTCULLIS_JWT_SECRET_FILE", "", "A file with those secrets instead, one a line"),
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
        "Where the identity provider publishes those keys, instead of a file. Without it, a secret or a file, the issuer's own document names it (`ISSUER/.well-known/openid-configuration`). No `http://` outside of loopback, no redirects. A proxy is taken from `HTTPS_PROXY` and `NO_PROXY`",
    ),
    setting(
        "jwks_refresh",
        "PORTCULLIS_JWKS_REFRESH",
        "300",
        "How many seconds pass from one look at the published keys to the next, 1 to 3600: for so long a key counts that the identity provider dropped. A token of an unknown key asks for a look at once, at most once a minute",
    ),
    setting(
        "jwks_keep",
        "PORTCULLIS_JWKS_KEEP",
        "3600",
        "How many seconds the keys that were read last count while the identity provider cannot be read, up to 86400, and more than `PORTCULLIS_JWKS_REFRESH`. Then its tokens are answered 503",
    ),
    setting(
        "issuer_ca_file",
        "PORTCULLIS_ISSUER_CA_FILE",
        "",
        "A file with the certificates (PEM) of who vouches for the identity provider's host, instead of the public authorities",
    ),
    Setting {
        name: "encryption_key",
        variable: "PORTCULLIS_ENCRYPTION_KEY",
        default: "",
        secret: true,
        help: "The key that seals what is kept: 32 random bytes in base64; several, the newest first, separated by commas while it is being replaced. Keep it apart from the database's backups. Required",
    },
    setting("encryption_key_file", "PORTCULLIS_ENCRYPTION_KEY_FILE", "", "A file with those keys instead, one a line"),
    setting(
        "public_url",
        "PORTCULLIS_PUBLIC_URL",
        "",
        "Where the service is for its users, without a slash at the end: `https://mfa.example.com`. The `iss` of our own tokens, and never the issuer's. No `http://` outside of loopback. Required",
    ),
    setting(
        "rp_id",
        "PORTCULLIS_RP_ID",
        "",
        "The domain that passkeys are for: that of every origin, or one above it. The host of `PORTCULLIS_PUBLIC_URL` if it is not set; without a domain there are no passkeys. Another one makes every passkey useless",
    ),
    setting(
        "origins",
        "PORTCULLIS_ORIGINS",
        "",
        "The origins of the pages that use passkeys, separated by commas: `https://app.example.com`. `PORTCULLIS_PUBLIC_URL` if it is not set. No `http://` outside of loopback",
    ),
    Setting {
        name: "smtp_url",
        variable: "PORTCULLIS_SMTP_URL",
        default: "",
        secret: true,
        help: "The server that takes mail: `smtps://user:password@host`, `smtp://host:587?tls=required`. Without it no notices and no links go out",
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
        "`any`: a token's `typ` is `JWT`, `at+jwt` or absent; `at+jwt`: that alone",
    ),
    setting(
        "claim_subject",
        "PORTCULLIS_CLAIM_SUBJECT",
        "sub",
        "The claim with the subject; like every claim's name, a JSON Pointer if it begins with `/`",
    ),
    setting("claim_organization", "PORTCULLIS_CLAIM_ORGANIZATION", "orgId", "The claim with the organization"),
    setting("claim_email", "PORTCULLIS_CLAIM_EMAIL", "email", "The claim with the address"),
    setting("claim_session", "PORTCULLIS_CLAIM_SESSION", "sid", "The claim with the identity provider's session"),
    setting(
        "copy_claims",
        "PORTCULLIS_COPY_CLAIMS",
        "",
        "Claims of the identity provider's tokens that our own repeat, separated by commas: top names, none that our own tokens use, together at most 4 KiB; a token with more is refused",
    ),
    setting(
        "default_grace_days",
        "PORTCULLIS_DEFAULT_GRACE_DAYS",
        "0",
        "The grace period that new organizations begin with, in days, 0 to 90",
    ),
    setting(
        "join",
        "PORTCULLIS_JOIN",
        "explicit",
        "Who becomes a member: `explicit`, who was made one; `token`, also the subject of a token that names an organization which exists, as USER. Who was removed is never made a member again by a token",
    ),
    setting(
        "deciders",
        "PORTCULLIS_DECIDERS",
        "",
        "The subjects of machines, separated by commas, that may ask `POST /mfa/decision` what others may, with a token of the scope `portcullis.decide`. Nobody by default",
    ),
    setting(
        "step_up",
        "PORTCULLIS_STEP_UP",
        "weakening",
        "When an administrator must have used their authenticator in this session: `weakening`, when something is asked less of members than before, of who has one; `required`, for every administrative call; `off`, for tests",
    ),
    setting(
        "gate_profiles",
        "PORTCULLIS_GATE_PROFILES",
        "",
        "How `/mfa/gate/{profile}` holds single routes: `NAME: WORD WORD; NAME: …`, with the words `phishing_resistant`, `max_age=SECONDS`, `cookie=NAME` (where a token is taken from), `redirect=URL` (where browsers step up or enrol), `return=ORIGIN` (where they may come back to; several times, if need be) and `report` (everything passes, and what would have been refused is logged). `default` is the profile of `/mfa/gate`",
    ),
    setting(
        "gate_staleness",
        "PORTCULLIS_GATE_STALENESS",
        "1",
        "Within how many seconds the gate honours what another process changed, 0 to 60; 0 remembers nothing. While the database does not answer, the gate answers 503 after that time",
    ),
    setting(
        "provider_mfa",
        "PORTCULLIS_PROVIDER_MFA",
        "",
        "What the identity provider's own MFA is worth, where an organization allows `IDENTITY_PROVIDER`: a list of `acr=VALUE:LEVEL` and `amr=VALUE:LEVEL`, separated by commas, with the level `mfa` or `phishing_resistant`; the strongest that a token matches counts, from its `auth_time` on. Without it nothing does",
    ),
    setting(
        "log",
        "RUST_LOG",
        "info,actix_server=warn",
        "What is logged, as env_logger has it: `warn,portcullis=debug`",
    ),
    setting("log_format", "PORTCULLIS_LOG_FORMAT", "text", "`text` or `json`, one line an event on stderr"),
];
