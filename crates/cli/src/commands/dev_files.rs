//! The files of `serve --dev`, in the folder of its database: the keys, and the settings for the other commands.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use portcullis_domain::Result as DomainResult;

use super::fresh_keys;
use crate::error::{Error, Result};
use crate::{file_access, private_file};

/// The file with the settings for the other commands.
pub(super) const SETTINGS_FILE: &str = "portcullis-dev.toml";

/// The keys of a demo and where they are stored.
pub(super) struct DemoFiles {
    settings: PathBuf,
    secret: KeyFile,
    encryption_key: KeyFile,
}

/// A file with a key a line.
struct KeyFile {
    path: PathBuf,
    text: String,
    exists: bool,
}

impl DemoFiles {
    /// Reads the keys of an earlier start, or draws new ones. Writes nothing.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        Ok(Self {
            settings: folder.join(SETTINGS_FILE),
            secret: KeyFile::read(folder.join("portcullis-dev.secret"), fresh_keys::secret)?,
            encryption_key: KeyFile::read(folder.join("portcullis-dev.key"), fresh_keys::encryption_key)?,
        })
    }

    /// Returns the HS256 secrets as the value of the setting.
    pub(super) fn secret(&self) -> String {
        self.secret.as_setting()
    }

    /// Returns the encryption keys as the value of the setting.
    pub(super) fn encryption_key(&self) -> String {
        self.encryption_key.as_setting()
    }

    /// Writes new keys, and `settings` with the keys' files, for the other commands.
    pub(super) fn write(&self, settings: &toml::Table) -> Result<()> {
        let mut settings = settings.clone();
        for (name, key) in [("jwt_secret_file", &self.secret), ("encryption_key_file", &self.encryption_key)] {
            settings.insert(name.to_owned(), key.path.display().to_string().into());
            if !key.exists {
                private_file::create(&key.path, &key.text)?;
            }
        }
        let text = format!("{}\n{settings}", private_file::MADE_BY_DEV);
        match std::fs::read_to_string(&self.settings) {
            Ok(known) if known == text => return Ok(()),
            // of an earlier start, or version
            Ok(_) => std::fs::remove_file(&self.settings).map_err(Error::unavailable)?,
            Err(_) => {}
        }
        private_file::create(&self.settings, &text)
    }
}

impl KeyFile {
    fn read(path: PathBuf, fresh: impl FnOnce() -> DomainResult<String>) -> Result<Self> {
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                reject_exposed(&path)?;
                Ok(Self { path, text, exists: true })
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Ok(Self { path, text: format!("{}\n", fresh()?), exists: false })
            }
            Err(error) => Err(Error::invalid(path.display(), format!("cannot be read: {error}"))),
        }
    }

    fn as_setting(&self) -> String {
        self.text.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(",")
    }
}

/// Fails if other accounts can read or write a key that an earlier start wrote.
fn reject_exposed(path: &Path) -> Result<()> {
    let access = file_access::access(path).map_err(Error::unavailable)?;
    if access.is_writable_by_others() || access.is_readable_by_others() {
        let shown = path.display();
        let rule = format!("can be read or written by other accounts: `chmod 0600 {shown}`, or delete it");
        return Err(Error::invalid(shown, rule));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let first = DemoFiles::read(folder.path()).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "reading writes nothing");
        first.write(&toml::Table::new()).unwrap();
        let second = DemoFiles::read(folder.path()).unwrap();
        assert_eq!((first.secret(), first.encryption_key()), (second.secret(), second.encryption_key()));
        second.write(&toml::Table::new()).unwrap();
        let settings = std::fs::read_to_string(folder.path().join(SETTINGS_FILE)).unwrap();
        assert!(settings.contains("portcullis-dev.secret") && !settings.contains(&first.secret()), "{settings}");
    }
}
