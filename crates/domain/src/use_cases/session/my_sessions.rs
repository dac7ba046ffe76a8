//! A member looks at what they proved, and ends it.

use std::sync::Arc;

use crate::error::Resource;
use crate::model::audit::Event;
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::model::session::{MfaSession, SessionId};
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::caller_of;
use crate::use_cases::record::record;
use crate::{Error, Result};

/// Lists the caller's sessions that were not ended.
pub struct ListSessions {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
    /// When a refusal happened.
    pub clock: Arc<dyn Clock>,
}

impl ListSessions {
    /// The sessions, newest first.
    pub fn execute(&self, actor: &Actor) -> Result<Vec<MfaSession>> {
        let caller = caller_of(actor)?;
        authorized(&*self.store, self.clock.now(), actor, Permission::ReadOwnMfa, |tx, organization| {
            tx.sessions().of(&organization.id, &caller.subject)
        })
    }
}

/// Ends one of the caller's sessions. Ending takes nothing but the first factor: it only ever closes a door.
pub struct EndSession {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When.
    pub clock: Arc<dyn Clock>,
}

impl EndSession {
    /// Ends it. Another's is as unknown as none.
    pub fn execute(&self, actor: &Actor, id: SessionId) -> Result<()> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
            let mine = tx.sessions().find(&organization.id, &caller.subject, id)?;
            mine.filter(|session| session.ended_at.is_none()).ok_or(Error::NotFound(Resource::Session))?;
            tx.sessions().end(&organization.id, &caller.subject, id, now)?;
            record(tx, actor, &organization, now, &Event::SessionEnded(caller.subject.clone()))
        })
    }
}
