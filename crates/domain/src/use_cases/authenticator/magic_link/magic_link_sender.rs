//! Sends magic links.

use std::sync::Arc;

use jiff::Timestamp;

use super::new_link_token;
use crate::model::audit::Event;
use crate::model::authenticator::{LinkPurpose, MagicLink};
use crate::model::membership::EmailAddress;
use crate::model::outbox::{MailBody, MailPayload};
use crate::model::rule::Rule;
use crate::ports::{Random, Sealer, Transaction};
use crate::use_cases::acting::Acting;
use crate::use_cases::authenticator::{LinkPages, require_send_quota};
use crate::use_cases::caller_state::CallerState;
use crate::use_cases::record::record_and_send;
use crate::{Error, Result};

/// Writes links into the outbox, in the transaction that creates them. The token is in the mail alone, which is sealed
/// until it is sent.
#[derive(Clone)]
pub struct MagicLinkSender {
    /// The source of randomness.
    pub random: Arc<dyn Random>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
    /// The pages that links lead to. They come from the configuration, never from a request.
    pub pages: LinkPages,
}

impl MagicLinkSender {
    /// Creates a link for the caller's session and sends it to their own address `to`. It replaces the session's last one.
    pub(crate) fn send(
        &self,
        tx: &mut dyn Transaction,
        acting: &Acting<'_>,
        (state, to): (&CallerState, &EmailAddress),
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<()> {
        require_settled_address(acting, state, to, now)?;
        let (organization, subject, session) = (&acting.organization, &state.membership.subject, &state.session);
        require_send_quota(tx, acting.actor, &organization.id, state, now)?;
        let (token, digest) = new_link_token(&*self.random, &*self.sealer)?;
        let expires_at = now.checked_add(MagicLink::LIFETIME).map_err(Error::internal)?;
        let link = MagicLink { subject: subject.clone(), purpose, session: session.clone(), digest, expires_at };
        tx.magic_links().put(&organization.id, &link)?;
        let LinkPages { setup, login, .. } = &self.pages;
        let (heading, what, page) = match purpose {
            LinkPurpose::Setup => ("Confirm your address", "To sign in with mailed links from now on, open", setup),
            LinkPurpose::Login => ("Your link to sign in", "To continue signing in, open", login),
        };
        let name = organization.name.as_str();
        let text = format!(
            "{what}\n\n{page}#{}\n\nOrganization: {name}\nThe link can be used once, within ten minutes.\n\n\
             If you did not request it, do not open it, and inform an administrator of your organization.\n",
            *token
        );
        let place = MailBody::place(&organization.id, to);
        let body = MailBody::Sealed { sealed: self.sealer.seal(text.as_bytes(), &place)?, expires_at };
        let mail = MailPayload { to: to.clone(), subject: format!("{name}: {heading}"), body };
        record_and_send(tx, acting.actor, organization, now, &Event::LinkSent(subject.clone(), purpose), mail)
    }
}

/// Requires an address that was not changed for a day: otherwise a change of the address alone would take over an account
/// before the member hears of it. An address is proved if a link to it was opened before, as one of an active authenticator
/// was, or if the caller's token names it as verified.
fn require_settled_address(acting: &Acting<'_>, state: &CallerState, to: &EmailAddress, now: Timestamp) -> Result<()> {
    if state.membership.address_waits_until(now).is_none() {
        return Ok(());
    }
    let opened = state.active().any(|one| one.is_of_mailbox(to));
    let verified = acting.caller()?.0.email.as_ref().and_then(|email| EmailAddress::parse(email).ok());
    if opened || verified.is_some_and(|verified| verified.is_same_mailbox(to)) { Ok(()) } else { Err(Error::RuleBroken(Rule::AddressTooNew)) }
}
