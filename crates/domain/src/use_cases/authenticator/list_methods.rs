//! Lists the methods of authentication.

use std::sync::Arc;

use crate::error::NoOrganization;
use crate::model::authenticator::Authenticator;
use crate::model::identity::{Actor, Method};
use crate::model::membership::Permission;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_read;
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

/// Lists the methods, with what the caller has enrolled of each.
pub struct ListMethods {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The methods that the installation offers.
    pub supported: Vec<Method>,
}

/// A method and what the caller has enrolled of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodStatus {
    /// The method.
    pub method: Method,
    /// Whether the installation offers it and the policy allows it.
    pub available: bool,
    /// Whether an authenticator of it is confirmed.
    pub configured: bool,
    /// Whether an authenticator of it is active.
    pub enabled: bool,
}

impl ListMethods {
    /// Every method that can be set up.
    pub fn execute(&self, actor: &Actor) -> Result<Vec<MethodStatus>> {
        let now = self.clock.now();
        let status = |method, allowed, mine: &[Authenticator]| MethodStatus {
            method,
            available: allowed && self.supported.contains(&method),
            configured: mine.iter().any(|one| one.method() == method && one.is_configured()),
            enabled: mine.iter().any(|one| one.method() == method && one.is_active()),
        };
        let listed = authorized_read(&*self.store, now, actor, Permission::ReadOwnMfa, |tx, acting| {
            let state = CallerState::load(tx, &acting, now)?;
            let allowed = |method: Method| state.policy.methods().contains(method.counts_as());
            Ok(Method::CHOICES.map(|method| status(method, allowed(method), &state.authenticators)).to_vec())
        });
        match listed {
            Err(Error::NoOrganization(NoOrganization::NotAssociated)) => {
                Ok(Method::CHOICES.map(|method| status(method, false, &[])).to_vec())
            }
            other => other,
        }
    }
}
