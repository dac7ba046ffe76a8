//! The OpenAPI 3.1 document, made from the table of routes.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::Method;
use portcullis_domain::{
    AllowedMethod, Error, Method as MfaMethod, NoOrganization, Requirement, Resource, Rule, Violation,
};
use serde_json::Value;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathItem, PathsBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::{ResponseBuilder, ResponsesBuilder};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Content, ContentBuilder, Header, HeaderBuilder, InfoBuilder, ObjectBuilder, OpenApiBuilder, Ref,
    RefOr, Required, Schema, Type,
};

use super::values;
use crate::refusal::{ApiError, BodyRefusal, Refusal};
use crate::routes::policy::CHANGE_POLICY;
use crate::routes::{Documentation, Failure, JWKS, READYZ, Route, TABLE, Who};

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_pretty_json().unwrap_or_default());

/// `GET /openapi.json`.
pub(crate) async fn openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(DOCUMENT.as_str())
}

/// The document, as `docs/reference/openapi.json` holds it.
pub fn openapi_json() -> String {
    format!("{}\n", *DOCUMENT)
}

fn document() -> utoipa::openapi::OpenApi {
    let mut paths = PathsBuilder::new();
    for route in TABLE {
        if let Some(documentation) = &route.documentation {
            paths = paths.path(route.path, PathItem::new(http_method(&route.method), operation(route, documentation)));
        }
    }
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("An access token of the configured identity provider."))
        .build();
    let components = ComponentsBuilder::new()
        .schema("Success", envelope("message", "What was done.", true))
        .schema("Refusal", envelope("error", "What is wrong, for people.", false))
        .schema("MessageRefusal", envelope("message", "What is wrong, for people.", false))
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .build();
    let description = "Organization-wide MFA: policy and enforcement, beside the identity provider that signs users \
        in. Every answer is JSON; every refusal carries the header X-Error-Code.";
    let info = InfoBuilder::new()
        .title("Portcullis")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(description))
        .license(Some(utoipa::openapi::License::builder().name("Apache-2.0").identifier(Some("Apache-2.0")).build()));
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components)).build()
}

fn envelope(field: &str, description: &str, success: bool) -> ObjectBuilder {
    let text = ObjectBuilder::new().schema_type(Type::String).description(Some(description));
    let flag = ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([success]));
    ObjectBuilder::new().property("success", flag).required("success").property(field, text).required(field)
}

fn operation(route: &Route, documentation: &Documentation) -> OperationBuilder {
    let mut operation = OperationBuilder::new()
        .operation_id(Some(documentation.id))
        .summary(Some(documentation.summary))
        .description(Some(documentation.description))
        .tag(
            if ["/mfa/", "/user/", "/organization/", "/organizations/"]
                .iter()
                .any(|family| route.path.starts_with(family))
            {
                "mfa"
            } else {
                "service"
            },
        );
    for name in route.path.split(['{', '}']).skip(1).step_by(2) {
        let description = match name {
            "id" => "What the list names it.",
            "orgId" => "The caller's own organization.",
            "org" => "The identity provider's name for the organization.",
            _ => "The identity provider's name for the member.",
        };
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .schema(Some(values::parameter(name)))
            .description(Some(description));
        operation = operation.parameter(parameter);
    }
    for (name, description) in documentation.query {
        let parameter = ParameterBuilder::new()
            .name(*name)
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .schema(Some(values::parameter(name)))
            // one that says nothing is as good as none
            .extensions(Some(Extensions::from_iter([("allowEmptyValue", true)])))
            .description(Some(*description));
        operation = operation.parameter(parameter);
    }
    if route.path == CHANGE_POLICY.path && route.method == CHANGE_POLICY.method {
        for (name, required, description) in [
            ("If-Match", Required::True, "The `ETag` of the policy that the caller saw."),
            ("If-Plan", Required::False, "The fingerprint of a plan."),
        ] {
            let parameter = ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Header)
                .required(required)
                .schema(Some(values::parameter(name)))
                .description(Some(description));
            operation = operation.parameter(parameter);
        }
    }
    if let Some(body) = route.body {
        let content = ContentBuilder::new().schema(Some((body.schema)())).example(Some(parsed(body.example))).build();
        let required = if body.required { Required::True } else { Required::False };
        let body = RequestBodyBuilder::new().content("application/json", content).required(Some(required));
        operation = operation.request_body(Some(body.build()));
    }
    if route.who != Who::Anyone {
        operation = operation.security(SecurityRequirement::new("bearer", Vec::<String>::new()));
    }
    operation.responses(responses(route, documentation))
}

fn responses(route: &Route, documentation: &Documentation) -> ResponsesBuilder {
    let schema = if documentation.enveloped { Ref::from_schema_name("Success").into() } else { any_object() };
    let success = examples(schema, documentation.answers.iter().map(|(name, body)| ((*name).to_owned(), parsed(body))));
    let mut responses = ResponsesBuilder::new();
    responses = responses.response("200", ResponseBuilder::new().description("Success").content(JSON, success));
    let says_message = matches!(route.failure, Failure::DocumentedMessage(_));
    let mut refusals = refusals(route);
    refusals.sort_by_key(|refusal| refusal.status);
    for chunk in refusals.chunk_by(|one, next| one.status == next.status) {
        let Some(first) = chunk.first() else { continue };
        // one code may stand for several texts
        let bodies = chunk.iter().enumerate().map(|(at, refusal)| {
            let code = refusal.code.name();
            let before = chunk.iter().take(at).filter(|other| other.code == refusal.code).count();
            (if before == 0 { code.to_owned() } else { format!("{code} {}", before + 1) }, refusal.example())
        });
        let mut response = ResponseBuilder::new()
            .description(first.status.canonical_reason().unwrap_or("Refused"))
            .header("X-Error-Code", text_header("The stable code of the refusal."));
        for (name, value) in &first.headers {
            response = response.header(title_case(name.as_str()), text_header(&format!("As in `{value}`.")));
        }
        let schema = if says_message { "MessageRefusal" } else { "Refusal" };
        let response = response.content(JSON, examples(Ref::from_schema_name(schema).into(), bodies));
        responses = responses.response(first.status.as_str(), response);
    }
    responses
}

/// What a route may refuse, each by the mapping itself.
fn refusals(route: &Route) -> Vec<Refusal> {
    let mut errors: Vec<ApiError> = Vec::new();
    if route.who == Who::Judged {
        let requirement = Requirement { methods: vec![MfaMethod::Totp], maximum_age: 43_200 };
        errors.extend([
            ApiError::TokenMissing,
            Error::Unauthenticated(String::new()).into(),
            ApiError::StepUp(requirement, false),
            Error::MustEnrol(vec![AllowedMethod::Totp, AllowedMethod::Passkey]).into(),
            ApiError::Outside(NoOrganization::NotAssociated),
            ApiError::Outside(NoOrganization::Ambiguous),
            ApiError::Unmeetable,
            ApiError::UnknownProfile,
            Error::unavailable("").into(),
        ]);
        return errors.iter().map(|error| Refusal::of(error, Some(route))).collect();
    }
    if let Who::Machine(scope) = route.who {
        errors.push(ApiError::ScopeMissing(scope));
        errors.push(Error::invalid("organization", "must be 1 to 128 visible ASCII characters").into());
    }
    if route.who != Who::Anyone {
        errors.extend([ApiError::TokenMissing, ApiError::TokenDoubled]);
        errors.push(Error::Unauthenticated(String::new()).into());
        if !matches!(route.who, Who::Machine(_)) {
            errors.push(Error::NoOrganization(NoOrganization::Ambiguous).into());
        }
        if let Error::Unavailable(cause) = Error::unavailable("") {
            errors.push(ApiError::NoKeys(cause));
        }
    }
    if let Who::Member(permission) = route.who {
        errors.push(Error::NoOrganization(NoOrganization::NotAssociated).into());
        if !route.texts.forbidden.is_empty() {
            errors.push(Error::Forbidden(permission).into());
        }
        if permission.asks_to_step_up() {
            let requirement = Requirement { methods: vec![MfaMethod::Totp], maximum_age: 43_200 };
            errors.push(Error::InsufficientAuthentication(requirement).into());
        }
        if permission.administers() {
            errors.push(Error::MustEnrol(vec![AllowedMethod::Totp, AllowedMethod::Passkey]).into());
        }
    }
    let asks_the_database = [READYZ.path, JWKS.path].contains(&route.path);
    if route.who != Who::Anyone || asks_the_database || !matches!(route.failure, Failure::Unavailable) {
        errors.push(Error::unavailable("").into());
    }
    errors.extend(own_refusals(route));
    if route.documentation.is_some_and(|documentation| !documentation.query.is_empty()) {
        errors.push(ApiError::Body(BodyRefusal::Parameters(vec![Violation {
            field: "limit".to_owned(),
            rule: "must be from 1 to 1000".to_owned(),
        }])));
    }
    if route.body.is_some() {
        errors.extend(
            [BodyRefusal::TooSlow, BodyRefusal::TooLarge, BodyRefusal::MediaType, BodyRefusal::Invalid]
                .map(ApiError::Body),
        );
    }
    errors.iter().map(|error| Refusal::of(error, Some(route))).collect()
}

/// What single routes refuse beyond what all of their kind do.
fn own_refusals(route: &Route) -> Vec<ApiError> {
    let pause = || Error::TooManyAttempts(jiff::SignedDuration::from_mins(15)).into();
    let rule = |rule: Rule| Error::RuleBroken(rule).into();
    match route.path {
        "/mfa/setup" => {
            vec![
                ApiError::Body(BodyRefusal::Method),
                rule(Rule::MethodUnavailable),
                rule(Rule::TooManyPasskeys),
                pause(),
            ]
        }
        "/mfa/magic-link/send" => vec![
            Error::NotFound(Resource::Membership).into(),
            rule(Rule::NotConfigured),
            rule(Rule::MethodUnavailable),
            pause(),
        ],
        "/mfa/magic-link/activate" => vec![ApiError::ProofRejected, Error::NotFound(Resource::Membership).into()],
        "/mfa/passkey/auth-options" => vec![rule(Rule::NotConfigured), rule(Rule::MethodUnavailable)],
        "/mfa/passkey/complete-registration" | "/mfa/passkey/complete-registration-1" => {
            vec![ApiError::ProofRejected, rule(Rule::MethodUnavailable)]
        }
        "/mfa/verify-setup" | "/mfa/verify-login" => {
            vec![ApiError::Body(BodyRefusal::Method), ApiError::ProofRejected, rule(Rule::MethodUnavailable), pause()]
        }
        "/mfa/enable" | "/mfa/primary" => vec![ApiError::Body(BodyRefusal::Method), rule(Rule::NotConfigured)],
        "/mfa/disable" => {
            vec![ApiError::Body(BodyRefusal::Method), rule(Rule::NotConfigured), rule(Rule::EnforcedByOrganization)]
        }
        "/mfa/reset" => vec![Error::NotFound(Resource::Membership).into(), rule(Rule::EnforcedByOrganization)],
        "/mfa/authenticators/{id}" => {
            vec![Error::NotFound(Resource::Authenticator).into(), rule(Rule::EnforcedByOrganization)]
        }
        "/mfa/sessions/{id}" => vec![Error::NotFound(Resource::Session).into()],
        "/mfa/recovery-codes" if route.method == Method::POST => vec![rule(Rule::NotConfigured)],
        "/mfa/organization/policy" if route.method == Method::PUT => vec![
            Error::Stale(Resource::Policy).into(),
            Error::Stale(Resource::Plan).into(),
            ApiError::Body(BodyRefusal::NoPrecondition),
        ],
        "/mfa/organization/members/{subject}/deadline" | "/mfa/organization/members/{subject}/exemption" => {
            let missing = Error::NotFound(Resource::Membership).into();
            let mut refused = vec![missing, rule(Rule::ServiceNeedsNoException)];
            // whoever is exempt may give that up
            if route.method != Method::DELETE || route.path.ends_with("deadline") {
                refused.push(rule(Rule::OwnException));
            }
            refused
        }
        "/organizations/{org}/members/{subject}" if route.method == Method::PUT => vec![
            Error::NotFound(Resource::Organization).into(),
            rule(Rule::LastOwner),
            rule(Rule::AdminMfaRequired),
            rule(Rule::ServiceIsNoAdministrator),
        ],
        "/organizations/{org}/members/{subject}" => {
            vec![Error::NotFound(Resource::Organization).into(), rule(Rule::LastOwner)]
        }
        "/mfa/refresh" | "/user/refresh" => vec![ApiError::RefreshRejected],
        _ => Vec::new(),
    }
}

const JSON: &str = "application/json";

fn text_header(description: &str) -> Header {
    let text = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new().schema(Some(text)).description(Some(description)).build()
}

/// `retry-after` as it is usually written.
fn title_case(name: &str) -> String {
    let word = |word: &str| match word.split_at_checked(1) {
        Some((first, rest)) => format!("{}{rest}", first.to_uppercase()),
        None => String::new(),
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

fn any_object() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Object).build().into()
}

fn examples(schema: RefOr<Schema>, bodies: impl Iterator<Item = (String, Value)>) -> Content {
    let examples = bodies.map(|(name, body)| (name, ExampleBuilder::new().value(Some(body)).build()));
    ContentBuilder::new().schema(Some(schema)).examples_from_iter(examples).build()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

fn http_method(method: &Method) -> HttpMethod {
    match *method {
        Method::POST => HttpMethod::Post,
        Method::PUT => HttpMethod::Put,
        Method::PATCH => HttpMethod::Patch,
        Method::DELETE => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}
