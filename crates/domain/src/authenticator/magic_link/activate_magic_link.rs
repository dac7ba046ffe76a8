//! Somebody shows that they read an address.

use std::sync::Arc;

use jiff::Timestamp;

use super::{LinkPurpose, MagicLink, digests_of};
use crate::authenticator::{Authenticator, Method, State};
use crate::error::Resource;
use crate::event::Event;
use crate::identity::Actor;
use crate::membership::Membership;
use crate::organization::Organization;
use crate::{Clock, Error, Result, Sealer, Store, Transaction, record};

/// Takes a link that was sent to set links up: from then on the member can be sent links to log in with. Whoever has the
/// link may; it says whose it is. It opens no session.
pub struct ActivateMagicLink {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When.
    pub clock: Arc<dyn Clock>,
    /// What is kept of tokens.
    pub sealer: Arc<dyn Sealer>,
}

impl ActivateMagicLink {
    /// Whether `token` was one, and counted still.
    pub fn execute(&self, token: &str) -> Result<bool> {
        let now = self.clock.now();
        let digests = digests_of(token, &*self.sealer)?;
        if digests.is_empty() {
            return Ok(false);
        }
        let found = self.store.read(|tx| tx.magic_links().find(&digests))?;
        let Some((id, _)) = found else { return Ok(false) };
        self.store.transaction(|tx| {
            let Some(organization) = tx.organizations().lock(&id)? else { return Ok(false) };
            // read again: a rival may have been first, or a newer link have taken its place
            match tx.magic_links().find(&digests)? {
                Some((of, link)) if of == id && link.purpose == LinkPurpose::Setup && now < link.expires_at => {
                    activate(tx, &organization, &link, now)
                }
                _ => Ok(false),
            }
        })
    }
}

fn activate(tx: &mut dyn Transaction, organization: &Organization, link: &MagicLink, now: Timestamp) -> Result<bool> {
    let (of, subject) = (&organization.id, &link.subject);
    let member = tx.memberships().find(of, subject)?.filter(Membership::is_active);
    let member = member.ok_or(Error::NotFound(Resource::Membership))?;
    if !tx.magic_links().take(of, link)? {
        return Ok(false);
    }
    let authenticators = tx.authenticators().of(of, subject)?;
    let links = || authenticators.iter().filter(|one| one.method() == Method::MagicLink);
    let own = |one: &&Authenticator| member.email.is_some() && one.address() == member.email.as_ref();
    let Some(pending) = links().filter(own).find(|one| one.is_pending_in(&link.session, now)) else {
        return Ok(false);
    };
    for replaced in links().filter(|one| one.id != pending.id) {
        tx.authenticators().delete(of, subject, replaced.id)?;
    }
    if links().any(Authenticator::is_configured) {
        tx.sessions().end_all(of, subject, now)?;
    }
    tx.authenticators().update(of, subject, &Authenticator { state: State::Active, ..pending.clone() })?;
    let actor = Actor::operator("magic link", of.clone());
    record(tx, &actor, organization, now, &Event::AuthenticatorConfirmed(subject.clone(), Method::MagicLink))?;
    Ok(true)
}
