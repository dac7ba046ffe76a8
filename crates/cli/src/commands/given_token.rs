//! A token that an operator gives. It comes by standard input: a command line is seen by everybody.

use std::io::Read;

use portcullis_domain::{Error, Result};

/// The longest token that is read.
const LONGEST: u64 = 64 * 1024;

/// Reads it, as it is or as it stands in the header.
pub(super) fn read() -> Result<String> {
    let mut token = String::new();
    std::io::stdin()
        .take(LONGEST)
        .read_to_string(&mut token)
        .map_err(|error| Error::invalid("standard input", format!("must hold a token: {}", error.kind())))?;
    let token = token.trim();
    Ok(token.strip_prefix("Bearer ").unwrap_or(token).to_owned())
}
