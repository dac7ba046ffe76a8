//! `GET /mfa/sessions`

use portcullis_domain::{MfaSession, Permission};
use serde::Serialize;
use utoipa::ToSchema;

use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::Acting;
use crate::responses::List;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::values::{MethodName, Moment, SessionKey};

/// The verified sessions of the caller.
pub const SESSIONS: Route = Route {
    path: "/mfa/sessions",
    access: Access::Member(Permission::ReadOwnMfa),
    handler: || Endpoint::of(my_sessions),
    documentation: Some(Documentation {
        id: "listSessions",
        summary: "List the caller's sessions that passed the second factor",
        description: "Newest first, at most 100.",
        examples: &[(
            "sessions",
            r#"{"success":true,"data":[{"id":"0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a","method":"GOOGLE_AUTH","verifiedAt":"2026-01-01T10:20:30Z"}]}"#,
        )],
    }),
    ..PUBLIC
};

/// A verified session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
struct SessionView {
    id: SessionKey,
    method: MethodName,
    verified_at: Moment,
}

impl From<MfaSession> for SessionView {
    fn from(session: MfaSession) -> Self {
        Self {
            id: SessionKey(session.id),
            method: MethodName(session.method),
            verified_at: Moment(session.verified_at),
        }
    }
}

/// Permissions: any member, for themselves.
async fn my_sessions(Acting(actor): Acting, dispatcher: Dispatcher) -> Result<List<SessionView>, ApiError> {
    let mine = dispatcher.run(move |all| all.session.list.execute(&actor)).await?;
    Ok(List(mine.into_iter().map(SessionView::from).collect()))
}
