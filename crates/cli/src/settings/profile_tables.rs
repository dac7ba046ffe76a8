//! The gate's profiles as tables of the file: `[[gate.profiles]]`.

use toml::{Table, Value};

/// An example, for the documentation and for `portcullis init`.
pub(crate) const EXAMPLE: &str = r#"[[gate.profiles]]
name = "admin"
phishing_resistant = true
max_age = 300

[[gate.profiles]]
name = "web"
cookie = "session"
redirect = "https://app.example.com/step-up"
return = ["https://app.example.com", "https://www.example.com"]

[[gate.profiles]]
name = "default"
report = true
"#;

/// The words that take no value on the one line, and `true` or `false` in the file.
const FLAGS: [&str; 2] = ["phishing_resistant", "report"];

/// The profiles of a file.
#[derive(Debug, Clone)]
pub(crate) struct ProfileTables {
    /// The source: `gate.profiles in portcullis.toml`.
    pub(crate) source: String,
    /// The profiles, in the file's order.
    pub(crate) profiles: Vec<ProfileTable>,
}

/// A profile: its name and its words, with their values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProfileTable {
    pub(crate) name: String,
    pub(crate) words: Vec<(String, Option<String>)>,
}

impl ProfileTables {
    /// Reads the value of the key `gate` in the file `shown`. The error has a sentence for each problem.
    pub(super) fn read(gate: &Value, shown: &str) -> Result<Option<Self>, Vec<String>> {
        let Some(gate) = gate.as_table() else {
            return Err(vec![format!("gate in {shown} must be a table with [[gate.profiles]]")]);
        };
        let unknown = gate.keys().filter(|key| *key != "profiles");
        let mut problems: Vec<_> = unknown.map(|key| format!("unknown setting gate.{key} in {shown}")).collect();
        let source = format!("gate.profiles in {shown}");
        let tables = match gate.get("profiles").map(|tables| tables.as_array().map(Vec::as_slice)) {
            None => &[],
            Some(Some(tables)) => tables,
            Some(None) => {
                problems.push(format!("{source} must be tables: [[gate.profiles]]"));
                &[]
            }
        };
        let mut profiles = Vec::new();
        for table in tables {
            match table.as_table().map(ProfileTable::read) {
                Some(Ok(profile)) => profiles.push(profile),
                Some(Err(problem)) => problems.push(format!("{source} {problem}")),
                None => problems.push(format!("{source} must be tables: [[gate.profiles]]")),
            }
        }
        match (problems.is_empty(), profiles.is_empty()) {
            (false, _) => Err(problems),
            (true, true) => Ok(None),
            (true, false) => Ok(Some(Self { source, profiles })),
        }
    }
}

impl ProfileTable {
    fn read(table: &Table) -> Result<Self, String> {
        let name = table.get("name").and_then(Value::as_str).ok_or("must have a \"name\" in each profile")?;
        let mut words = Vec::new();
        for (word, value) in table.iter().filter(|(word, _)| *word != "name") {
            let problem =
                || format!("must have a string, a number, a list of strings or true as {word:?} in profile {name:?}");
            let values = match value {
                Value::Boolean(true) => vec![None],
                Value::Boolean(false) if FLAGS.contains(&&**word) => vec![],
                Value::Boolean(false) => vec![Some("false".to_owned())],
                Value::Integer(number) => vec![Some(number.to_string())],
                Value::String(text) => vec![Some(text.clone())],
                Value::Array(items) => {
                    let items = items.iter().map(|item| item.as_str().map(str::to_owned));
                    items.map(|item| item.ok_or_else(problem).map(Some)).collect::<Result<_, _>>()?
                }
                _ => return Err(problem()),
            };
            words.extend(values.into_iter().map(|value| (word.clone(), value)));
        }
        Ok(Self { name: name.to_owned(), words })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<ProfileTables>, Vec<String>> {
        let file: Table = text.parse().unwrap();
        ProfileTables::read(file.get("gate").unwrap(), "test.toml")
    }

    #[test]
    fn profiles_are_read_in_their_order() {
        let profiles = read(EXAMPLE).unwrap().unwrap().profiles;
        let [admin, web, default] = &*profiles else { panic!("{profiles:?}") };
        let word = |word: &str, value: Option<&str>| (word.to_owned(), value.map(str::to_owned));
        assert_eq!((&*admin.name, &*web.name, &*default.name), ("admin", "web", "default"));
        assert_eq!(admin.words, [word("max_age", Some("300")), word("phishing_resistant", None)]);
        assert_eq!(web.words.iter().filter(|(word, _)| word == "return").count(), 2);
        assert_eq!(default.words, [word("report", None)]);
        assert!(read("[gate]").unwrap().is_none());
        let off = read("[[gate.profiles]]\nname = \"a\"\nreport = false").unwrap().unwrap();
        assert_eq!(off.profiles, [ProfileTable { name: "a".to_owned(), words: vec![] }]);
    }

    #[test]
    fn every_malformed_profile_is_reported() {
        let error = read(
            "[gate]\nstaleness = 1\n[[gate.profiles]]\nreport = true\n[[gate.profiles]]\nname = \"a\"\nmax_age = 1.5\n",
        )
        .unwrap_err();
        assert_eq!(
            error,
            [
                "unknown setting gate.staleness in test.toml",
                "gate.profiles in test.toml must have a \"name\" in each profile",
                "gate.profiles in test.toml must have a string, a number, a list of strings or true as \"max_age\" in \
                 profile \"a\"",
            ]
        );
        assert!(read("gate = 1").is_err() && read("[gate]\nprofiles = 1").is_err());
        assert!(read("[gate]\nprofiles = [1]").is_err());
    }
}
