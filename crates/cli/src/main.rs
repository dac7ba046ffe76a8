//! The program `portcullis`: configuration, wiring and commands. Each command is a front door to the same use cases.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks on its standard streams")]

mod arguments;
mod background;
mod commands;
mod compose;
mod logging;
mod observing;
mod private_file;
mod server;
mod settings;

use std::process::ExitCode;

fn main() -> ExitCode {
    let (command, sources) = match arguments::read() {
        Ok(read) => read,
        Err(error) => return told(&error),
    };
    match commands::run(command, &sources) {
        Ok(code) => code,
        Err(error) => told(&error),
    }
}

/// Says what is wrong, one rule a line.
fn told(error: &portcullis_domain::Error) -> ExitCode {
    match error {
        portcullis_domain::Error::Invalid(violations) => {
            for violation in violations {
                eprintln!("error: {} {}", violation.field, violation.rule);
            }
        }
        other => eprintln!("error: {other}"),
    }
    ExitCode::FAILURE
}
