//! `portcullis init`: a complete configuration file with fresh keys.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use portcullis_adapters::SystemRandom;
use portcullis_domain::{Random, Result};

use crate::private_file;
use crate::settings::SETTINGS;

pub(super) fn run(file: &Path) -> Result<ExitCode> {
    private_file::create(file, &page(&fresh_secret()?, &fresh_key()?))?;
    println!("wrote {}, for your eyes alone.", file.display());
    println!(
        "Set `issuer`, `audience` and `public_url` in it (and `jwks_file` instead of `jwt_secret`, if your identity provider"
    );
    println!("signs with public keys). Then: portcullis migrate, portcullis check, portcullis serve.");
    Ok(ExitCode::SUCCESS)
}

/// 256 random bits, as text.
pub(super) fn fresh_secret() -> Result<String> {
    random_bytes().map(|bytes| data_encoding::BASE64URL_NOPAD.encode(&bytes))
}

/// 256 random bits, in base 64.
pub(super) fn fresh_key() -> Result<String> {
    random_bytes().map(|bytes| data_encoding::BASE64.encode(&bytes))
}

fn random_bytes() -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    SystemRandom.fill(&mut bytes)?;
    Ok(bytes)
}

/// Every setting with what it is: the secrets set, the rest as its default or left to be filled in.
fn page(secret: &str, key: &str) -> String {
    let mut page = String::from("# Portcullis. A flag or an environment variable wins over what stands here.\n");
    for setting in SETTINGS {
        let _ = write!(page, "\n# {}.\n# Variable {}.\n", setting.help, setting.variable);
        let _ = match (setting.name, setting.default) {
            ("jwt_secret", _) => writeln!(page, "{} = \"{secret}\"", setting.name),
            ("encryption_key", _) => writeln!(page, "{} = \"{key}\"", setting.name),
            (name, "") => writeln!(page, "# {name} = \"\""),
            (name, default) => writeln!(page, "# {name} = \"{default}\""),
        };
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_toml_and_names_every_setting() {
        let page = page("a secret", "a key");
        let table: toml::Table = page.parse().unwrap();
        assert_eq!(table.keys().collect::<Vec<_>>(), ["encryption_key", "jwt_secret"]);
        for setting in SETTINGS {
            assert!(page.contains(&format!("{} = ", setting.name)), "{}", setting.name);
        }
    }

    #[test]
    fn secrets_are_fresh() {
        assert_ne!(fresh_secret().unwrap(), fresh_secret().unwrap());
        assert_eq!(fresh_secret().unwrap().len(), 43);
    }
}
