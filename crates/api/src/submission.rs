//! A command on its way to its use case.

use std::sync::Arc;
use std::time::Duration;

use portcullis_domain::{Actor, Result};

use crate::Services;
use crate::blocking::{DEADLINE, blocking, blocking_within};
use crate::refusal::{ApiError, BodyRefusal};
use crate::routes::{Route, Who};

/// Runs the use case behind `route` with a command that could be read; with one that could not, finds out whether the
/// use case would have let the actor in, and only then tells what is wrong with the body.
pub(crate) async fn admitted<C: Send + 'static, T: Send + 'static>(
    services: &Services,
    route: &Route,
    actor: Actor,
    command: std::result::Result<C, BodyRefusal>,
    use_case: impl FnOnce(&Actor, C) -> Result<T> + Send + 'static,
) -> std::result::Result<T, ApiError> {
    admitted_within(DEADLINE, services, route, actor, command, use_case).await
}

/// The same, with another deadline.
pub(crate) async fn admitted_within<C: Send + 'static, T: Send + 'static>(
    deadline: Duration,
    services: &Services,
    route: &Route,
    actor: Actor,
    command: std::result::Result<C, BodyRefusal>,
    use_case: impl FnOnce(&Actor, C) -> Result<T> + Send + 'static,
) -> std::result::Result<T, ApiError> {
    match command {
        Ok(command) => blocking_within(&services.admission, deadline, move || use_case(&actor, command)).await,
        Err(refusal) => {
            if let Who::Member(permission) = route.who {
                let check = Arc::clone(&services.check_permission);
                blocking(services, move || check.execute(&actor, permission)).await?;
            }
            Err(ApiError::Body(refusal))
        }
    }
}
