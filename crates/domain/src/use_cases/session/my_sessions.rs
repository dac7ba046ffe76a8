//! Lists and ends the sessions of a member.

use std::sync::Arc;

use crate::error::Resource;
use crate::model::audit::Event;
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::model::session::{MfaSession, SessionId};
use crate::ports::{Clock, Store};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authorize::{authorized_read, authorized_write};
use crate::{Error, Result};

/// Lists the caller's live sessions.
pub struct ListSessions {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl ListSessions {
    /// The sessions, newest first.
    pub fn execute(&self, actor: &Actor) -> Result<Vec<MfaSession>> {
        let caller = caller_of(actor)?;
        authorized_read(&*self.store, self.clock.now(), actor, Permission::ReadOwnMfa, |tx, acting| {
            tx.sessions().of(&acting.organization.id, &caller.subject)
        })
    }
}

/// Ends one of the caller's sessions. The first factor is enough: ending a session only ever takes access away.
pub struct EndSession {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl EndSession {
    /// Ends the session. The id of another member's session is not found.
    pub fn execute(&self, actor: &Actor, id: SessionId) -> Result<()> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let mine = tx.sessions().find(&acting.organization.id, &caller.subject, id)?;
            mine.filter(|session| session.ended_at.is_none()).ok_or(Error::NotFound(Resource::Session))?;
            tx.sessions().end(&acting.organization.id, &caller.subject, id, now)?;
            acting.record(tx, now, &Event::SessionEnded(caller.subject.clone()))
        })
    }
}
