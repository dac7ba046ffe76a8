//! The only way into the trail, and into the outbox.

use jiff::Timestamp;

use crate::Result;
use crate::model::audit::{AuditActor, AuditEntry, Event, Recorded};
use crate::model::identity::{Actor, Identity, RequestId, SubjectId};
use crate::model::organization::Organization;
use crate::model::outbox::warning;
use crate::model::outbox::{Letter, Message, MessageKey, Notice, Text};
use crate::ports::{Change, Transaction};

/// The part of an entry's messages that is for the member; administrators have those after it.
const TOLD: u32 = 0;

/// How many administrators are told at most: an organization with more has a list of its own.
const MOST_ADMINISTRATORS: u32 = 1000;

/// Writes what `actor` did to `organization` into its trail, in the transaction of the change itself: no entry, no
/// change, and the other way round. Where the member is to be told, or every administrator, the mail is written with it.
/// `organization` is as the act left it.
pub fn record(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
) -> Result<()> {
    let sequence = append(tx, actor, organization, now, event)?;
    if let Some((subject, notice)) = Notice::of(event) {
        notify(tx, organization, subject, notice, sequence, now)?;
    }
    match warning::weakening(event, actor) {
        Some(what) => warn(tx, actor, organization, &what, sequence, now),
        None => Ok(()),
    }
}

/// The same for an act that is to send something: the letter leaves with the entry, or neither is.
pub(crate) fn record_and_send(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
    letter: Letter,
) -> Result<()> {
    let sequence = append(tx, actor, organization, now, event)?;
    post(tx, organization, letter, (sequence, TOLD), now)
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
            Identity::Client(client) => AuditActor::Subject {
                issuer: client.issuer.clone(),
                subject: client.client.clone(),
                token_id: client.token_id.clone(),
            },
            Identity::Operator(operator) => AuditActor::Operator { name: operator.name.clone() },
        },
        action: event.action().to_owned(),
        target: event.target(),
        outcome: event.outcome(),
        changes: event.changes(),
        request: actor.request.as_ref().map(RequestId::to_string),
        source: actor.source.clone(),
        policy_version: organization.base_policy().version(),
    };
    let sequence = tx.audit().append(&organization.id, Recorded::new(&entry))?;
    if let Some(change) = Change::recorded_by(&organization.id, &entry) {
        tx.change_set().add(change);
    }
    Ok(sequence)
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
    post(tx, organization, Letter { to, subject, text: Text::Plain(text) }, (sequence, TOLD), now)
}

/// Tells every administrator who has an address.
fn warn(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    what: &str,
    sequence: u64,
    now: Timestamp,
) -> Result<()> {
    let (subject, text) = warning::written(what, actor, organization.name.as_str(), now);
    let administrators = tx.memberships().administrators_to_notify(&organization.id, MOST_ADMINISTRATORS)?;
    let addresses = administrators.into_iter().filter_map(|administrator| administrator.email);
    for (part, to) in (TOLD + 1..).zip(addresses) {
        let letter = Letter { to, subject: subject.clone(), text: Text::Plain(text.clone()) };
        post(tx, organization, letter, (sequence, part), now)?;
    }
    Ok(())
}

fn post(
    tx: &mut dyn Transaction,
    organization: &Organization,
    letter: Letter,
    (sequence, part): (u64, u32),
    now: Timestamp,
) -> Result<()> {
    let key = MessageKey { organization: organization.id.clone(), sequence, part };
    let Letter { to, subject, text } = letter;
    tx.outbox().enqueue(&Message { key, to, subject, text, created_at: now, failures: 0 })
}
