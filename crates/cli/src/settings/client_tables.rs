//! Clients as tables of the file: `[[clients]]`.

use toml::{Table, Value};

/// An example, for the documentation and for `portcullis init`.
pub(crate) const EXAMPLE: &str = r#"[[clients]]
client = "product-backend"
rights = ["provision"]
organizations = ["*"]

[[clients]]
client = "acme-hr"
rights = ["provision", "decide"]
organizations = ["acme", "acme-labs"]
"#;

/// The keys of a table.
const KEYS: [&str; 3] = ["client", "rights", "organizations"];

/// The clients of a file.
#[derive(Debug, Clone)]
pub(crate) struct ClientTables {
    /// The source: `clients in portcullis.toml`.
    pub(crate) source: String,
    /// The clients, in the file's order.
    pub(crate) clients: Vec<ClientTable>,
}

/// A client, its rights and organizations, as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClientTable {
    pub(crate) client: String,
    pub(crate) rights: Vec<String>,
    pub(crate) organizations: Vec<String>,
}

impl ClientTables {
    /// Reads the value of the key `clients` in the file `shown`: no tables mean no clients. The error has a sentence for
    /// each problem.
    pub(super) fn read(clients: &Value, shown: &str) -> Result<Self, Vec<String>> {
        let source = format!("clients in {shown}");
        let tables = clients.as_array().map(Vec::as_slice).unwrap_or_default();
        let (mut clients, mut problems) = (Vec::new(), Vec::new());
        for table in tables {
            let read = table.as_table().ok_or_else(|| "must be tables: [[clients]]".to_owned());
            match read.and_then(ClientTable::read) {
                Ok(client) => clients.push(client),
                Err(problem) => problems.push(format!("{source} {problem}")),
            }
        }
        if problems.is_empty() { Ok(Self { source, clients }) } else { Err(problems) }
    }
}

impl ClientTable {
    fn read(table: &Table) -> Result<Self, String> {
        let client = table.get("client").and_then(Value::as_str).ok_or("must have a \"client\" in each table")?;
        if let Some(unknown) = table.keys().find(|key| !KEYS.contains(&&***key)) {
            return Err(format!("has the unknown key {unknown:?} for client {client:?}"));
        }
        let texts = |key: &str| {
            let items = table.get(key).and_then(Value::as_array);
            let texts = items.and_then(|items| items.iter().map(|item| Some(item.as_str()?.to_owned())).collect());
            texts.ok_or_else(|| format!("must have a list of strings as {key:?} for client {client:?}"))
        };
        Ok(Self { client: client.to_owned(), rights: texts("rights")?, organizations: texts("organizations")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ClientTables, Vec<String>> {
        let file: Table = text.parse().unwrap();
        ClientTables::read(file.get("clients").unwrap(), "test.toml")
    }

    #[test]
    fn clients_are_read_in_their_order() {
        let clients = read(EXAMPLE).unwrap().clients;
        let [first, second] = &*clients else { panic!("{clients:?}") };
        assert_eq!(
            (&*first.client, &*first.rights[0], &*first.organizations[0]),
            ("product-backend", "provision", "*")
        );
        assert_eq!((&*second.client, second.rights.len(), second.organizations.len()), ("acme-hr", 2, 2));
        assert!(read("clients = []").unwrap().clients.is_empty());
    }

    #[test]
    fn every_malformed_client_is_reported() {
        let error = read(
            "[[clients]]\nrights = []\n[[clients]]\nclient = \"a\"\nrights = \"decide\"\n\
             [[clients]]\nclient = \"b\"\nright = []\n",
        );
        assert_eq!(
            error.unwrap_err(),
            [
                "clients in test.toml must have a \"client\" in each table",
                "clients in test.toml must have a list of strings as \"rights\" for client \"a\"",
                "clients in test.toml has the unknown key \"right\" for client \"b\"",
            ]
        );
        assert!(read("clients = [1]").is_err());
    }
}
