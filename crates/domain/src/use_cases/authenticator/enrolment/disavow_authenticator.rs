//! Disavows authenticators.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::disavowal_digests;
use crate::error::Resource;
use crate::model::audit::Event;
use crate::model::authenticator::{Authenticator, AuthenticatorState, Disavowal};
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::ports::{Clock, Sealer, Store, Transaction};
use crate::use_cases::record::record_by_system;
use crate::{Error, Result};

/// Suspends an authenticator by the token in the notice about it: "this was not me". The token is the whole proof: the
/// route has no bearer. Whatever was enrolled after it is suspended too, unless a code of somebody else confirmed it; also
/// if the authenticator itself is gone. The member's recovery codes, sessions and pending setups end, because they may be
/// the attacker's, and their next enrolment needs a code that an administrator, a client or an operator made.
pub struct DisavowAuthenticator {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
}

impl DisavowAuthenticator {
    /// Whether `token` was such a token, unused and not expired.
    pub fn execute(&self, token: &str) -> Result<bool> {
        let now = self.clock.now();
        let digests = disavowal_digests(token, &*self.sealer)?;
        if digests.is_empty() {
            return Ok(false);
        }
        let found = self.store.read(|tx| tx.disavowals().find(&digests))?;
        let Some((id, _)) = found else { return Ok(false) };
        self.store.transaction(|tx| {
            let Some(organization) = tx.organizations().lock(&id)? else { return Ok(false) };
            // read again: a concurrent request may have been first
            match tx.disavowals().find(&digests)? {
                Some((of, disavowal)) if of == id && now < disavowal.expires_at => {
                    disavow(tx, &organization, &disavowal, now)
                }
                _ => Ok(false),
            }
        })
    }
}

fn disavow(
    tx: &mut dyn Transaction,
    organization: &Organization,
    disavowal: &Disavowal,
    now: Timestamp,
) -> Result<bool> {
    let (id, subject) = (&organization.id, &disavowal.subject);
    if !tx.disavowals().take(id, disavowal)? {
        return Ok(false);
    }
    let mut methods = BTreeSet::new();
    for one in tx.authenticators().of(id, subject)? {
        if disavowal.suspends(&one) {
            methods.insert(one.method());
            let suspended = Authenticator { state: AuthenticatorState::Suspended { since: now }, ..one };
            tx.authenticators().update(id, subject, &suspended)?;
        } else if !one.is_configured() {
            tx.authenticators().delete(id, subject, one.id)?;
        }
    }
    tx.recovery_codes().delete_all(id, subject)?;
    tx.enrolment_codes().delete_all(id, subject)?;
    tx.magic_links().delete_all(id, subject)?;
    tx.ceremonies().delete_all(id, subject)?;
    tx.sessions().end_all(id, subject, now)?;
    if let Some(closed) = organization.without_undo_of(subject) {
        tx.organizations().update(&closed)?;
    }
    let member = tx.memberships().find(id, subject)?.ok_or(Error::NotFound(Resource::Membership))?;
    tx.memberships().update(id, &Membership { disavowed_at: Some(now), ..member })?;
    let (subject, named) = (subject.clone(), disavowal.method);
    let event = Event::AuthenticatorDisavowed { subject, named, suspended: methods };
    record_by_system(tx, "disavowal", organization, now, &event)?;
    Ok(true)
}
