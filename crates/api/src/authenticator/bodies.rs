//! The bodies of the family, each read from one JSON object.

use portcullis_domain::authenticator::{AuthenticatorName, Method};
use serde_json::Value;
use utoipa::ToSchema;

use crate::body::Object;
use crate::refusal::BodyRefusal;

/// A kind of authenticator, and what goes with setting it up.
#[derive(ToSchema)]
#[expect(dead_code, reason = "what is ignored stands in the document, too")]
pub(crate) struct SetupBody {
    /// `GOOGLE_AUTH`, `PASSKEY` or `MAGIC_LINK`.
    #[schema(rename = "mfaType")]
    mfa_type: String,
    /// For links.
    email: Option<String>,
    /// What the device says of itself, in any shape. Ignored.
    #[schema(rename = "deviceInfo", value_type = Option<Object>)]
    device_info: Option<Value>,
}

/// A kind of authenticator.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read by name, for a text of its own")]
pub(crate) struct MethodBody {
    /// `GOOGLE_AUTH`, `PASSKEY` or `MAGIC_LINK`.
    #[schema(rename = "mfaType")]
    mfa_type: String,
}

/// A kind of authenticator, and the proof that it was set up.
#[derive(ToSchema)]
pub(crate) struct CodeBody {
    /// `GOOGLE_AUTH`, `PASSKEY` or `MAGIC_LINK`.
    #[schema(rename = "mfaType", value_type = String)]
    pub(crate) method: Method,
    /// Six digits.
    #[schema(value_type = Option<String>)]
    pub(crate) code: String,
}

/// A kind of authenticator, and the proof that it was used.
#[derive(ToSchema)]
#[expect(dead_code, reason = "what is ignored stands in the document, too")]
pub(crate) struct LoginBody {
    /// `GOOGLE_AUTH`, `PASSKEY` or `MAGIC_LINK`.
    #[schema(rename = "mfaType")]
    mfa_type: String,
    /// Six digits, or a recovery code.
    code: Option<String>,
    /// Ignored: a session is the token's.
    #[schema(rename = "sessionId")]
    session_id: Option<String>,
    /// Ignored: an address is the connection's.
    #[schema(rename = "ipAddress")]
    ip_address: Option<String>,
    /// Ignored.
    #[schema(rename = "userAgent")]
    user_agent: Option<String>,
}

/// Whose authenticators are taken away.
#[derive(ToSchema)]
pub(crate) struct ResetBody {
    /// Another member; absent for one's own.
    #[schema(rename = "resetUserId")]
    pub(crate) target: Option<String>,
    /// Has no effect.
    #[expect(dead_code, reason = "what is ignored stands in the document, too")]
    enable: Option<bool>,
}

/// What an authenticator is called.
#[derive(ToSchema)]
pub(crate) struct NameBody {
    /// 1 to 64 characters.
    #[schema(value_type = String)]
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

impl CodeBody {
    pub(crate) fn read(body: &Object) -> Result<Self, BodyRefusal> {
        let method = method(body)?;
        Ok(Self { method, code: text(body, "code")?.ok_or(BodyRefusal::Invalid)? })
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
