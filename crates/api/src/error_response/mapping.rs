//! The mapping from errors to error responses, exhaustive and in one place.

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use jiff::SignedDuration;
use portcullis_domain::{AssuranceLevel, Error, FieldViolation, NoOrganization, Requirement, Resource, Rule};

use super::{ApiError, BodyError, Code, ErrorResponse, Texts};

/// The `Retry-After` of an unavailable service, in seconds.
const RETRY_SECONDS: &str = "1";

/// The largest `Retry-After` of exhausted attempts, in seconds: a day. Beyond that only a reset helps.
const LONGEST_PAUSE: i64 = 86_400;

impl ErrorResponse {
    /// Maps `error` to its response on a route with these texts.
    pub(crate) fn of(error: &ApiError, texts: &Texts) -> Self {
        Self { uses_message: texts.uses_message(), ..Self::of_error(error, texts) }
    }

    /// Reduces the response to the three statuses that gateways act on: 401 if a token or step-up is required, 503 if
    /// no decision is possible, and 403 otherwise.
    pub(crate) fn for_gateways(self) -> Self {
        match self.status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::SERVICE_UNAVAILABLE => self,
            status if status.is_server_error() => Self::unavailable(),
            _ if self.headers.iter().any(|(name, _)| *name == WWW_AUTHENTICATE) => {
                self.with_status(StatusCode::UNAUTHORIZED)
            }
            _ => self.with_status(StatusCode::FORBIDDEN),
        }
    }

    fn of_error(error: &ApiError, texts: &Texts) -> Self {
        match error {
            ApiError::Domain(error) => Self::of_domain(error, texts),
            ApiError::Body(error) => Self::of_body(error, texts),
            ApiError::Parameters(violations) => Self::invalid(Code::ParameterInvalid, violations),
            ApiError::PreconditionMissing => Self::new(Code::PreconditionMissing),
            ApiError::UnknownId => Self::new(Code::NotFound).with_text(texts.not_found),
            ApiError::ProofRejected => Self::new(Code::ProofRejected).with_text(texts.rejected),
            ApiError::RefreshRejected => {
                Self::new(Code::RefreshRejected).with_challenge("Bearer realm=\"portcullis\", error=\"invalid_token\"")
            }
            ApiError::TokenMissing => Self::new(Code::TokenMissing).with_challenge("Bearer realm=\"portcullis\""),
            ApiError::TokenDoubled => {
                Self::new(Code::TokenDoubled).with_challenge("Bearer realm=\"portcullis\", error=\"invalid_request\"")
            }
            ApiError::NoKeys(_) => Self::unavailable(),
            ApiError::ClientRefused(right, _) => {
                let scope = right.scope().map(|scope| format!(", scope=\"{scope}\"")).unwrap_or_default();
                let challenge = format!("Bearer realm=\"portcullis\", error=\"insufficient_scope\"{scope}");
                Self::new(Code::ScopeMissing).with_challenge(challenge)
            }
            ApiError::UnknownProfile => Self::new(Code::ProfileUnknown),
            ApiError::NoOrganization(NoOrganization::NotAssociated) => Self::new(Code::NotAssociated),
            ApiError::NoOrganization(NoOrganization::Ambiguous) => Self::new(Code::Ambiguous),
            ApiError::Unmeetable => Self::new(Code::RequirementUnmeetable),
            ApiError::StepUp(requirement, phishing_resistant) => Self::step_up(requirement, *phishing_resistant),
            ApiError::RouteNotFound => Self::new(Code::RouteNotFound),
            ApiError::MethodNotAllowed(allowed) => {
                let names: Vec<_> = allowed.iter().map(ToString::to_string).collect();
                Self::new(Code::MethodNotAllowed).with_header(ALLOW, names.join(", "))
            }
            ApiError::UrlTooLong => Self::new(Code::UrlTooLong),
            ApiError::HeadTooLarge => Self::new(Code::HeadTooLarge),
            // no failure of the store on any route: nothing was begun
            ApiError::Overloaded => Self::new(Code::Overloaded).with_header(RETRY_AFTER, RETRY_SECONDS),
            ApiError::Defect(_) => Self::failed(texts),
        }
    }

    fn of_body(error: &BodyError, texts: &Texts) -> Self {
        match error {
            BodyError::TooLarge => Self::new(Code::BodyTooLarge),
            BodyError::TooSlow => Self::new(Code::BodyTooSlow),
            BodyError::MediaType => Self::new(Code::BodyMediaType),
            BodyError::Method => Self::new(Code::MethodInvalid),
            BodyError::Missing | BodyError::Syntax => Self::new(Code::BodyInvalid)
                .with_text("Invalid request: the body must be one JSON object, each name in it once")
                .with_text(texts.invalid),
            BodyError::Violations(violations) => Self::invalid(Code::BodyInvalid, violations).with_text(texts.invalid),
        }
    }

    fn of_domain(error: &Error, texts: &Texts) -> Self {
        match error {
            // here the organization is the requested resource
            Error::NoOrganization(NoOrganization::NotAssociated) if texts.uses_message() => {
                Self::new(Code::NotAssociated).with_status(StatusCode::NOT_FOUND).with_text(texts.not_found)
            }
            Error::NoOrganization(NoOrganization::NotAssociated) => Self::new(Code::NotAssociated),
            Error::NoOrganization(NoOrganization::Ambiguous) => Self::new(Code::Ambiguous),
            Error::Unauthenticated(_) => {
                Self::new(Code::TokenInvalid).with_challenge("Bearer realm=\"portcullis\", error=\"invalid_token\"")
            }
            Error::Forbidden(_) => Self::new(Code::PermissionDenied).with_text(texts.forbidden),
            Error::DelegateRefused(_) => Self::new(Code::DelegateRefused),
            Error::InsufficientAuthentication(requirement) => Self::step_up(requirement, false),
            Error::MustEnrol(methods) => Self {
                methods: methods.iter().map(|method| method.as_str()).collect(),
                ..Self::new(Code::EnrolmentRequired)
            },
            Error::ConfirmationRequired(channels) => Self {
                channels: channels.iter().map(|channel| channel.as_str()).collect(),
                ..Self::new(Code::ConfirmationRequired)
            },
            Error::EnrolmentTooRecent { until, channels } => Self {
                deadline: Some(until.to_string()),
                channels: channels.iter().map(|channel| channel.as_str()).collect(),
                ..Self::new(Code::EnrolmentTooRecent)
            },
            Error::TooManyAttempts(pause) => {
                Self::new(Code::AttemptsExhausted).with_header(RETRY_AFTER, retry_after(*pause))
            }
            Error::RateLimited(pause) => Self::new(Code::RateLimited).with_header(RETRY_AFTER, retry_after(*pause)),
            Error::NotFound(_) => Self::new(Code::NotFound).with_text(texts.not_found),
            Error::Invalid(violations) => Self::invalid(Code::BodyInvalid, violations),
            Error::AlreadyExists(_) => Self::new(Code::Exists),
            Error::RuleBroken(Rule::EnforcedByOrganization) => Self::new(Code::PolicyEnforced),
            Error::RuleBroken(rule @ Rule::KindFixed) => Self::new(Code::KindFixed).with_text(rule.to_string()),
            Error::RuleBroken(Rule::MembershipNotShown) => Self::new(Code::MembershipNotShown),
            Error::RuleBroken(Rule::NotConfigured) => Self::new(Code::MethodNotConfigured),
            Error::RuleBroken(Rule::MethodUnavailable) => Self::new(Code::MethodUnavailable),
            Error::RuleBroken(Rule::AddressTooNew) => Self::new(Code::AddressTooRecent),
            Error::RuleBroken(
                rule @ (Rule::LastOwner
                | Rule::ServiceIsNoAdministrator
                | Rule::TooManyPasskeys
                | Rule::OwnException
                | Rule::OwnEnrolmentCode
                | Rule::ServiceNeedsNoCode
                | Rule::OwnLock
                | Rule::ServiceNeedsNoException
                | Rule::AdminMfaRequired),
            ) => Self::new(Code::RuleBroken).with_text(rule.to_string()),
            Error::Stale(Resource::Plan) => Self::new(Code::PlanOutdated),
            Error::Stale(_) => Self::new(Code::Stale),
            Error::Unavailable(_) if texts.documented_failure().is_none() => Self::unavailable(),
            Error::Unavailable(_) | Error::Internal(_) => Self::failed(texts),
        }
    }

    /// 401 with the challenge of RFC 9470, section 3.
    fn step_up(requirement: &Requirement, phishing_resistant: bool) -> Self {
        let level = if phishing_resistant { AssuranceLevel::PhishingResistant } else { AssuranceLevel::Mfa };
        let challenge = format!(
            "Bearer realm=\"portcullis\", error=\"insufficient_user_authentication\", acr_values=\"{level}\", max_age=\"{}\"",
            requirement.maximum_age
        );
        let methods = requirement.methods.iter().map(|method| method.as_str()).collect();
        Self { methods, ..Self::new(Code::StepUp).with_challenge(challenge) }
    }

    /// 400 that lists every violation.
    fn invalid(code: Code, violations: &[FieldViolation]) -> Self {
        let rules: Vec<_> = violations.iter().map(ToString::to_string).collect();
        Self::new(code).with_text(format!("Invalid request: {}", rules.join("; ")))
    }

    /// 500, with the text that the contract documents for the route.
    fn failed(texts: &Texts) -> Self {
        Self::new(Code::Failed).with_text(texts.documented_failure().unwrap_or_default())
    }

    fn unavailable() -> Self {
        Self::new(Code::Unavailable).with_header(RETRY_AFTER, RETRY_SECONDS)
    }
}

/// The `Retry-After` of a pause, in whole seconds.
fn retry_after(pause: SignedDuration) -> String {
    let begun = i64::from(pause.subsec_nanos() > 0);
    pause.as_secs().saturating_add(begun).clamp(1, LONGEST_PAUSE).to_string()
}

#[cfg(test)]
mod tests {
    use portcullis_domain::Permission;
    use rstest::rstest;

    use super::*;
    use crate::error_response::{Failure, NO_TEXTS};

    const FORBIDDEN: &str = "OWNER or ADMINISTRATOR role required";
    const FAILED: &str = "Failed to update organization MFA enforcement";
    const CONTRACT: Texts = Texts { forbidden: FORBIDDEN, failure: Failure::Documented(FAILED), ..NO_TEXTS };

    #[rstest]
    #[case(Error::NoOrganization(NoOrganization::NotAssociated), 400, "User not associated with an organization")]
    #[case(
        Error::NoOrganization(NoOrganization::Ambiguous),
        400,
        "User belongs to several organizations and the token names none"
    )]
    #[case(Error::Unauthenticated("expired".into()), 401, "Invalid or expired token")]
    #[case(Error::Forbidden(Permission::EnforcePolicy), 403, FORBIDDEN)]
    #[case(Error::NotFound(Resource::Organization), 404, "Not found")]
    #[case(Error::invalid("name", "must be short"), 400, "Invalid request: \"name\" must be short")]
    #[case(Error::AlreadyExists(Resource::Membership), 409, "Already exists")]
    #[case(
        Error::RuleBroken(Rule::LastOwner),
        409,
        "the last owner of an organization stays its owner: make another member OWNER first"
    )]
    #[case(Error::Stale(Resource::Organization), 412, "Changed in the meantime")]
    #[case(Error::unavailable("disk"), 500, FAILED)]
    #[case(Error::internal("bug"), 500, FAILED)]
    fn contract_routes_have_the_documented_texts(#[case] error: Error, #[case] status: u16, #[case] text: &str) {
        let response = ErrorResponse::of(&error.into(), &CONTRACT);
        assert_eq!((response.status.as_u16(), &*response.text), (status, text));
    }

    #[test]
    fn other_routes_answer_503_to_outages_and_500_to_defects() {
        let of = |error: Error| {
            let response = ErrorResponse::of(&error.into(), &NO_TEXTS);
            (response.status.as_u16(), response.headers.iter().any(|(name, _)| *name == RETRY_AFTER))
        };
        assert_eq!(of(Error::unavailable("disk")), (503, true));
        assert_eq!(of(Error::internal("bug")), (500, false));
    }

    #[test]
    fn overload_is_503_on_contract_routes_too() {
        for texts in [CONTRACT, NO_TEXTS] {
            let response = ErrorResponse::of(&ApiError::Overloaded, &texts);
            assert_eq!((response.status.as_u16(), response.code), (503, Code::Overloaded));
            assert_eq!(response.headers, [(RETRY_AFTER, "1".to_owned())]);
        }
    }

    #[rstest]
    #[case(ApiError::TokenMissing, 401)]
    #[case(ApiError::TokenDoubled, 401)]
    #[case(Error::Unauthenticated("expired".into()).into(), 401)]
    #[case(ApiError::NoOrganization(NoOrganization::NotAssociated), 403)]
    #[case(ApiError::NoOrganization(NoOrganization::Ambiguous), 403)]
    #[case(Error::NoOrganization(NoOrganization::Ambiguous).into(), 403)]
    #[case(Error::MustEnrol(Vec::new()).into(), 403)]
    #[case(ApiError::Unmeetable, 403)]
    #[case(ApiError::UnknownProfile, 403)]
    #[case(ApiError::RouteNotFound, 403)]
    #[case(ApiError::HeadTooLarge, 403)]
    #[case(ApiError::UrlTooLong, 403)]
    #[case(ApiError::Overloaded, 503)]
    #[case(Error::Stale(Resource::Policy).into(), 403)]
    #[case(Error::unavailable("disk").into(), 503)]
    #[case(Error::internal("a bad row").into(), 503)]
    #[case(ApiError::Defect("a panic".into()), 503)]
    fn gateways_get_401_403_or_503(#[case] error: ApiError, #[case] status: u16) {
        let response = ErrorResponse::of(&error, &NO_TEXTS).for_gateways();
        assert_eq!(response.status.as_u16(), status, "{error:?}");
        assert_eq!(status == 503, response.headers.iter().any(|(name, _)| *name == RETRY_AFTER), "{error:?}");
    }

    #[test]
    fn internal_details_are_never_disclosed() {
        let errors: [fn() -> Error; 3] = [
            || Error::unavailable("secret detail"),
            || Error::internal("secret detail"),
            || Error::Unauthenticated("secret detail".into()),
        ];
        let message = Texts { failure: Failure::DocumentedMessage(FAILED), ..NO_TEXTS };
        for texts in [CONTRACT, NO_TEXTS, message] {
            for error in errors {
                let response = ErrorResponse::of(&error().into(), &texts);
                assert!(!format!("{response:?}").contains("secret detail"), "{response:?}");
            }
        }
    }
}
