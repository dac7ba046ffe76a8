//! Sends the caller a link.

use std::sync::Arc;

use super::MagicLinkSender;
use crate::error::Resource;
use crate::model::authenticator::{Authenticator, LinkPurpose};
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::model::rule::Rule;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_write;
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

/// Sends the caller a link to log in with or, while their setup of links is pending, another link to activate it. To the
/// membership's own address alone, while it is the one that was activated. Limited by quotas.
pub struct SendMagicLink {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Sends links; `None` if the installation sends no mail.
    pub sender: Option<MagicLinkSender>,
}

impl SendMagicLink {
    /// Sends the link.
    pub fn execute(&self, actor: &Actor) -> Result<()> {
        let now = self.clock.now();
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let state = CallerState::load(tx, acting, now)?;
            let sender = self.sender.as_ref().ok_or(Error::RuleBroken(Rule::MethodUnavailable))?;
            let own = state.membership.email.as_ref().ok_or(Error::NotFound(Resource::Membership))?;
            let mut of_this_address = state.authenticators.iter().filter(|one| one.is_of_mailbox(own));
            let purpose = if of_this_address.clone().any(Authenticator::is_active) {
                LinkPurpose::Login
            } else if of_this_address.any(|one| one.is_pending_in(&state.session, now)) {
                LinkPurpose::Setup
            } else {
                return Err(Error::RuleBroken(Rule::NotConfigured));
            };
            sender.send(tx, acting, (&state, own), purpose, now)
        })
    }
}
