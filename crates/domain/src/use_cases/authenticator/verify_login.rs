//! A member uses an authenticator.

use std::sync::Arc;

use jiff::Timestamp;

use super::{count_attempt, record_failure};
use crate::error::Rule;
use crate::model::audit::Event;
use crate::model::authenticator::{
    AttemptLimit, Authenticator, LinkPurpose, PURPOSE, TotpCredential, matched_step, normalized_code,
};
use crate::model::identity::{Actor, AuthenticatorId, Caller, Method};
use crate::model::membership::Permission;
use crate::model::organization::Organization;
use crate::model::sealed::Digest;
use crate::model::session::{Grant, MfaSession, RefreshState, RefreshToken, SessionId};
use crate::ports::{
    AssertionOutcome, Clock, FullAccess, Random, RelyingParty, Sealer, Store, TokenIssuer, Transaction,
};
use crate::use_cases::authenticator::magic_link::digests_of;
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::{CallerState, caller_of};
use crate::use_cases::record::record;
use crate::use_cases::session::{full_access, new_refresh_token};
use crate::{Error, Result};

/// Takes a proof, once, and keeps that it was given: for this member, in this session of the identity provider. From
/// then on the same token passes. Guesses are counted before anything is looked at, over all methods of the
/// member, and a right one is refused like a wrong one while they are locked out. Passkeys and links are no guesses: they
/// are neither counted nor locked.
pub struct VerifyLogin {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub random: Arc<dyn Random>,
    /// How secrets are kept.
    pub sealer: Arc<dyn Sealer>,
    /// Who checks what passkeys answer; nobody, where the installation has none.
    pub relying_party: Option<Arc<dyn RelyingParty>>,
    /// Who signs the full-access token.
    pub issuer: Arc<dyn TokenIssuer>,
}

/// What is given as proof.
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// A one-time password or a recovery code, as it was typed.
    Code(&'a str),
    /// What a passkey answered to the challenge of [`RequestAssertion`](super::passkey::RequestAssertion): a JSON text.
    Passkey(&'a str),
    /// The token of a link by mail.
    Link(&'a str),
}

/// What was used, and which one.
type Used = (Method, Option<AuthenticatorId>);

impl VerifyLogin {
    /// A session with its tokens, or `None` for a proof that is wrong or was used before.
    pub fn execute(&self, actor: &Actor, proof: Proof<'_>) -> Result<Option<Grant>> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let proved = match proof {
            Proof::Code(code) => {
                // a stranger counts nobody's guesses
                let organization =
                    authorized(
                        &*self.store,
                        now,
                        actor,
                        Permission::ReadOwnMfa,
                        |_, organization| Ok(organization.id),
                    )?;
                let counted = count_attempt(&*self.store, &organization, &caller.subject, now)?;
                authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
                    let Some(used) = self.accept_code(tx, caller, &organization, code, now)? else {
                        let tried = if normalized_code(code).is_some() { Method::RecoveryCode } else { Method::Totp };
                        record_failure(tx, actor, &organization, (&caller.subject, tried), counted, now)?;
                        return Ok(None);
                    };
                    tx.attempts().put(&organization.id, &caller.subject, AttemptLimit::default())?;
                    self.begin_session(tx, actor, &organization, used, now).map(Some)
                })?
            }
            Proof::Passkey(response) => {
                authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
                    match self.accept_assertion(tx, actor, &organization, response, now)? {
                        Some(used) => self.begin_session(tx, actor, &organization, used, now).map(Some),
                        None => Ok(None),
                    }
                })?
            }
            Proof::Link(token) => {
                let digests = digests_of(token, &*self.sealer)?;
                authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
                    match accept_link(tx, actor, &organization, &digests, now)? {
                        Some(used) => self.begin_session(tx, actor, &organization, used, now).map(Some),
                        None => Ok(None),
                    }
                })?
            }
        };
        // outside of the transaction: the issuer may have to make its first key, in one of its own
        let Some((session, content, refresh_token)) = proved else { return Ok(None) };
        let full_access_token = self.issuer.issue(&content, now)?;
        let expires_at = FullAccess::expires_at(now)?;
        Ok(Some(Grant { session, full_access_token, expires_at, refresh_token }))
    }

    fn begin_session(
        &self,
        tx: &mut dyn Transaction,
        actor: &Actor,
        organization: &Organization,
        (method, authenticator): Used,
        now: Timestamp,
    ) -> Result<(MfaSession, FullAccess, RefreshToken)> {
        let caller = caller_of(actor)?;
        let (refresh_token, current) = new_refresh_token(&*self.random, &*self.sealer)?;
        let session = MfaSession {
            id: SessionId::new(now, &*self.random)?,
            subject: caller.subject.clone(),
            provider_session: caller.authentication.session.clone(),
            method,
            authenticator,
            verified_at: now,
            copied: caller.copied.clone(),
            ended_at: None,
            refresh: RefreshState { current, previous: None, rotated_at: now },
        };
        tx.sessions().insert(&organization.id, &session)?;
        record(tx, actor, organization, now, &Event::Verified(caller.subject.clone(), method))?;
        let content = full_access(&organization.id, &session, caller.email.clone());
        Ok((session, content, refresh_token))
    }

    /// Uses the code up, if it is one.
    fn accept_code(
        &self,
        tx: &mut dyn Transaction,
        caller: &Caller,
        organization: &Organization,
        code: &str,
        now: Timestamp,
    ) -> Result<Option<Used>> {
        let (id, subject) = (&organization.id, &caller.subject);
        let authenticators = tx.authenticators().of(id, subject)?;
        if let Some(plain) = normalized_code(code) {
            let holds_one = authenticators.iter().any(Authenticator::is_active);
            let digests = self.sealer.digests(PURPOSE, plain.as_bytes())?;
            let spent = holds_one && tx.recovery_codes().spend(id, subject, &digests, now)?;
            return Ok(spent.then_some((Method::RecoveryCode, None)));
        }
        let active = authenticators.iter().filter(|one| one.is_active());
        for (one, credential) in active.filter_map(|one| Some((one, one.totp()?))) {
            let secret = self.sealer.open(&credential.secret, &TotpCredential::place(id, subject, one.id))?;
            if let Some(step) = matched_step(&secret, code, now)?
                && tx.authenticators().accept_step(id, subject, one.id, step, now)?
            {
                return Ok(Some((Method::Totp, Some(one.id))));
            }
        }
        Ok(None)
    }

    /// Uses the challenge up, and takes what the passkey answered if it is right.
    fn accept_assertion(
        &self,
        tx: &mut dyn Transaction,
        actor: &Actor,
        organization: &Organization,
        response: &str,
        now: Timestamp,
    ) -> Result<Option<Used>> {
        let caller = caller_of(actor)?;
        let (id, subject) = (&organization.id, &caller.subject);
        let caller_state = CallerState::load(tx, caller, organization, now)?;
        let taken = tx.ceremonies().take_assertion(id, subject, &caller_state.session)?;
        let held: Vec<_> = caller_state.active().filter_map(|one| Some((one.id, one.passkey()?))).collect();
        let asserted = match taken.filter(|ceremony| ceremony.waits(now)) {
            Some(ceremony) => {
                let passkeys: Vec<_> = held.iter().map(|(_, passkey)| *passkey).collect();
                let relying_party = self.relying_party.as_ref().ok_or(Error::RuleBroken(Rule::MethodUnavailable))?;
                relying_party.finish_assertion(response, &ceremony.state, &passkeys)?
            }
            None => AssertionOutcome::Rejected,
        };
        let went_back = match asserted {
            AssertionOutcome::Accepted(passkey) => {
                let which = held.iter().find(|(_, held)| held.credential_id == passkey.credential_id);
                let Some((which, _)) = which else { return Err(Error::internal("a passkey that was not asked")) };
                if tx.authenticators().accept_assertion(id, subject, *which, &passkey, now)? {
                    return Ok(Some((Method::Passkey, Some(*which))));
                }
                true
            }
            AssertionOutcome::SignCountDecreased => true,
            AssertionOutcome::Rejected => false,
        };
        let event = if went_back {
            Event::SignCountDecreased(subject.clone())
        } else {
            Event::VerificationFailed(subject.clone(), Method::Passkey)
        };
        record(tx, actor, organization, now, &event)?;
        Ok(None)
    }
}

/// Uses the link up, if it is one of this member's, to log in with, asked for in this session.
fn accept_link(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    digests: &[Digest],
    now: Timestamp,
) -> Result<Option<Used>> {
    let caller = caller_of(actor)?;
    let caller_state = CallerState::load(tx, caller, organization, now)?;
    let found = if digests.is_empty() { None } else { tx.magic_links().find(digests)? };
    let link =
        found.filter(|(of, link)| *of == organization.id && link.subject == caller.subject).map(|(_, link)| link);
    let own = |one: &&Authenticator| one.address().is_some() && one.address() == caller_state.membership.email.as_ref();
    let counts = |purpose, expires_at| purpose == LinkPurpose::Login && now < expires_at;
    if let Some(link) =
        link.filter(|link| link.session == caller_state.session && counts(link.purpose, link.expires_at))
        && let Some(used) = caller_state.active().find(own)
        && tx.magic_links().take(&organization.id, &link)?
    {
        let used = Authenticator { last_used_at: Some(now), ..used.clone() };
        tx.authenticators().update(&organization.id, &caller.subject, &used)?;
        return Ok(Some((Method::MagicLink, Some(used.id))));
    }
    record(tx, actor, organization, now, &Event::VerificationFailed(caller.subject.clone(), Method::MagicLink))?;
    Ok(None)
}
