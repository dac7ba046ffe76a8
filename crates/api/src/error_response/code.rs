//! The stable names of refusals.

use actix_web::http::StatusCode;

/// What a client may tell refusals apart by: the header `X-Error-Code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    TokenMissing,
    TokenInvalid,
    TokenDoubled,
    NotAssociated,
    Ambiguous,
    PermissionDenied,
    ScopeMissing,
    BodyInvalid,
    BodyMediaType,
    BodyTooLarge,
    BodyTooSlow,
    ParameterInvalid,
    PreconditionMissing,
    MethodInvalid,
    MethodNotConfigured,
    MethodUnavailable,
    ProofRejected,
    RefreshRejected,
    StepUp,
    EnrolmentRequired,
    AttemptsExhausted,
    PolicyEnforced,
    NotFound,
    Exists,
    RuleBroken,
    Stale,
    PlanOutdated,
    ProfileUnknown,
    DemandUnmeetable,
    RouteNotFound,
    MethodNotAllowed,
    Malformed,
    UrlTooLong,
    HeadTooLarge,
    HeadTooSlow,
    Overloaded,
    Unavailable,
    Failed,
}

impl Code {
    pub(crate) const ALL: [Self; 38] = [
        Self::TokenMissing,
        Self::TokenInvalid,
        Self::TokenDoubled,
        Self::NotAssociated,
        Self::Ambiguous,
        Self::PermissionDenied,
        Self::ScopeMissing,
        Self::BodyInvalid,
        Self::BodyMediaType,
        Self::BodyTooLarge,
        Self::BodyTooSlow,
        Self::ParameterInvalid,
        Self::PreconditionMissing,
        Self::MethodInvalid,
        Self::MethodNotConfigured,
        Self::MethodUnavailable,
        Self::ProofRejected,
        Self::RefreshRejected,
        Self::StepUp,
        Self::EnrolmentRequired,
        Self::AttemptsExhausted,
        Self::PolicyEnforced,
        Self::NotFound,
        Self::Exists,
        Self::RuleBroken,
        Self::Stale,
        Self::PlanOutdated,
        Self::ProfileUnknown,
        Self::DemandUnmeetable,
        Self::RouteNotFound,
        Self::MethodNotAllowed,
        Self::Malformed,
        Self::UrlTooLong,
        Self::HeadTooLarge,
        Self::HeadTooSlow,
        Self::Overloaded,
        Self::Unavailable,
        Self::Failed,
    ];

    /// The name in the header.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::TokenMissing => "token.missing",
            Self::TokenInvalid => "token.invalid",
            Self::TokenDoubled => "token.doubled",
            Self::NotAssociated => "organization.not_associated",
            Self::Ambiguous => "organization.ambiguous",
            Self::PermissionDenied => "permission.denied",
            Self::ScopeMissing => "scope.missing",
            Self::BodyInvalid => "body.invalid",
            Self::BodyMediaType => "body.media_type",
            Self::BodyTooLarge => "body.too_large",
            Self::BodyTooSlow => "body.too_slow",
            Self::ParameterInvalid => "parameter.invalid",
            Self::PreconditionMissing => "precondition.missing",
            Self::EnrolmentRequired => "enrolment.required",
            Self::PlanOutdated => "plan.outdated",
            Self::ProfileUnknown => "gate.unknown_profile",
            Self::DemandUnmeetable => "demand.unmeetable",
            Self::MethodInvalid => "method.invalid",
            Self::MethodNotConfigured => "method.not_configured",
            Self::MethodUnavailable => "method.unavailable",
            Self::ProofRejected => "proof.rejected",
            Self::RefreshRejected => "refresh.rejected",
            Self::StepUp => "authentication.insufficient",
            Self::AttemptsExhausted => "attempts.exhausted",
            Self::PolicyEnforced => "policy.enforced",
            Self::NotFound => "resource.not_found",
            Self::Exists => "resource.exists",
            Self::RuleBroken => "rule.broken",
            Self::Stale => "resource.stale",
            Self::RouteNotFound => "route.not_found",
            Self::MethodNotAllowed => "method.not_allowed",
            Self::Malformed => "request.malformed",
            Self::UrlTooLong => "request.url_too_long",
            Self::HeadTooLarge => "request.head_too_large",
            Self::HeadTooSlow => "request.head_too_slow",
            Self::Overloaded => "service.overloaded",
            Self::Unavailable => "service.unavailable",
            Self::Failed => "service.failed",
        }
    }

    /// Its status.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::TokenMissing | Self::TokenInvalid | Self::RefreshRejected | Self::StepUp => StatusCode::UNAUTHORIZED,
            Self::AttemptsExhausted => StatusCode::TOO_MANY_REQUESTS,
            Self::TokenDoubled
            | Self::NotAssociated
            | Self::Ambiguous
            | Self::BodyInvalid
            | Self::ParameterInvalid
            | Self::MethodInvalid
            | Self::MethodNotConfigured
            | Self::MethodUnavailable
            | Self::Malformed
            | Self::ProofRejected => StatusCode::BAD_REQUEST,
            Self::PermissionDenied
            | Self::ScopeMissing
            | Self::PolicyEnforced
            | Self::EnrolmentRequired
            | Self::ProfileUnknown
            | Self::DemandUnmeetable => StatusCode::FORBIDDEN,
            Self::BodyMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow | Self::HeadTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::UrlTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::NotFound | Self::RouteNotFound => StatusCode::NOT_FOUND,
            Self::Exists | Self::RuleBroken | Self::PlanOutdated => StatusCode::CONFLICT,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::PreconditionMissing => StatusCode::PRECONDITION_REQUIRED,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Overloaded | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The text, where no route has one of its own.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::TokenMissing => "Authentication required",
            Self::TokenInvalid | Self::RefreshRejected => "Invalid or expired token",
            Self::TokenDoubled => "The token must be in one place, the Authorization header",
            Self::NotAssociated => "User not associated with an organization",
            Self::Ambiguous => "User belongs to several organizations and the token names none",
            Self::PermissionDenied => "Insufficient permissions",
            Self::ScopeMissing => "Insufficient scope",
            Self::BodyInvalid => "Invalid request",
            Self::BodyMediaType => "Content-Type must be application/json",
            Self::BodyTooLarge => "Request body too large",
            Self::BodyTooSlow => "Request body not received in time",
            Self::ParameterInvalid => "Invalid parameter",
            Self::PreconditionMissing => "If-Match is required",
            Self::EnrolmentRequired => "MFA enrolment required",
            Self::ProfileUnknown => "No such gate profile",
            Self::DemandUnmeetable => "No method that the organization allows is enough here",
            Self::PlanOutdated => "The plan no longer holds",
            Self::MethodInvalid => "Invalid MFA type specified",
            Self::MethodNotConfigured => "MFA method is not configured",
            Self::MethodUnavailable => "MFA method is not available",
            Self::ProofRejected => "MFA verification failed",
            Self::StepUp => "Additional authentication required",
            Self::AttemptsExhausted => "Too many attempts",
            Self::PolicyEnforced => "Cannot disable MFA when enforced by organization",
            Self::NotFound | Self::RouteNotFound => "Not found",
            Self::Exists => "Already exists",
            Self::RuleBroken => "The change would break a rule",
            Self::Stale => "Changed by another in the meantime",
            Self::MethodNotAllowed => "Method not allowed",
            Self::Malformed => "Malformed request",
            Self::UrlTooLong => "URL too long",
            Self::HeadTooLarge => "Request head too large",
            Self::HeadTooSlow => "Request head not received in time",
            Self::Overloaded => "Too many requests at once",
            Self::Unavailable => "Service temporarily unavailable",
            Self::Failed => "Internal error",
        }
    }

    /// What it means and what to do, for `docs/errors.md`.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::TokenMissing => {
                "There is no `Authorization: Bearer` header. Send one; a token in the query or the body counts for nothing."
            }
            Self::TokenInvalid => {
                "The token is not accepted: not signed by the configured issuer's key, for another audience, expired, or not of its form. The log names the rule (target `security`); the client is not told which."
            }
            Self::TokenDoubled => {
                "Two `Authorization` headers, or one beside an `access_token` in the query. Send one header."
            }
            Self::NotAssociated => {
                "The subject has no active membership in the organization that the token names, or none at all; or there is no such organization. Add the member, or look at which claim carries the organization (`PORTCULLIS_CLAIM_ORGANIZATION`)."
            }
            Self::Ambiguous => {
                "The token names no organization and its subject belongs to more than one. Have the identity provider put the organization into the token."
            }
            Self::PermissionDenied => {
                "The member's role does not allow it. Roles are in the membership, not in the token. Recorded in the organization's trail, at most once a minute for each subject and act."
            }
            Self::ScopeMissing => {
                "The token does not have the scope that the challenge names (`scope` or `scp`), or its subject is none of `PORTCULLIS_DECIDERS`, or it names another organization than the path does. People's tokens never do."
            }
            Self::BodyInvalid => {
                "The body is missing, is not one JSON object, has a name twice, or breaks the rule that the text names. Told only to those who may call the route."
            }
            Self::BodyMediaType => "There is a body, but its `Content-Type` is not `application/json` in UTF-8.",
            Self::BodyTooLarge => "The body has more bytes than the route takes (4 KiB for `enforce`).",
            Self::ParameterInvalid => {
                "A parameter of the query, or a header, breaks the rule that the text names. Told only to those who may call the route."
            }
            Self::PreconditionMissing => {
                "The policy is written over the version that the caller saw: send its `ETag` as `If-Match`."
            }
            Self::EnrolmentRequired => {
                "The organization demands MFA and the caller holds nothing that meets the demand. Enrol one of `methods` (`POST /mfa/setup`) and use it."
            }
            Self::ProfileUnknown => {
                "The gateway asked `/mfa/gate/{profile}` by a profile that `PORTCULLIS_GATE_PROFILES` does not name. Nothing passes there."
            }
            Self::DemandUnmeetable => {
                "The gate's profile asks for a phishing-resistant method, and the organization allows none. An administrator can allow `PASSKEY`."
            }
            Self::PlanOutdated => {
                "The plan whose fingerprint was sent as `If-Plan` is of other demands, or the facts have changed for the worse since: more members would have to enrol, at once or by a day to come, or the caller. Plan again."
            }
            Self::MethodInvalid => "`mfaType` is missing or none of `GOOGLE_AUTH`, `PASSKEY`, `MAGIC_LINK`.",
            Self::MethodNotConfigured => {
                "Only a kind of authenticator that was set up and proven can be switched on, off or preferred."
            }
            Self::MethodUnavailable => {
                "The installation cannot do it, or the organization does not allow it. `GET /mfa/methods` says which are available."
            }
            Self::ProofRejected => {
                "The code, the passkey's answer or the link is wrong, was used before, came too late or from another session, or is of no authenticator that counts. It is not told which. Codes are counted; see `attempts.exhausted`."
            }
            Self::RefreshRejected => {
                "The refresh token is none of ours, was used, or its session is over. Sign in and verify again."
            }
            Self::StepUp => {
                "An authenticator is active and was not used in this session, or too long ago. `POST /mfa/verify-login` with one of `methods`, then repeat. The challenge is that of RFC 9470."
            }
            Self::AttemptsExhausted => {
                "Too many wrong codes of a member in a row, over all kinds: a right code is refused like a wrong one until `Retry-After` has passed. Or too many links were asked for."
            }
            Self::PolicyEnforced => {
                "While the organization enforces MFA its members keep one authenticator that counts. An administrator's reset is the way out."
            }
            Self::BodyTooSlow => "The body was not there 5 seconds after its head.",
            Self::NotFound => "There is no such thing, or the caller may not know of it.",
            Self::Exists => "There is one already.",
            Self::RuleBroken => {
                "The change would break a rule over more than this one thing, such as taking an organization its last owner."
            }
            Self::Stale => "Somebody else changed it first. Read it again and repeat.",
            Self::RouteNotFound => "There is no such path.",
            Self::MethodNotAllowed => "The path has other methods; the header `Allow` names them.",
            Self::Malformed => {
                "No longer sent: what is not an HTTP/1.1 request is answered 400 without a body, and the connection is closed."
            }
            Self::UrlTooLong => "The URL has more than 8 KiB.",
            Self::HeadTooLarge => {
                "The head of the request has more than 32 KiB. At the gate this is a 403. A head of more than 128 KiB or 96 header lines is answered 431 without a body, and the connection is closed."
            }
            Self::HeadTooSlow => {
                "No longer sent: a connection whose first head is not complete within 5 seconds is answered 408 without a body and closed, and one whose further head is too slow is closed."
            }
            Self::Overloaded => {
                "More is asked at once than can wait its turn. Nothing was begun. Try again after `Retry-After` seconds."
            }
            Self::Unavailable => {
                "A part that the service depends on does not answer. Nothing was decided. Try again after `Retry-After` seconds."
            }
            Self::Failed => {
                "The store failed, possibly around the commit: the outcome is unknown. Repeating the call is safe and tells what holds. Routes of the contract have their own text for it."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_a_name_of_its_own() {
        let names: BTreeSet<_> = Code::ALL.map(Code::name).into();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
