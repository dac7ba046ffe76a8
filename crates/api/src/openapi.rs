//! Builds the OpenAPI 3.1 document from the table of routes.

mod errors;

use std::collections::BTreeMap;

use actix_web::http::Method;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterIn, PathItem, PathsBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::{ResponseBuilder, ResponsesBuilder};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Content, ContentBuilder, Header, HeaderBuilder, InfoBuilder, License, ObjectBuilder, OpenApi,
    OpenApiBuilder, Ref, RefOr, Required, Schema, Type,
};

use crate::error_response::{ErrorBody, MessageErrorBody};
use crate::route::{Access, Documentation, Route};
use crate::routes::TABLE;
use crate::signature::{JSON, Signature};

/// Returns the document as it is stored in `docs/`.
pub fn openapi_json() -> String {
    format!("{}\n", document(TABLE).to_pretty_json().unwrap_or_default())
}

type Schemas = BTreeMap<String, RefOr<Schema>>;

fn document(routes: &[Route]) -> OpenApi {
    let mut paths = PathsBuilder::new();
    let mut schemas = Schemas::new();
    for route in routes {
        if let Some(documentation) = &route.documentation {
            let operation = operation(route, documentation, &mut schemas);
            paths = paths.path(route.path, PathItem::new(http_method(&route.method), operation));
        }
    }
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("An access token of the configured identity provider."))
        .build();
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .build();
    let description = "Organization-wide MFA: policy and enforcement, next to the identity provider that signs users \
        in. Every response is JSON; every error has the header X-Error-Code.";
    let info = InfoBuilder::new()
        .title("Portcullis")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(description))
        .license(Some(License::builder().name("Apache-2.0").identifier(Some("Apache-2.0")).build()));
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components)).build()
}

fn operation(route: &Route, documentation: &Documentation, schemas: &mut Schemas) -> OperationBuilder {
    let families = ["/mfa/", "/user/", "/organization/", "/organizations/"];
    let is_mfa = families.iter().any(|family| route.path.starts_with(family));
    let signature = route.signature();
    let mut operation = OperationBuilder::new()
        .operation_id(Some(documentation.id))
        .summary(Some(documentation.summary))
        .description(Some(documentation.description))
        .tag(if is_mfa { "mfa" } else { "service" });
    for parameter in &signature.parameters {
        operation = operation.parameter(described(parameter.clone()));
    }
    if let (Some(body), Some(schema)) = (route.body, &signature.body) {
        let content = ContentBuilder::new().schema(Some(schema.clone())).example(Some(parsed(body.example))).build();
        let required = if body.required { Required::True } else { Required::False };
        let body = RequestBodyBuilder::new().content(JSON, content).required(Some(required));
        operation = operation.request_body(Some(body.build()));
    }
    if let Some((media_type, schema)) = &signature.form {
        let content = ContentBuilder::new().schema(Some(schema.clone())).build();
        let body = RequestBodyBuilder::new().content(*media_type, content).required(Some(Required::True));
        operation = operation.request_body(Some(body.build()));
    }
    if route.access != Access::Public {
        operation = operation.security(SecurityRequirement::new("bearer", Vec::<String>::new()));
    }
    let operation = operation.responses(responses(route, documentation, &signature, schemas));
    schemas.extend(signature.schemas);
    operation
}

/// Completes a parameter for the document: an empty one of the query counts as absent.
fn described(mut parameter: Parameter) -> Parameter {
    if parameter.parameter_in == ParameterIn::Query {
        parameter.extensions = Some(Extensions::from_iter([("allowEmptyValue", true)]));
    }
    parameter
}

fn responses(
    route: &Route,
    documentation: &Documentation,
    signature: &Signature,
    schemas: &mut Schemas,
) -> ResponsesBuilder {
    let mut success = ResponseBuilder::new().description("Success");
    for (name, description) in &signature.headers {
        success = success.header(*name, text_header(description));
    }
    for (media_type, schema) in &signature.answers {
        let content = if *media_type == JSON {
            let bodies = documentation.examples.iter().map(|(name, body)| ((*name).to_owned(), parsed(body)));
            examples(schema.clone(), bodies)
        } else {
            ContentBuilder::new().schema(Some(schema.clone())).build()
        };
        success = success.content(*media_type, content);
    }
    let mut responses = ResponsesBuilder::new().response("200", success);
    let error = if route.texts.uses_message() { add::<MessageErrorBody>(schemas) } else { add::<ErrorBody>(schemas) };
    let mut errors = errors::of(route);
    errors.sort_by_key(|error| error.status);
    for chunk in errors.chunk_by(|one, next| one.status == next.status) {
        let Some(first) = chunk.first() else { continue };
        // one code may stand for several texts
        let bodies = chunk.iter().enumerate().map(|(at, error)| {
            let code = error.code.name();
            let before = chunk.iter().take(at).filter(|other| other.code == error.code).count();
            (if before == 0 { code.to_owned() } else { format!("{code} {}", before + 1) }, error.example())
        });
        let mut response = ResponseBuilder::new()
            .description(first.status.canonical_reason().unwrap_or("Error"))
            .header("X-Error-Code", text_header("The stable code of the error."));
        for (name, value) in &first.headers {
            response = response.header(title_case(name.as_str()), text_header(&format!("As in `{value}`.")));
        }
        let response = response.content(JSON, examples(error.clone(), bodies));
        responses = responses.response(first.status.as_str(), response);
    }
    responses
}

/// Adds the schema of `T` and returns a reference to it.
fn add<T: ToSchema>(schemas: &mut Schemas) -> RefOr<Schema> {
    let mut nested = Vec::new();
    T::schemas(&mut nested);
    schemas.extend(nested);
    schemas.insert(T::name().into_owned(), T::schema());
    Ref::from_schema_name(T::name()).into()
}

fn text_header(description: &str) -> Header {
    let text = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new().schema(Some(text)).description(Some(description)).build()
}

/// Writes a header name in title case: `Retry-After`.
fn title_case(name: &str) -> String {
    let word = |word: &str| match word.split_at_checked(1) {
        Some((first, rest)) => format!("{}{rest}", first.to_uppercase()),
        None => String::new(),
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_schemas_are_unique() {
        let mut named = Schemas::new();
        for (name, schema) in TABLE.iter().flat_map(|route| route.signature().schemas) {
            let other = named.insert(name.clone(), schema.clone());
            assert!(other.is_none_or(|other| other == schema), "two types are named {name}");
        }
    }
}
