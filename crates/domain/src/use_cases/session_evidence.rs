//! What a caller proved in the session that they ask in.

use crate::Result;
use crate::model::access::Evidence;
use crate::model::identity::{Caller, OrganizationId};
use crate::model::session::MfaSession;
use crate::ports::Transaction;

/// What was proved, and by what it is known.
pub(crate) struct SessionEvidence {
    /// With authenticators that are known here: of each method the newest, newest first.
    pub(crate) evidence: Vec<Evidence>,
    /// The session that a token of ours is of, ended or not; none for tokens of the identity provider.
    pub(crate) ours: Option<MfaSession>,
}

/// What the caller proved there: by a token of ours in the session that it is of, by one of the identity provider's in
/// those that belong to the provider's session. What was ended proves nothing.
pub(crate) fn proved(tx: &mut dyn Transaction, id: &OrganizationId, caller: &Caller) -> Result<SessionEvidence> {
    let Some(session) = caller.mfa_session else {
        let evidence = match &caller.authentication.session {
            Some(providers) => tx.sessions().proved_in(id, &caller.subject, providers)?,
            None => Vec::new(),
        };
        return Ok(SessionEvidence { evidence, ours: None });
    };
    let ours = tx.sessions().find(id, &caller.subject, session)?;
    let live = ours.iter().filter(|session| session.ended_at.is_none());
    Ok(SessionEvidence { evidence: live.map(|live| Evidence::of(live.method, live.verified_at)).collect(), ours })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::model::identity::{Method, SubjectId};
    use crate::model::membership::Role;
    use crate::ports::Store;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::verify_in_session;

    #[test]
    fn a_session_that_was_ended_is_known_and_proves_nothing() -> Result<()> {
        let store: &dyn Store = &MemoryStore::default();
        an_organization("acme").with_member("alice", Role::User).save(store)?;
        let now = Timestamp::UNIX_EPOCH;
        let (acme, alice) = (OrganizationId::parse("acme")?, SubjectId::parse("alice")?);
        let session = verify_in_session(store, "acme", "alice", "s1", Method::Totp, now)?;
        let caller = a_caller("alice").of("acme").in_our_session(session).build();
        let seen = || store.read(|tx| proved(tx, &acme, &caller));
        assert_eq!(seen()?.evidence, [Evidence::of(Method::Totp, now)]);
        store.transaction(|tx| tx.sessions().end(&acme, &alice, session, now))?;
        let over = seen()?;
        assert!(over.evidence.is_empty() && over.ours.is_some());
        Ok(())
    }
}
