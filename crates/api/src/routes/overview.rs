//! The rows for those who administer an organization: who is where, and what happened.

use actix_web::web;
use portcullis_domain::Permission;

use super::{Documentation, NO_TEXTS, PUBLIC, Route, Texts, Who};
use crate::{audit, members};

const ADMINISTRATORS_ONLY: Texts =
    Texts { forbidden: "Insufficient permissions. OWNER or ADMINISTRATOR role required.", ..NO_TEXTS };

/// Who is where.
pub const MEMBERS: Route = Route {
    path: "/mfa/organization/members",
    who: Who::Member(Permission::ReadMembers),
    texts: ADMINISTRATORS_ONLY,
    handler: || web::route().to(members::list),
    documentation: Some(Documentation {
        id: "listMembers",
        summary: "The members of the caller's organization, and how each stands",
        description: "By subject. `state` is what the gate would decide in the session in which they verified last, by what \
            was proved here; what the identity provider's tokens tell is not known before one comes: \
            `verified`, `enrolled` (holds an authenticator that counts), `in_grace`, `overdue`, `exempt`, `not_required` or \
            `service`. A page may hold fewer than asked for and still have a `next`. With `Accept: text/csv` as CSV; the \
            next page's `after` is in the header `X-Next-After` then, and cells that a spreadsheet would take for a \
            formula have an apostrophe in front.",
        query: &[
            ("state", "Those who stand so."),
            ("q", "Those whose subject or address holds this text, in any case of letters."),
            ("after", "The `next` of the page before."),
            ("limit", "How many a page holds at most: 1 to 1000, 100 if it is not given."),
        ],
        enveloped: false,
        answers: &[(
            "members",
            r#"{"success":true,"data":{"members":[{"subject":"alice","email":"alice@example.com","role":255,"roleName":"OWNER","kind":"person","state":"verified","methods":["GOOGLE_AUTH"],"verifiedAt":"2026-01-01T10:20:30Z","deadline":"2026-01-15T00:00:00Z"}],"next":"alice"}}"#,
        )],
    }),
    ..PUBLIC
};

/// How many are where.
pub const MEMBER_COUNTS: Route = Route {
    path: "/mfa/organization/members/counts",
    who: Who::Member(Permission::ReadMembers),
    texts: ADMINISTRATORS_ONLY,
    handler: || web::route().to(members::count),
    documentation: Some(Documentation {
        id: "countMembers",
        summary: "How many members of the caller's organization stand how",
        description: "The states are those of the list.",
        query: &[],
        enveloped: false,
        answers: &[(
            "counts",
            r#"{"success":true,"data":{"enrolled":12,"exempt":1,"in_grace":40,"not_required":0,"overdue":0,"service":2,"verified":3}}"#,
        )],
    }),
    ..PUBLIC
};

/// What happened.
pub const AUDIT: Route = Route {
    path: "/mfa/organization/audit",
    who: Who::Member(Permission::ReadAudit),
    texts: ADMINISTRATORS_ONLY,
    handler: || web::route().to(audit::list),
    documentation: Some(Documentation {
        id: "listAudit",
        summary: "The audit trail of the caller's organization, the newest entries first",
        description: "Entries are numbered from 1 without gaps, in the order in which they were committed. `actor.kind` is `subject`, `client` (a machine with a token), `operator` (the command line) or `system` (the service itself).",
        query: &[
            ("action", "Those of this act: `policy.enforce`."),
            ("actor", "Those of the subject, client, operator or part of the system of this name."),
            ("member", "Those about this member."),
            ("outcome", "`changed`, `unchanged` or `refused`."),
            ("from", "Those from this moment on, as RFC 3339 has it."),
            ("until", "Those before this moment."),
            ("before", "The `next` of the page before: entries with a lower number."),
            ("limit", "How many a page holds: 1 to 1000, 100 if it is not given."),
        ],
        enveloped: false,
        answers: &[(
            "entries",
            r#"{"success":true,"data":{"entries":[{"sequence":7,"at":"2026-01-01T10:20:30Z","actor":{"kind":"subject","name":"alice","issuer":"https://idp.example","tokenId":"t-1"},"action":"policy.enforce","target":{"kind":"policy"},"outcome":"changed","changes":[{"field":"enforced","before":false,"after":true}],"requestId":"0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a","source":"192.0.2.1","policyVersion":2}],"next":7}}"#,
        )],
    }),
    ..PUBLIC
};

/// How enrolment goes.
pub const ENROLMENTS: Route = Route {
    path: "/mfa/organization/enrolments",
    who: Who::Member(Permission::ReadAudit),
    texts: ADMINISTRATORS_ONLY,
    handler: || web::route().to(audit::enrolments),
    documentation: Some(Documentation {
        id: "countEnrolments",
        summary: "How many members confirmed an authenticator, day by day",
        description: "From the audit trail; each member once a day, days in UTC, those without any left out.",
        query: &[("days", "How many days to look back: 1 to 366, 30 if it is not given.")],
        enveloped: false,
        answers: &[("days", r#"{"success":true,"data":[{"day":"2026-01-15","members":12}]}"#)],
    }),
    ..PUBLIC
};
