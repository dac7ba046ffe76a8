//! `portcullis openapi`: the document, on stdout.

use std::process::ExitCode;

pub(super) fn run() -> ExitCode {
    print!("{}", portcullis_api::openapi_json());
    ExitCode::SUCCESS
}
