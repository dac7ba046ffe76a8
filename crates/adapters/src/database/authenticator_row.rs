//! Converts authenticators to rows and back.

use diesel::prelude::*;
use portcullis_domain::{
    Authenticator, AuthenticatorId, AuthenticatorState, Credential, EmailAddress, Enrolment, Error, Method,
    OrganizationId, PasskeyCredential, Result, Sealed, SealedSecret, SessionBinding, SubjectId, TotpCredential,
    UserHandle,
};

use super::error_mapping::InvalidRow;
use super::schema::authenticators;
use super::sql_values::DbTimestamp;

/// A row of the table. Each method uses its own columns and leaves the others empty.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = authenticators, treat_none_as_null = true)]
pub(super) struct Row {
    id: String,
    organization_id: String,
    subject: String,
    method: String,
    name: String,
    state: String,
    expires_at: Option<DbTimestamp>,
    secret: Option<Vec<u8>>,
    secret_key_id: Option<String>,
    last_step: Option<i64>,
    created_at: DbTimestamp,
    last_used_at: Option<DbTimestamp>,
    pending_session: Option<String>,
    credential_id: Option<Vec<u8>>,
    user_handle: Option<Vec<u8>>,
    sign_count: Option<i64>,
    credential: Option<String>,
    address: Option<String>,
    suspended_at: Option<DbTimestamp>,
    enrolled_at: Option<DbTimestamp>,
    administers_from: Option<DbTimestamp>,
    confirmed_at: Option<DbTimestamp>,
}

pub(super) const PENDING: &str = "pending";
pub(super) const ACTIVE: &str = "active";
const DISABLED: &str = "disabled";

impl Row {
    pub(super) fn of(
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: &Authenticator,
    ) -> Result<Self> {
        let (state, expires_at, pending_session) = match &authenticator.state {
            AuthenticatorState::Pending { expires_at, session } => {
                (PENDING, Some(DbTimestamp(*expires_at)), Some(session.to_string()))
            }
            AuthenticatorState::Active => (ACTIVE, None, None),
            AuthenticatorState::Disabled | AuthenticatorState::Suspended { .. } => (DISABLED, None, None),
        };
        let suspended_at = match authenticator.state {
            AuthenticatorState::Suspended { since } => Some(DbTimestamp(since)),
            AuthenticatorState::Pending { .. } | AuthenticatorState::Active | AuthenticatorState::Disabled => None,
        };
        let totp = authenticator.totp();
        let last_step = totp.and_then(|totp| totp.last_step).map(i64::try_from).transpose().map_err(Error::internal)?;
        let passkey = authenticator.passkey();
        Ok(Self {
            id: authenticator.id.to_string(),
            organization_id: organization.to_string(),
            subject: subject.to_string(),
            method: authenticator.method().as_str().to_owned(),
            name: authenticator.name.clone(),
            state: state.to_owned(),
            expires_at,
            secret: totp.map(|totp| totp.secret.bytes.clone()),
            secret_key_id: totp.map(|totp| totp.secret.key_id.clone()),
            last_step,
            created_at: DbTimestamp(authenticator.created_at),
            last_used_at: authenticator.last_used_at.map(DbTimestamp),
            pending_session,
            credential_id: passkey.map(|passkey| passkey.credential_id.clone()),
            user_handle: passkey.map(|passkey| passkey.user_handle.to_vec()),
            sign_count: passkey.map(|passkey| i64::from(passkey.sign_count)),
            credential: passkey.map(|passkey| passkey.record.clone()),
            address: authenticator.address().map(EmailAddress::to_string),
            suspended_at,
            enrolled_at: authenticator.enrolment.at.map(DbTimestamp),
            administers_from: authenticator.enrolment.administers_from.map(DbTimestamp),
            confirmed_at: authenticator.enrolment.confirmed_at.map(DbTimestamp),
        })
    }
}

impl TryFrom<Row> for SealedSecret {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| InvalidRow::at::<&str>("authenticators", column, &*row.id);
        let (organization, subject) = (&*row.organization_id, &*row.subject);
        let organization =
            OrganizationId::parse(organization).map_err(|_| bad("organization_id")("not an organization"))?;
        let subject = SubjectId::parse(subject).map_err(|_| bad("subject")("not a subject"))?;
        let not_sealed = bad("secret")("missing");
        let authenticator = Authenticator::try_from(row)?;
        let secret = authenticator.totp().ok_or(not_sealed)?.secret.clone();
        Ok(Self { organization, subject, id: authenticator.id, secret })
    }
}

impl TryFrom<Row> for Authenticator {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| InvalidRow::at::<&str>("authenticators", column, &*row.id);
        let state = match (&*row.state, row.expires_at, row.suspended_at) {
            (PENDING, Some(moment), None) => AuthenticatorState::Pending {
                expires_at: moment.0,
                session: SessionBinding::restore(row.pending_session.clone().unwrap_or_default()),
            },
            (ACTIVE, None, None) => AuthenticatorState::Active,
            (DISABLED, None, None) => AuthenticatorState::Disabled,
            // also if the previous program, which knows no suspension, enabled it
            (DISABLED | ACTIVE, None, Some(since)) => AuthenticatorState::Suspended { since: since.0 },
            _ => return Err(bad("state")("unknown")),
        };
        let credential = if row.method == Method::Totp.as_str() {
            Credential::Totp(row.totp()?)
        } else if row.method == Method::Passkey.as_str() {
            Credential::Passkey(row.passkey()?)
        } else if row.method == Method::MagicLink.as_str() {
            let address = row.address.clone().unwrap_or_default();
            Credential::MagicLink(EmailAddress::restore(address).map_err(|_| bad("address")("not an address"))?)
        } else {
            return Err(bad("method")("unknown"));
        };
        let enrolment = Enrolment {
            at: row.enrolled_at.map(|moment| moment.0),
            administers_from: row.administers_from.map(|moment| moment.0),
            confirmed_at: row.confirmed_at.map(|moment| moment.0),
        };
        Ok(Self {
            id: AuthenticatorId::parse(&row.id).map_err(|_| bad("id")("not a UUID"))?,
            credential,
            name: row.name,
            state,
            created_at: row.created_at.0,
            last_used_at: row.last_used_at.map(|moment| moment.0),
            enrolment,
        })
    }
}

impl Row {
    fn totp(&self) -> Result<TotpCredential> {
        let bad = |column| InvalidRow::at::<&str>("authenticators", column, &*self.id);
        let (Some(bytes), Some(key_id)) = (self.secret.clone(), self.secret_key_id.clone()) else {
            return Err(bad("secret")("missing"));
        };
        let last_step = self.last_step.map(u64::try_from).transpose().map_err(|_| bad("last_step")("negative"))?;
        Ok(TotpCredential { secret: Sealed { key_id, bytes }, last_step })
    }

    fn passkey(&self) -> Result<PasskeyCredential> {
        let bad = |column| InvalidRow::at::<&str>("authenticators", column, &*self.id);
        let handle = self.user_handle.as_deref().and_then(|bytes| UserHandle::try_from(bytes).ok());
        let sign_count = self.sign_count.and_then(|count| u32::try_from(count).ok());
        Ok(PasskeyCredential {
            credential_id: self.credential_id.clone().ok_or_else(|| bad("credential_id")("missing"))?,
            user_handle: handle.ok_or_else(|| bad("user_handle")("not 16 bytes"))?,
            sign_count: sign_count.ok_or_else(|| bad("sign_count")("not a count"))?,
            record: self.credential.clone().ok_or_else(|| bad("credential")("missing"))?,
        })
    }
}
