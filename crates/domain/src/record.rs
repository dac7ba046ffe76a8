//! The only way into the trail, and into the outbox.

use jiff::Timestamp;

use crate::audit::{AuditActor, AuditEntry, Recorded};
use crate::event::Event;
use crate::identity::{Actor, Identity, RequestId, SubjectId};
use crate::organization::Organization;
use crate::outbox::{Letter, Message, MessageKey, Notice, Text};
use crate::{Result, Transaction};

/// Writes what `actor` did to `organization` into its trail, in the transaction of the change itself: no entry, no
/// change, and the other way round. Where the member is to be told, the mail is written with it. `organization` is as
/// the act left it.
pub fn record(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
) -> Result<()> {
    let sequence = append(tx, actor, organization, now, event)?;
    match Notice::of(event) {
        Some((subject, notice)) => notify(tx, organization, subject, notice, sequence, now),
        None => Ok(()),
    }
}

/// The same for an act that is to send something: the letter leaves with the entry, or neither is.
pub(crate) fn record_sending(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
    letter: Letter,
) -> Result<()> {
    let sequence = append(tx, actor, organization, now, event)?;
    post(tx, organization, letter, sequence, now)
}

/// Writes the entry, and tells its number.
fn append(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
) -> Result<u64> {
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

/// Tells the member by mail, in the same transaction, if there is an address.
fn notify(
    tx: &mut dyn Transaction,
    organization: &Organization,
    subject: &SubjectId,
    notice: Notice,
    sequence: u64,
    now: Timestamp,
) -> Result<()> {
    let member = tx.memberships().find(&organization.id, subject)?;
    let Some(to) = member.and_then(|member| member.email) else { return Ok(()) };
    let (subject, text) = notice.written(organization.name.as_str(), now);
    post(tx, organization, Letter { to, subject, text: Text::Plain(text) }, sequence, now)
}

fn post(
    tx: &mut dyn Transaction,
    organization: &Organization,
    letter: Letter,
    sequence: u64,
    now: Timestamp,
) -> Result<()> {
    let key = MessageKey { organization: organization.id.clone(), sequence };
    let Letter { to, subject, text } = letter;
    tx.outbox().enqueue(&Message { key, to, subject, text, created_at: now, failures: 0 })
}
