//! Where settings come from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use portcullis_domain::{Error, Result, Violation};

use super::table::{SETTINGS, Setting};

/// The file that is read when it is there and none is named.
const USUAL_FILE: &str = "portcullis.toml";

/// The variable that names the file.
const CONFIG: &str = "PORTCULLIS_CONFIG";

/// A setting that somebody gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    /// As it was written.
    pub(crate) value: String,
    /// Where: `--bind`, `PORTCULLIS_BIND` or `bind in portcullis.toml`.
    pub(crate) place: String,
}

/// Everything that was given, by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources {
    given: BTreeMap<&'static str, Given>,
    /// Who runs the program, as far as the environment tells.
    pub(crate) account: String,
}

impl Sources {
    /// Reads flags, the environment and the file. What is unknown is refused: a typo must not leave a default in force.
    pub(crate) fn read(config: Option<PathBuf>, flag: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let mut environment = BTreeMap::new();
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else { continue };
            match value.into_string() {
                Ok(value) => drop(environment.insert(name, value)),
                Err(_) if is_ours(&name) => return Err(Error::invalid(name, "must be UTF-8")),
                Err(_) => {}
            }
        }
        Self::of(config, flag, &environment)
    }

    fn of(
        config: Option<PathBuf>,
        flag: impl Fn(&str) -> Option<String>,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self> {
        refuse_unknown_variables(environment)?;
        let named = config.or_else(|| environment.get(CONFIG).filter(|path| !path.is_empty()).map(PathBuf::from));
        let file = match named {
            Some(path) => read_file(&path)?,
            None if Path::new(USUAL_FILE).exists() => read_file(Path::new(USUAL_FILE))?,
            None => BTreeMap::new(),
        };
        let account = ["USER", "LOGNAME"].into_iter().find_map(|name| environment.get(name)).cloned();
        let mut sources = Self { given: file, account: account.unwrap_or_else(|| "operator".to_owned()) };
        for setting in SETTINGS {
            if let Some(value) = environment.get(setting.variable).filter(|value| !value.is_empty()) {
                sources.put(setting.name, value.clone(), setting.variable.to_owned());
            }
            if !setting.secret
                && let Some(value) = flag(setting.name).filter(|value| !value.is_empty())
            {
                sources.put(setting.name, value, format!("--{}", setting.flag()));
            }
        }
        Ok(sources)
    }

    /// What was given for a setting.
    pub(crate) fn get(&self, name: &'static str) -> Option<&Given> {
        self.given.get(name)
    }

    /// Gives a setting.
    pub(crate) fn put(&mut self, name: &'static str, value: String, place: String) {
        self.given.insert(name, Given { value, place });
    }
}

fn is_ours(name: &str) -> bool {
    name == CONFIG || SETTINGS.iter().any(|setting| setting.variable == name)
}

/// `PORTCULLIS_*` that is none of ours, but for what Kubernetes puts there for a Service named `portcullis`:
/// `PORTCULLIS_SERVICE_HOST`, `PORTCULLIS_PORT`, `PORTCULLIS_PORT_3000_TCP`, ….
fn refuse_unknown_variables(environment: &BTreeMap<String, String>) -> Result<()> {
    let known = |name: &str| {
        is_ours(name)
            || name.starts_with("PORTCULLIS_SERVICE_")
            || name == "PORTCULLIS_PORT"
            || name.starts_with("PORTCULLIS_PORT_")
    };
    let unknown = environment.keys().filter(|name| name.starts_with("PORTCULLIS_") && !known(name));
    let violations: Vec<_> = unknown
        .map(|name| Violation { field: name.clone(), rule: "is no setting (see docs/operate/configuration.md)".into() })
        .collect();
    if violations.is_empty() { Ok(()) } else { Err(Error::Invalid(violations)) }
}

fn read_file(path: &Path) -> Result<BTreeMap<&'static str, Given>> {
    let shown = path.display().to_string();
    let text =
        std::fs::read_to_string(path).map_err(|error| Error::invalid(&*shown, format!("cannot be read: {error}")))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        // the error's own text would quote the line, which may hold a secret
        let line = error.span().map_or(1, |span| text.get(..span.start).map_or(1, |before| before.split('\n').count()));
        Error::invalid(&*shown, format!("is not TOML at line {line}: {}", error.message()))
    })?;
    let mut given = BTreeMap::new();
    let mut violations = Vec::new();
    for (key, value) in table {
        let place = format!("{key} in {shown}");
        match (SETTINGS.iter().find(|setting| setting.name == key), as_text(&value)) {
            (None, _) => violations.push(Violation { field: place, rule: "is no setting".into() }),
            (Some(_), None) => violations
                .push(Violation { field: place, rule: "must be a text, a whole number or a list of texts".into() }),
            (Some(_), Some(value)) if value.is_empty() => {}
            (Some(Setting { name, .. }), Some(value)) => {
                given.insert(*name, Given { value, place });
            }
        }
    }
    if violations.is_empty() { Ok(given) } else { Err(Error::Invalid(violations)) }
}

fn as_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Array(items) => {
            items.iter().map(toml::Value::as_str).collect::<Option<Vec<_>>>().map(|items| items.join(","))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> BTreeMap<String, String> {
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn read(file: &str, variables: &[(&str, &str)], flags: &[(&str, &str)]) -> Result<Sources> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.toml");
        std::fs::write(&path, file).unwrap();
        let flag = |name: &str| flags.iter().find(|(flag, _)| *flag == name).map(|(_, value)| (*value).to_owned());
        Sources::of(Some(path), flag, &environment(variables))
    }

    fn value(sources: &Sources, name: &'static str) -> Option<String> {
        sources.get(name).map(|given| given.value.clone())
    }

    #[test]
    fn a_flag_wins_over_a_variable_and_a_variable_over_the_file() {
        let file =
            "bind = \"file\"\nissuer = \"file\"\naudience = [\"a\", \"b\"]\ndatabase_pool = 3\nclaim_email = \"\"\n";
        let sources = read(
            file,
            &[("PORTCULLIS_BIND", "variable"), ("PORTCULLIS_ISSUER", "variable"), ("PORTCULLIS_TOKEN_TYPE", "")],
            &[("bind", "flag"), ("log", "")],
        )
        .unwrap();
        assert_eq!(value(&sources, "bind").as_deref(), Some("flag"));
        assert_eq!(value(&sources, "issuer").as_deref(), Some("variable"));
        assert_eq!(value(&sources, "audience").as_deref(), Some("a,b"));
        assert_eq!(value(&sources, "database_pool").as_deref(), Some("3"));
        for empty in ["token_type", "log", "claim_email"] {
            assert_eq!(value(&sources, empty), None, "{empty}: what is empty is not given");
        }
    }

    #[test]
    fn what_is_unknown_is_refused_and_what_kubernetes_brings_is_not() {
        assert!(read("", &[("PORTCULLIS_BINDD", "x")], &[]).is_err());
        assert!(read("bindd = \"x\"", &[], &[]).is_err());
        assert!(read("bind = true", &[], &[]).is_err());
        assert!(read("[bind]", &[], &[]).is_err());
        let kubernetes = [
            ("PORTCULLIS_SERVICE_HOST", "10.0.0.1"),
            ("PORTCULLIS_SERVICE_PORT_HTTP", "80"),
            ("PORTCULLIS_PORT", "tcp://10.0.0.1:80"),
            ("PORTCULLIS_PORT_80_TCP_ADDR", "10.0.0.1"),
        ];
        assert!(read("", &kubernetes, &[]).is_ok());
    }

    #[test]
    fn a_file_that_is_no_toml_is_told_by_line_and_never_quoted() {
        let error = read("bind = \"x\"\njwt_secret = \"hunter2-hunter2", &[], &[]).unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_missing_file_that_was_named_is_refused() {
        assert!(Sources::of(Some("/nowhere/portcullis.toml".into()), |_| None, &environment(&[])).is_err());
    }
}
