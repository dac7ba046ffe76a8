//! `portcullis openapi`: the document, on stdout.

use std::process::ExitCode;

use portcullis_domain::Result;

pub(super) fn run() -> Result<ExitCode> {
    print!("{}", portcullis_api::openapi_json());
    Ok(ExitCode::SUCCESS)
}
