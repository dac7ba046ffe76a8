//! Reads the given settings: flags, then the environment, then the file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::client_tables::ClientTables;
use super::given::Given;
use super::profile_tables::ProfileTables;
use super::table::{SETTINGS, Setting};
use crate::error::{Error, Result};
use crate::private_file::MARKS;

/// The file that is read if it exists and no other is named.
const USUAL_FILE: &str = "portcullis.toml";

/// The variable that names the file.
const CONFIG: &str = "PORTCULLIS_CONFIG";

/// Everything that was given, by the setting's name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    given: BTreeMap<&'static str, (Given, Layer)>,
    /// The gate's profiles in the file's tables, unless `gate_profiles` is given.
    profiles: Option<ProfileTables>,
    /// The file that was read.
    file: Option<SettingsFile>,
    /// The variables of the environment that libpq reads.
    libpq: BTreeMap<String, String>,
    /// The clients in the file's tables, unless `clients` is given.
    clients: Option<ClientTables>,
    /// What is wrong about the names and the form of the given settings.
    problems: Vec<String>,
    /// The account that runs the program, from `USER` or `LOGNAME`; audit entries name it.
    pub(crate) account: String,
}

/// Where a value comes from. A higher layer overrides a lower one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    File,
    Variable,
    Flag,
}

/// The file with settings.
#[derive(Debug, Clone)]
pub(crate) struct SettingsFile {
    /// Its path.
    pub(crate) path: PathBuf,
    /// Whether it gives a setting that is or may contain a secret.
    pub(crate) has_secrets: bool,
    /// Whether `init` or `serve --dev` made it.
    pub(crate) is_ours: bool,
}

impl Settings {
    /// Reads flags, the environment and the file. [`sound`](Self::sound) tells whether all of it could be understood.
    pub(crate) fn read(config: Option<PathBuf>, flag: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let mut environment = BTreeMap::new();
        let mut problems = Vec::new();
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else { continue };
            match value.into_string() {
                Ok(value) => drop(environment.insert(name, value)),
                Err(_) if is_known(&name) => problems.push(format!("{name} must be UTF-8")),
                Err(_) => {}
            }
        }
        let mut settings = Self::from_sources(config, flag, &environment)?;
        settings.problems.extend(problems);
        Ok(settings)
    }

    fn from_sources(
        config: Option<PathBuf>,
        flag: impl Fn(&str) -> Option<String>,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self> {
        let named = config.or_else(|| environment.get(CONFIG).filter(|path| !path.is_empty()).map(PathBuf::from));
        let mut settings = match named {
            Some(path) => read_file(&path)?,
            None if Path::new(USUAL_FILE).exists() => read_file(Path::new(USUAL_FILE))?,
            None => Self::default(),
        };
        settings.problems.extend(unknown_variables(environment));
        let account = ["USER", "LOGNAME"].into_iter().find_map(|name| environment.get(name)).cloned();
        settings.account = account.unwrap_or_else(|| "operator".to_owned());
        let of_libpq =
            |(name, value): (&String, &String)| Some((name.clone(), value.clone())).filter(|_| name.starts_with("PG"));
        settings.libpq = environment.iter().filter_map(of_libpq).collect();
        for setting in SETTINGS {
            if let Some(value) = environment.get(setting.variable).filter(|value| !value.is_empty()) {
                settings.give(Layer::Variable, setting.name, value.clone(), setting.variable.to_owned());
            }
            if !setting.secret
                && let Some(value) = flag(setting.name).filter(|value| !value.is_empty())
            {
                settings.put(setting.name, value, format!("--{}", setting.flag()));
            }
        }
        Ok(settings)
    }

    /// Fails if a setting is unknown, or is no text: a typo must not leave a default in force. Every command checks it,
    /// with the other problems that it finds.
    pub(crate) fn sound(&self) -> Result<()> {
        if self.problems.is_empty() { Ok(()) } else { Err(Error::Invalid(self.problems.clone())) }
    }

    /// Returns what was given for a setting.
    pub(crate) fn get(&self, name: &'static str) -> Option<&Given> {
        self.given.get(name).map(|(given, _)| given)
    }

    /// Returns what was given for a setting, or its default. A setting without a default is required.
    pub(crate) fn value(&self, name: &'static str) -> Result<Given> {
        if let Some(given) = self.get(name) {
            return Ok(given.clone());
        }
        match SETTINGS.iter().find(|setting| setting.name == name) {
            Some(Setting { variable, default: "", .. }) => {
                Err(Error::invalid(variable, format!("is required (`{name}` in the file)")))
            }
            Some(Setting { variable, default, .. }) => {
                Ok(Given { value: (*default).to_owned(), source: (*variable).to_owned() })
            }
            None => Err(Error::internal(format!("no setting {name}"))),
        }
    }

    /// Returns the one of these settings that was given, with its name. A flag overrides variables, and a variable the
    /// file, also where they give different settings; at most one of the highest layer may be given.
    pub(crate) fn exclusive(&self, names: &[&'static str]) -> Result<Option<(&'static str, &Given)>> {
        let layers = names.iter().filter_map(|name| self.given.get(name).map(|(_, layer)| *layer));
        let highest = layers.max();
        let of_highest = |name: &&'static str| {
            let (given, _) = self.given.get(name).filter(|(_, layer)| Some(*layer) == highest)?;
            Some((*name, given))
        };
        let given: Vec<_> = names.iter().filter_map(of_highest).collect();
        match &*given {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            several => {
                let sources: Vec<_> = several.iter().map(|(_, given)| &*given.source).collect();
                Err(Error::invalid(sources.join(" and "), "are mutually exclusive"))
            }
        }
    }

    /// Returns the file that was read.
    pub(crate) fn file(&self) -> Option<&SettingsFile> {
        self.file.as_ref()
    }

    /// Returns a variable of the environment that libpq reads.
    pub(crate) fn libpq_variable(&self, name: &str) -> Option<String> {
        self.libpq.get(name).cloned()
    }

    /// Returns the gate's profiles, if they are given as tables of the file.
    pub(crate) fn profiles(&self) -> Option<&ProfileTables> {
        self.profiles.as_ref()
    }

    /// Returns the clients, if they are given as tables of the file.
    pub(crate) fn clients(&self) -> Option<&ClientTables> {
        self.clients.as_ref()
    }

    /// Gives a setting as a flag does.
    pub(crate) fn put(&mut self, name: &'static str, value: String, source: String) {
        self.give(Layer::Flag, name, value, source);
    }

    /// Gives a setting. `gate_profiles` and `clients` replace the tables of the file.
    fn give(&mut self, layer: Layer, name: &'static str, value: String, source: String) {
        match name {
            "gate_profiles" => self.profiles = None,
            "clients" => self.clients = None,
            _ => {}
        }
        self.given.insert(name, (Given { value, source }, layer));
    }
}

fn is_known(name: &str) -> bool {
    name == CONFIG || SETTINGS.iter().any(|setting| setting.variable == name)
}

/// Whether Kubernetes sets this variable for a Service named `portcullis`: `PORTCULLIS_SERVICE_HOST`,
/// `PORTCULLIS_PORT`, `PORTCULLIS_PORT_3000_TCP`, ….
fn is_set_by_kubernetes(name: &str) -> bool {
    name.starts_with("PORTCULLIS_SERVICE_") || name == "PORTCULLIS_PORT" || name.starts_with("PORTCULLIS_PORT_")
}

fn unknown_variables(environment: &BTreeMap<String, String>) -> impl Iterator<Item = String> {
    let ours = environment.keys().filter(|name| name.starts_with("PORTCULLIS_"));
    ours.filter(|name| !is_known(name) && !is_set_by_kubernetes(name))
        .map(|name| format!("unknown setting {name} (see docs/operate/configuration.md)"))
}

fn read_file(path: &Path) -> Result<Settings> {
    let shown = path.display().to_string();
    let text =
        std::fs::read_to_string(path).map_err(|error| Error::invalid(&shown, format!("cannot be read: {error}")))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        // the error's own text quotes the line, which may contain a secret
        let line = error.span().map_or(1, |span| text.get(..span.start).map_or(1, |before| before.split('\n').count()));
        Error::invalid(&shown, format!("is not TOML at line {line}: {}", error.message()))
    })?;
    let mut settings = Settings::default();
    let mut problems = Vec::new();
    for (key, value) in table {
        let source = format!("{key} in {shown}");
        if key == "gate" {
            match ProfileTables::read(&value, &shown) {
                Ok(profiles) => settings.profiles = profiles,
                Err(found) => problems.extend(found),
            }
            continue;
        }
        if key == "clients" && value.is_array() {
            match ClientTables::read(&value, &shown) {
                Ok(clients) => settings.clients = Some(clients),
                Err(found) => problems.extend(found),
            }
            continue;
        }
        match (SETTINGS.iter().find(|setting| setting.name == key), as_text(&value)) {
            (None, _) => problems.push(format!("unknown setting {source}")),
            (Some(_), None) => problems.push(format!("{source} must be a string, a whole number or a list of strings")),
            (Some(_), Some(value)) if value.is_empty() => {}
            (Some(Setting { name, .. }), Some(value)) => {
                drop(settings.given.insert(*name, (Given { value, source }, Layer::File)));
            }
        }
    }
    if let (Some(tables), Some(line)) = (&settings.profiles, settings.get("gate_profiles")) {
        problems.push(format!("{} and {} are mutually exclusive", line.source, tables.source));
    }
    settings.file = Some(SettingsFile {
        path: path.to_owned(),
        has_secrets: SETTINGS.iter().any(|setting| setting.secret && settings.given.contains_key(setting.name)),
        is_ours: MARKS.iter().any(|mark| text.starts_with(mark)),
    });
    settings.problems = problems;
    Ok(settings)
}

/// The text of a value, items of a list separated by commas.
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
impl Settings {
    /// These settings, as if flags had given them.
    pub(crate) fn given(values: &[(&'static str, &str)]) -> Self {
        let mut settings = Self::default();
        for (name, value) in values {
            settings.put(name, (*value).to_owned(), format!("--{name}"));
        }
        settings
    }

    /// The settings of a file `test.toml` with this text, without flags and variables.
    pub(crate) fn from_file(text: &str) -> Result<Self> {
        let folder = tempfile::tempdir().map_err(Error::internal)?;
        let path = folder.path().join("test.toml");
        std::fs::write(&path, text).map_err(Error::internal)?;
        Self::from_path(path)
    }

    /// The settings of a file, without flags and variables.
    pub(crate) fn from_path(path: PathBuf) -> Result<Self> {
        Self::from_sources(Some(path), |_| None, &BTreeMap::new())
    }
}

#[cfg(test)]
mod tests;
