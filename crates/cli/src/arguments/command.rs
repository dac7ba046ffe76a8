//! The commands.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::administration::{AuthenticatorCommand, MemberCommand, OrganizationCommand, PolicyCommand, SessionCommand};

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the service
    Serve(ServeArguments),
    /// Write a complete portcullis.toml with fresh keys, for a first production start
    Init {
        /// The file to write; an existing one is never overwritten
        #[arg(default_value = "portcullis.toml")]
        file: PathBuf,
    },
    /// Bring the database's schema up to date, under a lock; creates a SQLite file
    Migrate {
        /// What to do
        #[arg(value_enum, default_value_t = Migration::Run)]
        action: Migration,
    },
    /// Check the configuration, the database and the keys, and report what is wrong
    Check(CheckArguments),
    /// Create and list organizations
    #[command(subcommand)]
    Organization(OrganizationCommand),
    /// Manage the members of an organization
    #[command(subcommand)]
    Member(MemberCommand),
    /// List and reset a member's authenticators
    #[command(subcommand)]
    Authenticator(AuthenticatorCommand),
    /// End a member's sessions
    #[command(subcommand)]
    Session(SessionCommand),
    /// Sign a token with the configured HS256 secret, for development and tests
    Token(TokenArguments),
    /// Show and change whether an organization enforces MFA
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Print the gate's decision for a token from standard input; fails unless it is `allow`
    Decide(DecideArguments),
    /// List and rotate encryption keys and signing keys
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Print the OpenAPI document
    Openapi,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Check a token from standard input instead: print the rule that rejects it and the setting to change
    #[arg(long, value_name = "-", value_parser = ["-"])]
    pub(crate) token: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// Run a demo: creates a SQLite file, keys, and an organization with members and tokens; on loopback only
    #[arg(long)]
    pub(crate) dev: bool,
    /// Migrate the database first, once settings and listeners are known to be good
    #[arg(long)]
    pub(crate) migrate: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Migration {
    /// Apply what is pending
    Run,
    /// List what is applied and what is pending
    Status,
    /// Revert the last applied migration
    Revert,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// List encryption keys with what each encrypts, and signing keys with their state
    List,
    /// Encrypt everything with the newest encryption key, and make the next signing key; may run while the service runs
    ///
    /// Secrets under older keys are encrypted again, one by one; the next run continues where one was stopped. Every
    /// replica must have the newest key before. A secret that is reported as not resealed stays under its old key.
    ///
    /// The next signing key is published at once and signs in 24 hours, unless one is waiting already.
    Rotate {
        /// A signing key leaked: the next one signs in 30 seconds, and all others are retired then. From that moment the
        /// service rejects tokens signed with them, so members have to refresh. A gateway accepts them for as long as it
        /// caches the key set, and rejects new tokens until it fetches the key set again
        #[arg(long)]
        at_once: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct TokenArguments {
    /// The subject of the token
    #[arg(long)]
    pub(crate) subject: String,
    /// The organization in which the subject acts
    #[arg(long)]
    pub(crate) organization: Option<String>,
    /// The subject's e-mail address
    #[arg(long)]
    pub(crate) email: Option<String>,
    /// The identity provider's session
    #[arg(long)]
    pub(crate) session: Option<String>,
    /// How long the token is valid: 15m, 1h, 2h 30m
    #[arg(long, default_value = "1h")]
    pub(crate) ttl: String,
    /// The scope of the token
    #[arg(long)]
    pub(crate) scope: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DecideArguments {
    /// Print the reason as well
    #[arg(long)]
    pub(crate) explain: bool,
    /// The gate's profile
    #[arg(long)]
    pub(crate) profile: Option<String>,
}
