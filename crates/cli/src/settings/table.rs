//! The table of settings, from which flags, variables, keys of the file, `init` and `docs/operate/configuration.md` are
//! generated.

/// One setting.
pub(crate) struct Setting {
    /// Key in the file; with dashes, the flag.
    pub(crate) name: &'static str,
    /// Environment variable.
    pub(crate) variable: &'static str,
    /// Default value, or empty.
    pub(crate) default: &'static str,
    /// Whether it is or may contain a secret. Then it has no flag, because command lines are visible to every user.
    pub(crate) secret: bool,
    /// Meaning, form, and when it is required.
    pub(crate) help: &'static str,
}

impl Setting {
    /// Returns the flag without its leading dashes.
    pub(crate) fn flag(&self) -> String {
        self.name.replace('_', "-")
    }
}

const fn setting(name: &'static str, variable: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting { name, variable, default, secret: false, help }
}

/// All settings.
pub(crate) const SETTINGS: &[Setting] = &[
    setting(
        "bind",
        "PORTCULLIS_BIND",
        "127.0.0.1:3000",
        "Address and port to listen on. Port 0 picks a free port, which the line `listening on http://ADDRESS` on standard output shows",
    ),
    setting(
        "tls_cert",
        "PORTCULLIS_TLS_CERT",
        "",
        "PEM file with the server certificate, followed by its intermediates. Without it the service speaks plain HTTP, for use behind a proxy that terminates TLS. Read at start and on SIGHUP",
    ),
    setting("tls_key", "PORTCULLIS_TLS_KEY", "", "PEM file with the private key of that certificate"),
    setting(
        "trusted_proxies",
        "PORTCULLIS_TRUSTED_PROXIES",
        "",
        "Addresses and networks of proxies whose `X-Forwarded-For` is trusted: `10.0.0.7, fd00::/8`. Determines the source address in the audit log and the security log, and for the limit of magic links. None by default",
    ),
    setting(
        "cors_origins",
        "PORTCULLIS_CORS_ORIGINS",
        "",
        "Origins of web pages that may call the API: `https://app.example.com`. Never applies to the gate. None by default",
    ),
    setting(
        "docs",
        "PORTCULLIS_DOCS",
        "off",
        "`on` serves the OpenAPI document as a page at `/docs`; `serve --dev` does so by default. The document itself is always at `/openapi.json`",
    ),
    setting(
        "connections",
        "PORTCULLIS_CONNECTIONS",
        "2048",
        "Maximum number of client connections, 1 to 100000. Further connections wait to be accepted",
    ),
    setting(
        "metrics_bind",
        "PORTCULLIS_METRICS_BIND",
        "",
        "Address and port of a separate listener for `/metrics`, `/livez` and `/readyz`, such as `127.0.0.1:9464`. It must not be reachable by users, and must differ from `PORTCULLIS_BIND`. Without it there are no metrics",
    ),
    Setting {
        name: "database_url",
        variable: "DATABASE_URL",
        default: "sqlite://data/portcullis.db",
        secret: true,
        help: "`sqlite://FILE`, or `postgres://…` in a program built with PostgreSQL. May contain a password",
    },
    setting(
        "database_tls",
        "PORTCULLIS_DATABASE_TLS",
        "verify",
        "`verify`: a PostgreSQL server that is neither a socket nor a loopback address is used only with `sslmode=verify-full`. `off`: also without TLS or without verification, for networks where nobody can read or change the traffic",
    ),
    setting(
        "database_pool",
        "PORTCULLIS_DATABASE_POOL",
        "16",
        "Maximum number of connections for requests, 1 to 1000, and of requests that work on the database at a time; a quarter is kept for the gate's look-ups. The readiness probe uses one more. SQLite always uses one connection for writing and up to four for reading, besides those of the gate",
    ),
    setting(
        "issuer",
        "PORTCULLIS_ISSUER",
        "",
        "The identity provider, exactly as in the `iss` claim of its tokens. Required. `http://` is accepted on loopback only. Memberships belong to the subjects of this issuer: a different issuer's subjects with the same names would inherit them",
    ),
    setting(
        "audience",
        "PORTCULLIS_AUDIENCE",
        "",
        "Names of this service; a token's `aud` claim must contain one of them. Required",
    ),
    setting(
        "logout_audience",
        "PORTCULLIS_LOGOUT_AUDIENCE",
        "",
        "Names of the clients whose users the identity provider logs out: a logout token's `aud` claim, usually the application's client id, must contain one of them. By default `PORTCULLIS_AUDIENCE`",
    ),
    setting(
        "logout_memory",
        "PORTCULLIS_LOGOUT_MEMORY",
        "30",
        "Days for which logouts at the identity provider are stored, 1 to 400: longer than its tokens are valid",
    ),
    Setting {
        name: "jwt_secret",
        variable: "PORTCULLIS_JWT_SECRET",
        default: "",
        secret: true,
        help: "Shared secret with which the identity provider signs HS256 tokens, at least 32 random bytes. While rotating, list several, the newest first",
    },
    setting(
        "jwt_secret_file",
        "PORTCULLIS_JWT_SECRET_FILE",
        "",
        "File with the HS256 secrets, one per line, instead of `PORTCULLIS_JWT_SECRET`",
    ),
    setting(
        "jwks_file",
        "PORTCULLIS_JWKS_FILE",
        "",
        "File with the identity provider's public keys (RS256, PS256, ES256, EdDSA) as a JSON Web Key Set. Read at start. A key without `alg` is used with the usual algorithm of its type, an RSA key with RS256",
    ),
    setting(
        "jwks_url",
        "PORTCULLIS_JWKS_URL",
        "",
        "URL of the identity provider's key set. If no secret, file or URL is set, the issuer's discovery document names it (`ISSUER/.well-known/openid-configuration`). `http://` is accepted on loopback only, and redirects are not followed. `HTTPS_PROXY` and `NO_PROXY` are honoured",
    ),
    setting(
        "jwks_refresh",
        "PORTCULLIS_JWKS_REFRESH",
        "300",
        "Seconds between two fetches of the published keys, 1 to 3600. A key that the identity provider removed remains valid for up to this time. A token with an unknown key triggers a fetch at once, at most once a minute",
    ),
    setting(
        "jwks_keep",
        "PORTCULLIS_JWKS_KEEP",
        "3600",
        "Seconds for which the last fetched keys remain valid while the identity provider cannot be reached, up to 86400 and more than `PORTCULLIS_JWKS_REFRESH`. After that, its tokens get 503",
    ),
    setting(
        "issuer_ca_file",
        "PORTCULLIS_ISSUER_CA_FILE",
        "",
        "PEM file with the certificate authorities to trust for the identity provider's host, instead of the public ones",
    ),
    Setting {
        name: "encryption_key",
        variable: "PORTCULLIS_ENCRYPTION_KEY",
        default: "",
        secret: true,
        help: "Key that encrypts secrets in the database: 32 random bytes in base64. While rotating, list several, the newest first. Keep it apart from database backups. Required",
    },
    setting(
        "encryption_key_file",
        "PORTCULLIS_ENCRYPTION_KEY_FILE",
        "",
        "File with the encryption keys, one per line, instead of `PORTCULLIS_ENCRYPTION_KEY`",
    ),
    setting(
        "public_url",
        "PORTCULLIS_PUBLIC_URL",
        "",
        "URL at which users reach this service, without a trailing slash: `https://mfa.example.com`. It is the `iss` claim of full-access tokens, and must differ from the issuer. `http://` is accepted on loopback only. Required",
    ),
    setting(
        "rp_id",
        "PORTCULLIS_RP_ID",
        "",
        "Relying party id: the domain that passkeys belong to. Equals the host of each origin, or is a parent domain of it. Defaults to the host of `PORTCULLIS_PUBLIC_URL`; passkeys are unavailable if that is an IP address. Changing it makes all passkeys unusable",
    ),
    setting(
        "origins",
        "PORTCULLIS_ORIGINS",
        "",
        "Origins of web pages that use passkeys: `https://app.example.com`. Defaults to `PORTCULLIS_PUBLIC_URL`. `http://` is accepted on loopback only",
    ),
    Setting {
        name: "smtp_url",
        variable: "PORTCULLIS_SMTP_URL",
        default: "",
        secret: true,
        help: "SMTP server: `smtps://user:password@host` or `smtp://host:587?tls=required`. `smtp://host:25?tls=none` permits mail without encryption, and without credentials, to a host other than this one. Without it, no notices and no magic links are sent",
    },
    setting(
        "mail_from",
        "PORTCULLIS_MAIL_FROM",
        "",
        "Sender of mail: `Portcullis <mfa@example.com>`. Required with `PORTCULLIS_SMTP_URL`",
    ),
    setting(
        "smtp_hello",
        "PORTCULLIS_SMTP_HELLO",
        "",
        "Name with which the service greets the mail server (`EHLO`): a fully qualified host name, or an IP address. By default the host of `PORTCULLIS_PUBLIC_URL`",
    ),
    setting(
        "smtp_ca_file",
        "PORTCULLIS_SMTP_CA_FILE",
        "",
        "PEM file with the certificate authorities to trust for the mail server, instead of the public ones",
    ),
    setting(
        "token_type",
        "PORTCULLIS_TOKEN_TYPE",
        "any",
        "`any` accepts tokens whose `typ` is `JWT`, `at+jwt` or absent, except ID, refresh and logout tokens, which are known by their claims; `at+jwt` accepts only that",
    ),
    setting(
        "claim_subject",
        "PORTCULLIS_CLAIM_SUBJECT",
        "sub",
        "Claim with the subject. Like all claim names, a JSON Pointer if it begins with `/`",
    ),
    setting("claim_organization", "PORTCULLIS_CLAIM_ORGANIZATION", "orgId", "Claim with the organization"),
    setting(
        "claim_email",
        "PORTCULLIS_CLAIM_EMAIL",
        "email",
        "Claim with the e-mail address. It is used only if it is verified",
    ),
    setting(
        "claim_email_verified",
        "PORTCULLIS_CLAIM_EMAIL_VERIFIED",
        "",
        "Claim that is `true` if the address is verified. Without this setting it is `email_verified` if the address is in `email`; of another claim no address is used",
    ),
    setting("claim_session", "PORTCULLIS_CLAIM_SESSION", "sid", "Claim with the identity provider's session"),
    setting(
        "copy_claims",
        "PORTCULLIS_COPY_CLAIMS",
        "",
        "Claims of the identity provider's token to copy into full-access tokens: top-level names that full-access tokens do not use themselves, with at most 4 KiB of values. A token with more is rejected",
    ),
    setting(
        "default_grace_days",
        "PORTCULLIS_DEFAULT_GRACE_DAYS",
        "0",
        "Grace period of new organizations in days, 0 to 90",
    ),
    setting(
        "join",
        "PORTCULLIS_JOIN",
        "explicit",
        "`explicit`: only members that were added. `token`: a token that names an existing organization also makes its subject a USER there. A removed member never rejoins by token",
    ),
    setting(
        "address_memory",
        "PORTCULLIS_ADDRESS_MEMORY",
        "365",
        "Days for which the audit log keeps network addresses and e-mail addresses, 30 to 3650, or `forever`. Then they are removed from its entries, which stay",
    ),
    setting(
        "clients",
        "PORTCULLIS_CLIENTS",
        "",
        "The rights of clients: `SUBJECT: WORD WORD; SUBJECT: …`, where SUBJECT is the subject of the client's tokens. Words: `provision`, `decide` (both with the scope of that name) and `act` (for persons whose tokens name the client in `act`); `organization=ID`, where it has these rights (may be repeated), or `organization=*` for all. A client that is not listed has no right; `none` lists no client. Without this setting, each token with the scope `portcullis.provision` provisions every organization, as before; the next version no longer allows that. In the file, use `[[clients]]` instead, and `clients = []` for no client",
    ),
    setting(
        "deciders",
        "PORTCULLIS_DECIDERS",
        "",
        "Subjects of clients that may ask `POST /mfa/decision` about other tokens: short for `SUBJECT: decide organization=*` in `PORTCULLIS_CLIENTS`. None by default",
    ),
    setting(
        "step_up",
        "PORTCULLIS_STEP_UP",
        "guarded",
        "What administrators must have done in this session. `guarded`: while their organization enforces MFA, changes require a verification within `PORTCULLIS_MANAGEMENT_AGE`; other administrative requests require that the gate would allow them, and a verification if they have an authenticator. `always`: every administrative request requires a verification. `off`: nothing, for tests. `weakening` and `required` are old words for `guarded` and `always`",
    ),
    setting(
        "management_age",
        "PORTCULLIS_MANAGEMENT_AGE",
        "600",
        "Maximum age in seconds of a verification that opens administrative changes, 60 to 43200. The policy's maximum age applies if it is shorter",
    ),
    setting(
        "gate_profiles",
        "PORTCULLIS_GATE_PROFILES",
        "",
        "Rules that `/mfa/gate/{profile}` applies: `NAME: WORD WORD; NAME: …`. Words: `phishing_resistant`; `max_age=SECONDS`; `cookie=NAME`, to accept a token from a cookie; `redirect=URL`, the page where browsers step up or enrol; `return=ORIGIN`, where that page may send them back to (may be repeated); `report`, to let every request pass and log what would have been rejected. `default` is the profile of `/mfa/gate`. In the file, use `[[gate.profiles]]` instead",
    ),
    setting(
        "gate_staleness",
        "PORTCULLIS_GATE_STALENESS",
        "1",
        "Seconds within which the gate honours changes by other processes, 0 to 60; 0 disables its cache. While the database does not answer, the gate answers 503 after this time",
    ),
    setting(
        "provider_mfa",
        "PORTCULLIS_PROVIDER_MFA",
        "",
        "Levels of the identity provider's own MFA, for organizations that allow `IDENTITY_PROVIDER`: a list of `acr=VALUE:LEVEL` and `amr=VALUE:LEVEL`, where LEVEL is `mfa` or `phishing_resistant`. The strongest match counts, from the token's `auth_time` on. Without it, the provider's MFA does not count",
    ),
    setting(
        "log",
        "RUST_LOG",
        "info,actix_server=warn",
        "Log targets and levels, in the syntax of env_logger: `warn,portcullis=debug`",
    ),
    setting("log_format", "PORTCULLIS_LOG_FORMAT", "text", "`text` or `json`, one line per event on standard error"),
];
