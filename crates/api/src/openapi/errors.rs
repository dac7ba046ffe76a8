//! The error responses of a route, made by the mapping that the service uses.

use jiff::{SignedDuration, Timestamp};
use portcullis_domain::{
    AllowedMethod, ClientRefusal, EnrolmentChannel, Error, FieldViolation, Method, NoOrganization, Requirement,
};
use utoipa::openapi::path::ParameterIn;

use crate::error_response::{ApiError, BodyError, ErrorResponse};
use crate::route::{Access, Rate, Route};

/// The errors that the access, the body and the parameters of a route imply, and its own.
pub(super) fn of(route: &Route) -> Vec<ErrorResponse> {
    let mut errors = of_access(route);
    errors.extend((route.errors)());
    if route.rate != Rate::Unlimited {
        errors.push(Error::RateLimited(SignedDuration::from_secs(15)).into());
    }
    if route.parameters().iter().any(|parameter| parameter.parameter_in == ParameterIn::Query) {
        let violation = FieldViolation { field: "limit".to_owned(), rule: "must be from 1 to 1000".to_owned() };
        errors.push(ApiError::Parameters(vec![violation]));
    }
    if route.body.is_some() {
        let bodies = [BodyError::TooSlow, BodyError::TooLarge, BodyError::MediaType, BodyError::Syntax];
        errors.extend(bodies.map(ApiError::from));
    }
    let response = |error: &ApiError| {
        let response = ErrorResponse::of(error, &route.texts);
        if route.access == Access::Gate { response.for_gateways() } else { response }
    };
    errors.iter().map(response).collect()
}

fn of_access(route: &Route) -> Vec<ApiError> {
    let mut errors = Vec::new();
    if let Access::Client(scope) = route.access {
        errors.push(ApiError::ClientRefused(scope.into(), ClientRefusal::Scope));
        errors.push(Error::invalid("organization", "must be 1 to 128 visible ASCII characters").into());
    }
    if matches!(route.access, Access::Subject | Access::Client(_) | Access::Member(_)) {
        errors.extend([ApiError::TokenMissing, ApiError::TokenDoubled]);
        errors.push(Error::Unauthenticated(String::new()).into());
        if !matches!(route.access, Access::Client(_)) {
            errors.push(Error::NoOrganization(NoOrganization::Ambiguous).into());
        }
        if let Error::Unavailable(cause) = Error::unavailable("") {
            errors.push(ApiError::NoKeys(cause));
        }
        errors.push(Error::unavailable("").into());
    } else if route.texts.documented_failure().is_some() {
        errors.push(Error::unavailable("").into());
    }
    if let Access::Member(permission) = route.access {
        errors.push(Error::NoOrganization(NoOrganization::NotAssociated).into());
        if !route.texts.forbidden.is_empty() {
            errors.push(Error::Forbidden(permission).into());
        }
        if !permission.extends_to_delegates() {
            errors.push(Error::DelegateRefused(permission).into());
        }
        if permission.asks_to_step_up() {
            let requirement = Requirement { methods: vec![Method::Totp], maximum_age: 43_200 };
            errors.push(Error::InsufficientAuthentication(requirement).into());
        }
        if permission.administers() {
            errors.push(Error::MustEnrol(vec![AllowedMethod::Totp, AllowedMethod::Passkey]).into());
            if permission.allows_change() {
                let until = Timestamp::constant(1_767_348_000, 0);
                let channels = vec![EnrolmentChannel::IdentityProvider];
                errors.push(Error::EnrolmentTooRecent { until, channels }.into());
            }
        }
    }
    errors
}
