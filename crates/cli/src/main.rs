//! The program `portcullis`: configuration, wiring and commands. Each command calls the same use cases as the API.

// its macros are used by the modules after it
#[macro_use]
mod output;

mod arguments;
mod background;
mod commands;
mod compose;
mod config;
mod core_dumps;
mod error;
mod file_access;
mod logging;
mod mail_metrics;
mod metrics_listener;
mod private_file;
mod server;
mod settings;

use std::process::ExitCode;

use error::Error;

fn main() -> ExitCode {
    if let Err(error) = core_dumps::forbid() {
        return print(&Error::invalid("core dumps", format!("cannot be forbidden: {error}")));
    }
    match arguments::read().and_then(|(command, settings)| commands::run(command, &settings)) {
        Ok(code) => code,
        Err(error) => print(&error),
    }
}

/// Prints an error, one sentence a line.
fn print(error: &Error) -> ExitCode {
    match error {
        Error::Invalid(sentences) => sentences.iter().for_each(|sentence| errln!("error: {sentence}")),
        Error::Failed(error) => errln!("error: {error}"),
    }
    ExitCode::FAILURE
}
