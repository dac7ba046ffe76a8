//! Verifies a session with an authenticator.

use std::sync::Arc;

use jiff::Timestamp;

use super::{CountedAttempt, ProofRate, count_attempt, note_success, record_wrong_code, record_wrong_proof};
use crate::model::audit::Event;
use crate::model::authenticator::{
    Authenticator, LinkPurpose, OneTimeCode, PURPOSE, TotpCredential, TypedCode, TypedRecoveryCode, matched_step,
};
use crate::model::identity::{Actor, AuthenticatorId, Method, SessionId};
use crate::model::membership::{EmailAddress, Permission};
use crate::model::rule::Rule;
use crate::model::sealed::Digest;
use crate::model::session::{Grant, MfaSession, RefreshState, RefreshToken, SessionBinding};
use crate::ports::{
    AssertionOutcome, Clock, FullAccess, Random, RelyingParty, Sealer, Store, TokenIssuer, Transaction,
};
use crate::use_cases::acting::Acting;
use crate::use_cases::authenticator::magic_link::digests_of;
use crate::use_cases::authorize::authorized_write;
use crate::use_cases::caller_state::CallerState;
use crate::use_cases::session::{full_access, new_refresh_token};
use crate::{Error, Result};

/// Takes a proof, once, and records its evidence in the caller's session of the identity provider, so that the same token
/// passes the gate from then on. One-time passwords are counted before they are checked, and a right one is rejected like a
/// wrong one while the limits allow none. Passkeys, recovery codes and links cannot be guessed: they are neither counted nor
/// rejected by a limit. A right proof, unless it is a link, clears the failures of its session and those in a row.
pub struct VerifyLogin {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub random: Arc<dyn Random>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
    /// The WebAuthn relying party; `None` if the installation has no passkeys.
    pub relying_party: Option<Arc<dyn RelyingParty>>,
    /// Signs full-access tokens.
    pub issuer: Arc<dyn TokenIssuer>,
}

/// A proof of possession of an authenticator.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// A one-time password or a recovery code.
    Code(&'a TypedCode),
    /// The passkey's answer to the challenge of [`RequestAssertion`](super::passkey::RequestAssertion), a JSON text.
    Passkey(&'a str),
    /// The token of a magic link.
    Link(&'a str),
}

/// The method that was used, and the authenticator; `None` for a recovery code.
type Used = (Method, Option<AuthenticatorId>);

/// A session that was verified and the tokens to issue for it.
type Verified = (MfaSession, FullAccess, RefreshToken);

impl VerifyLogin {
    /// A session with its tokens, or `None` for a proof that is wrong or was used before.
    /// Beyond the `rate`, a wrong one is an error.
    pub fn execute(&self, actor: &Actor, proof: Proof<'_>, rate: ProofRate) -> Result<Option<Grant>> {
        let now = self.clock.now();
        let verified = match proof {
            Proof::Code(TypedCode::OneTime(code)) => {
                let attempt = count_attempt(&*self.store, &*self.random, actor, now, |_, _| Ok(()))?;
                self.verify(actor, Some(attempt), now, |tx, acting| {
                    self.accept_totp(tx, acting, code, (attempt, rate), now)
                })
            }
            Proof::Code(TypedCode::Recovery(code)) => {
                self.verify(actor, None, now, |tx, acting| self.accept_recovery_code(tx, acting, code, rate, now))
            }
            Proof::Passkey(response) => {
                self.verify(actor, None, now, |tx, acting| self.accept_assertion(tx, acting, response, rate, now))
            }
            Proof::Link(token) => {
                let digests = digests_of(token, &*self.sealer)?;
                self.verify(actor, None, now, |tx, acting| accept_link(tx, acting, &digests, rate, now))
            }
        };
        // outside of the transaction: the issuer may have to create its first key, in one of its own
        let Some((session, content, refresh_token)) = verified? else {
            rate.require()?;
            return Ok(None);
        };
        let full_access_token = self.issuer.issue(&content, now)?;
        let expires_at = content.expires_at(now)?;
        Ok(Some(Grant { session, full_access_token, expires_at, refresh_token }))
    }

    /// Begins a session if `accept` accepts the proof.
    fn verify(
        &self,
        actor: &Actor,
        attempt: Option<CountedAttempt>,
        now: Timestamp,
        accept: impl FnOnce(&mut dyn Transaction, &Acting<'_>) -> Result<Option<Used>>,
    ) -> Result<Option<Verified>> {
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| match accept(tx, acting)? {
            Some(used) => {
                // a link is weaker than the code that somebody may be guessing, so it clears nothing
                if used.0 != Method::MagicLink {
                    note_success(tx, acting, attempt, now)?;
                }
                self.begin_session(tx, acting, used, now).map(Some)
            }
            None => Ok(None),
        })
    }

    fn begin_session(
        &self,
        tx: &mut dyn Transaction,
        acting: &Acting<'_>,
        (method, authenticator): Used,
        now: Timestamp,
    ) -> Result<Verified> {
        let (caller, membership) = acting.caller()?;
        // a token of ours begins a session of the same login
        let own = acting.own_session.as_ref();
        let provider_session = match own {
            Some(own) => own.provider_session.clone(),
            None => caller.authentication.session.clone(),
        };
        let login_at = own.map_or(caller.login.at, |own| own.login_at);
        let expires_at = own.map_or(caller.authentication.session_expires_at, |own| own.expires_at);
        let (refresh_token, current) = new_refresh_token(&*self.random, &*self.sealer)?;
        let session = MfaSession {
            id: SessionId::new(now, &*self.random)?,
            subject: caller.subject.clone(),
            provider_session,
            method,
            authenticator,
            verified_at: now,
            audience: Some(caller.audience.clone()),
            login_at,
            expires_at,
            copied: caller.copied.clone(),
            ended_at: None,
            refresh: RefreshState { current, previous: None, rotated_at: now },
        };
        tx.sessions().insert(&acting.organization.id, &session)?;
        acting.record(tx, now, &Event::Verified(caller.subject.clone(), method))?;
        let stored = || membership.email.as_ref().map(EmailAddress::to_string);
        let content = full_access(&acting.organization.id, &session, caller.email.clone().or_else(stored));
        Ok((session, content, refresh_token))
    }

    /// Uses up the time step of a one-time password.
    fn accept_totp(
        &self,
        tx: &mut dyn Transaction,
        acting: &Acting<'_>,
        code: &OneTimeCode,
        (attempt, rate): (CountedAttempt, ProofRate),
        now: Timestamp,
    ) -> Result<Option<Used>> {
        let (caller, _) = acting.caller()?;
        let (id, subject) = (&acting.organization.id, &caller.subject);
        let authenticators = tx.authenticators().of(id, subject)?;
        let active = authenticators.iter().filter(|one| one.is_active());
        for (one, credential) in active.filter_map(|one| Some((one, one.totp()?))) {
            let secret = self.sealer.open(&credential.secret, &TotpCredential::place(id, subject, one.id))?;
            if let Some(step) = matched_step(&secret, code, now)?
                && tx.authenticators().accept_step(id, subject, one.id, step, now)?
            {
                return Ok(Some((Method::Totp, Some(one.id))));
            }
        }
        record_wrong_code(tx, acting, attempt, rate, now)?;
        Ok(None)
    }

    /// Uses up a recovery code.
    fn accept_recovery_code(
        &self,
        tx: &mut dyn Transaction,
        acting: &Acting<'_>,
        code: &TypedRecoveryCode,
        rate: ProofRate,
        now: Timestamp,
    ) -> Result<Option<Used>> {
        let (caller, _) = acting.caller()?;
        let (id, subject) = (&acting.organization.id, &caller.subject);
        let digests = self.sealer.digests(PURPOSE, code.as_str().as_bytes())?;
        let has_active = tx.authenticators().of(id, subject)?.iter().any(Authenticator::is_active);
        if has_active && tx.recovery_codes().spend(id, subject, &digests, now)? {
            return Ok(Some((Method::RecoveryCode, None)));
        }
        record_wrong_proof(tx, acting, Method::RecoveryCode, rate, now)?;
        Ok(None)
    }

    /// Uses up the challenge, and accepts the passkey's answer if it is right.
    fn accept_assertion(
        &self,
        tx: &mut dyn Transaction,
        acting: &Acting<'_>,
        response: &str,
        rate: ProofRate,
        now: Timestamp,
    ) -> Result<Option<Used>> {
        let state = CallerState::load(tx, acting, now)?;
        let (id, subject) = (&acting.organization.id, &state.membership.subject);
        let session = SessionBinding::for_counting(acting.caller()?.0, acting.own_session.as_ref());
        let taken = tx.ceremonies().take_assertion(id, subject, &session)?;
        let passkeys: Vec<_> = state.active().filter_map(|one| Some((one.id, one.passkey()?))).collect();
        let outcome = match taken.filter(|ceremony| ceremony.waits(now)) {
            Some(ceremony) => {
                let credentials: Vec<_> = passkeys.iter().map(|(_, credential)| *credential).collect();
                let relying_party = self.relying_party.as_ref().ok_or(Error::RuleBroken(Rule::MethodUnavailable))?;
                relying_party.finish_assertion(response, &ceremony.state, &credentials)?
            }
            None => AssertionOutcome::Rejected,
        };
        let sign_count_decreased = match outcome {
            AssertionOutcome::Accepted(asserted) => {
                let known = passkeys.iter().find(|(_, known)| known.credential_id == asserted.credential_id);
                let Some((known, _)) = known else { return Err(Error::internal("an assertion of an unknown passkey")) };
                if tx.authenticators().accept_assertion(id, subject, *known, &asserted, now)? {
                    return Ok(Some((Method::Passkey, Some(*known))));
                }
                true
            }
            AssertionOutcome::SignCountDecreased => true,
            AssertionOutcome::Rejected => false,
        };
        if sign_count_decreased {
            acting.record(tx, now, &Event::SignCountDecreased(subject.clone()))?;
        } else {
            record_wrong_proof(tx, acting, Method::Passkey, rate, now)?;
        }
        Ok(None)
    }
}

/// Uses up a link, if it was sent to this member for login and asked for in this session.
fn accept_link(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    digests: &[Digest],
    rate: ProofRate,
    now: Timestamp,
) -> Result<Option<Used>> {
    let state = CallerState::load(tx, acting, now)?;
    let (id, member) = (&acting.organization.id, &state.membership);
    let found = if digests.is_empty() { None } else { tx.magic_links().find(digests)? };
    let link = found.filter(|(of, link)| of == id && link.subject == member.subject).map(|(_, link)| link);
    let own = |one: &&Authenticator| member.email.as_ref().is_some_and(|email| one.is_of_mailbox(email));
    let counts = |purpose, expires_at| purpose == LinkPurpose::Login && now < expires_at;
    if let Some(link) = link.filter(|link| link.session == state.session && counts(link.purpose, link.expires_at))
        && let Some(used) = state.active().find(own)
        && tx.magic_links().take(id, &link)?
    {
        let used = Authenticator { last_used_at: Some(now), ..used.clone() };
        tx.authenticators().update(id, &member.subject, &used)?;
        return Ok(Some((Method::MagicLink, Some(used.id))));
    }
    record_wrong_proof(tx, acting, Method::MagicLink, rate, now)?;
    Ok(None)
}
