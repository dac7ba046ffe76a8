//! How an error becomes an answer: the one place, exhaustive.

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use portcullis_domain::{AssuranceLevel, Error, NoOrganization, Requirement, Resource, Rule, Violation};

use super::{ApiError, BodyRefusal, Code, Refusal};
use crate::routes::{Failure, Route, Who};

/// How many seconds to wait before trying again what was unavailable.
const PAUSE: u32 = 1;

/// The longest pause that is told, in seconds: a day. Where it is for good, only a reset helps.
const LONGEST_PAUSE: i64 = 86_400;

fn says_message(route: Option<&Route>) -> bool {
    matches!(route.map(|route| route.failure), Some(Failure::DocumentedMessage(_)))
}

impl Refusal {
    /// What `error` is called on `route`.
    pub(crate) fn of(error: &ApiError, route: Option<&Route>) -> Self {
        let told = Self { says_message: says_message(route), ..Self::of_error(error, route) };
        if matches!(route.map(|route| route.who), Some(Who::Judged)) { told.for_gateways() } else { told }
    }

    fn of_error(error: &ApiError, route: Option<&Route>) -> Self {
        match error {
            ApiError::Domain(error) => Self::of_domain(error, route),
            ApiError::Body(BodyRefusal::TooLarge) => Self::plain(Code::BodyTooLarge),
            ApiError::Body(BodyRefusal::TooSlow) => Self::plain(Code::BodyTooSlow),
            ApiError::Body(BodyRefusal::MediaType) => Self::plain(Code::BodyMediaType),
            ApiError::Body(BodyRefusal::Violations(violations)) => Self::invalid(Code::BodyInvalid, violations),
            ApiError::Body(BodyRefusal::Parameters(violations)) => Self::invalid(Code::ParameterInvalid, violations),
            ApiError::Body(BodyRefusal::NoPrecondition) => Self::plain(Code::PreconditionMissing),
            ApiError::Body(BodyRefusal::Method) => Self::plain(Code::MethodInvalid),
            ApiError::Body(BodyRefusal::Missing | BodyRefusal::Invalid) => {
                let text = route.and_then(|route| route.body).map(|body| body.invalid);
                Self::plain(Code::BodyInvalid).saying_if(text)
            }
            ApiError::ProofRejected => {
                Self::plain(Code::ProofRejected).saying_if(route.map(|route| route.texts.rejected))
            }
            ApiError::RefreshRejected => {
                Self::plain(Code::RefreshRejected).challenging("Bearer realm=\"portcullis\", error=\"invalid_token\"")
            }
            ApiError::TokenMissing => Self::plain(Code::TokenMissing).challenging("Bearer realm=\"portcullis\""),
            ApiError::TokenDoubled => {
                Self::plain(Code::TokenDoubled).challenging("Bearer realm=\"portcullis\", error=\"invalid_request\"")
            }
            ApiError::NoKeys(_) => Self::unavailable(),
            ApiError::ScopeMissing(scope) => Self::plain(Code::ScopeMissing)
                .challenging(&format!("Bearer realm=\"portcullis\", error=\"insufficient_scope\", scope=\"{scope}\"")),
            ApiError::UnknownProfile => Self::plain(Code::ProfileUnknown),
            ApiError::Outside(NoOrganization::NotAssociated) => Self::plain(Code::NotAssociated),
            ApiError::Outside(NoOrganization::Ambiguous) => Self::plain(Code::Ambiguous),
            ApiError::Unmeetable => Self::plain(Code::DemandUnmeetable),
            ApiError::StepUp(requirement, phishing_resistant) => Self::step_up(requirement, *phishing_resistant),
            ApiError::RouteNotFound => Self::plain(Code::RouteNotFound),
            ApiError::MethodNotAllowed(allowed) => {
                let names: Vec<_> = allowed.iter().map(ToString::to_string).collect();
                Self::plain(Code::MethodNotAllowed).with(ALLOW, names.join(", "))
            }
            ApiError::UrlTooLong => Self::plain(Code::UrlTooLong),
            ApiError::HeadTooLarge => Self::plain(Code::HeadTooLarge),
            // not the store's failure, on whichever route: nothing was begun
            ApiError::Overloaded => Self::plain(Code::Overloaded).with(RETRY_AFTER, PAUSE.to_string()),
            ApiError::Broken(_) => Self::failed(route),
        }
    }

    fn of_domain(error: &Error, route: Option<&Route>) -> Self {
        match error {
            // here the organization is what was asked for
            Error::NoOrganization(NoOrganization::NotAssociated) if says_message(route) => {
                Self::plain(Code::NotAssociated)
                    .at(StatusCode::NOT_FOUND)
                    .saying_if(route.map(|one| one.texts.not_found))
            }
            Error::NoOrganization(NoOrganization::NotAssociated) => Self::plain(Code::NotAssociated),
            Error::NoOrganization(NoOrganization::Ambiguous) => Self::plain(Code::Ambiguous),
            Error::Unauthenticated(_) => {
                Self::plain(Code::TokenInvalid).challenging("Bearer realm=\"portcullis\", error=\"invalid_token\"")
            }
            Error::Forbidden(_) => {
                Self::plain(Code::PermissionDenied).saying_if(route.map(|route| route.texts.forbidden))
            }
            Error::InsufficientAuthentication(requirement) => Self::step_up(requirement, false),
            Error::MustEnrol(methods) => Self {
                methods: methods.iter().map(|method| method.as_str()).collect(),
                ..Self::plain(Code::EnrolmentRequired)
            },
            Error::TooManyAttempts(pause) => {
                let begun = i64::from(pause.subsec_nanos() > 0);
                let seconds = pause.as_secs().saturating_add(begun).clamp(1, LONGEST_PAUSE);
                Self::plain(Code::AttemptsExhausted).with(RETRY_AFTER, seconds.to_string())
            }
            Error::NotFound(_) => Self::plain(Code::NotFound).saying_if(route.map(|route| route.texts.not_found)),
            Error::Invalid(violations) => Self::invalid(Code::BodyInvalid, violations),
            Error::AlreadyExists(_) => Self::plain(Code::Exists),
            Error::RuleBroken(Rule::EnforcedByOrganization) => Self::plain(Code::PolicyEnforced),
            Error::RuleBroken(Rule::NotConfigured) => Self::plain(Code::MethodNotConfigured),
            Error::RuleBroken(Rule::MethodUnavailable) => Self::plain(Code::MethodUnavailable),
            Error::RuleBroken(
                rule @ (Rule::LastOwner
                | Rule::ServiceIsNoAdministrator
                | Rule::TooManyPasskeys
                | Rule::OwnException
                | Rule::ServiceNeedsNoException
                | Rule::AdminMfaRequired),
            ) => Self::plain(Code::RuleBroken).saying(rule.to_string()),
            Error::Stale(Resource::Plan) => Self::plain(Code::PlanOutdated),
            Error::Stale(_) => Self::plain(Code::Stale),
            Error::Unavailable(_) => match route.map(|route| route.failure) {
                Some(Failure::Documented(_) | Failure::DocumentedMessage(_)) => Self::failed(route),
                Some(Failure::Unavailable) | None => Self::unavailable(),
            },
            Error::Internal(_) => Self::failed(route),
        }
    }

    /// 401, with the challenge of RFC 9470, section 3.
    fn step_up(requirement: &Requirement, phishing_resistant: bool) -> Self {
        let level = if phishing_resistant { AssuranceLevel::PhishingResistant } else { AssuranceLevel::Mfa };
        let challenge = format!(
            "Bearer realm=\"portcullis\", error=\"insufficient_user_authentication\", acr_values=\"{level}\", max_age=\"{}\"",
            requirement.maximum_age
        );
        let methods = requirement.methods.iter().map(|method| method.as_str()).collect();
        Self { methods, ..Self::plain(Code::StepUp).challenging(&challenge) }
    }

    /// The same in the three statuses that a gateway knows: who is asked for a token or for more than it is 401, every other
    /// who may not is 403, and what cannot be known is 503.
    fn for_gateways(self) -> Self {
        match self.status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::SERVICE_UNAVAILABLE => self,
            status if status.is_server_error() => Self::unavailable(),
            _ if self.headers.iter().any(|(name, _)| *name == WWW_AUTHENTICATE) => self.at(StatusCode::UNAUTHORIZED),
            _ => self.at(StatusCode::FORBIDDEN),
        }
    }

    /// 400, with every rule that is broken.
    fn invalid(code: Code, violations: &[Violation]) -> Self {
        let rules: Vec<_> = violations.iter().map(ToString::to_string).collect();
        Self::plain(code).saying(format!("Invalid request: {}", rules.join("; ")))
    }

    /// 500, with the route's own text if it has one.
    fn failed(route: Option<&Route>) -> Self {
        match route.map(|route| route.failure) {
            Some(Failure::Documented(text) | Failure::DocumentedMessage(text)) => {
                Self::plain(Code::Failed).saying(text)
            }
            Some(Failure::Unavailable) | None => Self::plain(Code::Failed),
        }
    }

    fn unavailable() -> Self {
        Self::plain(Code::Unavailable).with(RETRY_AFTER, PAUSE.to_string())
    }
}

#[cfg(test)]
mod tests {
    use portcullis_domain::Permission;
    use rstest::rstest;

    use super::*;
    use crate::routes;

    #[rstest]
    #[case(Error::NoOrganization(NoOrganization::NotAssociated), 400, "User not associated with an organization")]
    #[case(
        Error::NoOrganization(NoOrganization::Ambiguous),
        400,
        "User belongs to several organizations and the token names none"
    )]
    #[case(Error::Unauthenticated("expired".into()), 401, "Invalid or expired token")]
    #[case(
        Error::Forbidden(Permission::EnforcePolicy),
        403,
        "Insufficient permissions. OWNER or ADMINISTRATOR role required to enforce organization MFA."
    )]
    #[case(Error::NotFound(Resource::Organization), 404, "Not found")]
    #[case(Error::invalid("name", "must be short"), 400, "Invalid request: \"name\" must be short")]
    #[case(Error::AlreadyExists(Resource::Membership), 409, "Already exists")]
    #[case(Error::RuleBroken(Rule::LastOwner), 409, "the last owner of an organization stays its owner")]
    #[case(Error::Stale(Resource::Organization), 412, "Changed by another in the meantime")]
    #[case(Error::unavailable("disk"), 500, "Failed to update organization MFA enforcement")]
    #[case(Error::internal("bug"), 500, "Failed to update organization MFA enforcement")]
    fn on_the_contracts_route(#[case] error: Error, #[case] status: u16, #[case] text: &str) {
        let refusal = Refusal::of(&error.into(), Some(&routes::ENFORCE));
        assert_eq!((refusal.status.as_u16(), &*refusal.text), (status, text));
    }

    #[test]
    fn on_our_own_routes_what_is_away_is_503_and_what_is_broken_500() {
        let of = |error: Error| {
            let refusal = Refusal::of(&error.into(), Some(&routes::READYZ));
            (refusal.status.as_u16(), refusal.headers.iter().any(|(name, _)| *name == RETRY_AFTER))
        };
        assert_eq!(of(Error::unavailable("disk")), (503, true));
        assert_eq!(of(Error::internal("bug")), (500, false));
    }

    #[test]
    fn too_much_at_once_is_503_on_every_route_alike() {
        for route in routes::TABLE {
            let refusal = Refusal::of(&ApiError::Overloaded, Some(route));
            assert_eq!((refusal.status.as_u16(), refusal.code), (503, Code::Overloaded), "{}", route.path);
            assert_eq!(refusal.headers, [(RETRY_AFTER, "1".to_owned())], "{}", route.path);
        }
    }

    #[rstest]
    #[case(ApiError::TokenMissing, 401)]
    #[case(ApiError::TokenDoubled, 401)]
    #[case(Error::Unauthenticated("expired".into()).into(), 401)]
    #[case(ApiError::Outside(NoOrganization::NotAssociated), 403)]
    #[case(ApiError::Outside(NoOrganization::Ambiguous), 403)]
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
    #[case(ApiError::Broken("a panic".into()), 503)]
    fn the_gate_knows_three_refusals(#[case] error: ApiError, #[case] status: u16) {
        let refusal = Refusal::of(&error, Some(&routes::GATE));
        assert_eq!(refusal.status.as_u16(), status, "{error:?}");
        assert_eq!(status == 503, refusal.headers.iter().any(|(name, _)| *name == RETRY_AFTER), "{error:?}");
    }

    #[test]
    fn an_inner_detail_never_leaves() {
        let errors: [fn() -> Error; 3] = [
            || Error::unavailable("secret detail"),
            || Error::internal("secret detail"),
            || Error::Unauthenticated("secret detail".into()),
        ];
        for route in routes::TABLE {
            for error in errors {
                let refusal = Refusal::of(&error().into(), Some(route));
                assert!(!format!("{refusal:?}").contains("secret detail"), "{refusal:?}");
            }
        }
    }
}
