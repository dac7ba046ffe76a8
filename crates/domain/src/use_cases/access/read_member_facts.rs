//! Reads the facts about a caller.

use std::sync::Arc;

use jiff::Timestamp;

use crate::Result;
use crate::model::access::{CallerContext, CallerKey};
use crate::model::identity::{Actor, Caller, Login};
use crate::ports::Store;
use crate::use_cases::authorize::{require_live_login, require_login};
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
        let known = self.look(&caller.login, key)?;
        if caller.joins && matches!(known, CallerContext::NoOrganization(..)) {
            join_by_token(&*self.store, now, actor)?;
            return self.look(&caller.login, key);
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

    /// Reads the facts about a caller of this login and makes no member. A caller in no organization whose login was ended
    /// at the identity provider is unauthenticated; the facts about members say so themselves.
    pub fn look(&self, login: &Login, key: &CallerKey) -> Result<CallerContext> {
        let known = self.store.caller_context(key)?;
        if let CallerContext::NoOrganization(_, logouts) = &known {
            require_login(login, logouts)?;
        }
        Ok(known)
    }

    /// Rejects a login that was ended at the identity provider.
    pub fn require_login(&self, login: &Login) -> Result<()> {
        require_live_login(&*self.store, login)
    }
}
