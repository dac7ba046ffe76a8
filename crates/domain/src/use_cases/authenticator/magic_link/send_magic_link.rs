//! A member asks for a link.

use std::sync::Arc;

use super::MagicLinkSender;
use crate::error::{Resource, Rule};
use crate::model::authenticator::{Authenticator, LinkPurpose};
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::{CallerState, caller_of};
use crate::{Error, Result};

/// Sends the caller a link to log in with or, while the address is not shown to be theirs, another one to show it. To the
/// membership's own address alone, and only while it is the one that was shown. Limited, and never a way to more guesses.
pub struct SendMagicLink {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// Until when it counts.
    pub clock: Arc<dyn Clock>,
    /// Who sends; nobody, where the installation sends no mail.
    pub post: Option<MagicLinkSender>,
}

impl SendMagicLink {
    /// Sends it.
    pub fn execute(&self, actor: &Actor) -> Result<()> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
            let caller_state = CallerState::load(tx, caller, &organization, now)?;
            let post = self.post.as_ref().ok_or(Error::RuleBroken(Rule::MethodUnavailable))?;
            let own = caller_state.membership.email.as_ref().ok_or(Error::NotFound(Resource::Membership))?;
            let mut of_this_address = caller_state.authenticators.iter().filter(|one| one.address() == Some(own));
            let purpose = if of_this_address.clone().any(Authenticator::is_active) {
                LinkPurpose::Login
            } else if of_this_address.any(|one| one.is_pending_in(&caller_state.session, now)) {
                LinkPurpose::Setup
            } else {
                return Err(Error::RuleBroken(Rule::NotConfigured));
            };
            post.send(tx, actor, &organization, (&caller.subject, own), (purpose, &caller_state.session), now)
        })
    }
}
