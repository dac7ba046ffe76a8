//! What a member can set up.

use std::sync::Arc;

use crate::error::NoOrganization;
use crate::model::authenticator::Authenticator;
use crate::model::identity::{Actor, Method};
use crate::model::membership::Permission;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::{CallerState, caller_of};
use crate::{Error, Result};

/// Tells a subject which kinds of authenticators there are, and which of them they have.
pub struct ListMethods {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When a refusal happened.
    pub clock: Arc<dyn Clock>,
    /// What the installation can do.
    pub supported: Vec<Method>,
}

/// How a member stands to a kind of authenticator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodStatus {
    /// The kind.
    pub method: Method,
    /// Whether installation and organization have a use for it.
    pub available: bool,
    /// Whether the member proved one.
    pub configured: bool,
    /// Whether one counts.
    pub enabled: bool,
}

impl ListMethods {
    /// Every kind, and how the caller stands to it.
    pub fn execute(&self, actor: &Actor) -> Result<Vec<MethodStatus>> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let standing = |method, allowed, mine: &[Authenticator]| MethodStatus {
            method,
            available: allowed && self.supported.contains(&method),
            configured: mine.iter().any(|one| one.method() == method && one.is_configured()),
            enabled: mine.iter().any(|one| one.method() == method && one.is_active()),
        };
        let listed = authorized(&*self.store, now, actor, Permission::ReadOwnMfa, |tx, organization| {
            let caller_state = CallerState::load(tx, caller, &organization, now)?;
            let allowed = |method: Method| organization.policy.methods().contains(method.counts_as());
            let standings =
                Method::CHOICES.map(|method| standing(method, allowed(method), &caller_state.authenticators));
            Ok(standings.to_vec())
        });
        match listed {
            Err(Error::NoOrganization(NoOrganization::NotAssociated)) => {
                Ok(Method::CHOICES.map(|method| standing(method, false, &[])).to_vec())
            }
            other => other,
        }
    }
}
