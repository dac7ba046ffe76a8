//! Rules about more than one input.

use derive_more::{Display, Error};

/// A rule about more than one input, which a change would break.
#[derive(Debug, Display, Error, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// An organization that has an owner keeps one.
    #[display("the last owner of an organization stays its owner: make another member OWNER first")]
    LastOwner,
    /// A machine identity is no administrator.
    #[display("a service is never an administrator or an owner")]
    ServiceIsNoAdministrator,
    /// A person becomes a service by an operator alone.
    #[display("only an operator makes a person, also a former member, a service: one at a time, by adding them as one")]
    KindFixed,
    /// A membership is accepted with a token that names the organization, or in a session that is verified there.
    #[display("the token does not name the organization, and its session is not verified there")]
    MembershipNotShown,
    /// Members cannot grant themselves an exception.
    #[display("members cannot change their own exemption or deadline")]
    OwnException,
    /// Members cannot make an enrolment code for themselves.
    #[display("members cannot make an enrolment code for themselves")]
    OwnEnrolmentCode,
    /// A service has no authenticators.
    #[display("a service enrols no authenticator and needs no enrolment code")]
    ServiceNeedsNoCode,
    /// Members cannot unlock themselves.
    #[display("members cannot unlock themselves")]
    OwnLock,
    /// Exceptions are for persons only.
    #[display("a service needs no exemption and no deadline")]
    ServiceNeedsNoException,
    /// A new administrator of an organization that enforces MFA needs an authenticator that counts.
    #[display(
        "a new administrator of an organization that enforces MFA must have an authenticator that its policy allows"
    )]
    AdminMfaRequired,
    /// While the organization enforces MFA, a member cannot remove the last authenticator that counts.
    #[display("the last authenticator that counts stays while the organization enforces MFA")]
    EnforcedByOrganization,
    /// A method without a confirmed authenticator cannot be enabled or preferred.
    #[display("the method is not configured")]
    NotConfigured,
    /// The member has the maximum number of passkeys.
    #[display("the member already has the maximum number of passkeys")]
    TooManyPasskeys,
    /// The installation does not offer the method, or the organization does not allow it.
    #[display("the method is not available")]
    MethodUnavailable,
    /// An address that was changed carries no links for a day, unless it is proved to be the member's.
    #[display("the address was changed within the last 24 hours and carries no links yet")]
    AddressTooNew,
}
