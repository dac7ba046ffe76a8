//! What an organization requires of its members.

mod allowed_methods;
mod effective_policy;
mod enrolment_rule;
mod exemption;
mod grace_period;
mod maximum_age;
mod mfa_policy;

pub use allowed_methods::AllowedMethods;
pub use effective_policy::EffectivePolicy;
pub use enrolment_rule::EnrolmentRule;
pub(crate) use exemption::checked_end;
pub use exemption::{Exemption, Justification};
pub use grace_period::GracePeriod;
pub use maximum_age::MaximumAge;
pub use mfa_policy::{MfaPolicy, PolicyRecord, PolicySettings};
