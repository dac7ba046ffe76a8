//! Whose request it is, for the limits.

use actix_web::{HttpMessage, HttpRequest};
use portcullis_domain::{Caller, CallerKey, CallerSession, Evidence, OrganizationId, SessionId, SubjectId, TokenKey};

use crate::edge_rules::EdgeRules;

/// The requester: the organization, subject and session that limits count for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Requester {
    pub(super) organization: OrganizationKey,
    pub(super) subject: SubjectKey,
    pub(super) session: SessionKey,
    /// Whether the session is known to have verified, however long ago. One of ours is taken to be, until it is looked up.
    pub(super) verified: bool,
    /// By what more can be learned about the caller, unless everything is known.
    pub(super) unknown: Option<CallerKey>,
}

/// The organization that requests count for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum OrganizationKey {
    Organization(OrganizationId),
    /// One that is not known to exist yet, also if the token names it. All of them are one, in which the subjects take
    /// turns: many subjects whose tokens name no organization, or one each that does not exist, are not as many
    /// organizations.
    Unknown,
    /// None: the request has no token.
    None,
}

/// The subject that requests count for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum SubjectKey {
    Subject(SubjectId),
    /// The network address of a request without a token.
    Address(String),
}

/// The session that requests count for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum SessionKey {
    /// A session of ours.
    Own(SessionId),
    /// A session of the identity provider.
    Provider(String),
    /// A token that names no session.
    Token(TokenKey),
    /// The request has no token.
    None,
}

impl Requester {
    /// The holder of a token, in an organization that is not known until [`place`](Self::place) or the facts tell.
    pub(crate) fn of(caller: &Caller) -> Self {
        let key = CallerKey::from(caller);
        let session = match &key.session {
            CallerSession::Own(id) => SessionKey::Own(*id),
            CallerSession::Provider(session) => SessionKey::Provider(session.clone()),
            CallerSession::None => SessionKey::Token(caller.token.clone()),
        };
        let by_provider = Evidence::of_provider(&caller.authentication).is_some();
        let verified = matches!(session, SessionKey::Own(_)) || by_provider;
        let subject = SubjectKey::Subject(key.subject.clone());
        Self { organization: OrganizationKey::Unknown, subject, session, verified, unknown: Some(key) }
    }

    /// Counts in the organization that the token names, if that is known to exist.
    pub(super) fn place(&mut self, exists: impl FnOnce(&OrganizationId) -> bool) {
        let Some(key) = &self.unknown else { return };
        let Some(named) = key.organization.as_ref().filter(|named| exists(named)) else { return };
        self.organization = OrganizationKey::Organization(named.clone());
        // a token without a session never carries evidence of ours, and that of the provider is in the token
        let by_provider = self.verified && !matches!(self.session, SessionKey::Own(_));
        if by_provider || key.session == CallerSession::None {
            self.unknown = None;
        }
    }

    /// The sender of a request without a token.
    fn without_token(request: &HttpRequest) -> Self {
        let address = EdgeRules::source_of(request).unwrap_or_default();
        Self {
            organization: OrganizationKey::None,
            subject: SubjectKey::Address(address),
            session: SessionKey::None,
            verified: false,
            unknown: None,
        }
    }

    /// The requester of a request; that of its token was attached when it was verified.
    pub(crate) fn of_request(request: &HttpRequest) -> Self {
        let attached = request.extensions().get::<Self>().cloned();
        attached.unwrap_or_else(|| Self::without_token(request))
    }

    /// The same for a client, which acts on this organization.
    pub(crate) fn acting_on(mut self, organization: OrganizationId) -> Self {
        (self.organization, self.unknown) = (OrganizationKey::Organization(organization), None);
        self
    }

    /// The same after the facts about the caller were read.
    pub(super) fn learned(mut self, facts: Option<RequesterFacts>) -> Self {
        self.unknown = None;
        let has_evidence = facts.as_ref().is_some_and(|facts| facts.verified);
        self.verified = has_evidence || (self.verified && !matches!(self.session, SessionKey::Own(_)));
        self.organization = facts.map_or(OrganizationKey::Unknown, |RequesterFacts { organization, .. }| {
            OrganizationKey::Organization(organization)
        });
        self
    }
}

/// What the facts about a caller say about their requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequesterFacts {
    pub(crate) organization: OrganizationId,
    /// Whether there is evidence in the session, fresh or not.
    pub(crate) verified: bool,
}

#[cfg(test)]
impl Requester {
    /// A requester about whom everything is known.
    pub(super) fn plain(organization: &str, subject: &str, session: &str, verified: bool) -> Self {
        Self {
            organization: OrganizationKey::Organization(OrganizationId::parse(organization).unwrap()),
            subject: SubjectKey::Subject(SubjectId::parse(subject).unwrap()),
            session: SessionKey::Provider(session.to_owned()),
            verified,
            unknown: None,
        }
    }

    /// A requester whose token names this organization, of which nothing is known.
    pub(super) fn naming(organization: &str, subject: &str) -> Self {
        Self::of(&portcullis_domain::testing::a_caller(subject).of(organization).build())
    }

    /// A requester whose token names no organization.
    pub(super) fn without_organization(subject: &str, session: &str) -> Self {
        Self { organization: OrganizationKey::Unknown, ..Self::plain("unknown", subject, session, false) }
    }
}
