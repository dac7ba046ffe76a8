//! Error responses.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, WWW_AUTHENTICATE};
use serde::{Serialize, Serializer};
use serde_json::Value;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::Code;

/// The header with the stable code.
const ERROR_CODE: HeaderName = HeaderName::from_static("x-error-code");

/// An error response before it is written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ErrorResponse {
    pub(crate) status: StatusCode,
    pub(crate) code: Code,
    pub(crate) text: String,
    pub(crate) headers: Vec<(HeaderName, String)>,
    pub(super) methods: Vec<&'static str>,
    pub(super) channels: Vec<&'static str>,
    pub(super) deadline: Option<String>,
    pub(super) enrol_url: Option<String>,
    pub(super) uses_message: bool,
}

/// The constant `false` of the member `success`.
#[derive(Debug, Clone, Copy)]
struct False;

impl Serialize for False {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(false)
    }
}

impl PartialSchema for False {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([false])).into()
    }
}

impl ToSchema for False {}

/// The body of an error response.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Error)]
pub(crate) struct ErrorBody {
    #[schema(inline)]
    success: False,
    /// What is wrong, for people. Programs use the status and the header `X-Error-Code`.
    error: String,
    /// The error code, where the caller can resolve the error: `authentication.insufficient`, `attempts.exhausted`,
    /// `rate.limited`, `enrolment.required`, `enrolment.confirmation_required` or `enrolment.too_recent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    code: Option<&'static str>,
    /// The methods to use or to enrol.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    methods: Vec<&'static str>,
    /// The channels that can confirm an enrolment: `mail`, `enrolment_code`, `identity_provider`. With
    /// `enrolment.too_recent`: those that open administrative changes before `deadline`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    channels: Vec<&'static str>,
    /// At the gate: the moment from which MFA is required of the caller. With `enrolment.too_recent`: the moment from which
    /// the caller's authenticator opens administrative changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    deadline: Option<String>,
    /// At the gate: the page to enrol on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    enrol_url: Option<String>,
}

/// The body of an error response of `/organization/{orgId}`, as the contract has it.
#[derive(Serialize, ToSchema)]
#[schema(as = MessageError)]
pub(crate) struct MessageErrorBody {
    #[schema(inline)]
    success: False,
    #[schema(value_type = Null, inline)]
    data: (),
    /// What is wrong, for people. Programs use the status and the header `X-Error-Code`.
    message: String,
    /// The error code, where the caller can resolve the error: `authentication.insufficient`, `enrolment.required` or
    /// `enrolment.too_recent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    code: Option<&'static str>,
    /// The methods to use or to enrol.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    methods: Vec<&'static str>,
    /// What opens administrative changes before `deadline`: `identity_provider`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    channels: Vec<&'static str>,
    /// With `enrolment.too_recent`: the moment from which the caller's authenticator opens administrative changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    deadline: Option<String>,
}

/// The schema of `null`.
struct Null;

impl ToSchema for Null {}

impl PartialSchema for Null {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Null).into()
    }
}

impl ErrorResponse {
    /// Adds the moment from which MFA is required and, if an authenticator must be enrolled, the page to do so.
    pub(crate) fn with_details(self, deadline: Option<String>, page: Option<String>) -> Self {
        let enrol_url = page.filter(|_| self.code == Code::EnrolmentRequired);
        Self { deadline, enrol_url, ..self }
    }

    /// The methods to use or to enrol.
    pub(crate) fn methods(&self) -> &[&'static str] {
        &self.methods
    }

    pub(super) fn new(code: Code) -> Self {
        Self {
            status: code.status(),
            code,
            text: code.text().to_owned(),
            headers: Vec::new(),
            methods: Vec::new(),
            channels: Vec::new(),
            deadline: None,
            enrol_url: None,
            uses_message: false,
        }
    }

    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Replaces the general text, unless this one is empty.
    pub(super) fn with_text(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.text = text;
        }
        self
    }

    pub(super) fn with_header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn with_challenge(self, challenge: impl Into<String>) -> Self {
        self.with_header(WWW_AUTHENTICATE, challenge)
    }

    /// Whether the error belongs in the security log: it is in no organization's audit log and may be an attack.
    pub(crate) fn is_security_relevant(&self) -> bool {
        matches!(
            self.code,
            Code::TokenMissing
                | Code::TokenInvalid
                | Code::TokenDoubled
                | Code::NotAssociated
                | Code::Ambiguous
                | Code::ScopeMissing
        )
    }

    /// The body, as an example of the document.
    pub(crate) fn example(&self) -> Value {
        if self.uses_message { serde_json::to_value(self.message_body()) } else { serde_json::to_value(self.body()) }
            .unwrap_or_default()
    }

    pub(crate) fn into_response(mut self) -> HttpResponse {
        let code = self.code;
        let mut response = HttpResponse::build(self.status);
        for header in std::mem::take(&mut self.headers) {
            response.insert_header(header);
        }
        response.insert_header((ERROR_CODE, code.name()));
        let mut answer =
            if self.uses_message { response.json(self.message_body()) } else { response.json(self.body()) };
        // for the middleware, which counts it
        answer.extensions_mut().insert(code);
        answer
    }

    /// The code, on errors that the contract does not document.
    fn code_in_body(&self) -> Option<&'static str> {
        let is_ours = matches!(
            self.code,
            Code::StepUp
                | Code::AttemptsExhausted
                | Code::RateLimited
                | Code::EnrolmentRequired
                | Code::ConfirmationRequired
                | Code::EnrolmentTooRecent
        );
        is_ours.then_some(self.code.name())
    }

    fn body(&self) -> ErrorBody {
        ErrorBody {
            success: False,
            error: self.text.clone(),
            code: self.code_in_body(),
            methods: self.methods.clone(),
            channels: self.channels.clone(),
            deadline: self.deadline.clone(),
            enrol_url: self.enrol_url.clone(),
        }
    }

    fn message_body(&self) -> MessageErrorBody {
        MessageErrorBody {
            success: False,
            data: (),
            message: self.text.clone(),
            code: self.code_in_body(),
            methods: self.methods.clone(),
            channels: self.channels.clone(),
            deadline: self.deadline.clone(),
        }
    }
}
