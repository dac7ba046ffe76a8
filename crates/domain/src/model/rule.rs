//! Rules that hold over more than one input.

use derive_more::{Display, Error};

/// A rule that holds over more than one input.
#[derive(Debug, Display, Error, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// An organization that has an owner keeps one.
    #[display("the last owner of an organization stays its owner")]
    LastOwner,
    /// A machine identity administers nobody.
    #[display("a service is never an administrator or an owner")]
    ServiceIsNoAdministrator,
    /// Nobody makes an exception for themselves.
    #[display("nobody grants themselves an exemption or another deadline")]
    OwnException,
    /// An exception is for people.
    #[display("a service needs no exemption and no deadline")]
    ServiceNeedsNoException,
    /// Who administers an organization that enforces MFA meets its demand first.
    #[display("who is to administer an organization that enforces MFA must hold an authenticator that counts there")]
    AdminMfaRequired,
    /// Where the organization demands MFA, the last authenticator that counts stays.
    #[display("the last authenticator that counts stays while the organization enforces MFA")]
    EnforcedByOrganization,
    /// Only what was set up and proven can be switched on or preferred.
    #[display("the method is not configured")]
    NotConfigured,
    /// A member holds no more passkeys than that.
    #[display("there are as many passkeys as a member can have")]
    TooManyPasskeys,
    /// The installation, or the organization, has no use for the method.
    #[display("the method is not available")]
    MethodUnavailable,
}
