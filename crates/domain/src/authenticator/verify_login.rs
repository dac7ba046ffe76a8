//! A member uses an authenticator.

use std::sync::Arc;

use jiff::Timestamp;

use super::attempts::{count_attempt, record_failure};
use super::recovery_code::{PURPOSE, normalized};
use super::self_service::caller_of;
use super::totp::{TotpCredential, matched_step};
use super::{AttemptLimit, Authenticator, AuthenticatorId, Method};
use crate::event::Event;
use crate::identity::{Actor, Caller, FullAccess, TokenIssuer};
use crate::membership::{Permission, authorized};
use crate::organization::Organization;
use crate::session::{Grant, MfaSession, RefreshState, SessionId, full_access, new_refresh_token};
use crate::{Clock, Random, Result, Sealer, Store, Transaction, record};

/// Takes a proof, once, and keeps that it was given: for this member, in this session of the identity provider. From
/// then on the same token passes. Guesses are counted before anything is looked at, over all methods of the
/// member, and a right one is refused like a wrong one while they are locked out.
pub struct VerifyLogin {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub random: Arc<dyn Random>,
    /// How secrets are kept.
    pub sealer: Arc<dyn Sealer>,
    /// Who signs the full-access token.
    pub issuer: Arc<dyn TokenIssuer>,
}

/// What is given as proof.
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// A one-time password or a recovery code, as it was typed.
    Code(&'a str),
}

impl VerifyLogin {
    /// A session with its tokens, or `None` for a proof that is wrong or was used before.
    pub fn execute(&self, actor: &Actor, proof: Proof<'_>) -> Result<Option<Grant>> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let Proof::Code(code) = proof;
        // a stranger counts nobody's guesses
        let organization =
            authorized(&*self.store, now, actor, Permission::ReadOwnMfa, |_, organization| Ok(organization.id))?;
        let counted = count_attempt(&*self.store, &organization, &caller.subject, now)?;
        let proved = authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
            let Some((method, authenticator)) = self.accept(tx, caller, &organization, code, now)? else {
                let tried = if normalized(code).is_some() { Method::RecoveryCode } else { Method::Totp };
                record_failure(tx, actor, &organization, (&caller.subject, tried), counted, now)?;
                return Ok(None);
            };
            let (refresh_token, current) = new_refresh_token(&*self.random, &*self.sealer)?;
            let session = MfaSession {
                id: SessionId::new(now, &*self.random)?,
                subject: caller.subject.clone(),
                provider_session: caller.authentication.session.clone(),
                method,
                authenticator,
                verified_at: now,
                ended_at: None,
                refresh: RefreshState { current, previous: None, rotated_at: now },
            };
            tx.attempts().put(&organization.id, &caller.subject, AttemptLimit::default())?;
            tx.sessions().insert(&organization.id, &session)?;
            record(tx, actor, &organization, now, &Event::Verified(caller.subject.clone(), method))?;
            let content = full_access(&organization.id, &session, caller.email.clone());
            Ok(Some((session, content, refresh_token)))
        })?;
        // outside of the transaction: the issuer may have to make its first key, in one of its own
        let Some((session, content, refresh_token)) = proved else { return Ok(None) };
        let full_access_token = self.issuer.issue(&content, now)?;
        let expires_at = FullAccess::expires_at(now)?;
        Ok(Some(Grant { session, full_access_token, expires_at, refresh_token }))
    }

    /// Uses the code up, if it is one.
    fn accept(
        &self,
        tx: &mut dyn Transaction,
        caller: &Caller,
        organization: &Organization,
        code: &str,
        now: Timestamp,
    ) -> Result<Option<(Method, Option<AuthenticatorId>)>> {
        let (id, subject) = (&organization.id, &caller.subject);
        let authenticators = tx.authenticators().of(id, subject)?;
        if let Some(plain) = normalized(code) {
            let holds_one = authenticators.iter().any(Authenticator::is_active);
            let digests = self.sealer.digests(PURPOSE, plain.as_bytes())?;
            let spent = holds_one && tx.recovery_codes().spend(id, subject, &digests, now)?;
            return Ok(spent.then_some((Method::RecoveryCode, None)));
        }
        for one in authenticators.iter().filter(|one| one.is_active()) {
            let secret = self.sealer.open(&one.credential.secret, &TotpCredential::place(id, subject, one.id))?;
            if let Some(step) = matched_step(&secret, code, now)?
                && tx.authenticators().accept_step(id, subject, one.id, step, now)?
            {
                return Ok(Some((Method::Totp, Some(one.id))));
            }
        }
        Ok(None)
    }
}
