//! The bodies of the family, each read from one JSON object.

use data_encoding::BASE64URL_NOPAD;
use portcullis_domain::{AuthenticatorName, Method};
use serde_json::Value;
use utoipa::ToSchema;

use crate::body::Object;
use crate::reference::values;
use crate::refusal::BodyRefusal;

/// A kind of authenticator, and what goes with setting it up.
#[derive(ToSchema)]
pub(crate) struct SetupBody {
    /// Which kind.
    #[schema(rename = "mfaType", schema_with = values::method)]
    pub(crate) method: Method,
    /// For links: the member's own address, if anything. Ignored for the other kinds.
    pub(crate) email: Option<String>,
    /// What the device says of itself, in either shape: a passkey is named after its `name`, or its `browser` and `os`.
    /// Anything else is ignored.
    #[schema(rename = "deviceInfo", value_type = Value, required = false)]
    pub(crate) device: Option<String>,
}

/// A kind of authenticator.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read by name, for a text of its own")]
pub(crate) struct MethodBody {
    /// Which kind.
    #[schema(rename = "mfaType", schema_with = values::method)]
    mfa_type: String,
}

/// A kind of authenticator, and the proof that it was set up.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read as a proof, by kind")]
pub(crate) struct ProofBody {
    /// Which kind.
    #[schema(rename = "mfaType", schema_with = values::method)]
    mfa_type: String,
    /// For one-time passwords: six digits.
    code: Option<String>,
    /// For passkeys: what `navigator.credentials.create` gave, as JSON.
    #[schema(value_type = Option<Object>)]
    credential: Option<Value>,
}

/// A kind of authenticator, and the proof that it was used.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read as a proof, by kind; what is ignored stands in the document, too")]
pub(crate) struct LoginBody {
    /// Which kind.
    #[schema(rename = "mfaType", schema_with = values::method)]
    mfa_type: String,
    /// Six digits, or a recovery code.
    code: Option<String>,
    /// For passkeys: what `navigator.credentials.get` gave, as JSON.
    #[schema(value_type = Option<Object>)]
    credential: Option<Value>,
    /// For links: what the page behind the link shows.
    token: Option<String>,
    /// Ignored: a session is the token's.
    #[schema(rename = "sessionId")]
    session_id: Option<Value>,
    /// Ignored: an address is the connection's.
    #[schema(rename = "ipAddress")]
    ip_address: Option<Value>,
    /// Ignored.
    #[schema(rename = "userAgent")]
    user_agent: Option<Value>,
}

/// What was given as proof.
pub(crate) enum GivenProof {
    /// What was typed.
    Code(String),
    /// What a passkey answered, as JSON.
    Passkey(String),
    /// The token of a link.
    Link(String),
}

/// The token of a link.
#[derive(ToSchema)]
pub(crate) struct LinkBody {
    /// As it stands in the link.
    pub(crate) token: String,
}

/// What a browser gave for a new passkey.
#[derive(ToSchema)]
pub(crate) struct RegistrationBody {
    /// What `navigator.credentials.create` gave, as JSON.
    #[schema(value_type = Object)]
    pub(crate) credential: String,
    /// The challenge that it answers, in base 64.
    #[schema(value_type = String)]
    pub(crate) challenge: Vec<u8>,
}

/// Whose authenticators are taken away.
#[derive(ToSchema)]
pub(crate) struct ResetBody {
    /// Another member; absent for one's own.
    #[schema(rename = "resetUserId")]
    pub(crate) target: Option<String>,
    /// Has no effect.
    #[expect(dead_code, reason = "what is ignored stands in the document, too")]
    enable: Option<Value>,
}

/// What an authenticator is called.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameBody {
    /// 1 to 64 characters.
    #[schema(schema_with = values::authenticator_name)]
    pub(crate) name: AuthenticatorName,
}

impl NameBody {
    /// A route of our own: what is unknown is refused.
    pub(crate) fn read(body: &Object) -> Result<Self, BodyRefusal> {
        let name = body.only("name").and_then(Value::as_str).map(AuthenticatorName::parse);
        name.and_then(Result::ok).map(|name| Self { name }).ok_or(BodyRefusal::Invalid)
    }
}

/// What refreshes a session.
#[derive(ToSchema)]
pub(crate) struct RefreshBody {
    /// The token; `refresh_token` is taken as well.
    #[schema(rename = "refreshToken")]
    pub(crate) refresh_token: String,
}

/// The kind that a body names.
pub(crate) fn method(body: &Object) -> Result<Method, BodyRefusal> {
    body.get("mfaType").and_then(Value::as_str).and_then(Method::parse).ok_or(BodyRefusal::Method)
}

/// A field that is a text or not there.
fn text(body: &Object, name: &str) -> Result<Option<String>, BodyRefusal> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(BodyRefusal::Invalid),
    }
}

/// What a device calls itself: by its `name`, or else by its browser and its system.
fn device(info: &Value) -> Option<String> {
    let named = |field: &str| info.get(field).and_then(Value::as_str).map(str::trim).filter(|name| !name.is_empty());
    let described = || Some(format!("{} on {}", named("browser")?, named("os")?));
    named("name").map(str::to_owned).or_else(described)
}

impl SetupBody {
    pub(crate) fn read(body: &Object) -> Result<Self, BodyRefusal> {
        Ok(Self { method: method(body)?, email: text(body, "email")?, device: body.get("deviceInfo").and_then(device) })
    }
}

/// A JSON object as its text. What it holds is for those who understand it.
fn credential(body: &Object) -> Result<String, BodyRefusal> {
    let given = body.get("credential").filter(|given| given.is_object());
    given.map(Value::to_string).ok_or(BodyRefusal::Invalid)
}

impl LinkBody {
    pub(crate) fn read(body: &Object) -> Result<Self, BodyRefusal> {
        Ok(Self { token: text(body, "token")?.ok_or(BodyRefusal::Invalid)? })
    }
}

impl GivenProof {
    pub(crate) fn read(body: &Object) -> Result<Self, BodyRefusal> {
        match method(body)? {
            Method::Totp | Method::RecoveryCode => text(body, "code")?.map(Self::Code).ok_or(BodyRefusal::Invalid),
            Method::Passkey => credential(body).map(Self::Passkey),
            Method::MagicLink => text(body, "token")?.map(Self::Link).ok_or(BodyRefusal::Invalid),
        }
    }
}

impl RegistrationBody {
    /// The challenge is taken in either alphabet of base 64, with padding or without.
    pub(crate) fn read(body: &Object) -> Result<Self, BodyRefusal> {
        let challenge = text(body, "challenge")?.ok_or(BodyRefusal::Invalid)?;
        let plain = challenge.trim_end_matches('=').replace('+', "-").replace('/', "_");
        let challenge = BASE64URL_NOPAD.decode(plain.as_bytes()).map_err(|_| BodyRefusal::Invalid)?;
        Ok(Self { credential: credential(body)?, challenge })
    }
}

impl ResetBody {
    /// No body at all is one without fields.
    pub(crate) fn read(body: Result<Object, BodyRefusal>) -> Result<Self, BodyRefusal> {
        let target = match body {
            Err(BodyRefusal::Missing) => None,
            body => text(&body?, "resetUserId")?,
        };
        Ok(Self { target, enable: None })
    }
}

impl RefreshBody {
    pub(crate) fn read(body: &Object) -> Result<Self, BodyRefusal> {
        let named = match text(body, "refreshToken")? {
            Some(token) => Some(token),
            None => text(body, "refresh_token")?,
        };
        Ok(Self { refresh_token: named.ok_or(BodyRefusal::Invalid)? })
    }
}
