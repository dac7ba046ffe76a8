//! `GET /mfa/decision`

use super::decision::DecisionView;
use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::Acting;
use crate::responses::Data;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// The decision about the caller.
pub const DECISION: Route = Route {
    path: "/mfa/decision",
    access: Access::Subject,
    handler: || Endpoint::of(my_decision),
    documentation: Some(Documentation {
        id: "mfaDecision",
        summary: "Get the access decision about the caller",
        description: "`decision` is `allow`, `step_up`, `enrol` or `deny`. `reason` says why access is allowed, `deadline` \
            until when without MFA, `methods` what can be used or enrolled, `links` where.",
        examples: &[
            ("allow", r#"{"success":true,"data":{"decision":"allow","reason":"verified"}}"#),
            (
                "stepUp",
                r#"{"success":true,"data":{"decision":"step_up","methods":["GOOGLE_AUTH"],"links":{"verify":"/mfa/verify-login"}}}"#,
            ),
        ],
    }),
    ..PUBLIC
};

/// Permissions: any subject.
async fn my_decision(Acting(actor): Acting, dispatcher: Dispatcher) -> Result<Data<DecisionView>, ApiError> {
    let decision = dispatcher.run(move |all| all.session.decide.execute(&actor)).await?;
    Ok(Data(decision.into()))
}
