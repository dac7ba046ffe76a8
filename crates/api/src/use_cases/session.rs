//! The use cases of sessions: verifying, refreshing, listing and ending them, and the decision about the caller.

use std::sync::Arc;

use jiff::SignedDuration;
use portcullis_domain::{
    Clock, DecideOwnAccess, EndMemberSessions, EndSession, IdentityVerifier, ListSessions, LogOut, RefreshSession,
    RequestAssertion, StepUpRule, TokenIssuer, VerifyLogin,
};

use super::Ports;

pub(crate) struct SessionUseCases {
    pub(crate) decide: DecideOwnAccess,
    pub(crate) request_assertion: RequestAssertion,
    pub(crate) verify_login: VerifyLogin,
    pub(crate) refresh: RefreshSession,
    pub(crate) list: ListSessions,
    pub(crate) end: EndSession,
    pub(crate) end_all_of_member: EndMemberSessions,
    pub(crate) log_out: LogOut,
    /// Verifies logout tokens.
    pub(crate) identity: Arc<dyn IdentityVerifier>,
    /// Publishes the keys that full-access tokens are signed with.
    pub(crate) issuer: Arc<dyn TokenIssuer>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl SessionUseCases {
    /// `step_up`: when administrators must have used an authenticator; `logout_memory`: how long logouts are stored.
    pub(super) fn new(ports: &Ports, step_up: StepUpRule, logout_memory: SignedDuration) -> Self {
        let store = || Arc::clone(&ports.store);
        let clock = || Arc::clone(&ports.clock);
        let sealer = || Arc::clone(&ports.sealer);
        let issuer = || Arc::clone(&ports.issuer);
        let relying_party = || ports.relying_party.clone();
        Self {
            decide: DecideOwnAccess { store: store(), clock: clock() },
            request_assertion: RequestAssertion { store: store(), clock: clock(), relying_party: relying_party() },
            verify_login: VerifyLogin {
                store: store(),
                clock: clock(),
                random: Arc::clone(&ports.random),
                sealer: sealer(),
                relying_party: relying_party(),
                issuer: issuer(),
            },
            refresh: RefreshSession { store: store(), clock: clock(), sealer: sealer(), issuer: issuer() },
            list: ListSessions { store: store(), clock: clock() },
            end: EndSession { store: store(), clock: clock() },
            end_all_of_member: EndMemberSessions { store: store(), clock: clock(), step_up },
            log_out: LogOut { store: store(), clock: clock(), sealer: sealer(), memory: logout_memory },
            identity: Arc::clone(&ports.identity),
            issuer: issuer(),
            clock: clock(),
        }
    }
}
