//! An answer that is not a success, and what it looks like.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, WWW_AUTHENTICATE};
use serde::Serialize;
use serde_json::{Value, json};

use super::Code;

/// The header with the stable code.
const ERROR_CODE: HeaderName = HeaderName::from_static("x-error-code");

/// An answer that is not a success.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: Code,
    pub(crate) text: String,
    pub(crate) headers: Vec<(HeaderName, String)>,
    pub(super) methods: Vec<&'static str>,
    pub(super) deadline: Option<String>,
    pub(super) enrol_url: Option<String>,
    pub(super) says_message: bool,
}

/// As the contract has it for organizations.
#[derive(Serialize)]
struct MessageEnvelope<'a> {
    success: bool,
    data: (),
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    methods: &'a [&'static str],
}

#[derive(Serialize)]
struct Envelope<'a> {
    success: bool,
    error: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    methods: &'a [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<&'a str>,
    #[serde(rename = "enrolUrl", skip_serializing_if = "Option::is_none")]
    enrol_url: Option<&'a str>,
}

impl Refusal {
    /// The same with the moment from which on MFA is demanded and, if an authenticator must be enrolled, the page to do so.
    pub(crate) fn with_details(self, deadline: Option<String>, page: Option<String>) -> Self {
        let enrol_url = page.filter(|_| self.code == Code::EnrolmentRequired);
        Self { deadline, enrol_url, ..self }
    }

    /// The methods that it names.
    pub(crate) fn methods(&self) -> &[&'static str] {
        &self.methods
    }

    pub(super) fn plain(code: Code) -> Self {
        let text = code.text().to_owned();
        Self {
            status: code.status(),
            code,
            text,
            headers: Vec::new(),
            methods: Vec::new(),
            deadline: None,
            enrol_url: None,
            says_message: false,
        }
    }

    pub(super) fn at(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(super) fn saying(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// The route's own text, if it has one.
    pub(super) fn saying_if(self, text: Option<&str>) -> Self {
        match text.filter(|text| !text.is_empty()) {
            Some(text) => self.saying(text),
            None => self,
        }
    }

    pub(super) fn with(mut self, name: HeaderName, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(super) fn challenging(self, challenge: &str) -> Self {
        self.with(WWW_AUTHENTICATE, challenge.to_owned())
    }

    /// Whether it belongs to no tenant's trail and may be somebody knocking.
    pub(crate) fn is_for_the_security_log(&self) -> bool {
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

    /// Its body, for the document.
    pub(crate) fn example(&self) -> Value {
        if self.says_message {
            json!({ "success": false, "data": null, "message": self.text })
        } else {
            json!({ "success": false, "error": self.text })
        }
    }

    pub(crate) fn into_response(self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        for header in self.headers {
            response.insert_header(header);
        }
        response.insert_header((ERROR_CODE, self.code.name()));
        // what the contract does not document says more
        let says_more = matches!(self.code, Code::StepUp | Code::AttemptsExhausted | Code::EnrolmentRequired);
        let code = says_more.then_some(self.code.name());
        let mut answer = if self.says_message {
            let (message, methods) = (&*self.text, &*self.methods);
            response.json(MessageEnvelope { success: false, data: (), message, code, methods })
        } else {
            let (deadline, enrol_url) = (self.deadline.as_deref(), self.enrol_url.as_deref());
            let (error, methods) = (&*self.text, &*self.methods);
            response.json(Envelope { success: false, error, code, methods, deadline, enrol_url })
        };
        // for the edge, which counts it
        answer.extensions_mut().insert(self.code);
        answer
    }
}
