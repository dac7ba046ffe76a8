//! Reads the facts about a caller.

use std::sync::Arc;

use jiff::Timestamp;

use crate::Result;
use crate::model::access::{CallerContext, CallerKey};
use crate::model::identity::{Actor, Caller};
use crate::ports::Store;
use crate::use_cases::enter_by_token::{enter_by_token, enters};
use crate::use_cases::join_by_token::join_by_token;

/// Reads the facts about callers.
pub struct ReadMemberFacts {
    /// The store.
    pub store: Arc<dyn Store>,
}

impl ReadMemberFacts {
    /// Reads the facts about the actor, who is a caller with the key `key`. Where tokens make members, first makes the
    /// caller a member if they are none. Notes that the caller entered the organization, at the first token that names it.
    pub fn execute(&self, actor: &Actor, caller: &Caller, key: &CallerKey, now: Timestamp) -> Result<CallerContext> {
        let known = self.look(key)?;
        if caller.joins && matches!(known, CallerContext::NoOrganization(_)) {
            join_by_token(&*self.store, now, actor)?;
            return self.look(key);
        }
        if let CallerContext::Member(facts) = &known
            && !facts.session_over
            && !caller.login.is_ended_by(&facts.logouts)
            && enters(actor, facts.membership.as_ref())
        {
            enter_by_token(&*self.store, now, actor);
        }
        Ok(known)
    }

    /// Reads the facts about a caller and makes no member.
    pub fn look(&self, key: &CallerKey) -> Result<CallerContext> {
        self.store.caller_context(key)
    }
}
