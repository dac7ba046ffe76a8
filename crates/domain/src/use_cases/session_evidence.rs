//! The evidence of a caller's session.

use crate::Result;
use crate::model::access::Evidence;
use crate::model::identity::{AuthenticatorId, Caller, OrganizationId};
use crate::model::session::MfaSession;
use crate::ports::Transaction;

/// The evidence in the caller's session by authenticators of ours, newest first, one for each method. For a token of ours
/// that is the evidence of its session `own`; for a token of the identity provider, that of all sessions of ours which
/// began in the provider's session. Ended sessions are no evidence. If `without` names authenticators, only evidence of
/// others counts.
pub(crate) fn session_evidence(
    tx: &mut dyn Transaction,
    id: &OrganizationId,
    caller: &Caller,
    own: Option<&MfaSession>,
    without: &[AuthenticatorId],
) -> Result<Vec<Evidence>> {
    match (&caller.mfa_session, &caller.authentication.session) {
        (Some(_), _) => {
            let other = |used: AuthenticatorId| !without.contains(&used);
            let counts = |session: &MfaSession| without.is_empty() || session.authenticator.is_some_and(other);
            let live = own.into_iter().filter(|session| session.ended_at.is_none() && counts(session));
            Ok(live.map(Evidence::of_session).collect())
        }
        (None, Some(provider_session)) => tx.sessions().proved_in(id, &caller.subject, provider_session, without),
        (None, None) => Ok(Vec::new()),
    }
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
    fn ended_session_is_no_evidence() -> Result<()> {
        let store: &dyn Store = &MemoryStore::default();
        an_organization("acme").with_member("alice", Role::User).save(store)?;
        let now = Timestamp::UNIX_EPOCH;
        let (acme, alice) = (OrganizationId::parse("acme")?, SubjectId::parse("alice")?);
        let session = verify_in_session(store, "acme", "alice", "s1", Method::Totp, now)?;
        let caller = a_caller("alice").of("acme").in_our_session(session).build();
        let seen = || {
            store.read(|tx| {
                let own = tx.sessions().find(&acme, &alice, session)?;
                session_evidence(tx, &acme, &caller, own.as_ref(), &[])
            })
        };
        assert_eq!(seen()?, [Evidence::of(Method::Totp, now)]);
        store.transaction(|tx| tx.sessions().end(&acme, &alice, session, now))?;
        assert!(seen()?.is_empty());
        Ok(())
    }
}
