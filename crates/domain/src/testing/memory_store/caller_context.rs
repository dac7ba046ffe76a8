//! Looks up callers in memory.

use super::Tables;
use crate::model::access::{CallerContext, CallerKey, CallerSession, Evidence, MemberFacts};
use crate::model::authenticator::Authenticator;
use crate::model::identity::NoOrganization;
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::session::MfaSession;

impl Tables {
    pub(super) fn caller_context(&self, key: &CallerKey) -> CallerContext {
        let found = match &key.organization {
            Some(named) => {
                let membership = self.memberships.get(&(named.clone(), key.subject.clone()));
                membership.map(|membership| (named.clone(), membership.clone())).ok_or(NoOrganization::NotAssociated)
            }
            None => Membership::meant(self.active_of(&key.subject)),
        };
        let is_live = |organization: &&Organization| organization.deleted_at.is_none();
        let found = found.and_then(|(id, membership)| {
            let organization = self.organizations.get(&id).filter(is_live);
            organization.map(|organization| (organization, membership)).ok_or(NoOrganization::NotAssociated)
        });
        let (organization, membership) = match found {
            Ok(found) => found,
            Err(why) => return CallerContext::NoOrganization(why),
        };
        let member = (organization.id.clone(), key.subject.clone());
        let authenticators = self.authenticators.get(&member).into_iter().flatten();
        let active = authenticators.filter(|one| one.is_active()).map(Authenticator::method).collect();
        let is_of_the_key = |session: &&MfaSession| match &key.session {
            CallerSession::Own(id) => session.id == *id,
            CallerSession::Provider(provider) => session.provider_session.as_ref() == Some(provider),
            CallerSession::None => false,
        };
        let live = self.sessions.get(&member).into_iter().flatten().filter(|session| session.ended_at.is_none());
        let verifications = live.filter(is_of_the_key).map(Evidence::of_session);
        let logouts = self.logouts_of(&key.logout_keys);
        let facts = MemberFacts::new(key, organization, membership, active, verifications, logouts);
        CallerContext::Member(Box::new(facts))
    }
}
