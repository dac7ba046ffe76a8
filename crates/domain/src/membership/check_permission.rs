//! Whether an actor would be let in, for a request that is refused for another reason.

use std::sync::Arc;

use super::{Permission, authorized};
use crate::identity::Actor;
use crate::{Clock, Result, Store};

/// Lets an actor in or refuses them, as the use case behind the permission would, and does nothing else.
///
/// A request whose body cannot be read is told so only after this: a stranger learns nothing from validation.
pub struct CheckPermission {
    /// Where memberships are kept.
    pub store: Arc<dyn Store>,
    /// When a refusal happened.
    pub clock: Arc<dyn Clock>,
}

impl CheckPermission {
    /// Nothing, if the actor has the permission; else the refusal.
    pub fn execute(&self, actor: &Actor, permission: Permission) -> Result<()> {
        authorized(&*self.store, self.clock.now(), actor, permission, |_, _| Ok(()))
    }
}
