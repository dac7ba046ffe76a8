//! The rows of the policy: the document, what it would do, exceptions from it, and the contract's second door to it.

use actix_web::http::Method;
use actix_web::web;
use portcullis_domain::Permission;
use utoipa::PartialSchema;

use super::{Body, Documentation, Failure, NO_TEXTS, PUBLIC, Route, Texts, Who};
use crate::policy::{self, DeadlineBody, ExemptionBody, OrganizationBody, PolicyDocument};

const ADMINISTRATORS_ONLY: Texts =
    Texts { forbidden: "Insufficient permissions. OWNER or ADMINISTRATOR role required.", ..NO_TEXTS };

const NO_MEMBER: Texts = Texts { not_found: "Not found", ..ADMINISTRATORS_ONLY };

const DOCUMENT: Body = Body {
    required: true,
    limit: 4 * 1024,
    schema: PolicyDocument::schema,
    example: r#"{"enforced":true,"gracePeriodDays":14,"allowedMethods":["GOOGLE_AUTH","PASSKEY"],"maximumAgeSeconds":43200}"#,
    invalid: "Invalid request: the body must be the whole policy as one JSON object",
};

/// What the organization demands.
pub const POLICY: Route = Route {
    path: "/mfa/organization/policy",
    who: Who::Member(Permission::ReadPolicy),
    handler: || web::route().to(policy::read),
    documentation: Some(Documentation {
        id: "mfaPolicy",
        summary: "The policy of the caller's organization",
        description: "`ETag` is its version, to be sent as `If-Match` with a change. `demandSince`: from when deadlines \
            are reckoned, while MFA is enforced.",
        query: &[],
        enveloped: false,
        answers: &[(
            "policy",
            r#"{"success":true,"data":{"policy":{"enforced":true,"gracePeriodDays":14,"allowedMethods":["GOOGLE_AUTH","PASSKEY"],"maximumAgeSeconds":43200},"version":7,"demandSince":"2026-01-01T10:20:30Z"}}"#,
        )],
    }),
    ..PUBLIC
};

/// Writes it whole.
pub const CHANGE_POLICY: Route = Route {
    method: Method::PUT,
    path: "/mfa/organization/policy",
    who: Who::Member(Permission::ChangePolicy),
    texts: ADMINISTRATORS_ONLY,
    body: Some(DOCUMENT),
    handler: || web::route().to(policy::replace),
    documentation: Some(Documentation {
        id: "changeMfaPolicy",
        summary: "Write the whole policy of the caller's organization",
        description: "`If-Match` with the version that the caller saw is required: 428 without, 412 when it is another by \
            now. `If-Plan` may carry a plan's fingerprint: 409 when more members would have to enrol than was \
            planned. Every field is required, and no others are taken. Allowing fewer methods is a new demand: members \
            have the grace period to meet it, in which what they hold still counts. A weakening needs a verified session \
            of who has an authenticator, and every administrator is told of it by mail.",
        query: &[],
        enveloped: false,
        answers: &[(
            "policy",
            r#"{"success":true,"data":{"policy":{"enforced":true,"gracePeriodDays":14,"allowedMethods":["GOOGLE_AUTH","PASSKEY"],"maximumAgeSeconds":43200},"version":8,"demandSince":"2026-01-01T10:20:30Z"}}"#,
        )],
    }),
    ..PUBLIC
};

/// What it would do.
pub const PLAN: Route = Route {
    method: Method::POST,
    path: "/mfa/organization/policy/plan",
    who: Who::Member(Permission::PlanPolicy),
    texts: ADMINISTRATORS_ONLY,
    body: Some(DOCUMENT),
    handler: || web::route().to(policy::plan),
    documentation: Some(Documentation {
        id: "planMfaPolicy",
        summary: "What a policy would mean to every member, before it is written",
        description: "Changes nothing. How many would pass, step up, be in grace (and must enrol by which day, in UTC), have \
            to enrol at once, are exempt or services; what it would mean to the caller (`you`); and a fingerprint to send \
            as `If-Plan` with the change. With `group`: the names of those in it. A member counts as verified by what \
            they proved here in any session that was not ended; the identity provider's own MFA is in tokens alone.",
        query: &[
            ("group", "`pass`, `stepUp`, `inGrace`, `enrolNow`, `exempt` or `services`: list its members instead."),
            ("after", "The `next` of the page before."),
            ("limit", "How many members a page holds: 1 to 1000, 100 if it is not given."),
        ],
        enveloped: false,
        answers: &[
            (
                "plan",
                r#"{"success":true,"data":{"version":7,"counts":{"pass":3,"stepUp":12,"inGrace":40,"enrolNow":0,"exempt":1,"services":2},"enrolBy":[{"day":"2026-01-15","count":40}],"you":{"decision":"step_up","methods":["GOOGLE_AUTH"],"links":{"verify":"/mfa/verify-login"}},"fingerprint":"1-14-tp-43200.0.40.0"}}"#,
            ),
            ("group", r#"{"success":true,"data":{"group":"inGrace","members":["alice","bob"],"next":"bob"}}"#),
        ],
    }),
    ..PUBLIC
};

/// Gives a member another deadline.
pub const SET_DEADLINE: Route = Route {
    method: Method::PUT,
    path: "/mfa/organization/members/{subject}/deadline",
    body: Some(Body {
        required: true,
        // a reason of 500 characters, each written as two escapes
        limit: 8 * 1024,
        schema: DeadlineBody::schema,
        example: r#"{"deadline":"2026-01-15T00:00:00Z","reason":"on leave until then"}"#,
        invalid: "Invalid request: the body must be one JSON object with \"deadline\" and \"reason\"",
    }),
    handler: || web::route().to(policy::set_deadline),
    documentation: Some(Documentation {
        id: "setMfaDeadline",
        summary: "Give a member a deadline of their own, later or sooner",
        description: "At most 90 days ahead; a moment that is over is now. Not for oneself, not for services, and not for an \
            owner by an administrator. Every administrator is told of more time by mail.",
        query: &[],
        enveloped: false,
        answers: &[("deadline", r#"{"success":true,"data":{"deadline":"2026-01-15T00:00:00Z"}}"#)],
    }),
    ..EXCEPTION
};

/// Takes it back.
pub const CLEAR_DEADLINE: Route = Route {
    method: Method::DELETE,
    path: "/mfa/organization/members/{subject}/deadline",
    handler: || web::route().to(policy::clear_deadline),
    documentation: Some(Documentation {
        id: "clearMfaDeadline",
        summary: "Give a member the deadline that everybody has",
        description: "404 if they have no other.",
        query: &[],
        enveloped: true,
        answers: &[("removed", r#"{"success":true,"message":"Deadline removed"}"#)],
    }),
    ..EXCEPTION
};

/// Exempts a member.
pub const GRANT_EXEMPTION: Route = Route {
    method: Method::PUT,
    path: "/mfa/organization/members/{subject}/exemption",
    body: Some(Body {
        required: true,
        // a reason of 500 characters, each written as two escapes
        limit: 8 * 1024,
        schema: ExemptionBody::schema,
        example: r#"{"until":"2026-01-15T00:00:00Z","reason":"lost their phone abroad"}"#,
        invalid: "Invalid request: the body must be one JSON object with \"until\" and \"reason\"",
    }),
    handler: || web::route().to(policy::grant_exemption),
    documentation: Some(Documentation {
        id: "grantMfaExemption",
        summary: "Exempt a member from MFA for a while",
        description: "Until at most 90 days ahead, with a reason; it ends by itself. Not for oneself, not for services, and \
            not for an owner by an administrator. Who holds an authenticator is asked for it all the same. Every \
            administrator is told by mail.",
        query: &[],
        enveloped: false,
        answers: &[(
            "exemption",
            r#"{"success":true,"data":{"subject":"bob","until":"2026-01-15T00:00:00Z","reason":"lost their phone abroad","grantedBy":"alice","grantedAt":"2026-01-01T10:20:30Z"}}"#,
        )],
    }),
    ..EXCEPTION
};

/// Ends it.
pub const END_EXEMPTION: Route = Route {
    method: Method::DELETE,
    path: "/mfa/organization/members/{subject}/exemption",
    handler: || web::route().to(policy::end_exemption),
    documentation: Some(Documentation {
        id: "endMfaExemption",
        summary: "End a member's exemption before its end",
        description: "404 if they have none that counts.",
        query: &[],
        enveloped: true,
        answers: &[("ended", r#"{"success":true,"message":"Exemption ended"}"#)],
    }),
    ..EXCEPTION
};

/// Who is exempt.
pub const EXEMPTIONS: Route = Route {
    path: "/mfa/organization/exemptions",
    who: Who::Member(Permission::ReadMembers),
    texts: ADMINISTRATORS_ONLY,
    handler: || web::route().to(policy::list_exemptions),
    documentation: Some(Documentation {
        id: "listMfaExemptions",
        summary: "The members who are exempt now, by subject",
        description: "Those whose exemption is over are not among them; the trail has them.",
        query: super::PAGED,
        enveloped: false,
        answers: &[(
            "exemptions",
            r#"{"success":true,"data":{"exemptions":[{"subject":"bob","until":"2026-01-15T00:00:00Z","reason":"lost their phone abroad","grantedBy":"alice","grantedAt":"2026-01-01T10:20:30Z"}]}}"#,
        )],
    }),
    ..PUBLIC
};

/// The contract's view of the organization.
pub const ORGANIZATION: Route = Route {
    path: "/organization/{orgId}",
    who: Who::Member(Permission::ReadPolicy),
    texts: Texts {
        forbidden: "Access denied: you can only view your own organization",
        not_found: "Organization not found",
        ..NO_TEXTS
    },
    failure: Failure::DocumentedMessage("Internal server error"),
    handler: || web::route().to(policy::read_organization),
    documentation: Some(Documentation {
        id: "organization",
        summary: "The caller's own organization",
        description: "What is not kept here is null. Every other organization is 403, whether it exists or not. Refusals say \
            `message` where other routes say `error`.",
        query: &[],
        enveloped: false,
        answers: &[("organization", ORGANIZATION_EXAMPLE)],
    }),
    ..PUBLIC
};

/// The contract's second way to enforce.
pub const CHANGE_ORGANIZATION: Route = Route {
    method: Method::PUT,
    path: "/organization/{orgId}",
    who: Who::Member(Permission::EnforcePolicy),
    texts: Texts {
        forbidden: "Insufficient permissions: only OWNER and ADMINISTRATOR roles can modify organization",
        not_found: "Organization not found",
        ..NO_TEXTS
    },
    failure: Failure::DocumentedMessage("Internal server error"),
    body: Some(Body {
        required: true,
        limit: 16 * 1024,
        schema: OrganizationBody::schema,
        example: r#"{"mfaEnforced":true}"#,
        invalid: "No valid fields to update",
    }),
    handler: || web::route().to(policy::write_organization),
    documentation: Some(Documentation {
        id: "changeOrganization",
        summary: "Require MFA in the caller's own organization, or stop requiring it",
        description: "The same as `POST /mfa/organization/enforce`. `mfaEnforced` alone can be written; other fields are \
            ignored.",
        query: &[],
        enveloped: false,
        answers: &[("updated", UPDATED_EXAMPLE)],
    }),
};

const ORGANIZATION_EXAMPLE: &str = r#"{"success":true,"data":{"id":"acme","name":"Acme","domain":null,"address1":null,"address2":null,"city":null,"zipcode":null,"phone":null,"state":null,"country":null,"deletedAt":null,"reposDisabled":null,"website":null,"is_business":null,"mfaEnforced":true}}"#;

const UPDATED_EXAMPLE: &str = r#"{"success":true,"data":{"id":"acme","name":"Acme","domain":null,"address1":null,"address2":null,"city":null,"zipcode":null,"phone":null,"state":null,"country":null,"deletedAt":null,"reposDisabled":null,"website":null,"is_business":null,"mfaEnforced":true},"message":"Organization updated successfully"}"#;

const EXCEPTION: Route =
    Route { who: Who::Member(Permission::GrantExceptions), texts: NO_MEMBER, failure: Failure::Unavailable, ..PUBLIC };
