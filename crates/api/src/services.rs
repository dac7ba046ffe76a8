//! What the handlers call.

use std::sync::Arc;

use portcullis_domain::identity::IdentityVerifier;
use portcullis_domain::membership::CheckPermission;
use portcullis_domain::policy::EnforceMfa;
use portcullis_domain::{Clock, Random, Store};

/// The use cases behind the routes, and the ports that the edge itself needs.
#[derive(Clone)]
pub struct Services {
    /// Whom a bearer token speaks for.
    pub identity: Arc<dyn IdentityVerifier>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where ids of requests come from.
    pub random: Arc<dyn Random>,
    /// Whether the store answers.
    pub store: Arc<dyn Store>,
    /// `POST /mfa/organization/enforce`.
    pub enforce_mfa: Arc<EnforceMfa>,
    /// What a request whose body cannot be read is told.
    pub check_permission: Arc<CheckPermission>,
}

impl Services {
    /// Every use case, over these ports.
    pub fn over(
        store: Arc<dyn Store>,
        identity: Arc<dyn IdentityVerifier>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self {
            enforce_mfa: Arc::new(EnforceMfa { store: Arc::clone(&store), clock: Arc::clone(&clock) }),
            check_permission: Arc::new(CheckPermission { store: Arc::clone(&store), clock: Arc::clone(&clock) }),
            identity,
            clock,
            random,
            store,
        }
    }
}
