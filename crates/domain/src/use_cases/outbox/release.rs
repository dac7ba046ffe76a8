//! Decides when a claimed delivery leaves.

use jiff::{SignedDuration, Timestamp};

use crate::Result;
use crate::model::authenticator::SendWindow;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::outbox::{Channel, Delivery, Lane, release_of};
use crate::ports::Transaction;

/// Mails of the lane of notices to one member in an hour. Folding counts as one.
const TO_A_MEMBER: u32 = 20;

/// Mails of the lane of notices to all members of an organization in an hour: several for each of a thousand
/// administrators.
const TO_AN_ORGANIZATION: u32 = 5_000;

/// The longest that a quota makes a notice wait.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);

/// Returns when `delivery` and those that fold with it may leave: at `now`, or later. The first on its topic leaves at
/// once; those that follow within ten minutes leave together. Only the lane of notices has quotas: what exceeds them waits,
/// and is folded. Counts what leaves. Callers of one lane take turns, by a lock in the same transaction.
pub(crate) fn release(tx: &mut dyn Transaction, delivery: &Delivery, now: Timestamp) -> Result<Timestamp> {
    let (Some(recipient), Some(topic)) = (&delivery.recipient, &delivery.topic) else { return Ok(now) };
    if delivery.was_released() {
        return Ok(now);
    }
    let (organization, Channel::Mail(mail)) = (&delivery.key.organization, &delivery.channel);
    if recipient.is_pseudonym() || tx.memberships().find(organization, recipient)?.is_none() {
        // the subject and the address of an erased member are not stored again, and little mail is left for them
        return Ok(now);
    }
    let scope = format!("topic {organization} {topic} {} {recipient}", mail.to);
    let window = tx.send_limits().lock(&scope, now)?;
    let waited = delivery.release_at.is_some();
    let last = (window.sent > 0 && !waited).then_some(window.began_at);
    let mut leaves_at = release_of(last, now);
    if leaves_at <= now && delivery.lane == Lane::Notices {
        leaves_at = count_notice(tx, organization, recipient, now)?;
    }
    tx.send_limits().put(&scope, SendWindow { began_at: leaves_at, sent: window.sent.saturating_add(1) })?;
    Ok(leaves_at)
}

/// Counts a notice that leaves now, or returns when the next may leave.
fn count_notice(
    tx: &mut dyn Transaction,
    organization: &OrganizationId,
    recipient: &SubjectId,
    now: Timestamp,
) -> Result<Timestamp> {
    let quotas = [
        (format!("notices {organization}"), TO_AN_ORGANIZATION),
        (format!("notices {organization} {recipient}"), TO_A_MEMBER),
    ];
    let mut counted = Vec::new();
    for (scope, most) in quotas {
        match tx.send_limits().lock(&scope, now)?.one_more(most, now) {
            Ok(window) => counted.push((scope, window)),
            Err(next) => return Ok(next.min(now.saturating_add(LONGEST_WAIT).unwrap_or(next))),
        }
    }
    for (scope, window) in counted {
        tx.send_limits().put(&scope, window)?;
    }
    Ok(now)
}
