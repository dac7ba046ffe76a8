//! Records that an authenticator was enrolled, with the link by which the member disavows it.

use jiff::Timestamp;

use super::EnrolmentMailer;
use crate::Result;
use crate::model::authenticator::{Authenticator, Disavowal};
use crate::model::identity::SubjectId;
use crate::model::organization::Organization;
use crate::model::sealed::Digest;
use crate::ports::{Sealer, Transaction};
use crate::use_cases::opaque_token;
use crate::use_cases::record::NoticeLink;

/// The purpose that digests of tokens are made for.
const PURPOSE: &str = "disavowal";

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
        let theirs = tx.authenticators().of(&organization.id, subject)?;
        let earlier = theirs.iter().filter(|one| one.is_configured() && one.id != authenticator.id);
        let spared = earlier.map(|one| one.id).collect();
        let (subject, method, authenticator) = (subject.clone(), authenticator.method(), authenticator.id);
        let disavowal = Disavowal { subject, authenticator, method, spared, digest, expires_at };
        tx.disavowals().put(&organization.id, &disavowal)?;
        let url = format!("{}#{}", self.pages.disavowal, *token).into();
        Ok(NoticeLink { sealer: &*self.sealer, url, expires_at })
    }
}
