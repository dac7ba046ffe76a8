//! Reads the command line: the command, and flags from the table of settings.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::process;

use clap::{Arg, ArgMatches, CommandFactory as _, FromArgMatches as _, Parser};

use super::Command;
use crate::error::Result;
use crate::settings::{SETTINGS, Settings};

/// Organization-wide MFA: policy and enforcement next to the identity provider that signs users in.
#[derive(Debug, Parser)]
#[command(name = "portcullis", version, propagate_version = true, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Reads the command and the settings. Exits if the command line is wrong or asks for help.
pub(crate) fn read() -> Result<(Command, Settings)> {
    let matches = command().try_get_matches().unwrap_or_else(|error| exit(&error));
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| exit(&error));
    let mut deepest = &matches;
    while let Some((_, inner)) = deepest.subcommand() {
        deepest = inner;
    }
    let settings = Settings::read(config_flag(deepest), |name| deepest.get_one::<String>(name).cloned())?;
    Ok((arguments.command, settings))
}

/// Prints the help that was asked for, or what is wrong. Help that cannot be written is a failure, unless the reader has
/// gone.
fn exit(error: &clap::Error) -> ! {
    match error.print() {
        Err(failure) if failure.kind() != ErrorKind::BrokenPipe => {
            errln!("error: help cannot be written: {failure}");
            process::exit(1)
        }
        Ok(()) | Err(_) => process::exit(error.exit_code()),
    }
}

fn config_flag(matches: &ArgMatches) -> Option<PathBuf> {
    matches.get_one::<PathBuf>("config").cloned()
}

/// Returns the whole command line: the derived commands, and the flags of the settings.
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
    fn command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn stop_enforcing_is_another_name_of_relax() {
        for word in ["relax", "stop-enforcing"] {
            let matches = command().get_matches_from(["portcullis", "policy", word, "--organization", "acme"]);
            let Arguments { command } = Arguments::from_arg_matches(&matches).unwrap();
            let relax = matches!(command, Command::Policy(super::super::PolicyCommand::Relax { .. }));
            assert!(relax, "{word}");
        }
    }
}
