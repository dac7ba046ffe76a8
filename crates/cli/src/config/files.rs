//! The files with keys, secrets and settings: who else can write and read them.

use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::file_access::{Access, access};
use crate::settings::Settings;

/// The settings that name files, and whether these contain secrets.
const FILES: [(&str, bool); 7] = [
    ("jwt_secret_file", true),
    ("encryption_key_file", true),
    ("tls_key", true),
    ("tls_cert", false),
    ("jwks_file", false),
    ("issuer_ca_file", false),
    ("smtp_ca_file", false),
];

/// A file with secrets that other accounts can read.
#[derive(Debug)]
pub(crate) struct ExposedFile {
    /// What is wrong and what would be right.
    pub(crate) finding: String,
    /// Whether it is in the operator's hands, so that the service refuses it: it was made by `init` or `serve --dev`, or is
    /// beside the configuration. Files that an orchestrator mounts often cannot have another mode.
    pub(crate) is_refused: bool,
}

/// Returns the files with secrets that others can read. Fails if others can write one of the files: they could replace a
/// key or a setting.
pub(crate) fn read(settings: &Settings) -> Result<Vec<ExposedFile>> {
    judge(settings, access)
}

/// Like [`read`], and fails if one of the files is refused. Returns what there is to warn about.
pub(crate) fn for_service(settings: &Settings) -> Result<Vec<String>> {
    let (refused, warned): (Vec<_>, Vec<_>) = read(settings)?.into_iter().partition(|file| file.is_refused);
    let findings = |files: Vec<ExposedFile>| files.into_iter().map(|file| file.finding).collect();
    if refused.is_empty() { Ok(findings(warned)) } else { Err(Error::Invalid(findings(refused))) }
}

fn judge(settings: &Settings, access: impl Fn(&Path) -> io::Result<Access>) -> Result<Vec<ExposedFile>> {
    let mut files = Vec::new();
    if let Some(file) = settings.file() {
        files.push((file.path.clone(), String::new(), file.has_secrets, file.is_ours));
    }
    let folder = settings.file().and_then(|file| folder_of(&file.path));
    for (name, is_secret) in FILES {
        let Some(given) = settings.get(name) else { continue };
        let path = PathBuf::from(&given.value);
        let is_beside = folder.is_some() && folder_of(&path) == folder;
        files.push((path, format!("{} names ", given.source), is_secret, is_beside));
    }
    let (mut writable, mut exposed) = (Vec::new(), Vec::new());
    for (path, named, is_secret, is_in_our_hands) in files {
        // one that cannot be read is reported where it is read
        let Ok(access) = access(&path) else { continue };
        let (shown, mode) = (path.display(), access.mode & 0o777);
        if access.is_writable_by_others() {
            let finding = format!(
                "{named}{shown}, which its group or others can write (mode {mode:04o}): `chmod go-w {shown}` forbids it"
            );
            writable.push(finding);
        } else if is_secret && access.is_readable_by_others() {
            let finding =
                format!("{named}{shown}, which other accounts can read (mode {mode:04o}): `chmod 0600 {shown}`");
            exposed.push(ExposedFile { finding, is_refused: is_in_our_hands && access.is_regular });
        }
    }
    if writable.is_empty() { Ok(exposed) } else { Err(Error::Invalid(writable)) }
}

/// The folder in which a file is found, without links.
fn folder_of(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    folder.canonicalize().ok()
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    struct Home(tempfile::TempDir);

    impl Home {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn write(&self, name: &str, text: &str, mode: u32) -> String {
            let path = self.0.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            path.display().to_string()
        }

        /// Judges a configuration and its files as if all were on an ordinary file system.
        fn judge(&self, text: &str, mode: u32) -> Result<Vec<ExposedFile>> {
            let path = self.write("portcullis.toml", text, mode);
            let settings = Settings::from_path(path.into())?;
            judge(&settings, |path| Ok(Access { is_shielded: false, ..access(path)? }))
        }
    }

    #[test]
    fn file_that_others_can_write_is_refused() {
        let home = Home::new();
        for mode in [0o620, 0o602, 0o660, 0o666] {
            assert!(home.judge("", mode).unwrap_err().to_string().contains("chmod go-w"), "{mode:o}");
            for name in ["encryption_key_file", "jwks_file", "tls_cert", "issuer_ca_file"] {
                let file = home.write("elsewhere/file", KEY, mode);
                let error = home.judge(&format!("{name} = '{file}'"), 0o600).unwrap_err().to_string();
                assert!(error.contains(name) && error.contains(&file) && !error.contains(KEY), "{error}");
            }
        }
    }

    #[test]
    fn secret_that_others_can_read_is_refused_beside_the_settings() {
        let home = Home::new();
        for (name, mode, expected) in [
            ("key", 0o600, None),
            ("key", 0o400, None),
            ("key", 0o604, Some(true)),
            ("key", 0o644, Some(true)),
            // of an orchestrator, which is warned about alone
            ("secrets/key", 0o644, Some(false)),
        ] {
            let file = home.write(name, KEY, mode);
            let exposed = home.judge(&format!("encryption_key_file = '{file}'"), 0o600).unwrap();
            assert_eq!(exposed.first().map(|one| one.is_refused), expected, "{name} {mode:o}");
            assert!(exposed.iter().all(|one| one.finding.contains("chmod 0600")), "{exposed:?}");
        }
        let public = home.write("keys.json", "{}", 0o644);
        assert!(home.judge(&format!("jwks_file = '{public}'"), 0o644).unwrap().is_empty(), "neither holds a secret");
    }

    #[test]
    fn settings_with_secrets_are_refused_if_we_made_them() {
        let home = Home::new();
        let secret = format!("encryption_key = '{KEY}'\n");
        for mark in crate::private_file::MARKS {
            let [file] = &*home.judge(&format!("{mark}\n{secret}"), 0o644).unwrap() else { panic!("{mark}") };
            assert!(file.is_refused, "{mark}");
        }
        let [file] = &*home.judge(&secret, 0o644).unwrap() else { panic!("a file by hand") };
        assert!(!file.is_refused, "one written by hand is warned about");
        assert!(home.judge(&secret, 0o600).unwrap().is_empty());
    }
}
