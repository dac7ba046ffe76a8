//! The only way into the audit log, the outbox and the change set.

use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::Result;
use crate::model::audit::{AuditActor, AuditEntry, Event, Mailing, MemberNotice, Recorded};
use crate::model::identity::{Actor, RequestId, SubjectId};
use crate::model::membership::EmailAddress;
use crate::model::organization::Organization;
use crate::model::outbox::{Channel, Delivery, DeliveryKey, MailBody, MailPayload, administrator_mail, member_mail};
use crate::ports::{Change, Sealer, Transaction};

/// The part of an entry's deliveries that is for the member; administrators have those after it.
const MEMBER: u32 = 0;

/// How many administrators are notified at most. A larger organization has a mailing list of its own.
const MOST_ADMINISTRATORS: u32 = 1000;

/// Among how many of a person's memberships an address is looked for.
const MOST_MEMBERSHIPS: u32 = 20;

/// The actor and the request.
struct Origin {
    actor: AuditActor,
    request: Option<RequestId>,
    source: Option<String>,
}

impl Origin {
    fn of(actor: &Actor) -> Self {
        Self { actor: AuditActor::from(&actor.identity), request: actor.request.clone(), source: actor.source.clone() }
    }

    fn system(part: &str) -> Self {
        Self { actor: AuditActor::System { name: part.to_owned() }, request: None, source: None }
    }
}

/// Records what `actor` did to `organization`, in the transaction of the change itself, so that there is no change
/// without an entry: appends to the audit log, enqueues the mail to the member and the administrators, and adds the
/// change to those that are published after the commit. `organization` is as the event left it.
pub fn record(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
) -> Result<()> {
    write(tx, &Origin::of(actor), organization, now, event, None)
}

/// A link for the member in the notice about an event. It makes the notice a secret until it is sent.
pub(crate) struct NoticeLink<'a> {
    pub(crate) sealer: &'a dyn Sealer,
    pub(crate) url: Zeroizing<String>,
    pub(crate) expires_at: Timestamp,
}

impl NoticeLink<'_> {
    fn sealed_body(&self, notice: &str, place: &str) -> Result<MailBody> {
        let text = Zeroizing::new(format!(
            "{notice}\nOr open this page within seven days. It suspends the authenticator, ends your sessions and informs the \
             administrators:\n\n{}\n",
            *self.url
        ));
        Ok(MailBody::Sealed { sealed: self.sealer.seal(text.as_bytes(), place)?, expires_at: self.expires_at })
    }
}

/// Records what `actor` did, with a link in the notice to the member.
pub(crate) fn record_with_link(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
    link: Option<&NoticeLink<'_>>,
) -> Result<()> {
    write(tx, &Origin::of(actor), organization, now, event, link)
}

/// Records what the service itself did, on behalf of no identified actor. `part` names the part that acted.
pub fn record_by_system(
    tx: &mut dyn Transaction,
    part: &str,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
) -> Result<()> {
    write(tx, &Origin::system(part), organization, now, event, None)
}

/// Records what the service itself did, with a link in the notice to the member.
pub(crate) fn record_by_system_with_link(
    tx: &mut dyn Transaction,
    part: &str,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
    link: Option<&NoticeLink<'_>>,
) -> Result<()> {
    write(tx, &Origin::system(part), organization, now, event, link)
}

/// Records an event that sends a mail of its own: the mail is enqueued with the entry, or neither is.
pub(crate) fn record_and_send(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
    mail: MailPayload,
) -> Result<()> {
    let (sequence, _) = append(tx, &Origin::of(actor), organization, now, event)?;
    enqueue(tx, organization, mail, (sequence, MEMBER), now)
}

fn write(
    tx: &mut dyn Transaction,
    origin: &Origin,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
    link: Option<&NoticeLink<'_>>,
) -> Result<()> {
    let (sequence, Mailing { member, administrators }) = append(tx, origin, organization, now, event)?;
    if let Some((subject, notice)) = member
        && let Some(to) = address_for(tx, origin, organization, &subject, notice)?
    {
        let (subject, text) = member_mail(notice, organization.name.as_str(), now);
        let body = match link {
            None => MailBody::Plain(text),
            Some(link) => link.sealed_body(&text, &MailBody::place(&organization.id, &to))?,
        };
        enqueue(tx, organization, MailPayload { to, subject, body }, (sequence, MEMBER), now)?;
    }
    if let Some(weakening) = administrators.filter(|weakening| weakening.is_reported(&origin.actor)) {
        let (subject, text) = administrator_mail(&weakening, &origin.actor, organization.name.as_str(), now);
        let administrators = tx.memberships().administrators_to_notify(&organization.id, MOST_ADMINISTRATORS)?;
        let addresses = administrators.into_iter().filter_map(|administrator| administrator.email);
        for (part, to) in (MEMBER + 1..).zip(addresses) {
            let mail = MailPayload { to, subject: subject.clone(), body: MailBody::Plain(text.clone()) };
            enqueue(tx, organization, mail, (sequence, part), now)?;
        }
    }
    Ok(())
}

/// The address at which a member is told, if they are.
fn address_for(
    tx: &mut dyn Transaction,
    origin: &Origin,
    organization: &Organization,
    subject: &SubjectId,
    notice: MemberNotice,
) -> Result<Option<EmailAddress>> {
    if notice != MemberNotice::MembershipGiven {
        return Ok(tx.memberships().find(&organization.id, subject)?.and_then(|member| member.email));
    }
    if matches!(&origin.actor, AuditActor::Subject { subject: actor, .. } if actor == subject) {
        return Ok(None);
    }
    let (given, others): (Vec<_>, Vec<_>) =
        tx.memberships().active_of(subject, MOST_MEMBERSHIPS)?.into_iter().partition(|(id, _)| *id == organization.id);
    if others.is_empty() {
        return Ok(None);
    }
    // the address that came with the new membership is the last choice: whoever gave it may have chosen it
    Ok(others.into_iter().chain(given).find_map(|(_, membership)| membership.email))
}

/// Appends the entry and adds its change. Returns the number of the entry and its recipients.
fn append(
    tx: &mut dyn Transaction,
    origin: &Origin,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
) -> Result<(u64, Mailing)> {
    let described = event.describe();
    let entry = AuditEntry {
        at: now,
        actor: origin.actor.clone(),
        action: described.action.to_owned(),
        target: described.target,
        outcome: described.outcome,
        changes: described.changes,
        request: origin.request.as_ref().map(RequestId::to_string),
        client_request: origin.request.as_ref().and_then(RequestId::client).map(str::to_owned),
        source: origin.source.clone(),
        policy_version: organization.base_policy().version(),
    };
    let sequence = tx.audit().append(&organization.id, Recorded::new(&entry))?;
    if let Some(change) = Change::recorded_by(&organization.id, &entry) {
        tx.change_set().add(change);
    }
    Ok((sequence, described.mailing))
}

fn enqueue(
    tx: &mut dyn Transaction,
    organization: &Organization,
    mail: MailPayload,
    (sequence, part): (u64, u32),
    now: Timestamp,
) -> Result<()> {
    let key = DeliveryKey { organization: organization.id.clone(), sequence, part };
    tx.outbox().enqueue(&Delivery { key, channel: Channel::Mail(mail), created_at: now, failures: 0 })
}
