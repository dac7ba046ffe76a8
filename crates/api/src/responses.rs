//! The bodies of successful responses: typed, and described in the document.

use actix_web::body::BoxBody;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::{Serialize, Serializer};
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::signature::{Answer, JSON, Signature};

/// The constant `true` of the member `success`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct True;

impl Serialize for True {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

impl PartialSchema for True {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([true])).into()
    }
}

impl ToSchema for True {}

/// A response that only confirms the request.
#[derive(Serialize, ToSchema)]
pub(crate) struct Success {
    #[schema(inline)]
    success: True,
    /// What was done, for people.
    message: &'static str,
}

/// 200 with a confirmation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Message(pub(crate) &'static str);

impl Responder for Message {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().json(Success { success: True, message: self.0 })
    }
}

impl Answer for Message {
    fn describe(signature: &mut Signature) {
        let schema = signature.reference::<Success>();
        signature.answers.push((JSON, schema));
    }
}

#[derive(Serialize)]
struct Envelope<T> {
    success: True,
    data: T,
}

/// 200 with one object.
pub(crate) struct Data<T>(pub(crate) T);

impl<T: Serialize> Responder for Data<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().json(Envelope { success: True, data: self.0 })
    }
}

impl<T: ToSchema> Answer for Data<T> {
    fn describe(signature: &mut Signature) {
        let data = signature.reference::<T>();
        signature.answers.push((JSON, envelope(data)));
    }
}

/// 200 with a list.
pub(crate) struct List<T>(pub(crate) Vec<T>);

impl<T: Serialize> Responder for List<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        Data(self.0).respond_to(request)
    }
}

impl<T: ToSchema> Answer for List<T> {
    fn describe(signature: &mut Signature) {
        let items = signature.reference::<T>();
        let list = ArrayBuilder::new().items(items);
        signature.answers.push((JSON, envelope(list.into())));
    }
}

fn envelope(data: RefOr<Schema>) -> RefOr<Schema> {
    let envelope = ObjectBuilder::new().property("success", True::schema()).required("success");
    envelope.property("data", data).required("data").into()
}
