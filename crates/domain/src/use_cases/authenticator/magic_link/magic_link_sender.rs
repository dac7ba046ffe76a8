//! Sends magic links.

use std::sync::Arc;

use jiff::Timestamp;

use super::new_link_token;
use crate::model::audit::Event;
use crate::model::authenticator::{LinkPurpose, MagicLink};
use crate::model::identity::SubjectId;
use crate::model::membership::EmailAddress;
use crate::model::outbox::{MailBody, MailPayload};
use crate::model::session::SessionBinding;
use crate::ports::{Random, Sealer, Transaction};
use crate::use_cases::acting::Acting;
use crate::use_cases::authenticator::{LinkPages, require_send_quota};
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
    /// Creates a link and sends it. It replaces the last one of the session.
    pub(crate) fn send(
        &self,
        tx: &mut dyn Transaction,
        acting: &Acting<'_>,
        (subject, to): (&SubjectId, &EmailAddress),
        (purpose, session): (LinkPurpose, &SessionBinding),
        now: Timestamp,
    ) -> Result<()> {
        let organization = &acting.organization;
        require_send_quota(tx, acting.actor, &organization.id, (subject, session), now)?;
        let (token, digest) = new_link_token(&*self.random, &*self.sealer)?;
        let expires_at = now.checked_add(MagicLink::LIFETIME).map_err(Error::internal)?;
        let link = MagicLink { subject: subject.clone(), purpose, session: session.clone(), digest, expires_at };
        tx.magic_links().put(&organization.id, &link)?;
        let LinkPages { setup, login, .. } = &self.pages;
        let (heading, what, page) = match purpose {
            LinkPurpose::Setup => ("Confirm your address", "To use mailed links for signing in, open", setup),
            LinkPurpose::Login => ("Your link to sign in", "To go on with signing in, open", login),
        };
        let name = organization.name.as_str();
        let text = format!(
            "{what}\n\n{page}#{}\n\nOrganization: {name}\nThe link counts once, for ten minutes.\n\n\
             If you did not request it, do not open it, and inform an administrator of your organization.\n",
            *token
        );
        let place = MailBody::place(&organization.id, to);
        let body = MailBody::Sealed { sealed: self.sealer.seal(text.as_bytes(), &place)?, expires_at };
        let mail = MailPayload { to: to.clone(), subject: format!("{name}: {heading}"), body };
        record_and_send(tx, acting.actor, organization, now, &Event::LinkSent(subject.clone(), purpose), mail)
    }
}
