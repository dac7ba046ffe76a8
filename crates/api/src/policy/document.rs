//! The policy as a document: `PUT` takes it whole and `GET` returns it.

use actix_web::body::BoxBody;
use actix_web::http::header::{ETAG, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder};
use deserr::Deserr;
use portcullis_domain::{MfaPolicy, PolicySettings};
use serde::Serialize;
use utoipa::ToSchema;

use crate::responses::Data;
use crate::route::Body;
use crate::signature::{Answer, Signature};
use crate::values::{AllowedMethodNames, EnrolmentRuleName, GraceDays, MaximumAgeSeconds, Moment};
use crate::violations::Violations;

/// The body of the routes that take a policy.
pub(super) const POLICY_BODY: Body = Body {
    required: true,
    limit: 4 * 1024,
    example: r#"{"enforced":true,"gracePeriodDays":14,"allowedMethods":["GOOGLE_AUTH","PASSKEY"],"maximumAgeSeconds":43200,"enrolment":"open"}"#,
};

/// The MFA policy of an organization.
#[derive(Deserr, Serialize, ToSchema)]
#[deserr(error = Violations, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Policy)]
pub(super) struct PolicyDocument {
    /// Whether every member must use MFA.
    enforced: bool,
    grace_period_days: GraceDays,
    allowed_methods: AllowedMethodNames,
    maximum_age_seconds: MaximumAgeSeconds,
    /// What a member's first authenticator needs before it counts. Absent in a request: as it is.
    #[deserr(default)]
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    enrolment: Option<EnrolmentRuleName>,
}

impl From<PolicySettings> for PolicyDocument {
    fn from(settings: PolicySettings) -> Self {
        Self {
            enforced: settings.enforced,
            grace_period_days: GraceDays(settings.grace),
            allowed_methods: AllowedMethodNames(settings.methods),
            maximum_age_seconds: MaximumAgeSeconds(settings.maximum_age),
            enrolment: settings.enrolment.map(EnrolmentRuleName),
        }
    }
}

impl From<PolicyDocument> for PolicySettings {
    fn from(document: PolicyDocument) -> Self {
        Self {
            enforced: document.enforced,
            grace: document.grace_period_days.0,
            methods: document.allowed_methods.0,
            maximum_age: document.maximum_age_seconds.0,
            enrolment: document.enrolment.map(|rule| rule.0),
        }
    }
}

/// The policy in force.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CurrentPolicy)]
struct PolicyView {
    policy: PolicyDocument,
    /// The version of the policy.
    version: u64,
    /// While MFA is enforced: the moment from which grace periods are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    demand_since: Option<Moment>,
}

/// 200 with the policy in force and its version as `ETag`.
pub(super) struct PolicyAnswer(pub(super) MfaPolicy);

impl Responder for PolicyAnswer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let policy = self.0;
        let demand_since = policy.required_since().filter(|_| policy.enforced()).map(Moment);
        let version = policy.version();
        let view = PolicyView { policy: policy.settings().into(), version, demand_since };
        let mut answer = Data(view).respond_to(request);
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
            answer.headers_mut().insert(ETAG, tag);
        }
        answer
    }
}

impl Answer for PolicyAnswer {
    fn describe(signature: &mut Signature) {
        Data::<PolicyView>::describe(signature);
        signature.headers.push(("ETag", "The version of the policy, for `If-Match`."));
    }
}
