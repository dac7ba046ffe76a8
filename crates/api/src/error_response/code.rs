//! The stable error codes.

use actix_web::http::StatusCode;

/// A stable error code for programs, sent in the header `X-Error-Code`.
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
    AddressTooRecent,
    ProofRejected,
    RefreshRejected,
    StepUp,
    EnrolmentRequired,
    ConfirmationRequired,
    EnrolmentTooRecent,
    AttemptsExhausted,
    RateLimited,
    PolicyEnforced,
    NotFound,
    Exists,
    RuleBroken,
    KindFixed,
    MembershipNotShown,
    DelegateRefused,
    Stale,
    PlanOutdated,
    ProfileUnknown,
    RequirementUnmeetable,
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
    pub(crate) const ALL: [Self; 45] = [
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
        Self::AddressTooRecent,
        Self::ProofRejected,
        Self::RefreshRejected,
        Self::StepUp,
        Self::EnrolmentRequired,
        Self::ConfirmationRequired,
        Self::EnrolmentTooRecent,
        Self::AttemptsExhausted,
        Self::RateLimited,
        Self::PolicyEnforced,
        Self::NotFound,
        Self::Exists,
        Self::RuleBroken,
        Self::KindFixed,
        Self::MembershipNotShown,
        Self::DelegateRefused,
        Self::Stale,
        Self::PlanOutdated,
        Self::ProfileUnknown,
        Self::RequirementUnmeetable,
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

    /// Returns the name in the header.
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
            Self::ConfirmationRequired => "enrolment.confirmation_required",
            Self::EnrolmentTooRecent => "enrolment.too_recent",
            Self::PlanOutdated => "plan.outdated",
            Self::ProfileUnknown => "gate.unknown_profile",
            Self::RequirementUnmeetable => "demand.unmeetable",
            Self::MethodInvalid => "method.invalid",
            Self::MethodNotConfigured => "method.not_configured",
            Self::MethodUnavailable => "method.unavailable",
            Self::AddressTooRecent => "address.too_recent",
            Self::ProofRejected => "proof.rejected",
            Self::RefreshRejected => "refresh.rejected",
            Self::StepUp => "authentication.insufficient",
            Self::AttemptsExhausted => "attempts.exhausted",
            Self::RateLimited => "rate.limited",
            Self::PolicyEnforced => "policy.enforced",
            Self::NotFound => "resource.not_found",
            Self::Exists => "resource.exists",
            Self::RuleBroken => "rule.broken",
            Self::KindFixed => "member.kind_fixed",
            Self::MembershipNotShown => "membership.not_shown",
            Self::DelegateRefused => "delegate.refused",
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

    /// Returns the HTTP status.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::TokenMissing | Self::TokenInvalid | Self::RefreshRejected | Self::StepUp => StatusCode::UNAUTHORIZED,
            Self::AttemptsExhausted | Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
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
            | Self::MembershipNotShown
            | Self::DelegateRefused
            | Self::PolicyEnforced
            | Self::AddressTooRecent
            | Self::EnrolmentRequired
            | Self::ConfirmationRequired
            | Self::EnrolmentTooRecent
            | Self::ProfileUnknown
            | Self::RequirementUnmeetable => StatusCode::FORBIDDEN,
            Self::BodyMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow | Self::HeadTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::UrlTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::NotFound | Self::RouteNotFound => StatusCode::NOT_FOUND,
            Self::Exists | Self::RuleBroken | Self::KindFixed | Self::PlanOutdated => StatusCode::CONFLICT,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::PreconditionMissing => StatusCode::PRECONDITION_REQUIRED,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Overloaded | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The general text; a route may have its own.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::TokenMissing => "Authentication required",
            Self::TokenInvalid | Self::RefreshRejected => "Invalid or expired token",
            Self::TokenDoubled => "Send the token once, in the Authorization header",
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
            Self::ConfirmationRequired => "The enrolment must be confirmed by a second channel",
            Self::EnrolmentTooRecent => "Your authenticator was enrolled too recently",
            Self::ProfileUnknown => "Unknown gate profile",
            Self::RequirementUnmeetable => "No method that the organization allows is sufficient here",
            Self::PlanOutdated => "The plan is outdated",
            Self::MethodInvalid => "Invalid MFA type specified",
            Self::MethodNotConfigured => "MFA method is not configured",
            Self::MethodUnavailable => "MFA method is not available",
            Self::AddressTooRecent => "The e-mail address was changed recently",
            Self::ProofRejected => "MFA verification failed",
            Self::StepUp => "Additional authentication required",
            Self::AttemptsExhausted => "Too many attempts",
            Self::RateLimited => "Too many requests",
            Self::PolicyEnforced => "Cannot disable MFA when enforced by organization",
            Self::NotFound | Self::RouteNotFound => "Not found",
            Self::Exists => "Already exists",
            Self::RuleBroken => "The change would break a rule",
            Self::MembershipNotShown => "The token does not show that you act in this organization",
            Self::DelegateRefused => "A party that acts for another person may not do this",
            Self::KindFixed => "A person does not become a service this way",
            Self::Stale => "Changed in the meantime",
            Self::MethodNotAllowed => "Method not allowed",
            Self::Malformed => "Malformed request",
            Self::UrlTooLong => "URL too long",
            Self::HeadTooLarge => "Request head too large",
            Self::HeadTooSlow => "Request head not received in time",
            Self::Overloaded => "Too many concurrent requests",
            Self::Unavailable => "Service temporarily unavailable",
            Self::Failed => "Internal error",
        }
    }

    /// Returns the meaning of the code and what to do, for the page of errors.
    #[expect(clippy::too_many_lines, reason = "a table of texts")]
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::TokenMissing => {
                "The request has no `Authorization: Bearer` header. Tokens in the query or the body are ignored."
            }
            Self::TokenInvalid => {
                "The token is not accepted: not signed with a key of the configured issuer, for another audience, expired, or malformed. The reason is in the log (target `security`), not in the response."
            }
            Self::TokenDoubled => {
                "The request has two `Authorization` headers, or one and an `access_token` in the query. Send one header."
            }
            Self::NotAssociated => {
                "The subject has no active membership in the organization that the token names, or none at all; or the organization is unknown. Add the member, or check which claim names the organization (`PORTCULLIS_CLAIM_ORGANIZATION`)."
            }
            Self::Ambiguous => {
                "The token names no organization and its subject has entered more than one. Let the identity provider put the organization into the token."
            }
            Self::PermissionDenied => {
                "The member's role does not allow it. Roles are in the membership, not in the token. Recorded in the audit log, at most once a minute for each subject and action."
            }
            Self::ScopeMissing => {
                "The token is no client's that may do this here: it lacks the scope that the challenge names (claim `scope` or `scp`); `PORTCULLIS_CLIENTS` does not grant its subject this right in this organization; it names another organization than the path; or it is a person's, which a session (`sid`) or an e-mail address in it shows. The reason is in the log."
            }
            Self::BodyInvalid => {
                "The body is missing, is not one JSON object, has a name twice, or breaks the rules that the text lists. Checked before the caller's role."
            }
            Self::BodyMediaType => "The `Content-Type` of the body is not `application/json` in UTF-8.",
            Self::BodyTooLarge => "The body is larger than the route accepts (4 KiB for `enforce`).",
            Self::ParameterInvalid => "A parameter of the query, or a header, breaks the rules that the text lists.",
            Self::PreconditionMissing => {
                "A change of the policy must name the version that the caller saw: send its `ETag` as `If-Match`."
            }
            Self::EnrolmentRequired => {
                "The organization requires MFA and the caller has no authenticator that counts; an administrator needs one for changes during a grace period or an exemption, too. Enrol one of `methods` (`POST /mfa/setup`), then repeat."
            }
            Self::EnrolmentTooRecent => {
                "The caller administers an organization that enforced MFA when they enrolled their authenticator, and no other one that is at least as strong stood behind the enrolment. It changes nothing in the organization before `deadline`, unless an enrolment code confirms it (`POST /mfa/authenticators/{id}/confirm`). For an urgent change, ask another administrator who is verified, or use the command line."
            }
            Self::ConfirmationRequired => {
                "The organization confirms enrolments, and this would be the member's first authenticator. Send the code that was mailed, or one that an administrator made, as `enrolmentCode`; or sign in with the identity provider's MFA where `channels` names it. Nothing was enrolled and nothing used up."
            }
            Self::ProfileUnknown => {
                "The gateway asked `/mfa/gate/{profile}` for a profile that `PORTCULLIS_GATE_PROFILES` does not define. Every request there is denied."
            }
            Self::RequirementUnmeetable => {
                "The gate profile requires a phishing-resistant method, and the organization allows none. An administrator can allow `PASSKEY`."
            }
            Self::PlanOutdated => {
                "The plan whose fingerprint was sent as `If-Plan` was made for another policy, or would now affect more members: more of them, or the caller, would have to enrol. Plan again."
            }
            Self::MethodInvalid => "`mfaType` is missing or is not one of `GOOGLE_AUTH`, `PASSKEY`, `MAGIC_LINK`.",
            Self::MethodNotConfigured => {
                "Only a kind of authenticator that was set up and confirmed can be switched on, switched off or preferred."
            }
            Self::MethodUnavailable => {
                "The installation does not offer the method, or the organization does not allow it. `GET /mfa/methods` lists the available ones."
            }
            Self::AddressTooRecent => {
                "The member's address was changed within the last 24 hours. Until then no link is sent to it, unless it is proved: a link that was sent to it before was opened, or the caller's token contains it as verified."
            }
            Self::ProofRejected => {
                "The code, the passkey's answer or the link is wrong, was used before, is too old, belongs to another session, or belongs to no authenticator that counts. The response does not say which. Wrong one-time passwords are counted; see `attempts.exhausted`. Text that cannot be a code is `body.invalid` and not counted."
            }
            Self::RefreshRejected => {
                "The refresh token is unknown or used, or its session has ended. Sign in and verify again."
            }
            Self::StepUp => {
                "The caller has an active authenticator and has not used it in this session, or too long ago. `POST /mfa/verify-login` with one of `methods`, then repeat. The challenge is that of RFC 9470."
            }
            Self::AttemptsExhausted => {
                "Too many wrong one-time passwords were given, in this session or in sessions that never verified. Until `Retry-After` has passed, right ones are rejected too; a passkey, a recovery code and the identity provider's MFA still pass. Or too many links were requested."
            }
            Self::RateLimited => {
                "A session may manage and use its own authenticators 30 times a minute, and a member 60 times, of which 20 are kept for sessions that verified. Repeat the request after `Retry-After` seconds. Nothing was changed. A right proof is accepted beyond the rate, too: this is the answer to a wrong one."
            }
            Self::PolicyEnforced => {
                "While the organization enforces MFA, members keep one authenticator that counts. An administrator can reset them."
            }
            Self::BodyTooSlow => "The body was not complete 5 seconds after the head.",
            Self::NotFound => "The resource does not exist, or the caller may not see it.",
            Self::Exists => "The resource already exists.",
            Self::MembershipNotShown => {
                "The token does not name the organization whose membership is accepted, and its session is not verified there. Sign in to that organization, then accept."
            }
            Self::DelegateRefused => {
                "The token names a party that acts for its subject (claim `act`, RFC 8693), such as a support agent who impersonates a user. It may read, and pass the gate as the person, but not use or change authenticators or administer, unless `PORTCULLIS_CLIENTS` grants it `act` in this organization. Recorded in the audit log, at most once a minute for each party, subject and action."
            }
            Self::KindFixed => {
                "The subject is or was a person in this organization. Services are never asked for MFA, so a person becomes one at the command line alone: `portcullis member add --kind service`."
            }
            Self::RuleBroken => {
                "The change would break a rule that involves more than this resource, such as removing the last owner of an organization."
            }
            Self::Stale => "The resource was changed in the meantime. Read it again and repeat the change.",
            Self::RouteNotFound => "The path is unknown.",
            Self::MethodNotAllowed => "The path has other methods, which the header `Allow` lists.",
            Self::Malformed => "No longer sent: invalid HTTP gets 400 without a body, and the connection is closed.",
            Self::UrlTooLong => "The URL is longer than 8 KiB.",
            Self::HeadTooLarge => {
                "The head of the request is larger than 32 KiB. At the gate this is a 403. A head of more than 128 KiB or 96 header lines gets 431 without a body, and the connection is closed."
            }
            Self::HeadTooSlow => {
                "No longer sent: a first head that is not complete within 5 seconds gets 408 without a body, and the connection is closed. A slow further head only closes the connection."
            }
            Self::Overloaded => {
                "The service has too many concurrent requests. Nothing was done. Repeat the request after `Retry-After` seconds."
            }
            Self::Unavailable => {
                "A dependency of the service does not answer. Nothing was decided. Repeat the request after `Retry-After` seconds."
            }
            Self::Failed => {
                "The database failed, possibly during the commit: the outcome is unknown. The request can be repeated. Contract routes have their own texts."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn code_names_are_unique() {
        let names: BTreeSet<_> = Code::ALL.map(Code::name).into();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
