//! `portcullis openapi`: the document, on stdout.

use std::process::ExitCode;

use crate::output;

pub(super) fn run() -> ExitCode {
    output::print(format_args!("{}", portcullis_api::openapi_json()));
    ExitCode::SUCCESS
}
