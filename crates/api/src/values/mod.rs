//! Single values of requests and responses: each is read by a rule of the domain and described in the document.

mod names;
mod numbers;
mod schemas;
mod texts;

pub(crate) use names::{
    AllowedMethodName, AllowedMethodNames, EnrolmentRuleName, MeansName, MemberKindName, MemberStateName, MethodName,
    MfaType, OutcomeName, PlanGroupName, RoleName,
};
pub(crate) use numbers::{GraceDays, MaximumAgeSeconds, RoleNumber};
pub(crate) use schemas::{organization_id, subject_id, text};
pub(crate) use texts::{
    AuthenticatorKey, AuthenticatorLabel, Days, Email, EnrolmentCodeText, EntryNumber, Moment, OrganizationKey,
    OrganizationTitle, PageLimit, PlainText, Reason, SessionKey, Subject,
};
