//! Who passed the gate, and by what.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};
use portcullis_domain::{Evidence, OrganizationId, SubjectId};

use super::gate::{CODE, NONE};
use super::keeper::Remembered;

const SUBJECT: HeaderName = HeaderName::from_static("x-portcullis-subject");
const ORGANIZATION: HeaderName = HeaderName::from_static("x-portcullis-organization");
const DECISION: HeaderName = HeaderName::from_static("x-portcullis-decision");
const AMR: HeaderName = HeaderName::from_static("x-portcullis-amr");
const POLICY_VERSION: HeaderName = HeaderName::from_static("x-portcullis-policy-version");

/// A request that may pass: what a handler behind the [`Held`](super::Held) routes may want to know of it.
#[derive(Clone)]
pub struct Passed {
    pub(super) known: Option<Arc<Remembered>>,
    pub(super) decision: &'static str,
    pub(super) evidence: Option<Evidence>,
    pub(super) would: Option<&'static str>,
}

impl Passed {
    /// Whom the token speaks for. `None` only by a profile that reports: then it may speak for nobody.
    pub fn subject(&self) -> Option<&SubjectId> {
        self.known.as_ref().map(|known| &known.subject)
    }

    /// In which organization they act.
    pub fn organization(&self) -> Option<&OrganizationId> {
        self.known.as_ref().map(|known| &known.facts.organization)
    }

    /// Why they may pass: `verified`, `not_required`, `exempt`, `grace`, `service`, or `report` where a profile lets
    /// everything pass.
    pub fn decision(&self) -> &'static str {
        self.decision
    }

    /// How they proved it (RFC 8176); empty where they had to prove nothing.
    pub fn amr(&self) -> &'static [&'static str] {
        self.evidence.map_or(&[], |evidence| evidence.means.amr())
    }

    /// The version of the policy that it was decided by.
    pub fn policy_version(&self) -> Option<u64> {
        self.known.as_ref().map(|known| known.facts.policy.version())
    }

    /// 200, with all that a gateway may hand on.
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
        if let Some(code) = self.would {
            answer.insert_header((CODE, HeaderValue::from_static(code)));
        }
        answer.content_type("application/json").body(r#"{"success":true,"message":"allow"}"#)
    }
}
