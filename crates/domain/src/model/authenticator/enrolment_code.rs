//! Codes that confirm an enrolment.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::TypedRecoveryCode;
use crate::model::identity::SubjectId;
use crate::model::sealed::Digest;
use crate::model::session::SessionBinding;
use crate::model::violation::Violation;

/// The purpose of the digests of codes.
pub(crate) const ENROLMENT_PURPOSE: &str = "enrolment code";

/// A code that confirms an enrolment: 80 random bits, written, typed and decoded like a recovery code.
#[derive(Clone)]
pub struct EnrolmentCode(TypedRecoveryCode);

impl EnrolmentCode {
    /// Normalizes typed text, or returns the rule that it breaks.
    pub fn parse(typed: &str) -> Result<Self, Violation> {
        TypedRecoveryCode::parse(typed).map(Self).map_err(|_| Violation::new("must be an enrolment code"))
    }

    /// The bytes to digest.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_str().as_bytes()
    }
}

impl fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrolmentCode").finish_non_exhaustive()
    }
}

/// Where a code came from, which decides where it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeOrigin {
    /// Made by an administrator, a client or an operator; counts in every session of the member.
    Minted,
    /// Mailed to the member; counts in the session in which the enrolment began.
    Mailed(SessionBinding),
}

/// A code as it is stored: with its digest only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEnrolmentCode {
    /// The member.
    pub subject: SubjectId,
    /// Where it came from.
    pub origin: CodeOrigin,
    /// Its digest.
    pub digest: Digest,
    /// When it expires.
    pub expires_at: Timestamp,
    /// The number of wrong codes that were given instead of it. Counted for mailed codes only.
    pub failures: u32,
}

impl StoredEnrolmentCode {
    /// The lifetime of a code that was minted.
    pub const MINTED_LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

    /// The lifetime of a code that was mailed.
    pub const MAILED_LIFETIME: SignedDuration = SignedDuration::from_mins(30);

    /// The number of wrong codes after which a mailed code is void.
    pub const MOST_FAILURES: u32 = 5;

    /// Whether it was mailed to this session and still counts.
    pub(crate) fn is_mailed_to(&self, session: &SessionBinding, now: Timestamp) -> bool {
        let here = matches!(&self.origin, CodeOrigin::Mailed(of) if of == session);
        here && now < self.expires_at && self.failures < Self::MOST_FAILURES
    }

    /// Whether it was minted and still counts.
    pub(crate) fn is_minted(&self, now: Timestamp) -> bool {
        self.origin == CodeOrigin::Minted && now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Error, Result};

    #[test]
    fn typed_code_is_decoded_like_a_recovery_code() -> Result<()> {
        let meant = EnrolmentCode::parse("0111-1101-89AB-CDEF")?;
        for typed in ["o1il L1O1 89ab cdef", "O11i\u{2013}l101\n89AB\u{a0}CDEF\r\n"] {
            assert_eq!(EnrolmentCode::parse(typed)?.as_bytes(), meant.as_bytes(), "{typed}");
        }
        Ok(())
    }

    #[test]
    fn code_counts_by_origin_session_time_and_failures() -> Result<()> {
        let at = |second| Timestamp::from_second(second).map_err(Error::internal);
        let here = || SessionBinding::restore("provider here");
        let code = |origin, failures| {
            let (subject, expires_at) = (SubjectId::parse("alice")?, at(10)?);
            Ok::<_, Error>(StoredEnrolmentCode { subject, origin, digest: [0; 32], expires_at, failures })
        };
        let elsewhere = SessionBinding::restore("provider there");
        for (origin, failures, second, mailed, minted) in [
            (CodeOrigin::Minted, 0, 9, false, true),
            (CodeOrigin::Minted, 0, 10, false, false),
            (CodeOrigin::Mailed(here()), 0, 9, true, false),
            (CodeOrigin::Mailed(here()), 4, 9, true, false),
            (CodeOrigin::Mailed(here()), 5, 9, false, false),
            (CodeOrigin::Mailed(here()), 0, 10, false, false),
            (CodeOrigin::Mailed(elsewhere), 0, 9, false, false),
        ] {
            let code = code(origin, failures)?;
            let counts = (code.is_mailed_to(&here(), at(second)?), code.is_minted(at(second)?));
            assert_eq!(counts, (mailed, minted), "{code:?} {second}");
        }
        Ok(())
    }
}
