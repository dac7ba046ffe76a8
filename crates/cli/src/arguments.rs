//! The command line: commands, and a flag for every setting that is no secret.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use portcullis_domain::Result;

use crate::settings::{SETTINGS, Sources};

/// Organization-wide MFA: policy and enforcement, beside the identity provider that signs users in.
#[derive(Debug, Parser)]
#[command(name = "portcullis", version, propagate_version = true, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the service
    Serve(ServeArguments),
    /// Write a complete portcullis.toml with fresh keys, for a first production start
    Init {
        /// The file to write; never one that exists
        #[arg(default_value = "portcullis.toml")]
        file: PathBuf,
    },
    /// Bring the database's schema up to date, under a lock; creates a SQLite file
    Migrate {
        /// What to do
        #[arg(value_enum, default_value_t = Migration::Run)]
        action: Migration,
    },
    /// Look at the configuration, the database and the keys, and say what is wrong
    Check(CheckArguments),
    /// Tenants
    #[command(subcommand)]
    Organization(OrganizationCommand),
    /// Who belongs to a tenant
    #[command(subcommand)]
    Member(MemberCommand),
    /// What a member holds to prove who they are
    #[command(subcommand)]
    Authenticator(AuthenticatorCommand),
    /// Sign a token with the configured HS256 secret, for development and tests
    Token(TokenArguments),
    /// What a tenant demands
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// What the gate would answer to a token, which comes by standard input; fails unless it is `allow`
    Decide(DecideArguments),
    /// The keys that seal what is kept, and those that sign our own tokens
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Print the OpenAPI document
    Openapi,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Look at a token from standard input instead: which rule refuses it, and which setting would mend it
    #[arg(long, value_name = "-", value_parser = ["-"])]
    pub(crate) token: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// Try it out: SQLite, keys, an organization with members and tokens are made; on loopback only
    #[arg(long)]
    pub(crate) dev: bool,
    /// Migrate first
    #[arg(long)]
    pub(crate) migrate: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Migration {
    /// Apply what is pending
    Run,
    /// Say what is applied and what is pending
    Status,
    /// Take the last applied one back
    Revert,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrganizationCommand {
    /// Make a tenant known
    Create {
        /// Its id, as the identity provider writes it into tokens
        id: String,
        /// What people call it
        #[arg(long)]
        name: String,
    },
    /// List all tenants
    List,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MemberCommand {
    /// Add a member
    Add {
        #[command(flatten)]
        of: MemberOf,
        /// Where they can be reached
        #[arg(long)]
        email: Option<String>,
        /// USER, BILLING, WORKSPACES, ADMINISTRATORS or OWNER
        #[arg(long, default_value = "USER")]
        role: String,
        /// person or service
        #[arg(long, default_value = "person")]
        kind: String,
        #[command(flatten)]
        over: Override,
    },
    /// Give a member another role
    Role {
        #[command(flatten)]
        of: MemberOf,
        /// USER, BILLING, WORKSPACES, ADMINISTRATORS or OWNER
        #[arg(long)]
        role: String,
        #[command(flatten)]
        over: Override,
    },
    /// End a membership
    Remove {
        #[command(flatten)]
        of: MemberOf,
    },
    /// List the members of a tenant
    List {
        /// The tenant
        #[arg(long)]
        organization: String,
    },
    /// Bring a list of members, all or nothing: a CSV file with the columns subject, email, role, kind
    Import {
        /// The tenant
        #[arg(long)]
        organization: String,
        /// The list; only the column `subject` must be there, and what a member's line leaves empty stays as it is
        file: PathBuf,
        #[command(flatten)]
        over: Override,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Override {
    /// The reason why somebody may administer an organization that enforces MFA without holding an authenticator that
    /// counts there; recorded, and told to every administrator
    #[arg(long = "override", value_name = "REASON")]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuthenticatorCommand {
    /// List what a member holds
    List {
        #[command(flatten)]
        of: MemberOf,
    },
    /// Take everything that a member holds away, so that they enrol anew
    Reset {
        #[command(flatten)]
        of: MemberOf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// List the keys: of each that seals how much is under it, of each that signs what it is good for
    List,
    /// Seal everything with the newest encryption key, and make the next signing key; may run while the service serves
    ///
    /// What an older key sealed is sealed anew, value by value; stopped half-way, it goes on where it was the next time.
    /// Every replica must hold the newest key before. What is told of as not resealed keeps its key.
    ///
    /// The next signing key is published at once and signs in 24 hours, unless one waits already.
    Rotate {
        /// A signing key leaked: the next one signs in 30 seconds, and no other counts from then on. Tokens that they
        /// signed are refused by us at that moment, so members have to refresh; a gateway takes them for as long as it
        /// keeps the key set that it has read, and refuses new ones until it reads it again
        #[arg(long)]
        at_once: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct MemberOf {
    /// The tenant
    #[arg(long)]
    pub(crate) organization: String,
    /// The member, as the identity provider names them
    #[arg(long)]
    pub(crate) subject: String,
}

#[derive(Debug, Args)]
pub(crate) struct TokenArguments {
    /// Whom it is about
    #[arg(long)]
    pub(crate) subject: String,
    /// In which tenant they act
    #[arg(long)]
    pub(crate) organization: Option<String>,
    /// Their address
    #[arg(long)]
    pub(crate) email: Option<String>,
    /// The identity provider's session
    #[arg(long)]
    pub(crate) session: Option<String>,
    /// How long it counts: 15m, 1h, 2h 30m
    #[arg(long, default_value = "1h")]
    pub(crate) ttl: String,
    /// What it may be used for
    #[arg(long)]
    pub(crate) scope: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DecideArguments {
    /// Say why, too
    #[arg(long)]
    pub(crate) explain: bool,
    /// The gate's profile
    #[arg(long)]
    pub(crate) profile: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Show it
    Show {
        /// The tenant
        #[arg(long)]
        organization: String,
    },
    /// Require MFA of every member
    Enforce {
        /// The tenant
        #[arg(long)]
        organization: String,
    },
    /// Stop demanding MFA
    Relax {
        /// The tenant
        #[arg(long)]
        organization: String,
    },
}

/// The program's command and where its settings come from. Ends the program when the command line is not understood or
/// asks for help.
pub(crate) fn read() -> Result<(Command, Sources)> {
    let matches = command().get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let mut deepest = &matches;
    while let Some((_, inner)) = deepest.subcommand() {
        deepest = inner;
    }
    let sources = Sources::read(config_flag(deepest), |name| deepest.get_one::<String>(name).cloned())?;
    Ok((arguments.command, sources))
}

fn config_flag(matches: &ArgMatches) -> Option<PathBuf> {
    matches.get_one::<PathBuf>("config").cloned()
}

/// The whole command line: what is derived above, and the settings' flags from their table.
fn command() -> clap::Command {
    let config = Arg::new("config")
        .long("config")
        .global(true)
        .value_parser(clap::value_parser!(PathBuf))
        .value_name("FILE")
        .help("The TOML file with settings [variable PORTCULLIS_CONFIG; portcullis.toml here, if it exists]");
    let flags = SETTINGS.iter().filter(|setting| !setting.secret).map(|setting| {
        Arg::new(setting.name)
            .long(setting.flag())
            .global(true)
            .value_name("VALUE")
            .help_heading("Settings")
            .hide_short_help(true)
            .help(format!("{} [variable {}]", setting.help, setting.variable))
    });
    Arguments::command().arg(config).args(flags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        command().debug_assert();
    }
}
