//! Files that only their owner can read.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use crate::error::{Error, Result};

/// The first line of the configuration that `init` writes.
pub(crate) const MADE_BY_INIT: &str = "# Portcullis. A flag or an environment variable overrides this file.";

/// The first line of the configuration that `serve --dev` writes.
pub(crate) const MADE_BY_DEV: &str = "# Made by `portcullis serve --dev`, for the other commands.";

/// The first lines of the files that we write.
pub(crate) const MARKS: [&str; 2] = [MADE_BY_INIT, MADE_BY_DEV];

/// Writes a new file with mode 0600; never overwrites one.
pub(crate) fn create(path: &Path, text: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        let rule = match error.kind() {
            std::io::ErrorKind::AlreadyExists => "exists; it may contain keys that are in use".to_owned(),
            _ => format!("cannot be written: {error}"),
        };
        Error::invalid(path.display(), rule)
    })
}
