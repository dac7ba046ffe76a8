//! What is kept, as text to be compared.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};

use super::{Member, MemoryStore};
use crate::organization::OrganizationId;

impl MemoryStore {
    /// Every row that is committed, one a line. Two stores that keep the same say the same.
    pub fn rows(&self) -> String {
        self.rows_where(|_| true)
    }

    /// Those of one organization.
    pub fn rows_of(&self, organization: &str) -> String {
        self.rows_where(|of| of.is_some_and(|of| of.as_str() == organization))
    }

    fn rows_where(&self, takes: impl Fn(Option<&OrganizationId>) -> bool) -> String {
        let tables = self.tables();
        let mut rows = Rows { takes, text: String::new() };
        rows.table(&tables.organizations, itself);
        rows.members(&tables.memberships);
        rows.members(&tables.authenticators);
        rows.members(&tables.ceremonies);
        rows.members(&tables.magic_links);
        rows.members(&tables.recovery_codes);
        rows.members(&tables.attempts);
        rows.members(&tables.sessions);
        rows.table(&tables.outbox, |key| Some(&key.organization));
        rows.table(&tables.audit, itself);
        // what these are kept by does not tell whose they are
        rows.table(&tables.send_limits, |_| None);
        rows.table(&tables.spent_refresh_tokens, |_| None);
        rows.text
    }
}

fn itself(organization: &OrganizationId) -> Option<&OrganizationId> {
    Some(organization)
}

struct Rows<T> {
    takes: T,
    text: String,
}

impl<T: Fn(Option<&OrganizationId>) -> bool> Rows<T> {
    fn members(&mut self, table: &BTreeMap<Member, impl Debug>) {
        self.table(table, |(organization, _)| Some(organization));
    }

    fn table<K: Debug>(&mut self, table: &BTreeMap<K, impl Debug>, of: impl Fn(&K) -> Option<&OrganizationId>) {
        for (key, row) in table.iter().filter(|(key, _)| (self.takes)(of(key))) {
            let _ = writeln!(self.text, "{key:?}: {row:?}");
        }
    }
}
