//! The channels that confirm an enrolment.

/// A second channel by which a member shows that an enrolment is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EnrolmentChannel {
    /// A code that was mailed to the session in which the enrolment began.
    Mail,
    /// A code that an administrator, a client or an operator made.
    Code,
    /// The identity provider's own MFA.
    IdentityProvider,
}

impl EnrolmentChannel {
    /// The stable name, as answered and audited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Code => "enrolment_code",
            Self::IdentityProvider => "identity_provider",
        }
    }
}
