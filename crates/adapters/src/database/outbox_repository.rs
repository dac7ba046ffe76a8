//! Stores deliveries, all of which are mail. A claim moves the due time by compare-and-set: of concurrent claims exactly
//! one changes the row, on either database.

use diesel::dsl::{exists, select};
use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{
    Channel, Delivery, DeliveryKey, EmailAddress, Error, Lane, MailBody, MailPayload, OrganizationId, OutboxRepository,
    Result, Sealed, SubjectId,
};

use super::error_mapping::InvalidRow;
use super::schema::outbox::{self, dsl};
use super::sql_values::DbTimestamp;
use super::transaction::DieselTransaction;
use super::update::update;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox)]
struct Row {
    organization_id: String,
    sequence: i64,
    recipient: String,
    subject: String,
    body: String,
    created_at: DbTimestamp,
    due_at: DbTimestamp,
    failures: i32,
    sealed_body: Option<Vec<u8>>,
    sealed_key_id: Option<String>,
    expires_at: Option<DbTimestamp>,
    part: i32,
    lane: String,
    member: Option<String>,
    topic: Option<String>,
    release_at: Option<DbTimestamp>,
}

/// What is due in a lane, as its index is ordered.
macro_rules! due_in {
    ($lane:ident, $now:ident) => {
        dsl::outbox.filter(dsl::lane.eq($lane.as_str())).filter(dsl::due_at.le(DbTimestamp($now)))
    };
}

impl OutboxRepository for DieselTransaction {
    fn enqueue(&mut self, delivery: &Delivery) -> Result<()> {
        let Channel::Mail(mail) = &delivery.channel;
        let (body, sealed, expires_at) = match &mail.body {
            MailBody::Plain(text) => (text.clone(), None, None),
            MailBody::Sealed { sealed, expires_at } => {
                (String::new(), Some(sealed.clone()), Some(DbTimestamp(*expires_at)))
            }
        };
        let (sequence, part) = numbers(&delivery.key)?;
        let row = Row {
            organization_id: delivery.key.organization.to_string(),
            sequence,
            recipient: mail.to.to_string(),
            subject: mail.subject.clone(),
            body,
            created_at: DbTimestamp(delivery.created_at),
            due_at: DbTimestamp(delivery.created_at),
            failures: i32::try_from(delivery.failures).map_err(Error::internal)?,
            sealed_key_id: sealed.as_ref().map(|sealed| sealed.key_id.clone()),
            sealed_body: sealed.map(|sealed| sealed.bytes),
            expires_at,
            part,
            lane: delivery.lane.as_str().to_owned(),
            member: delivery.recipient.as_ref().map(ToString::to_string),
            topic: delivery.topic.clone(),
            release_at: delivery.release_at.map(DbTimestamp),
        };
        self.run(|connection| diesel::insert_into(dsl::outbox).values(row).execute(connection))?;
        Ok(())
    }

    fn is_due(&mut self, lane: Lane, now: Timestamp) -> Result<bool> {
        self.run(|connection| select(exists(due_in!(lane, now))).get_result(connection))
    }

    fn claim(
        &mut self,
        lane: Lane,
        after: Option<&OrganizationId>,
        (now, until): (Timestamp, Timestamp),
        most: u32,
    ) -> Result<Vec<Delivery>> {
        // the organizations after `after`, then from the first on
        let next = match self.next_turn(lane, after.map_or("", OrganizationId::as_str), now)? {
            None if after.is_some() => self.next_turn(lane, "", now)?,
            next => next,
        };
        let Some(organization) = next else { return Ok(Vec::new()) };
        let due: Vec<Row> = self.run(|connection| {
            let due = due_in!(lane, now).filter(dsl::organization_id.eq(&organization));
            due.order((dsl::due_at, dsl::sequence, dsl::part)).limit(1).select(Row::as_select()).load(connection)
        })?;
        let Some(first) = due.first() else { return Ok(Vec::new()) };
        let due = match &first.topic {
            None => due,
            Some(topic) => self.run(|connection| {
                let due = due_in!(lane, now).filter(dsl::organization_id.eq(&organization));
                let alike = due.filter(dsl::topic.eq(topic)).filter(dsl::recipient.eq(&first.recipient));
                let alike = alike.filter(dsl::member.eq(first.member.as_deref())).limit(i64::from(most));
                alike.order((dsl::due_at, dsl::sequence, dsl::part)).select(Row::as_select()).load(connection)
            })?,
        };
        let mut claimed = Vec::new();
        for row in due.into_iter().take(usize::try_from(most).unwrap_or(usize::MAX)) {
            let taken = self.run(|connection| {
                let unclaimed =
                    dsl::outbox.find((&row.organization_id, row.sequence, row.part)).filter(dsl::due_at.eq(row.due_at));
                update(unclaimed, dsl::due_at.eq(DbTimestamp(until))).execute(connection)
            })?;
            if taken == 1 {
                claimed.push(Delivery::try_from(row)?);
            }
        }
        Ok(claimed)
    }

    fn remove(&mut self, key: &DeliveryKey) -> Result<()> {
        let (sequence, part) = numbers(key)?;
        self.run(|connection| {
            diesel::delete(dsl::outbox.find((key.organization.as_str(), sequence, part))).execute(connection)
        })?;
        Ok(())
    }

    fn reschedule(&mut self, delivery: &Delivery, due_at: Timestamp) -> Result<()> {
        let (sequence, part) = numbers(&delivery.key)?;
        let failures = i32::try_from(delivery.failures).map_err(Error::internal)?;
        self.run(|connection| {
            let stored = dsl::outbox.find((delivery.key.organization.as_str(), sequence, part));
            let release_at = dsl::release_at.eq(delivery.release_at.map(DbTimestamp));
            update(stored, (dsl::due_at.eq(DbTimestamp(due_at)), release_at, dsl::failures.eq(failures)))
                .execute(connection)
        })?;
        Ok(())
    }
}

impl DieselTransaction {
    /// The first organization after `after` in which something of the lane is due.
    fn next_turn(&mut self, lane: Lane, after: &str, now: Timestamp) -> Result<Option<String>> {
        self.run(|connection| {
            let due = due_in!(lane, now).filter(dsl::organization_id.gt(after));
            due.order((dsl::organization_id, dsl::due_at)).select(dsl::organization_id).first(connection).optional()
        })
    }
}

fn numbers(key: &DeliveryKey) -> Result<(i64, i32)> {
    let part = i32::try_from(key.part).map_err(Error::internal)?;
    Ok((i64::try_from(key.sequence).map_err(Error::internal)?, part))
}

impl TryFrom<Row> for Delivery {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let key = format!("{}/{}/{}", row.organization_id, row.sequence, row.part);
        let bad = |column| InvalidRow::at::<&str>("outbox", column, &*key);
        let body = match (row.sealed_body, row.sealed_key_id, row.expires_at) {
            (None, None, None) => MailBody::Plain(row.body),
            (Some(bytes), Some(key_id), Some(expires_at)) => {
                MailBody::Sealed { sealed: Sealed { key_id, bytes }, expires_at: expires_at.0 }
            }
            _ => return Err(bad("sealed_body")("incomplete sealed body")),
        };
        Ok(Self {
            key: DeliveryKey {
                organization: OrganizationId::parse(row.organization_id)
                    .map_err(|_| bad("organization_id")("not an organization"))?,
                sequence: u64::try_from(row.sequence).map_err(|_| bad("sequence")("negative"))?,
                part: u32::try_from(row.part).map_err(|_| bad("part")("negative"))?,
            },
            lane: Lane::parse(&row.lane).map_err(|_| bad("lane")("unknown"))?,
            recipient: row.member.map(SubjectId::parse).transpose().map_err(|_| bad("member")("not a subject"))?,
            topic: row.topic,
            channel: Channel::Mail(MailPayload {
                to: EmailAddress::restore(row.recipient).map_err(|_| bad("recipient")("not an address"))?,
                subject: row.subject,
                body,
            }),
            created_at: row.created_at.0,
            release_at: row.release_at.map(|moment| moment.0),
            failures: u32::try_from(row.failures).map_err(|_| bad("failures")("negative"))?,
        })
    }
}
