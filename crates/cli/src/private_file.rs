//! Files that their owner alone may read.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use portcullis_domain::{Error, Result};

/// Writes a new file for its owner alone; never over one that exists.
pub(crate) fn create(path: &Path, text: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        let rule = match error.kind() {
            std::io::ErrorKind::AlreadyExists => "exists; it may hold keys that are in use".to_owned(),
            _ => format!("cannot be written: {error}"),
        };
        Error::invalid(path.display().to_string(), rule)
    })
}
