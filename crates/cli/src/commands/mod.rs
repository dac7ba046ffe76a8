//! What the program does, a command a file.

mod authenticator;
mod check;
mod check_token;
mod decide;
mod dev;
mod given_token;
mod init;
mod keys;
mod member;
mod migrate;
mod openapi;
mod organization;
mod policy;
mod serve;
mod token;
mod token_advice;

use std::process::ExitCode;

use portcullis_domain::{Actor, OrganizationId, Result};

use crate::arguments::{CheckArguments, Command};
use crate::logging;
use crate::settings::{Settings, Sources};

/// Runs a command.
pub(crate) fn run(command: Command, sources: &Sources) -> Result<ExitCode> {
    let settings = Settings(sources);
    logging::start(&settings.log()?, settings.log_format()?);
    match command {
        Command::Serve(arguments) if arguments.dev => dev::run(sources),
        Command::Serve(arguments) => serve::run(&settings, arguments.migrate),
        Command::Init { file } => init::run(&file),
        Command::Migrate { action } => migrate::run(&settings, action),
        Command::Check(CheckArguments { token: Some(_) }) => check_token::run(&settings),
        Command::Check(CheckArguments { token: None }) => Ok(check::run(&settings)),
        Command::Organization(command) => organization::run(&settings, command),
        Command::Member(command) => member::run(&settings, command),
        Command::Authenticator(command) => authenticator::run(&settings, command),
        Command::Token(arguments) => token::run(&settings, &arguments),
        Command::Policy(command) => policy::run(&settings, command),
        Command::Decide(arguments) => decide::run(&settings, &arguments),
        Command::Keys(command) => keys::run(&settings, &command),
        Command::Openapi => Ok(openapi::run()),
    }
}

/// The operator, acting on an organization.
fn operator(settings: &Settings<'_>, organization: &str) -> Result<Actor> {
    Ok(Actor::operator(&settings.0.account, OrganizationId::parse(organization)?))
}
