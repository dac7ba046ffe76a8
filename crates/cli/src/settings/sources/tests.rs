//! Sources and their order.

use super::*;

fn environment(variables: &[(&str, &str)]) -> BTreeMap<String, String> {
    variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn read(file: &str, variables: &[(&str, &str)], flags: &[(&str, &str)]) -> Result<Settings> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.toml");
    std::fs::write(&path, file).unwrap();
    let flag = |name: &str| flags.iter().find(|(flag, _)| *flag == name).map(|(_, value)| (*value).to_owned());
    Settings::from_sources(Some(path), flag, &environment(variables))
}

fn value(settings: &Settings, name: &'static str) -> Option<String> {
    settings.get(name).map(|given| given.value.clone())
}

#[test]
fn flag_overrides_variable_and_variable_overrides_file() {
    let file = "bind = \"file\"\nissuer = \"file\"\naudience = [\"a\", \"b\"]\ndatabase_pool = 3\nclaim_email = \"\"\n";
    let settings = read(
        file,
        &[("PORTCULLIS_BIND", "variable"), ("PORTCULLIS_ISSUER", "variable"), ("PORTCULLIS_TOKEN_TYPE", "")],
        &[("bind", "flag"), ("log", "")],
    )
    .unwrap();
    assert_eq!(value(&settings, "bind").as_deref(), Some("flag"));
    assert_eq!(value(&settings, "issuer").as_deref(), Some("variable"));
    assert_eq!(value(&settings, "audience").as_deref(), Some("a,b"));
    assert_eq!(value(&settings, "database_pool").as_deref(), Some("3"));
    for empty in ["token_type", "log", "claim_email"] {
        assert_eq!(value(&settings, empty), None, "{empty}: an empty value is not given");
    }
}

#[test]
fn variable_overrides_a_setting_of_the_file_that_excludes_it() {
    const KEYS: [&str; 2] = ["encryption_key", "encryption_key_file"];
    let (key, file) = (("PORTCULLIS_ENCRYPTION_KEY", "x"), ("PORTCULLIS_ENCRYPTION_KEY_FILE", "y"));
    let one = |text: &str, variables: &[_]| {
        let settings = read(text, variables, &[])?;
        settings.exclusive(&KEYS).map(|one| one.map(|(name, given)| (name, given.value.clone())))
    };
    let in_file = "encryption_key = \"z\"\n";
    assert_eq!(one(in_file, &[]).unwrap(), Some(("encryption_key", "z".to_owned())));
    assert_eq!(one(in_file, &[file]).unwrap(), Some(("encryption_key_file", "y".to_owned())));
    assert_eq!(one(in_file, &[key]).unwrap(), Some(("encryption_key", "x".to_owned())));
    assert_eq!(one("", &[]).unwrap(), None);
    let error = one(in_file, &[key, file]).unwrap_err().to_string();
    assert_eq!(error, "PORTCULLIS_ENCRYPTION_KEY and PORTCULLIS_ENCRYPTION_KEY_FILE are mutually exclusive");
    let error = one("encryption_key = \"z\"\nencryption_key_file = \"y\"\n", &[]).unwrap_err().to_string();
    assert!(error.contains("encryption_key in ") && error.ends_with(" are mutually exclusive"), "{error}");
}

#[test]
fn gate_profiles_are_tables_or_one_line_and_never_both() {
    let tables = "[[gate.profiles]]\nname = \"admin\"\n";
    let settings = read(tables, &[], &[]).unwrap();
    assert_eq!(settings.profiles().unwrap().profiles.len(), 1);
    let settings = read(tables, &[("PORTCULLIS_GATE_PROFILES", "web: report")], &[]).unwrap();
    assert!(settings.profiles().is_none());
    assert_eq!(value(&settings, "gate_profiles").as_deref(), Some("web: report"));
    let error = read(&format!("gate_profiles = \"web: report\"\n{tables}"), &[], &[]);
    let error = error.unwrap().sound().unwrap_err().to_string();
    assert!(error.contains("gate_profiles in ") && error.ends_with("are mutually exclusive"), "{error}");
}

#[test]
fn unknown_settings_are_rejected_kubernetes_variables_are_not() {
    let sound = |file, variables: &[_]| read(file, variables, &[]).unwrap().sound();
    assert!(sound("", &[("PORTCULLIS_BINDD", "x")]).is_err());
    assert!(sound("bindd = \"x\"", &[]).is_err());
    assert!(sound("bind = true", &[]).is_err());
    assert!(sound("[bind]", &[]).is_err());
    let error = sound("bindd = \"x\"", &[("PORTCULLIS_BINDD", "x")]).unwrap_err().to_string();
    assert!(error.contains("bindd in ") && error.contains("PORTCULLIS_BINDD"), "both are named: {error}");
    let kubernetes = [
        ("PORTCULLIS_SERVICE_HOST", "10.0.0.1"),
        ("PORTCULLIS_SERVICE_PORT_HTTP", "80"),
        ("PORTCULLIS_PORT", "tcp://10.0.0.1:80"),
        ("PORTCULLIS_PORT_80_TCP_ADDR", "10.0.0.1"),
    ];
    assert!(sound("", &kubernetes).is_ok());
}

#[test]
fn syntax_error_names_the_line_and_never_quotes_it() {
    let error = read("bind = \"x\"\njwt_secret = \"hunter2-hunter2", &[], &[]).unwrap_err().to_string();
    assert!(error.contains("line 2"), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn named_file_must_exist() {
    assert!(Settings::from_sources(Some("/nowhere/portcullis.toml".into()), |_| None, &environment(&[])).is_err());
}
