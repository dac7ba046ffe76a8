//! Logs writes that failed without failing their request.

use portcullis_domain::{Change, ChangeSubscriber, Error};

/// Logs them as they are reported by the store.
pub(crate) struct DroppedWrites;

impl ChangeSubscriber for DroppedWrites {
    fn changed(&self, _: &Change) {}

    fn dropped(&self, cause: &Error) {
        log::warn!(cause = cause.to_string().as_str(); "a membership cannot be marked as entered; the next request tries again");
    }
}
