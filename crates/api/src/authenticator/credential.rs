//! Passkey credentials as browsers send them. WebAuthn defines their form; the relying party verifies them.

use deserr::{DeserializeError, Deserr, ErrorKind, IntoValue, Value, ValueKind, ValuePointerRef, take_cf_content};
use serde_json::Value as Json;
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::values::text;
use crate::violations::Violations;

/// What `navigator.credentials.create` returned, as JSON.
pub(super) struct RegistrationCredential(pub(super) String);

/// What `navigator.credentials.get` returned, as JSON.
pub(crate) struct AssertionCredential(pub(crate) String);

impl Deserr<Violations> for RegistrationCredential {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Violations> {
        object(value, location).map(Self)
    }
}

impl Deserr<Violations> for AssertionCredential {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Violations> {
        object(value, location).map(Self)
    }
}

/// A JSON object as text.
fn object<V: IntoValue>(value: Value<V>, location: ValuePointerRef<'_>) -> Result<String, Violations> {
    match value {
        Value::Map(_) => {
            Ok(Json::deserialize_from_value(value, location).map_err(|error: Violations| error)?.to_string())
        }
        actual => {
            let error = ErrorKind::IncorrectValueKind { actual, accepted: &[ValueKind::Map] };
            Err(take_cf_content(Violations::error(None, error, location)))
        }
    }
}

impl PartialSchema for RegistrationCredential {
    fn schema() -> RefOr<Schema> {
        let response = ObjectBuilder::new()
            .property("clientDataJSON", text())
            .required("clientDataJSON")
            .property("attestationObject", text())
            .required("attestationObject")
            .property("transports", ArrayBuilder::new().items(text()));
        credential("What `navigator.credentials.create` returned, as JSON.", response)
    }
}

impl ToSchema for RegistrationCredential {}

impl PartialSchema for AssertionCredential {
    fn schema() -> RefOr<Schema> {
        let response = ObjectBuilder::new()
            .property("clientDataJSON", text())
            .required("clientDataJSON")
            .property("authenticatorData", text())
            .required("authenticatorData")
            .property("signature", text())
            .required("signature")
            .property("userHandle", text());
        credential("What `navigator.credentials.get` returned, as JSON.", response)
    }
}

impl ToSchema for AssertionCredential {}

/// A credential with binary values in base64url or base64.
fn credential(description: &str, response: ObjectBuilder) -> RefOr<Schema> {
    let flag = || ObjectBuilder::new().schema_type(Type::Boolean);
    let properties = ObjectBuilder::new().property("rk", flag());
    let results = ObjectBuilder::new().property("credProps", properties).property("appid", flag());
    ObjectBuilder::new()
        .property("id", text())
        .required("id")
        .property("rawId", text())
        .required("rawId")
        .property("type", text().enum_values(Some(["public-key"])))
        .required("type")
        .property("response", response)
        .required("response")
        .property("authenticatorAttachment", text())
        .property("clientExtensionResults", results)
        .description(Some(description))
        .into()
}
