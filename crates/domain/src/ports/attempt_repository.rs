//! The port that stores the failed proofs of members.

use crate::model::authenticator::AttemptLimit;
use jiff::{SignedDuration, Timestamp};

use super::{Store, Transaction};
use crate::{Error, Result};
use crate::model::audit::Event;
use crate::model::identity::{Actor, Method, OrganizationId, SubjectId};
use crate::model::organization::Organization;
use crate::use_cases::record::record;

/// The port that keeps the failures of members.
pub trait AttemptRepository {
    /// The failures of a member, held until this transaction ends.
    fn lock(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<AttemptLimit>;

    /// Replaces them.
    fn put(&mut self, organization: &OrganizationId, subject: &SubjectId, limit: AttemptLimit) -> Result<()>;
}
