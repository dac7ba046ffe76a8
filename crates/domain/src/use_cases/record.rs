//! The only way into the audit log, the outbox and the change set.

use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::model::audit::{
    AuditActor, AuditEntry, AuditTarget, Event, EventDescriptor, Mailing, MemberNotice, Recorded, Weakening,
    WrongProof, WrongProofs,
};
use crate::model::identity::{Actor, Method, RequestId, SubjectId};
use crate::model::membership::{EmailAddress, Membership};
use crate::model::organization::Organization;
use crate::model::outbox::{
    Channel, Delivery, DeliveryKey, Lane, MailBody, MailPayload, administrator_mail, administrator_topic, member_mail,
    member_topic,
};
use crate::ports::{Change, Sealer, Transaction};
use crate::{Error, Result};

/// The part of an entry's deliveries that is for the member.
const MEMBER: u32 = 0;

/// The part that is for the member's former address. Administrators have those after it.
const FORMER_ADDRESS: u32 = 1;

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
            "{notice}\nOr open this page within seven days. It suspends the authenticator and each one that was added after \
             it, ends your sessions and informs the administrators:\n\n{}\n",
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

/// Counts a wrong proof of the actor. The audit log gets one entry for those of a minute, when it is over. A wrong proof by
/// a party that acts for the member is an entry of its own, which names the party.
pub(crate) fn count_wrong_proof(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    method: Method,
) -> Result<()> {
    let origin = Origin::of(actor);
    let AuditActor::Subject { issuer, subject, token_id, delegate } = origin.actor.clone() else {
        return Err(Error::internal("operators and clients give no proofs"));
    };
    let (request, source) = (origin.request.clone(), origin.source.clone());
    let proof = WrongProof { subject, method, at: now, issuer, token_id, request, source };
    if delegate.is_some() {
        return write(tx, &origin, organization, now, &Event::VerificationsFailed(proof.into()), None);
    }
    tx.wrong_proofs().count(&organization.id, &proof)
}

/// Records the wrong proofs of a minute, with the token and the request of the first one.
pub(crate) fn record_wrong_proofs(
    tx: &mut dyn Transaction,
    organization: &Organization,
    proofs: &WrongProofs,
) -> Result<()> {
    let WrongProof { subject, issuer, token_id, request, source, .. } = proofs.first.clone();
    let origin = Origin { actor: AuditActor::Subject { issuer, subject, token_id, delegate: None }, request, source };
    write(tx, &origin, organization, proofs.last_at, &Event::VerificationsFailed(proofs.clone()), None)
}

/// Records an event about a member that sends a mail of its own, a link or a code that the member waits for: the mail is
/// enqueued with the entry, or neither is.
pub(crate) fn record_and_send(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
    mail: MailPayload,
) -> Result<()> {
    let (sequence, EventDescriptor { target, .. }) = append(tx, &Origin::of(actor), organization, now, event)?;
    let AuditTarget::Member(recipient) = target else { return Err(Error::internal("a mail about no member")) };
    enqueue(
        tx,
        organization,
        mail,
        Address { entry: (sequence, MEMBER), lane: Lane::Urgent, recipient, topic: None },
        now,
    )
}

/// Records the erasure of `subject`, whose membership was `before`, and carries it out: `tombstone` takes the place of the
/// membership, and its pseudonym that of the subject in the audit log.
pub fn record_erasure(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    (before, tombstone): (&Membership, &Membership),
) -> Result<()> {
    let origin = Origin::of(actor);
    let described = Event::MemberErased { pseudonym: tombstone.subject.clone(), before: before.clone() }.describe();
    let entry = entry_of(&origin, organization, now, &described);
    let sequence = tx.erasures().erase(&organization.id, &before.subject, tombstone, Recorded::new(&entry))?;
    tx.change_set().add(Change::Member(organization.id.clone(), before.subject.clone()));
    let Mailing { member, administrators, .. } = described.mailing;
    if let (Some((_, notice)), Some(to)) = (member, &before.email) {
        // the membership has no address any more, and its subject is not stored again
        let addressed = (tombstone.subject.clone(), to.clone(), &notice);
        notify(tx, organization, (sequence, MEMBER), addressed, None, now)?;
    }
    notify_administrators(tx, &origin, organization, (sequence, administrators), now)
}

fn write(
    tx: &mut dyn Transaction,
    origin: &Origin,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
    link: Option<&NoticeLink<'_>>,
) -> Result<()> {
    let (sequence, EventDescriptor { mailing, .. }) = append(tx, origin, organization, now, event)?;
    let Mailing { member, former_address, administrators } = mailing;
    if let Some((recipient, notice)) = member
        && let Some(to) = address_for(tx, origin, organization, &recipient, &notice)?
    {
        notify(tx, organization, (sequence, MEMBER), (recipient, to, &notice), link, now)?;
    }
    if let Some((recipient, to)) = former_address {
        let addressed = (recipient, to, &MemberNotice::AddressChanged);
        notify(tx, organization, (sequence, FORMER_ADDRESS), addressed, None, now)?;
    }
    notify_administrators(tx, origin, organization, (sequence, administrators), now)
}

fn notify_administrators(
    tx: &mut dyn Transaction,
    origin: &Origin,
    organization: &Organization,
    (sequence, weakening): (u64, Option<Weakening>),
    now: Timestamp,
) -> Result<()> {
    let Some(weakening) = weakening.filter(|weakening| weakening.is_reported(&origin.actor)) else { return Ok(()) };
    let (subject, text) = administrator_mail(&weakening, &origin.actor, organization.name.as_str(), now);
    let administrators = tx.memberships().administrators_to_notify(&organization.id, MOST_ADMINISTRATORS)?;
    let addressed = administrators.into_iter().filter_map(|one| one.email.map(|to| (one.subject, to)));
    for (part, (recipient, to)) in (FORMER_ADDRESS + 1..).zip(addressed) {
        let mail = MailPayload { to, subject: subject.clone(), body: MailBody::Plain(text.clone()) };
        let topic = Some(administrator_topic(&weakening));
        let address = Address { entry: (sequence, part), lane: Lane::Notices, recipient, topic };
        enqueue(tx, organization, mail, address, now)?;
    }
    Ok(())
}

/// Enqueues a notice to a member at an address.
fn notify(
    tx: &mut dyn Transaction,
    organization: &Organization,
    entry: (u64, u32),
    (recipient, to, notice): (SubjectId, EmailAddress, &MemberNotice),
    link: Option<&NoticeLink<'_>>,
    now: Timestamp,
) -> Result<()> {
    let (subject, text) = member_mail(notice, organization.name.as_str(), now);
    let body = match link {
        None => MailBody::Plain(text),
        Some(link) => link.sealed_body(&text, &MailBody::place(&organization.id, &to))?,
    };
    let (lane, topic) = member_topic(notice);
    let address = Address { entry, lane, recipient, topic: Some(topic) };
    enqueue(tx, organization, MailPayload { to, subject, body }, address, now)
}

/// The address for the notice to a member, if one is sent.
fn address_for(
    tx: &mut dyn Transaction,
    origin: &Origin,
    organization: &Organization,
    subject: &SubjectId,
    notice: &MemberNotice,
) -> Result<Option<EmailAddress>> {
    if *notice != MemberNotice::MembershipGiven {
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
    // the address that came with the new membership is the last choice: the giver may have chosen it
    Ok(others.into_iter().chain(given).find_map(|(_, membership)| membership.email))
}

/// Appends the entry and adds its change. Returns the number of the entry and what the event means.
fn append(
    tx: &mut dyn Transaction,
    origin: &Origin,
    organization: &Organization,
    now: Timestamp,
    event: &Event,
) -> Result<(u64, EventDescriptor)> {
    let described = event.describe();
    let entry = entry_of(origin, organization, now, &described);
    let sequence = tx.audit().append(&organization.id, Recorded::new(&entry))?;
    if let Some(change) = Change::recorded_by(&organization.id, &entry) {
        tx.change_set().add(change);
    }
    Ok((sequence, described))
}

/// Where a mail goes: the entry and the part of it, the lane, the member and the topic.
struct Address<'a> {
    entry: (u64, u32),
    lane: Lane,
    recipient: SubjectId,
    topic: Option<&'a str>,
}

fn entry_of(origin: &Origin, organization: &Organization, now: Timestamp, described: &EventDescriptor) -> AuditEntry {
    AuditEntry {
        at: now,
        actor: origin.actor.clone(),
        action: described.action.to_owned(),
        target: described.target.clone(),
        outcome: described.outcome,
        changes: described.changes.clone(),
        request: origin.request.as_ref().map(RequestId::to_string),
        client_request: origin.request.as_ref().and_then(RequestId::client).map(str::to_owned),
        source: origin.source.clone(),
        policy_version: organization.base_policy().version(),
    }
}

fn enqueue(
    tx: &mut dyn Transaction,
    organization: &Organization,
    mail: MailPayload,
    address: Address<'_>,
    now: Timestamp,
) -> Result<()> {
    let Address { entry: (sequence, part), lane, recipient, topic } = address;
    tx.outbox().enqueue(&Delivery {
        key: DeliveryKey { organization: organization.id.clone(), sequence, part },
        lane,
        recipient: Some(recipient),
        topic: topic.map(str::to_owned),
        channel: Channel::Mail(mail),
        created_at: now,
        release_at: None,
        failures: 0,
    })
}
