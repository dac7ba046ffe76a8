//! `portcullis init`: writes a complete configuration file with fresh keys.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use super::fresh_keys;
use crate::error::Result;
use crate::private_file;
use crate::settings::{CLIENT_EXAMPLE, PROFILE_EXAMPLE, SETTINGS};

pub(super) fn run(file: &Path) -> Result<ExitCode> {
    private_file::create(file, &page(&fresh_keys::secret()?, &fresh_keys::encryption_key()?))?;
    outln!("wrote {}, readable by its owner only.", file.display());
    outln!(
        "Set `issuer`, `audience` and `public_url` in it (and `jwks_file` instead of `jwt_secret`, if your identity provider"
    );
    outln!("signs with public keys). Then: portcullis migrate, portcullis check, portcullis serve.");
    Ok(ExitCode::SUCCESS)
}

/// Returns a file with every setting and its description: the secrets set, the others as their defaults or empty,
/// commented out.
fn page(secret: &str, key: &str) -> String {
    let mut page = format!("{}\n", private_file::MADE_BY_INIT);
    for setting in SETTINGS {
        let _ = write!(page, "\n# {}.\n# Variable {}.\n", setting.help, setting.variable);
        let _ = match (setting.name, setting.default) {
            ("jwt_secret", _) => writeln!(page, "{} = \"{secret}\"", setting.name),
            ("encryption_key", _) => writeln!(page, "{} = \"{key}\"", setting.name),
            (name, "") => writeln!(page, "# {name} = \"\""),
            (name, default) => writeln!(page, "# {name} = \"{default}\""),
        };
    }
    let mut example = |title: &str, tables: &str| {
        page.push_str(title);
        page.extend(tables.lines().map(|line| format!("#{}{line}\n", if line.is_empty() { "" } else { " " })));
    };
    example("\n# Clients as tables, instead of `clients`; keep them after all other settings.\n", CLIENT_EXAMPLE);
    example(
        "\n# The gate's profiles as tables, instead of `gate_profiles`; keep them at the end of the file.\n",
        PROFILE_EXAMPLE,
    );
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_is_toml_and_names_every_setting() {
        let page = page("a secret", "a key");
        let table: toml::Table = page.parse().unwrap();
        assert_eq!(table.keys().collect::<Vec<_>>(), ["encryption_key", "jwt_secret"]);
        for setting in SETTINGS {
            assert!(page.contains(&format!("{} = ", setting.name)), "{}", setting.name);
        }
        let (_, profiles) = page.rsplit_once("end of the file.\n").unwrap();
        let profiles = profiles.replace("\n# ", "\n").replace("\n#\n", "\n\n");
        assert_eq!(profiles.trim_start_matches("# "), PROFILE_EXAMPLE);
    }
}
