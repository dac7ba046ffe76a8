//! Files that only their owner can read.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use crate::error::{Error, Result};

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
