//! Parses browsers' WebAuthn responses.

use data_encoding::BASE64URL_NOPAD;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Parses a response; `None` if it is malformed. Besides the standard's form it accepts base64 of either alphabet with or
/// without padding, extension results inside `response`, and a missing user handle. `id` and `rawId` must agree
/// (CVE-2026-0723).
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Option<T> {
    let mut credential: Map<String, Value> = serde_json::from_str(text).ok()?;
    if credential.get("type")? != "public-key" {
        return None;
    }
    normalize(credential.get_mut("rawId")?)?;
    normalize(credential.get_mut("id")?)?;
    if credential.get("id") != credential.get("rawId") {
        return None;
    }
    let response = credential.get_mut("response")?.as_object_mut()?;
    // unused, and their forms differ by browser
    for unused in ["clientExtensionResults", "transports", "publicKey", "publicKeyAlgorithm"] {
        response.remove(unused);
    }
    let handle = response.entry("userHandle").or_insert(Value::Null);
    if handle == "" {
        *handle = Value::Null;
    }
    for (name, value) in response.iter_mut() {
        let binary = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
        if binary.contains(&&**name) && !value.is_null() {
            normalize(value)?;
        }
    }
    for unused in ["clientExtensionResults", "extensions"] {
        credential.remove(unused);
    }
    if is_cross_origin(credential.get("response")?)? {
        return None;
    }
    serde_json::from_value(Value::Object(credential)).ok()
}

/// Whether the response comes from a frame inside another site's page (WebAuthn, section 7.1, steps 10 and 11, and 7.2,
/// steps 13 and 14). The library checks this only in registrations.
fn is_cross_origin(response: &Value) -> Option<bool> {
    let client_data = decode(response.get("clientDataJSON")?.as_str()?)?;
    let client_data: Map<String, Value> = serde_json::from_slice(&client_data).ok()?;
    let cross_origin = client_data.get("crossOrigin").is_some_and(|flag| *flag != false);
    Some(cross_origin || client_data.contains_key("topOrigin"))
}

/// Rewrites base64 of any form as base64url without padding, the standard's form.
fn normalize(value: &mut Value) -> Option<()> {
    let bytes = decode(value.as_str()?)?;
    *value = Value::String(BASE64URL_NOPAD.encode(&bytes));
    Some(())
}

/// Decodes base64 of either alphabet, with or without padding.
fn decode(text: &str) -> Option<Vec<u8>> {
    let unpadded = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
    BASE64URL_NOPAD.decode(unpadded.as_bytes()).ok()
}
