//! The gate's answer to a request that it allows.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};
use portcullis_domain::{Evidence, OrganizationId, SubjectId};

use super::caller_cache::KnownCaller;

const SUBJECT: HeaderName = HeaderName::from_static("x-portcullis-subject");
const ORGANIZATION: HeaderName = HeaderName::from_static("x-portcullis-organization");
const DECISION: HeaderName = HeaderName::from_static("x-portcullis-decision");
const AMR: HeaderName = HeaderName::from_static("x-portcullis-amr");
const POLICY_VERSION: HeaderName = HeaderName::from_static("x-portcullis-policy-version");

/// The header with the code of an error that the gate answers or, in report mode, would answer.
pub(super) const CODE: HeaderName = HeaderName::from_static("x-portcullis-code");

/// The value of a header that has none.
pub(super) const NONE: HeaderValue = HeaderValue::from_static("none");

/// A request that the gate allows, as handlers behind [`RequireMfa`](crate::RequireMfa) see it.
#[derive(Clone)]
pub struct Allowed {
    pub(super) caller: Option<KnownCaller>,
    pub(super) decision: &'static str,
    pub(super) evidence: Option<Evidence>,
    pub(super) reported: Option<&'static str>,
}

impl Allowed {
    /// The subject of the token. `None` only under a profile that reports, where the request may have no valid token.
    pub fn subject(&self) -> Option<&SubjectId> {
        self.caller.as_ref().map(KnownCaller::subject)
    }

    /// The organization in which the caller acts.
    pub fn organization(&self) -> Option<&OrganizationId> {
        self.caller.as_ref().map(|caller| &caller.facts().organization)
    }

    /// Why the request is allowed: `verified`, `not_required`, `exempt`, `grace` or `service`; `report` under a profile
    /// that only reports.
    pub fn decision(&self) -> &'static str {
        self.decision
    }

    /// How the caller verified the session (RFC 8176); empty if that was not required.
    pub fn amr(&self) -> &'static [&'static str] {
        self.evidence.map_or(&[], |evidence| evidence.means.amr())
    }

    /// The version of the policy that the decision follows.
    pub fn policy_version(&self) -> Option<u64> {
        self.caller.as_ref().map(|caller| caller.facts().policy.version())
    }

    /// 200 with the headers that a gateway may pass on.
    pub(super) fn into_response(self) -> HttpResponse {
        let text = |text: &str| HeaderValue::from_str(text).unwrap_or(NONE);
        let amr = self.amr();
        let mut answer = HttpResponse::Ok();
        answer
            .insert_header((SUBJECT, self.subject().map_or(NONE, |subject| text(subject.as_str()))))
            .insert_header((ORGANIZATION, self.organization().map_or(NONE, |id| text(id.as_str()))))
            .insert_header((DECISION, HeaderValue::from_static(self.decision)))
            .insert_header((AMR, if amr.is_empty() { NONE } else { text(&amr.join(" ")) }))
            .insert_header((POLICY_VERSION, self.policy_version().map_or(NONE, HeaderValue::from)));
        if let Some(code) = self.reported {
            answer.insert_header((CODE, HeaderValue::from_static(code)));
        }
        answer.content_type("application/json").body(ALLOW)
    }
}

/// The body of every allow answer, a serialized [`Success`](crate::responses::Success); a test compares them.
const ALLOW: &str = r#"{"success":true,"message":"allow"}"#;

#[cfg(test)]
mod tests {
    use actix_web::Responder as _;
    use actix_web::body::MessageBody as _;
    use actix_web::test::TestRequest;

    use super::ALLOW;
    use crate::responses::Message;

    #[test]
    fn allow_body_is_a_serialized_message() {
        let answer = Message("allow").respond_to(&TestRequest::default().to_http_request());
        assert_eq!(answer.into_body().try_into_bytes().unwrap(), ALLOW);
    }
}
