//! The rights of clients.

use std::collections::BTreeSet;

use portcullis_domain::{
    ClientGrant, ClientGrants, ClientRight, Error as DomainError, GrantedOrganizations, OrganizationId, SubjectId,
};

use super::problems::Problems;
use crate::error::Result;
use crate::settings::{Given, Settings};

/// Every organization, written out.
const ALL: &str = "*";

/// No client, written out.
const NONE: &str = "none";

/// Reads the rights of clients. Without `clients`, a scope alone gives the right to provision, as before.
pub(crate) fn read(settings: &Settings) -> Result<ClientGrants> {
    let mut problems = Problems::default();
    let deciders = problems.note(deciders(settings));
    let listed = problems.note(listed(settings));
    let whole = || {
        let deciders = deciders?;
        Some(match listed? {
            Some(grants) => ClientGrants::listed([grants, deciders].concat()),
            None => ClientGrants::with_provisioning_by_scope(deciders),
        })
    };
    problems.conclude(whole())
}

/// Reads `deciders`: clients that may ask for decisions everywhere.
fn deciders(settings: &Settings) -> Result<Vec<ClientGrant>> {
    let Some(given) = settings.get("deciders") else { return Ok(Vec::new()) };
    let grant = |text: String| {
        let client = SubjectId::parse(&*text).map_err(|violation| wrong(&format!("{violation}, and not {text:?}")))?;
        let rights = BTreeSet::from([ClientRight::Decide]);
        Ok(ClientGrant { client, rights, organizations: GrantedOrganizations::All })
    };
    given.named(given.list().into_iter().map(grant).collect())
}

fn listed(settings: &Settings) -> Result<Option<Vec<ClientGrant>>> {
    if let Some(given) = settings.get("clients") {
        return given.named(parse(&given.value)).map(Some);
    }
    let Some(tables) = settings.clients() else { return Ok(None) };
    let given = Given { value: String::new(), source: tables.source.clone() };
    let mut problems = Problems::default();
    let mut grants = Vec::new();
    for table in &tables.clients {
        let (rights, organizations) = (table.rights.iter(), table.organizations.iter());
        let grant = grant(&table.client, rights.map(String::as_str), organizations.map(String::as_str));
        grants.extend(problems.note(given.named(grant)));
    }
    problems.conclude(Some(Some(grants)))
}

/// Parses `SUBJECT: WORD WORD; SUBJECT: …`, or `none`.
fn parse(text: &str) -> portcullis_domain::Result<Vec<ClientGrant>> {
    if text.trim() == NONE {
        return Ok(Vec::new());
    }
    let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
    let read = |part: &str| {
        // a subject may contain colons, and no space
        let (client, words) =
            part.split_once(": ").ok_or_else(|| wrong(&format!("must be SUBJECT: WORD WORD; …, and not {part:?}")))?;
        let words: Vec<_> = words.split_whitespace().collect();
        let organizations = words.iter().filter_map(|word| word.strip_prefix("organization="));
        let rights = words.iter().filter(|word| !word.starts_with("organization=")).copied();
        grant(client.trim(), rights, organizations)
    };
    let grants = parts.map(read).collect::<portcullis_domain::Result<Vec<_>>>()?;
    if grants.is_empty() { Err(wrong("must name clients, or be none")) } else { Ok(grants) }
}

/// The grant of these rights in these organizations. There is no default for either.
fn grant<'a>(
    client: &str,
    rights: impl Iterator<Item = &'a str>,
    organizations: impl Iterator<Item = &'a str>,
) -> portcullis_domain::Result<ClientGrant> {
    let of = |problem: String| wrong(&format!("{problem} for client {client:?}"));
    if client == ALL {
        return Err(wrong("must name each client: only for organizations * means all"));
    }
    let subject = SubjectId::parse(client).map_err(|violation| of(violation.to_string()))?;
    let mut granted = BTreeSet::new();
    for right in rights {
        let known = ClientRight::parse(right);
        granted.insert(known.map_err(|_| of(format!("must name provision, decide or act, and not {right:?},")))?);
    }
    let (mut listed, mut everywhere) = (BTreeSet::new(), false);
    for organization in organizations {
        if organization == ALL {
            everywhere = true;
        } else {
            let id = OrganizationId::parse(organization);
            listed.insert(id.map_err(|violation| of(format!("names an organization that {violation}")))?);
        }
    }
    let organizations = match (everywhere, listed.is_empty()) {
        (true, true) => GrantedOrganizations::All,
        (false, false) => GrantedOrganizations::Listed(listed),
        (true, false) => return Err(of("must name either organizations or *".to_owned())),
        (false, true) => return Err(of("must name the organizations, or * for all,".to_owned())),
    };
    if granted.is_empty() {
        return Err(of("must name at least one right: provision, decide or act".to_owned()));
    }
    Ok(ClientGrant { client: subject, rights: granted, organizations })
}

fn wrong(rule: &str) -> DomainError {
    DomainError::invalid("clients", rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::CLIENT_EXAMPLE;

    const LINE: &str = "product-backend: provision organization=*; \
                        acme-hr: provision decide organization=acme organization=acme-labs";

    #[test]
    fn tables_and_the_one_line_mean_the_same() {
        let line = read(&Settings::given(&[("clients", LINE)])).unwrap();
        assert_eq!(read(&Settings::from_file(CLIENT_EXAMPLE).unwrap()).unwrap(), line);
        assert!(!line.scope_provisions());
        let mut replaced = Settings::from_file(CLIENT_EXAMPLE).unwrap();
        replaced.put("clients", "arn:aws:iam::1: act organization=acme".to_owned(), "--clients".to_owned());
        let replaced = read(&replaced).unwrap();
        assert_eq!(replaced.iter().map(|grant| grant.client.as_str()).collect::<Vec<_>>(), ["arn:aws:iam::1"]);
    }

    #[test]
    fn deciders_are_read_into_the_clients() {
        let both = read(&Settings::given(&[("clients", LINE), ("deciders", "a, b")])).unwrap();
        let b = SubjectId::parse("b").unwrap();
        assert_eq!(both.organizations(&b, ClientRight::Decide), GrantedOrganizations::All);
        assert_eq!(both.organizations(&b, ClientRight::Provision), GrantedOrganizations::NONE);
        let alone = read(&Settings::given(&[("deciders", "b")])).unwrap();
        assert!(alone.scope_provisions(), "as before clients could be listed");
        assert_eq!(alone.organizations(&b, ClientRight::Decide), GrantedOrganizations::All);
        assert!(read(&Settings::default()).unwrap().scope_provisions());
    }

    #[test]
    fn no_client_is_granted_anything_if_written_out() {
        for none in [Settings::given(&[("clients", "none")]), Settings::from_file("clients = []").unwrap()] {
            let grants = read(&none).unwrap();
            assert!(!grants.scope_provisions() && grants.iter().next().is_none(), "{grants:?}");
        }
        let deciders = read(&Settings::given(&[("clients", "none"), ("deciders", "b")])).unwrap();
        assert!(!deciders.scope_provisions());
        assert_eq!(deciders.iter().map(|grant| grant.client.as_str()).collect::<Vec<_>>(), ["b"]);
        let mut replaced = Settings::from_file(CLIENT_EXAMPLE).unwrap();
        replaced.put("clients", "none".to_owned(), "--clients".to_owned());
        assert_eq!(read(&replaced).unwrap().iter().count(), 0);
        // a client may have this name
        assert_eq!(read(&Settings::given(&[("clients", "none: act organization=a")])).unwrap().iter().count(), 1);
        assert!(read(&Settings::given(&[("clients", "None")])).is_err());
        assert!(read(&Settings::given(&[("clients", ";")])).is_err(), "neither a client nor none");
    }

    #[test]
    fn error_names_the_client_and_what_is_missing() {
        for (line, expected) in [
            ("erp: act organization=*; crm", "--clients must be SUBJECT: WORD WORD; …, and not \"crm\""),
            ("*: act organization=*", "--clients must name each client: only for organizations * means all"),
            ("crm: provision", "--clients must name the organizations, or * for all, for client \"crm\""),
            (
                "crm: organization=*",
                "--clients must name at least one right: provision, decide or act for client \"crm\"",
            ),
            (
                "crm: provide organization=*",
                "--clients must name provision, decide or act, and not \"provide\", for client \"crm\"",
            ),
            (
                "crm: act organization=* organization=acme",
                "--clients must name either organizations or * for client \"crm\"",
            ),
        ] {
            assert_eq!(read(&Settings::given(&[("clients", line)])).unwrap_err().to_string(), expected);
        }
    }
}
