//! `GET /openapi.json`

use std::sync::LazyLock;

use actix_web::body::BoxBody;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::route::{Documentation, PUBLIC, Route};
use crate::signature::{Answer, Endpoint, JSON, Signature};
use crate::values::text;

/// The OpenAPI document.
pub const OPENAPI: Route = Route {
    path: "/openapi.json",
    handler: || Endpoint::of(openapi),
    documentation: Some(Documentation {
        id: "openapi",
        summary: "Get this document",
        description: "OpenAPI 3.1.",
        examples: &[("document", r#"{"openapi":"3.1.0","info":{"title":"Portcullis","version":"1.0.0"}}"#)],
    }),
    ..PUBLIC
};

/// An OpenAPI document, serialized when it is first asked for: building it takes 6 MiB, which an idle service would keep.
pub(crate) struct Document(pub(crate) LazyLock<String>);

/// 200 with the document.
struct DocumentAnswer(Data<Document>);

impl Responder for DocumentAnswer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().content_type(JSON).body(String::clone(&self.0.0))
    }
}

impl PartialSchema for Document {
    fn schema() -> RefOr<Schema> {
        let info = ObjectBuilder::new().property("title", text()).required("title");
        let info = info.property("version", text()).required("version");
        ObjectBuilder::new()
            .property("openapi", text())
            .required("openapi")
            .property("info", info)
            .required("info")
            .description(Some("An OpenAPI 3.1 document, of which these are the members that every one has."))
            .into()
    }
}

impl ToSchema for Document {}

impl Answer for DocumentAnswer {
    fn describe(signature: &mut Signature) {
        let schema = signature.reference::<Document>();
        signature.answers.push((JSON, schema));
    }
}

async fn openapi(document: Data<Document>) -> DocumentAnswer {
    DocumentAnswer(document)
}
