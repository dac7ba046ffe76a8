//! The only way into the trail.

use jiff::Timestamp;

use crate::audit::{AuditActor, AuditEntry, Recorded};
use crate::event::Event;
use crate::identity::{Actor, Identity, RequestId};
use crate::organization::Organization;
use crate::{Result, Transaction};

/// Writes what `actor` did to `organization` into its trail, in the transaction of the change itself: no entry, no
/// change, and the other way round. `organization` is as the act left it.
pub fn record(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
) -> Result<()> {
    let entry = AuditEntry {
        at: now,
        actor: match &actor.identity {
            Identity::Caller(caller) => AuditActor::Subject {
                issuer: caller.issuer.clone(),
                subject: caller.subject.clone(),
                token_id: caller.token_id.clone(),
            },
            Identity::Operator(operator) => AuditActor::Operator { name: operator.name.clone() },
        },
        action: event.action().to_owned(),
        target: event.target(),
        outcome: event.outcome(),
        changes: event.changes(),
        request: actor.request.as_ref().map(RequestId::to_string),
        source: actor.source.clone(),
        policy_version: organization.policy.version(),
    };
    tx.audit().append(&organization.id, Recorded::new(&entry))
}
