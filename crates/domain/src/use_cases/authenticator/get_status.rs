//! Reads the MFA status of the caller.

use std::sync::Arc;

use crate::error::NoOrganization;
use crate::model::identity::{Actor, Method};
use crate::model::membership::{MemberKind, Permission};
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_read;
use crate::use_cases::caller_state::{CallerState, active_methods};
use crate::{Error, Result};

/// Reads the MFA status of the caller. A caller without an organization has one too, all false.
pub struct GetStatus {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

/// The MFA status of a member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct MfaStatus {
    /// Whether an authenticator is active.
    pub enabled: bool,
    /// Whether MFA is or will be required of the member.
    pub required: bool,
    /// Whether their organization enforces MFA.
    pub enforced: bool,
    /// The methods of the active authenticators.
    pub methods: Vec<Method>,
    /// The preferred method.
    pub primary: Option<Method>,
    /// Whether the session is verified.
    pub session_verified: bool,
}

impl GetStatus {
    /// The status.
    pub fn execute(&self, actor: &Actor) -> Result<MfaStatus> {
        let now = self.clock.now();
        let status = authorized_read(&*self.store, now, actor, Permission::ReadOwnMfa, |tx, acting| {
            let state = CallerState::load(tx, &acting, now)?;
            let methods: Vec<_> = active_methods(&state.authenticators).into_iter().collect();
            let enforced = state.policy.enforced();
            Ok(MfaStatus {
                enabled: !methods.is_empty(),
                required: enforced && state.membership.kind == MemberKind::Person,
                enforced,
                methods,
                primary: state.primary(),
                session_verified: state.is_verified(),
            })
        });
        match status {
            Err(Error::NoOrganization(NoOrganization::NotAssociated)) => Ok(MfaStatus::default()),
            other => other,
        }
    }
}
