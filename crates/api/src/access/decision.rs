//! An access decision as JSON.

use portcullis_domain::{AllowReason, Decision};
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{AllowedMethodName, MethodName, Moment};

/// What the caller must do, if anything.
#[derive(Serialize, ToSchema)]
#[serde(tag = "decision", rename_all = "snake_case")]
#[schema(as = Decision)]
pub(crate) enum DecisionView {
    /// Access is allowed.
    #[schema(title = "Allow")]
    Allow {
        reason: ReasonName,
        /// The end of the exemption or the grace period.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        deadline: Option<Moment>,
    },
    /// The caller must use an authenticator.
    #[schema(title = "StepUp")]
    StepUp {
        /// The methods that the caller can use.
        methods: Vec<MethodName>,
        #[schema(inline)]
        links: VerifyLink,
    },
    /// The caller must enrol an authenticator.
    #[schema(title = "Enrol")]
    Enrol {
        /// The methods that the caller can enrol.
        methods: Vec<AllowedMethodName>,
        #[schema(inline)]
        links: EnrolLink,
    },
    /// Access is denied.
    #[schema(title = "Deny")]
    Deny {},
}

/// Why access is allowed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AllowReason)]
pub(crate) enum ReasonName {
    /// The caller is a machine.
    Service,
    /// The session is verified.
    Verified,
    /// The organization does not require MFA.
    NotRequired,
    /// The caller is exempt.
    Exempt,
    /// The caller's grace period has not ended.
    Grace,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct VerifyLink {
    /// The path to verify at.
    verify: &'static str,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct EnrolLink {
    /// The path to enrol at.
    enrol: &'static str,
}

impl From<AllowReason> for ReasonName {
    fn from(reason: AllowReason) -> Self {
        match reason {
            AllowReason::Service => Self::Service,
            AllowReason::Verified => Self::Verified,
            AllowReason::NotRequired => Self::NotRequired,
            AllowReason::Exempt { .. } => Self::Exempt,
            AllowReason::Grace { .. } => Self::Grace,
        }
    }
}

impl From<Decision> for DecisionView {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Allow(reason) => Self::Allow { reason: reason.into(), deadline: reason.until().map(Moment) },
            Decision::StepUp(methods) => Self::StepUp {
                methods: methods.into_iter().map(MethodName).collect(),
                links: VerifyLink { verify: "/mfa/verify-login" },
            },
            Decision::Enrol(methods) => Self::Enrol {
                methods: methods.into_iter().map(AllowedMethodName).collect(),
                links: EnrolLink { enrol: "/mfa/setup" },
            },
            Decision::Deny(_) => Self::Deny {},
        }
    }
}
