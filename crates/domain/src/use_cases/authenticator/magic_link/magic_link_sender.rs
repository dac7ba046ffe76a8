//! Sends magic links.

use std::sync::Arc;

use jiff::Timestamp;

use super::{count_link, new_link_token};
use crate::model::audit::Event;
use crate::model::authenticator::{LinkPurpose, MagicLink};
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::EmailAddress;
use crate::model::organization::Organization;
use crate::model::outbox::{MailBody, MailPayload};
use crate::model::session::SessionBinding;
use crate::ports::{Random, Sealer, Transaction};
use crate::use_cases::record::record_and_send;
use crate::{Error, Result};

/// Creates magic links and enqueues their mail in the same transaction. The token is in the mail alone, which is sealed
/// until it is sent.
#[derive(Clone)]
pub struct MagicLinkSender {
    /// Where tokens come from.
    pub random: Arc<dyn Random>,
    /// How the mail is kept, and what is kept of the token.
    pub sealer: Arc<dyn Sealer>,
    /// What every link begins with: the installation's own address, and nothing that a request says.
    pub base: String,
}

impl MagicLinkSender {
    /// Sends a new link, which replaces the member's last one.
    pub(crate) fn send(
        &self,
        tx: &mut dyn Transaction,
        actor: &Actor,
        organization: &Organization,
        (subject, to): (&SubjectId, &EmailAddress),
        (purpose, session): (LinkPurpose, &SessionBinding),
        now: Timestamp,
    ) -> Result<()> {
        count_link(tx, actor, &organization.id, subject, now)?;
        let (token, digest) = new_link_token(&*self.random, &*self.sealer)?;
        let expires_at = now.checked_add(MagicLink::LIFETIME).map_err(Error::internal)?;
        let link = MagicLink { subject: subject.clone(), purpose, session: session.clone(), digest, expires_at };
        tx.magic_links().put(&organization.id, &link)?;
        let (heading, what) = match purpose {
            LinkPurpose::Setup => ("Confirm your address", "To use mailed links for signing in, open"),
            LinkPurpose::Login => ("Your link to sign in", "To go on with signing in, open"),
        };
        let name = organization.name.as_str();
        let text = format!(
            "{what}\n\n{}{}#{}\n\nOrganization: {name}\nThe link counts once, for ten minutes.\n\n\
             If you did not ask for it, do not open it, and tell an administrator of your organization.\n",
            self.base,
            purpose.page(),
            *token
        );
        let place = MailBody::place(&organization.id, to);
        let body = MailBody::Sealed { sealed: self.sealer.seal(text.as_bytes(), &place)?, expires_at };
        let mail = MailPayload { to: to.clone(), subject: format!("{name}: {heading}"), body };
        record_and_send(tx, actor, organization, now, &Event::LinkSent(subject.clone(), purpose), mail)
    }
}
