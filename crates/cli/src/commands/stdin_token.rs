//! Reads a token from standard input. Never from the command line, which every account of a machine can see.

use std::io::Read as _;

use crate::error::{Error, Result};

/// The most bytes that are read.
const MOST_BYTES: u64 = 64 * 1024;

/// Reads a token, plain or with `Bearer ` in front as in the header.
pub(super) fn read() -> Result<String> {
    let mut token = String::new();
    std::io::stdin()
        .take(MOST_BYTES)
        .read_to_string(&mut token)
        .map_err(|error| Error::invalid("standard input", format!("must be a token: {error}")))?;
    let token = token.trim();
    if token.is_empty() {
        return Err(Error::invalid("standard input", "must be a token, and is empty"));
    }
    Ok(token.strip_prefix("Bearer ").unwrap_or(token).to_owned())
}
