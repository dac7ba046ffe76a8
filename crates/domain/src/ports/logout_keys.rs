//! The digests by which logouts at the identity provider are stored and found.

use super::Sealer;
use crate::Result;
use crate::model::identity::{LogoutKeys, SubjectId};
use crate::model::sealed::KeyedDigest;

const SESSION: &str = "logged-out session";

const SUBJECT: &str = "logged-out subject";

impl dyn Sealer + '_ {
    /// Returns the digests of a subject and of their session at the identity provider.
    pub fn logout_keys(&self, subject: &SubjectId, session: Option<&str>) -> Result<LogoutKeys> {
        let session = session.map(|session| self.digests(SESSION, session.as_bytes())).transpose()?.unwrap_or_default();
        Ok(LogoutKeys { session, subject: self.digests(SUBJECT, subject.as_str().as_bytes())? })
    }

    /// Returns the digest under which the logout of a session of the identity provider is stored.
    pub(crate) fn session_digest(&self, session: &str) -> Result<KeyedDigest> {
        self.digest(SESSION, session.as_bytes())
    }

    /// Returns the digest under which the logout of a subject is stored.
    pub(crate) fn subject_digest(&self, subject: &SubjectId) -> Result<KeyedDigest> {
        self.digest(SUBJECT, subject.as_str().as_bytes())
    }
}
