//! How a member stands.

use std::sync::Arc;

use crate::error::NoOrganization;
use crate::model::identity::{Actor, Method};
use crate::model::membership::{MemberKind, Permission};
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::{CallerState, active_methods, caller_of};
use crate::{Error, Result};

/// Tells a subject how they stand. Who belongs to no organization has a standing too: nothing is on.
pub struct GetStatus {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// Whether what was proved still counts.
    pub clock: Arc<dyn Clock>,
}

/// How a member stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own, with its own answer")]
pub struct MfaStatus {
    /// Whether they hold an authenticator that counts.
    pub enabled: bool,
    /// Whether MFA is or will be demanded of them.
    pub required: bool,
    /// Whether their organization enforces MFA.
    pub enforced: bool,
    /// The kinds of their authenticators that count.
    pub methods: Vec<Method>,
    /// The kind that they prefer.
    pub primary: Option<Method>,
    /// Whether this session passed the second factor.
    pub session_verified: bool,
}

impl GetStatus {
    /// How the caller stands.
    pub fn execute(&self, actor: &Actor) -> Result<MfaStatus> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let status = authorized(&*self.store, now, actor, Permission::ReadOwnMfa, |tx, organization| {
            let caller_state = CallerState::load(tx, caller, &organization, now)?;
            let methods: Vec<_> = active_methods(&caller_state.authenticators).into_iter().collect();
            let enforced = organization.policy.enforced();
            Ok(MfaStatus {
                enabled: !methods.is_empty(),
                required: enforced && caller_state.membership.kind == MemberKind::Person,
                enforced,
                methods,
                primary: caller_state.primary(),
                session_verified: caller_state.is_verified(),
            })
        });
        match status {
            Err(Error::NoOrganization(NoOrganization::NotAssociated)) => Ok(MfaStatus::default()),
            other => other,
        }
    }
}
