//! Formats all rows as text, for comparisons.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};

use super::Member;
use super::MemoryStore;
use super::ProofKey;
use crate::model::identity::OrganizationId;
use crate::model::outbox::DeliveryKey;
use crate::model::sealed::Digest;

/// The key of a row.
trait Key: Debug {
    /// The organization that the row belongs to, if the key contains it.
    fn organization(&self) -> Option<&OrganizationId>;
}

impl Key for OrganizationId {
    fn organization(&self) -> Option<&OrganizationId> {
        Some(self)
    }
}

impl Key for Member {
    fn organization(&self) -> Option<&OrganizationId> {
        Some(&self.0)
    }
}

impl Key for ProofKey {
    fn organization(&self) -> Option<&OrganizationId> {
        Some(&self.0)
    }
}

impl Key for (OrganizationId, u64) {
    fn organization(&self) -> Option<&OrganizationId> {
        Some(&self.0)
    }
}

impl Key for DeliveryKey {
    fn organization(&self) -> Option<&OrganizationId> {
        Some(&self.organization)
    }
}

impl Key for Digest {
    fn organization(&self) -> Option<&OrganizationId> {
        None
    }
}

impl Key for usize {
    fn organization(&self) -> Option<&OrganizationId> {
        None
    }
}

impl Key for String {
    fn organization(&self) -> Option<&OrganizationId> {
        None
    }
}

impl MemoryStore {
    /// Returns every committed row, one a line. Stores with equal content return equal texts.
    pub fn rows(&self) -> String {
        self.rows_where(|_| true)
    }

    /// Returns the rows of one organization.
    pub fn rows_of(&self, organization: &str) -> String {
        self.rows_where(|of| of.is_some_and(|of| of.as_str() == organization))
    }

    fn rows_where(&self, takes: impl Fn(Option<&OrganizationId>) -> bool) -> String {
        let tables = self.tables();
        let mut rows = Rows { takes, text: String::new() };
        rows.add(&tables.organizations);
        rows.add(&tables.memberships);
        rows.add(&tables.authenticators);
        rows.add(&tables.ceremonies);
        rows.add(&tables.magic_links);
        rows.add(&tables.disavowals);
        rows.add(&tables.enrolment_codes);
        rows.add(&tables.send_limits);
        rows.add(&tables.recovery_codes);
        rows.add(&tables.attempts);
        rows.add(&tables.sessions);
        rows.add(&tables.spent_refresh_tokens);
        rows.add(&tables.logouts);
        rows.add(&tables.logout_tokens);
        rows.add(&tables.wrong_proofs);
        rows.add(&tables.outbox);
        rows.add(&tables.audit);
        rows.add(&tables.erasures);
        rows.add(&tables.addresses_removed);
        rows.text
    }
}

struct Rows<T> {
    takes: T,
    text: String,
}

impl<T: Fn(Option<&OrganizationId>) -> bool> Rows<T> {
    fn add(&mut self, table: &BTreeMap<impl Key, impl Debug>) {
        for (key, row) in table.iter().filter(|(key, _)| (self.takes)(key.organization())) {
            let _ = writeln!(self.text, "{key:?}: {row:?}");
        }
    }
}
