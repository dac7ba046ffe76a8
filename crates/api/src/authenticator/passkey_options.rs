//! The options to create a passkey with (WebAuthn Level 3, section 5.1.8).

use data_encoding::BASE64;
use portcullis_domain::{Error, PasskeySetup, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a browser needs to create a passkey.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PasskeySetup)]
pub(super) struct PasskeySetupView {
    /// The challenge, in base64.
    challenge: String,
    rp_name: String,
    user_name: String,
    #[serde(rename = "rpID")]
    rp_id: String,
    origin: String,
    /// The user handle, in base64.
    user_id: String,
    public_key: CreationOptions,
}

impl PasskeySetupView {
    pub(super) fn new(setup: &PasskeySetup) -> Result<Self> {
        Ok(Self {
            challenge: BASE64.encode(&setup.registration.challenge),
            rp_name: setup.relying_party.name.clone(),
            user_name: setup.holder.user_name.clone(),
            rp_id: setup.relying_party.id.clone(),
            origin: setup.relying_party.origin.clone(),
            user_id: BASE64.encode(&setup.holder.user_handle),
            public_key: serde_json::from_str(&setup.registration.options).map_err(Error::internal)?,
        })
    }
}

/// The argument of `PublicKeyCredential.parseCreationOptionsFromJSON`; binary values are in base64url.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CreationOptions {
    rp: RelyingParty,
    user: User,
    challenge: String,
    pub_key_cred_params: Vec<CredentialParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    timeout: Option<u32>,
    /// The passkeys that the caller has already.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    exclude_credentials: Option<Vec<Descriptor>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    authenticator_selection: Option<AuthenticatorSelection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    hints: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    attestation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    attestation_formats: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    extensions: Option<Extensions>,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct RelyingParty {
    name: String,
    id: String,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct User {
    id: String,
    name: String,
    display_name: String,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct CredentialParameters {
    r#type: String,
    /// A COSE algorithm.
    alg: i64,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = CredentialDescriptor)]
struct Descriptor {
    r#type: String,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    transports: Option<Vec<String>>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AuthenticatorSelection {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    authenticator_attachment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    resident_key: Option<String>,
    require_resident_key: bool,
    user_verification: String,
}

/// The extensions of a registration.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RegistrationExtensions)]
struct Extensions {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cred_props: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    credential_protection_policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    enforce_credential_protection_policy: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    uvm: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    min_pin_length: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    hmac_create_secret: Option<bool>,
}
