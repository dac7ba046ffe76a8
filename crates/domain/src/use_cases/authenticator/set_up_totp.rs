//! A member begins to set up one-time passwords.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use super::new_set;
use crate::error::Rule;
use crate::model::audit::Event;
use crate::model::authenticator::{
    Authenticator, AuthenticatorState, Credential, RecoveryCode, SECRET_BYTES, TotpCredential, provisioning_uri,
};
use crate::model::identity::{Actor, AuthenticatorId, Caller, Method};
use crate::model::membership::{EmailAddress, Membership, Permission};
use crate::model::session::SessionBinding;
use crate::ports::{Clock, Random, Sealer, Store};
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::{CallerState, caller_of};
use crate::use_cases::record::record;
use crate::{Error, Result};

/// How long what was set up can be proven.
const PENDING: SignedDuration = SignedDuration::from_mins(10);

/// Gives the member a fresh secret and a set of recovery codes, both worth nothing until they prove the secret with
/// [`ConfirmTotp`](super::ConfirmTotp). What they held before stays as it is until then. For every member, once their
/// session has passed the second factor if they have one.
pub struct SetUpTotp {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// Until when it can be proven.
    pub clock: Arc<dyn Clock>,
    /// Where secrets come from.
    pub random: Arc<dyn Random>,
    /// How they are kept.
    pub sealer: Arc<dyn Sealer>,
}

/// What is shown once, and never again.
pub struct TotpSetup {
    /// The secret, in base 32, to be typed.
    pub secret: Zeroizing<String>,
    /// The same for an app to scan, as a URI.
    pub uri: Zeroizing<String>,
    /// The recovery codes.
    pub codes: Vec<RecoveryCode>,
}

impl SetUpTotp {
    /// Sets it up for the caller.
    pub fn execute(&self, actor: &Actor) -> Result<TotpSetup> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let id = AuthenticatorId::new(now, &*self.random)?;
        let mut secret = Zeroizing::new(vec![0; SECRET_BYTES]);
        self.random.fill(&mut secret)?;
        let (codes, digests) = new_set(&*self.random, &*self.sealer)?;
        authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
            let caller_state = CallerState::load(tx, caller, &organization, now)?;
            if !organization.policy.methods().contains(Method::Totp.counts_as()) {
                return Err(Error::RuleBroken(Rule::MethodUnavailable));
            }
            caller_state.require_verified()?;
            for pending in caller_state.authenticators.iter().filter(|one| one.totp().is_some() && !one.is_configured())
            {
                tx.authenticators().delete(&organization.id, &caller.subject, pending.id)?;
            }
            let place = TotpCredential::place(&organization.id, &caller.subject, id);
            let sealed = self.sealer.seal(&secret, &place)?;
            let authenticator =
                pending(id, TotpCredential { secret: sealed, last_step: None }, caller_state.session.clone(), now)?;
            tx.authenticators().insert(&organization.id, &caller.subject, &authenticator)?;
            tx.recovery_codes().prepare(&organization.id, &caller.subject, id, &digests)?;
            record(tx, actor, &organization, now, &Event::AuthenticatorSetUp(caller.subject.clone(), Method::Totp))?;
            let account = account_of(caller, &caller_state.membership);
            let uri = Zeroizing::new(provisioning_uri(&secret, organization.name.as_str(), &account)?);
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
    })
}

/// What the app shows beside the code.
pub(crate) fn account_of(caller: &Caller, membership: &Membership) -> String {
    let stored = membership.email.as_ref().map(EmailAddress::to_string);
    stored.or_else(|| caller.email.clone()).unwrap_or_else(|| caller.subject.to_string())
}

fn base32(secret: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(totp_rs::Secret::from(secret).to_base32())
}
