//! The use cases of sessions: verifying, refreshing, listing and ending them, and the decision about the caller.

use std::sync::Arc;

use portcullis_domain::{
    Clock, DecideOwnAccess, EndSession, ListSessions, RefreshSession, RequestAssertion, TokenIssuer, VerifyLogin,
};

use super::Ports;

pub(crate) struct SessionUseCases {
    pub(crate) decide: DecideOwnAccess,
    pub(crate) request_assertion: RequestAssertion,
    pub(crate) verify_login: VerifyLogin,
    pub(crate) refresh: RefreshSession,
    pub(crate) list: ListSessions,
    pub(crate) end: EndSession,
    /// Publishes the keys that full-access tokens are signed with.
    pub(crate) issuer: Arc<dyn TokenIssuer>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl SessionUseCases {
    pub(super) fn new(ports: &Ports) -> Self {
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
            issuer: issuer(),
            clock: clock(),
        }
    }
}
