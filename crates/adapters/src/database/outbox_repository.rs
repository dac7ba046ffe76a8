//! Stores deliveries, all of which are mail. A claim moves the due time by compare-and-set: of concurrent claims exactly one changes the
//! row, on either database.

use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{
    Channel, Delivery, DeliveryKey, EmailAddress, Error, MailBody, MailPayload, OrganizationId, OutboxRepository,
    Result, Sealed,
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
        };
        self.run(|connection| diesel::insert_into(dsl::outbox).values(row).execute(connection))?;
        Ok(())
    }

    fn claim(&mut self, now: Timestamp, until: Timestamp, limit: u32) -> Result<Vec<Delivery>> {
        let due: Vec<Row> = self.run(|connection| {
            dsl::outbox
                .filter(dsl::due_at.le(DbTimestamp(now)))
                .order((dsl::due_at, dsl::organization_id, dsl::sequence, dsl::part))
                .limit(i64::from(limit))
                .select(Row::as_select())
                .load(connection)
        })?;
        let mut claimed = Vec::new();
        for row in due {
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

    fn postpone(&mut self, key: &DeliveryKey, due_at: Timestamp) -> Result<()> {
        let (sequence, part) = numbers(key)?;
        self.run(|connection| {
            update(
                dsl::outbox.find((key.organization.as_str(), sequence, part)),
                (dsl::due_at.eq(DbTimestamp(due_at)), dsl::failures.eq(dsl::failures + 1)),
            )
            .execute(connection)
        })?;
        Ok(())
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
            channel: Channel::Mail(MailPayload {
                to: EmailAddress::parse(row.recipient).map_err(|_| bad("recipient")("not an address"))?,
                subject: row.subject,
                body,
            }),
            created_at: row.created_at.0,
            failures: u32::try_from(row.failures).map_err(|_| bad("failures")("negative"))?,
        })
    }
}
