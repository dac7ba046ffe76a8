//! Records that an authenticator was enrolled, with the link by which the member disavows it.

use jiff::Timestamp;

use super::EnrolmentMailer;
use crate::Result;
use crate::model::access::deadline;
use crate::model::audit::Event;
use crate::model::authenticator::{Authenticator, Disavowal};
use crate::model::identity::{Method, SubjectId};
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::sealed::Digest;
use crate::ports::{Sealer, Transaction};
use crate::use_cases::opaque_token;
use crate::use_cases::record::NoticeLink;

/// The purpose that digests of tokens are made for.
const PURPOSE: &str = "disavowal";

/// The event of an enrolment: administrators are told of one after the deadline by a member who had no active
/// authenticator. `before` are the authenticators that the member had.
pub(crate) fn enrolment_event(
    organization: &Organization,
    member: &Membership,
    before: &[Authenticator],
    method: Method,
    now: Timestamp,
) -> Event {
    let first = !before.iter().any(Authenticator::is_active);
    let late = deadline(&organization.policy_for(member), member).is_some_and(|deadline| now >= deadline);
    if first && late {
        Event::EnrolledLate(member.subject.clone(), method)
    } else {
        Event::AuthenticatorConfirmed(member.subject.clone(), method)
    }
}

/// The digests by which a presented token can be found.
pub(crate) fn disavowal_digests(token: &str, sealer: &dyn Sealer) -> Result<Vec<Digest>> {
    opaque_token::digests_of(PURPOSE, token, sealer)
}

impl EnrolmentMailer {
    /// Stores a token by which the member disavows the authenticator, and returns the link for the notice about it.
    pub(crate) fn disavowal_link(
        &self,
        tx: &mut dyn Transaction,
        organization: &Organization,
        subject: &SubjectId,
        authenticator: &Authenticator,
        now: Timestamp,
    ) -> Result<NoticeLink<'_>> {
        let token = opaque_token::new_token(&*self.random)?;
        let digest = self.sealer.digest(PURPOSE, token.as_bytes())?.digest;
        let expires_at = now.checked_add(Disavowal::LIFETIME).map_err(crate::Error::internal)?;
        let (subject, authenticator) = (subject.clone(), authenticator.id);
        tx.disavowals().put(&organization.id, &Disavowal { subject, authenticator, digest, expires_at })?;
        let url = format!("{}#{}", self.pages.disavowal, *token).into();
        Ok(NoticeLink { sealer: &*self.sealer, url, expires_at })
    }
}
