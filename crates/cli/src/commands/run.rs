//! Runs a command with the sections of the configuration that it needs.

use std::process::ExitCode;
use std::sync::Arc;

use portcullis_adapters::database::DieselStore;

use super::{
    authenticator, check, check_token, decide, dev, init, keys, member, migrate, openapi, organization, policy, serve,
    session, token,
};
use crate::arguments::{CheckArguments, Command};
use crate::config::{self, Config, ServiceConfig};
use crate::error::Result;
use crate::settings::Settings;
use crate::{compose, logging};

/// Runs a command.
pub(crate) fn run(command: Command, settings: &Settings) -> Result<ExitCode> {
    if let Command::Serve(arguments) = &command
        && !arguments.dev
    {
        // every problem is reported at once, the log's too
        let config = Config::read(settings)?;
        logging::start(&config.log.filter, config.log.format);
        return serve::run(config, arguments.migrate);
    }
    let log = config::log::read(settings);
    if matches!(command, Command::Check(CheckArguments { token: None })) {
        // reports each problem, the log's too
        if let Ok(log) = log {
            logging::start(&log.filter, log.format);
        }
        return Ok(check::run(settings));
    }
    settings.sound()?;
    let log = log?;
    logging::start(&log.filter, log.format);
    if !matches!(command, Command::Init { .. } | Command::Check(_) | Command::Openapi) {
        config::files::read(settings)?;
    }
    let account = &*settings.account;
    match command {
        Command::Serve(_) => dev::run(settings),
        Command::Init { file } => init::run(&file),
        Command::Migrate { action } => migrate::run(&config::database::read(settings)?, action),
        Command::Check(_) => check_token::run(ServiceConfig::read(settings)?),
        Command::Organization(command) => {
            let grace = config::administration::grace(settings)?;
            organization::run(store(settings)?, account, grace, command)
        }
        Command::Member(command) => {
            let sealer = || Ok(compose::sealer(config::encryption::read(settings)?));
            member::run(store(settings)?, account, command, sealer)
        }
        Command::Authenticator(command) => authenticator::run(store(settings)?, account, command),
        Command::Session(command) => session::run(store(settings)?, account, command),
        Command::Token(arguments) => {
            let rules = config::token_rules::read(settings)?;
            let token_type = config::token_rules::token_type(settings)?;
            let signer = token::signer(&config::issuer_keys::read(settings)?, rules, token_type)?;
            token::run(&signer, arguments)
        }
        Command::Policy(command) => policy::run(store(settings)?, account, command),
        Command::Decide(arguments) => decide::run(ServiceConfig::read(settings)?, &arguments),
        Command::Keys(command) => {
            let encryption = config::encryption::read(settings)?;
            keys::run(&store(settings)?, encryption, &command)
        }
        Command::Openapi => Ok(openapi::run()),
    }
}

fn store(settings: &Settings) -> Result<Arc<DieselStore>> {
    compose::ready_store(&config::database::read(settings)?)
}
