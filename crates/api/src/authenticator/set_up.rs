//! `POST /mfa/setup`

use actix_web::http::Method as HttpMethod;
use deserr::Deserr;
use portcullis_domain::{AuthenticatorName, EnrolmentChannel, Error, Method, Permission, Rule, TotpSetup};
use serde::Serialize;
use utoipa::ToSchema;

use super::method_request::INVALID_TYPE;
use super::passkey_options::PasskeySetupView;
use super::qr_code;
use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, BodyError, Failure, NO_TEXTS, Texts};
use crate::extractors::{Acting, Json};
use crate::responses::{Data, True};
use crate::route::{Access, Body, Documentation, Rate, Route};
use crate::signature::Endpoint;
use crate::values::MfaType;
use crate::violations::Violations;

/// The name of a passkey whose device has none.
const UNNAMED: &str = "Passkey";

/// Sets up an authenticator.
pub const SETUP: Route = Route {
    method: HttpMethod::POST,
    path: "/mfa/setup",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Requests,
    texts: Texts { invalid: INVALID_TYPE, failure: Failure::Documented("Failed to setup MFA"), ..NO_TEXTS },
    body: Some(Body { required: true, limit: 4 * 1024, example: r#"{"mfaType":"GOOGLE_AUTH"}"# }),
    handler: || Endpoint::of(set_up),
    errors: || {
        vec![
            BodyError::Method.into(),
            Error::RuleBroken(Rule::MethodUnavailable).into(),
            Error::RuleBroken(Rule::TooManyPasskeys).into(),
            Error::RuleBroken(Rule::AddressTooNew).into(),
            Error::ConfirmationRequired(vec![EnrolmentChannel::Code]).into(),
            Error::TooManyAttempts(jiff::SignedDuration::from_mins(15)).into(),
        ]
    },
    documentation: Some(Documentation {
        id: "setUpMfa",
        summary: "Set up an authenticator",
        description: "`GOOGLE_AUTH` returns a secret, its QR code and ten recovery codes, shown only once, to be confirmed \
            within ten minutes; an existing one stays valid until then. `PASSKEY` returns a challenge to answer within five \
            minutes, in parts and, as `publicKey`, whole, for `PublicKeyCredential.parseCreationOptionsFromJSON`. \
            `MAGIC_LINK` sends a link to the member's own address. The authenticator counts after `/mfa/verify-setup` in \
            the same session or, for links, `/mfa/magic-link/activate`. Where the organization confirms enrolments, a code \
            is mailed to the member's address, unless their own token named it; 403 for links to such an address.",
        examples: &[
            (
                "totp",
                r#"{"success":true,"data":{"secret":"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP","qrCode":"data:image/png;base64,iVBORw0KGgo=","backupCodes":["0123-4567-89AB-CDEF"]}}"#,
            ),
            (
                "passkey",
                r#"{"success":true,"data":{"challenge":"dGVzdCBjaGFsbGVuZ2U=","rpName":"Portcullis","userName":"alice@example.com","rpID":"example.com","origin":"https://mfa.example.com","userId":"AAAAAAAAAAAAAAAAAAAAAA==","publicKey":{"rp":{"name":"Portcullis","id":"example.com"},"user":{"id":"AAAAAAAAAAAAAAAAAAAAAA","name":"alice@example.com","displayName":"alice@example.com"},"challenge":"dGVzdCBjaGFsbGVuZ2U","pubKeyCredParams":[{"type":"public-key","alg":-7}]}}}"#,
            ),
            ("magicLink", r#"{"success":true,"data":{"email":"alice@example.com","verificationRequired":true}}"#),
        ],
    }),
};

/// The kind of authenticator to set up.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, rename_all = camelCase)]
#[serde(rename_all = "camelCase")]
struct SetupRequest {
    mfa_type: MfaType,
    /// For links: the member's own address, if any, in any case. Ignored for the other kinds.
    #[deserr(default)]
    email: Option<String>,
    #[deserr(default)]
    device_info: Option<DeviceInfo>,
}

/// The device, for the name of a passkey: its `name`, or else its `browser` and `os`. Other fields are ignored.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations)]
struct DeviceInfo {
    #[deserr(default)]
    name: Option<String>,
    #[deserr(default)]
    browser: Option<String>,
    #[deserr(default)]
    os: Option<String>,
}

impl DeviceInfo {
    fn name(self) -> Option<AuthenticatorName> {
        let text = |given: Option<String>| given.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let described = |browser, os| Some(format!("{} on {}", text(browser)?, text(os)?));
        let name = text(self.name).or_else(|| described(self.browser, self.os))?;
        AuthenticatorName::parse(name).ok()
    }
}

/// What the caller needs to finish the setup.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Setup)]
enum SetupView {
    Totp(TotpSetupView),
    Passkey(Box<PasskeySetupView>),
    MagicLink(MagicLinkSetupView),
}

/// A one-time password and the recovery codes in its place.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TotpSetup)]
struct TotpSetupView {
    /// The secret, in base32.
    secret: String,
    /// A QR code of the secret, as a `data:` URI.
    qr_code: String,
    backup_codes: Vec<String>,
}

/// The address that a link was sent to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MagicLinkSetup)]
struct MagicLinkSetupView {
    email: String,
    #[schema(inline)]
    verification_required: True,
}

impl TotpSetupView {
    fn new(setup: &TotpSetup) -> portcullis_domain::Result<Self> {
        Ok(Self {
            secret: setup.secret.to_string(),
            qr_code: qr_code::data_uri(&setup.uri)?,
            backup_codes: setup.codes.iter().map(|code| code.to_string()).collect(),
        })
    }
}

/// Permissions: any member, for themselves.
async fn set_up(
    Acting(actor): Acting,
    Json(body): Json<SetupRequest>,
    dispatcher: Dispatcher,
) -> Result<Data<SetupView>, ApiError> {
    let view = dispatcher
        .run(move |all| match body.mfa_type.0 {
            Method::Totp | Method::RecoveryCode => {
                Ok(SetupView::Totp(TotpSetupView::new(&all.authenticator.set_up_totp.execute(&actor)?)?))
            }
            Method::Passkey => {
                let name = body.device_info.and_then(DeviceInfo::name);
                let name = name.map_or_else(|| AuthenticatorName::parse(UNNAMED), Ok)?;
                let setup = all.authenticator.set_up_passkey.execute(&actor, name)?;
                Ok(SetupView::Passkey(Box::new(PasskeySetupView::new(&setup)?)))
            }
            Method::MagicLink => {
                let address = all.authenticator.set_up_magic_link.execute(&actor, body.email.as_deref())?;
                Ok(SetupView::MagicLink(MagicLinkSetupView { email: address.to_string(), verification_required: True }))
            }
        })
        .await?;
    Ok(Data(view))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_named_by_their_name_or_browser_and_system() {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        for ((name, browser, os), expected) in [
            ((" Phone ", "Firefox", "Linux"), Some("Phone")),
            (("", "Firefox", "Linux"), Some("Firefox on Linux")),
            ((" ", "Firefox", "Linux"), Some("Firefox on Linux")),
            (("", "Firefox", ""), None),
            (("", "", ""), None),
            ((&*"x".repeat(65), "", ""), None),
        ] {
            let device = DeviceInfo { name: text(name), browser: text(browser), os: text(os) };
            assert_eq!(device.name().map(|name| name.to_string()).as_deref(), expected, "{name:?} {browser} {os}");
        }
    }
}
