//! Sets up a one-time password.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use super::enrolment::EnrolmentMailer;
use super::{Binder, new_set};
use crate::model::audit::Event;
use crate::model::authenticator::{
    Authenticator, AuthenticatorState, Credential, Enrolment, RecoveryCode, SECRET_BYTES, TotpCredential,
    provisioning_uri,
};
use crate::model::identity::{Actor, AuthenticatorId, Caller, Method};
use crate::model::membership::{EmailAddress, Membership, Permission};
use crate::model::session::SessionBinding;
use crate::ports::{Clock, Random, Sealer, Store};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authorize::authorized_write;
use crate::use_cases::caller_state::{CallerState, Confirms};
use crate::{Error, Result};

/// How long a setup can be confirmed.
const PENDING: SignedDuration = SignedDuration::from_mins(10);

/// Gives the caller a new secret and a set of recovery codes, which count as soon as the caller confirms the secret with
/// [`ConfirmTotp`](super::ConfirmTotp). Until then, the former authenticators stay as they are, and so do setups
/// in other sessions. For every member, in a verified session once an authenticator is active.
pub struct SetUpTotp {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub random: Arc<dyn Random>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
    /// Mails codes that confirm the enrolment; `None` if the installation sends no mail.
    pub mailer: Option<EnrolmentMailer>,
}

/// A setup, which cannot be read again.
pub struct TotpSetup {
    /// The secret in base 32, for typing.
    pub secret: Zeroizing<String>,
    /// The secret as a URI, for scanning.
    pub uri: Zeroizing<String>,
    /// The recovery codes.
    pub codes: Vec<RecoveryCode>,
}

impl SetUpTotp {
    /// Sets up a one-time password for the caller.
    pub fn execute(&self, actor: &Actor) -> Result<TotpSetup> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let id = AuthenticatorId::new(now, &*self.random)?;
        let mut secret = Zeroizing::new(vec![0; SECRET_BYTES]);
        self.random.fill(&mut secret)?;
        let (codes, digests) = new_set(&*self.random, &*self.sealer)?;
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let state = CallerState::load(tx, acting, now)?;
            Binder::Caller(&state).may_bind(Method::Totp, Confirms::AnotherByCode)?;
            tx.authenticators().delete_pending(
                &acting.organization.id,
                &caller.subject,
                Method::Totp,
                &state.session,
                now,
            )?;
            let place = TotpCredential::place(&acting.organization.id, &caller.subject, id);
            let sealed = self.sealer.seal(&secret, &place)?;
            let authenticator =
                pending(id, TotpCredential { secret: sealed, last_step: None }, state.session.clone(), now)?;
            tx.authenticators().insert(&acting.organization.id, &caller.subject, &authenticator)?;
            tx.recovery_codes().prepare(&acting.organization.id, &caller.subject, id, &digests)?;
            acting.record(tx, now, &Event::AuthenticatorSetUp(caller.subject.clone(), Method::Totp))?;
            if let Some(mailer) = &self.mailer {
                mailer.offer_code(tx, acting, &state, Method::Totp, now)?;
            }
            let account = account_of(caller, &state.membership);
            let uri = Zeroizing::new(provisioning_uri(&secret, acting.organization.name.as_str(), &account)?);
            Ok(TotpSetup { secret: base32(&secret), uri, codes })
        })
    }
}

fn pending(
    id: AuthenticatorId,
    credential: TotpCredential,
    session: SessionBinding,
    now: Timestamp,
) -> Result<Authenticator> {
    let expires_at = now.checked_add(PENDING).map_err(Error::internal)?;
    Ok(Authenticator {
        id,
        name: "Authenticator app".to_owned(),
        state: AuthenticatorState::Pending { expires_at, session },
        credential: Credential::Totp(credential),
        created_at: now,
        last_used_at: None,
        enrolment: Enrolment::default(),
    })
}

/// The name of the account that an app or a browser shows.
pub(crate) fn account_of(caller: &Caller, membership: &Membership) -> String {
    let stored = membership.email.as_ref().map(EmailAddress::to_string);
    stored.or_else(|| caller.email.clone()).unwrap_or_else(|| caller.subject.to_string())
}

fn base32(secret: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(totp_rs::Secret::from(secret).to_base32())
}
