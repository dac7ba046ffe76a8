//! Looks up callers in memory.

use super::Tables;
use crate::model::access::{CallerContext, CallerKey, CallerSession, Evidence, MemberFacts};
use crate::model::authenticator::Authenticator;
use crate::model::identity::NoOrganization;
use crate::model::membership::Membership;
use crate::model::session::MfaSession;

impl Tables {
    pub(super) fn caller_context(&self, key: &CallerKey) -> CallerContext {
        let is_sought = |membership: &Membership| key.organization.is_some() || membership.is_active();
        let mut found = self.memberships.iter().filter_map(|((id, subject), membership)| {
            let is_named = key.organization.as_ref().is_none_or(|named| named == id);
            let organization = self.organizations.get(id).filter(|organization| organization.deleted_at.is_none())?;
            let is_found = is_named && *subject == key.subject && is_sought(membership);
            is_found.then_some((organization, membership))
        });
        let (organization, membership) = match (found.next(), found.next()) {
            (Some(only), None) => only,
            (None, _) => return CallerContext::NoOrganization(NoOrganization::NotAssociated),
            (Some(_), Some(_)) => return CallerContext::NoOrganization(NoOrganization::Ambiguous),
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
        let facts = MemberFacts::new(key, organization, membership.clone(), active, verifications, logouts);
        CallerContext::Member(Box::new(facts))
    }
}
