//! The part of the OpenAPI document that is read off a handler's signature: its extractors declare parameters and body,
//! its return type the response. So the document cannot differ from what a handler takes and returns.

use std::fmt;

use actix_web::web::{self, Data};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Responder};
use utoipa::ToSchema;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::{Ref, RefOr, Schema};

/// A handler and its signature.
pub(crate) struct Endpoint {
    pub(crate) route: actix_web::Route,
    describe: fn(&mut Signature),
}

impl Endpoint {
    pub(crate) fn of<F, Args>(handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + Input + 'static,
        F::Output: Responder + Answer + 'static,
    {
        let describe = |signature: &mut Signature| {
            Args::describe(signature);
            F::Output::describe(signature);
        };
        Self { route: web::route().to(handler), describe }
    }

    /// No handler: every request is 404.
    pub(crate) fn missing() -> Self {
        Self { route: web::route(), describe: |_| {} }
    }

    pub(crate) fn signature(&self) -> Signature {
        let mut signature = Signature::default();
        (self.describe)(&mut signature);
        signature
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Endpoint")
    }
}

/// The parameters, body and response of a handler.
#[derive(Default)]
pub(crate) struct Signature {
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<RefOr<Schema>>,
    /// The body of a route that takes a form instead of JSON, with its media type.
    pub(crate) form: Option<(&'static str, RefOr<Schema>)>,
    /// The schema of a 200, by media type.
    pub(crate) answers: Vec<(&'static str, RefOr<Schema>)>,
    /// The headers of a 200 and their descriptions.
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    /// The named schemas that the others refer to.
    pub(crate) schemas: Vec<(String, RefOr<Schema>)>,
}

impl Signature {
    /// Adds the schema of `T` to the named ones and returns a reference to it.
    pub(crate) fn reference<T: ToSchema>(&mut self) -> RefOr<Schema> {
        self.schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(&mut self.schemas);
        Ref::from_schema_name(T::name()).into()
    }
}

/// An extractor that may declare parameters or a body.
pub(crate) trait Input {
    fn describe(_: &mut Signature) {}
}

impl<T: ?Sized> Input for Data<T> {}
impl Input for HttpRequest {}
impl Input for () {}

macro_rules! tuples {
    ($(($($name:ident)+))+) => {
        $(impl<$($name: Input),+> Input for ($($name,)+) {
            fn describe(signature: &mut Signature) {
                $($name::describe(signature);)+
            }
        })+
    };
}

tuples! { (A) (A B) (A B C) (A B C D) (A B C D E) }

/// A return type that declares the response.
pub(crate) trait Answer {
    fn describe(signature: &mut Signature);
}

/// A page or a file: described by no schema.
impl Answer for HttpResponse {
    fn describe(_: &mut Signature) {}
}

impl<T: Answer, E> Answer for Result<T, E> {
    fn describe(signature: &mut Signature) {
        T::describe(signature);
    }
}

impl<T: ToSchema> Answer for web::Json<T> {
    fn describe(signature: &mut Signature) {
        let schema = signature.reference::<T>();
        signature.answers.push((JSON, schema));
    }
}

/// The media type of JSON.
pub(crate) const JSON: &str = "application/json";
