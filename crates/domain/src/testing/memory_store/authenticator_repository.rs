//! Stores authenticators in memory.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::error::Resource;
use crate::model::authenticator::{Authenticator, AuthenticatorState, Credential, PasskeyCredential};
use crate::model::identity::{AuthenticatorId, Method, OrganizationId, SubjectId};
use crate::model::sealed::Sealed;
use crate::model::session::SessionBinding;
use crate::ports::{AuthenticatorRepository, SealedSecret};
use crate::{Error, Result};

impl AuthenticatorRepository for MemoryTransaction<'_> {
    fn of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<Authenticator>> {
        let member = (organization.clone(), subject.clone());
        Ok(self.reading()?.authenticators.get(&member).cloned().unwrap_or_default())
    }

    fn insert(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: &Authenticator,
    ) -> Result<()> {
        let member = (organization.clone(), subject.clone());
        let tables = self.writing()?;
        if !tables.memberships.contains_key(&member) {
            return Err(Error::internal("an authenticator of no member"));
        }
        let mut passkeys = tables.authenticators.values().flatten().filter_map(Authenticator::passkey);
        let id = authenticator.passkey().map(|passkey| &passkey.credential_id);
        if passkeys.any(|passkey| Some(&passkey.credential_id) == id) {
            return Err(Error::AlreadyExists(Resource::Authenticator));
        }
        tables.authenticators.entry(member).or_default().push(authenticator.clone());
        Ok(())
    }

    fn update(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        authenticator: &Authenticator,
    ) -> Result<()> {
        let member = (organization.clone(), subject.clone());
        let theirs = self.writing()?.authenticators.entry(member).or_default();
        let stored = theirs.iter_mut().find(|one| one.id == authenticator.id);
        *stored.ok_or(Error::Stale(Resource::Authenticator))? = authenticator.clone();
        Ok(())
    }

    fn delete(&mut self, organization: &OrganizationId, subject: &SubjectId, id: AuthenticatorId) -> Result<()> {
        let member = (organization.clone(), subject.clone());
        self.writing()?.authenticators.entry(member).or_default().retain(|one| one.id != id);
        Ok(())
    }

    fn delete_pending(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        method: Method,
        session: &SessionBinding,
        now: Timestamp,
    ) -> Result<()> {
        let member = (organization.clone(), subject.clone());
        let tables = self.writing()?;
        let codes = tables.recovery_codes.entry(member.clone()).or_default();
        tables.authenticators.entry(member).or_default().retain(|one| {
            let AuthenticatorState::Pending { expires_at, session: of } = &one.state else { return true };
            let deleted = (one.method() == method && of == session) || *expires_at <= now;
            if deleted {
                codes.delete_pending(one.id);
            }
            !deleted
        });
        Ok(())
    }

    fn accept_step(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        id: AuthenticatorId,
        step: u64,
        now: Timestamp,
    ) -> Result<bool> {
        let member = (organization.clone(), subject.clone());
        let theirs = self.writing()?.authenticators.entry(member).or_default();
        let Some(one) = theirs.iter_mut().find(|one| one.id == id && one.is_active()) else { return Ok(false) };
        let Some(credential) = one.totp_mut().filter(|totp| totp.last_step.is_none_or(|last| last < step)) else {
            return Ok(false);
        };
        credential.last_step = Some(step);
        one.last_used_at = Some(now);
        Ok(true)
    }

    fn has_credential(&mut self, credential_id: &[u8]) -> Result<bool> {
        let mut passkeys = self.reading()?.authenticators.values().flatten().filter_map(Authenticator::passkey);
        Ok(passkeys.any(|passkey| passkey.credential_id == credential_id))
    }

    fn accept_assertion(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        id: AuthenticatorId,
        asserted: &PasskeyCredential,
        now: Timestamp,
    ) -> Result<bool> {
        let member = (organization.clone(), subject.clone());
        let theirs = self.writing()?.authenticators.entry(member).or_default();
        let counts_on = |one: &&mut Authenticator| {
            let goes_on = |kept: &PasskeyCredential| {
                kept.sign_count < asserted.sign_count || (kept.sign_count, asserted.sign_count) == (0, 0)
            };
            one.id == id && one.is_active() && one.passkey().is_some_and(goes_on)
        };
        Ok(theirs.iter_mut().find(counts_on).is_some_and(|one| {
            one.credential = Credential::Passkey(asserted.clone());
            one.last_used_at = Some(now);
            true
        }))
    }

    fn sealed_by_key(&mut self) -> Result<Vec<(String, u64)>> {
        let mut counts = BTreeMap::new();
        for totp in self.reading()?.authenticators.values().flatten().filter_map(Authenticator::totp) {
            *counts.entry(totp.secret.key_id.clone()).or_insert(0) += 1;
        }
        Ok(counts.into_iter().collect())
    }

    fn sealed_by_others(
        &mut self,
        key_id: &str,
        after: Option<AuthenticatorId>,
        limit: u32,
    ) -> Result<Vec<SealedSecret>> {
        let mut sealed = Vec::new();
        for ((organization, subject), theirs) in &self.reading()?.authenticators {
            let all = theirs.iter().filter_map(|one| Some((one, one.totp()?)));
            let others = all.filter(|(one, totp)| totp.secret.key_id != key_id && Some(one.id) > after);
            sealed.extend(others.map(|(one, totp)| SealedSecret {
                organization: organization.clone(),
                subject: subject.clone(),
                id: one.id,
                secret: totp.secret.clone(),
            }));
        }
        sealed.sort_by_key(|one| one.id);
        sealed.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(sealed)
    }

    fn reseal(&mut self, kept: &SealedSecret, resealed: &Sealed) -> Result<bool> {
        let member = (kept.organization.clone(), kept.subject.clone());
        let theirs = self.writing()?.authenticators.entry(member).or_default();
        let mut stored = theirs.iter_mut().filter(|one| one.id == kept.id).filter_map(Authenticator::totp_mut);
        Ok(stored.find(|totp| totp.secret == kept.secret).is_some_and(|totp| {
            totp.secret = resealed.clone();
            true
        }))
    }
}
