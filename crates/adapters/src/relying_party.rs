//! WebAuthn, by webauthn-rs.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use portcullis_domain::{
    AssertionOptions, AssertionOutcome, Error, PasskeyCredential, PasskeyHolder, RegistrationOptions, RelyingParty,
    RelyingPartyName, Result, UserHandle,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
    WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// The longest credential id (WebAuthn, section 7.1, step 25), in bytes.
const LONGEST_ID: usize = 1023;

/// How long a browser should wait, in milliseconds. The server waits longer.
const TIMEOUT: u64 = 60_000;

/// A relying party of one id and its origins.
pub struct WebauthnRelyingParty {
    webauthn: Webauthn,
    name: RelyingPartyName,
}

impl WebauthnRelyingParty {
    /// A relying party that people know as `name`. Every origin must be of `id` or of a domain below it.
    pub fn new(id: &str, origins: &[Url], name: &str) -> Result<Self> {
        let wrong = |field: &str, rule: &str| Error::invalid(field, rule);
        let first = origins.first().ok_or_else(|| wrong("PORTCULLIS_ORIGINS", "must name at least one origin"))?;
        let below = |origin: &Url| origin.domain().is_some_and(|host| is_or_is_below(host, id));
        if !origins.iter().all(below) {
            return Err(wrong("PORTCULLIS_RP_ID", "must be the domain of every origin, or one above it"));
        }
        let unfit = |_| wrong("PORTCULLIS_RP_ID", "must be a domain");
        let builder = WebauthnBuilder::new(id, first).map_err(unfit)?.rp_name(name);
        let more = origins.iter().skip(1);
        let builder = more.fold(builder, WebauthnBuilder::append_allowed_origin);
        let origin = first.origin().ascii_serialization();
        let name = RelyingPartyName { id: id.to_owned(), name: name.to_owned(), origin };
        Ok(Self { webauthn: builder.build().map_err(unfit)?, name })
    }
}

/// `example.com at https://app.example.com, …`.
impl fmt::Display for WebauthnRelyingParty {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origins = self.webauthn.get_allowed_origins().iter().map(|origin| origin.origin().ascii_serialization());
        write!(out, "{} at {}", self.name.id, origins.collect::<Vec<_>>().join(", "))
    }
}

/// Whether a host is a domain, or ends in it after a dot.
fn is_or_is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || (rest.ends_with('.') && !domain.is_empty()))
}

impl RelyingParty for WebauthnRelyingParty {
    fn name(&self) -> RelyingPartyName {
        self.name.clone()
    }

    fn begin_registration(&self, holder: &PasskeyHolder, held: &[&PasskeyCredential]) -> Result<RegistrationOptions> {
        let known = held.iter().map(|passkey| passkey.credential_id.clone()).collect();
        let handle = Uuid::from_bytes(holder.user_handle);
        let name = &*holder.user_name;
        let begun = self.webauthn.start_passkey_registration(handle, name, name, Some(known));
        let (options, state) = begun.map_err(Error::internal)?;
        Ok(RegistrationOptions {
            challenge: options.public_key.challenge.clone(),
            options: written(&options.public_key)?,
            state: written(&state)?,
        })
    }

    fn finish_registration(
        &self,
        response: &str,
        state: &str,
        user_handle: UserHandle,
    ) -> Result<Option<PasskeyCredential>> {
        let state: PasskeyRegistration = kept(state)?;
        let Some(response) = understood::<RegisterPublicKeyCredential>(response) else { return Ok(None) };
        let Ok(passkey) = self.webauthn.finish_passkey_registration(&response, &state) else { return Ok(None) };
        if *passkey.cred_id() != response.raw_id || passkey.cred_id().len() > LONGEST_ID {
            return Ok(None);
        }
        credential(&passkey, user_handle).map(Some)
    }

    fn begin_assertion(&self, held: &[&PasskeyCredential]) -> Result<AssertionOptions> {
        let passkeys = held.iter().map(|passkey| kept(&passkey.record)).collect::<Result<Vec<Passkey>>>()?;
        let (options, state) = self.webauthn.start_passkey_authentication(&passkeys).map_err(Error::internal)?;
        Ok(AssertionOptions {
            challenge: options.public_key.challenge,
            rp_id: options.public_key.rp_id,
            timeout: TIMEOUT,
            credential_ids: held.iter().map(|passkey| passkey.credential_id.clone()).collect(),
            state: written(&state)?,
        })
    }

    fn finish_assertion(&self, response: &str, state: &str, held: &[&PasskeyCredential]) -> Result<AssertionOutcome> {
        let state: PasskeyAuthentication = kept(state)?;
        let Some(response) = understood::<PublicKeyCredential>(response) else { return Ok(AssertionOutcome::Rejected) };
        let Some(used) = held.iter().find(|passkey| passkey.credential_id == response.raw_id) else {
            return Ok(AssertionOutcome::Rejected);
        };
        if response.get_user_unique_id().is_some_and(|handle| handle != used.user_handle) {
            return Ok(AssertionOutcome::Rejected);
        }
        let result = match self.webauthn.finish_passkey_authentication(&response, &state) {
            Ok(result) => result,
            Err(WebauthnError::CredentialPossibleCompromise) => return Ok(AssertionOutcome::SignCountDecreased),
            Err(_) => return Ok(AssertionOutcome::Rejected),
        };
        // the library lets a passkey become eligible for backup; the standard does not (section 7.2, step 19)
        if result.backup_eligible() != backup_eligible(&used.record)? || !result.user_verified() {
            return Ok(AssertionOutcome::Rejected);
        }
        let mut passkey: Passkey = kept(&used.record)?;
        passkey.update_credential(&result).ok_or_else(|| Error::internal("a passkey that was not asked"))?;
        let asserted = credential(&passkey, used.user_handle)?;
        Ok(AssertionOutcome::Accepted(PasskeyCredential { sign_count: result.counter(), ..asserted }))
    }
}

/// What is kept of a passkey.
fn credential(passkey: &Passkey, user_handle: UserHandle) -> Result<PasskeyCredential> {
    let record = serde_json::to_value(passkey).map_err(Error::internal)?;
    let count = record.pointer("/cred/counter").and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok());
    Ok(PasskeyCredential {
        credential_id: passkey.cred_id().clone(),
        user_handle,
        sign_count: count.ok_or_else(|| Error::internal("a passkey without a count"))?,
        record: record.to_string(),
    })
}

fn backup_eligible(record: &str) -> Result<bool> {
    let record: Value = kept(record)?;
    let flag = record.pointer("/cred/backup_eligible").and_then(Value::as_bool);
    flag.ok_or_else(|| Error::internal("a passkey that does not say whether it can be backed up"))
}

fn written(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

/// What we wrote ourselves. If it does not read, something is broken.
fn kept<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::internal)
}

/// An answer from outside, if it has the form of one: as the standard writes it, or with padded or plain base 64, with
/// the results of extensions within `response`, or without a user handle. `id` and `rawId` must agree (CVE-2026-0723).
fn understood<T: DeserializeOwned>(text: &str) -> Option<T> {
    let mut answer: Map<String, Value> = serde_json::from_str(text).ok()?;
    if answer.get("type")? != "public-key" {
        return None;
    }
    respell(answer.get_mut("rawId")?)?;
    respell(answer.get_mut("id")?)?;
    if answer.get("id") != answer.get("rawId") {
        return None;
    }
    let response = answer.get_mut("response")?.as_object_mut()?;
    // of no use to us, and in forms that differ by browser
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
            respell(value)?;
        }
    }
    for unused in ["clientExtensionResults", "extensions"] {
        answer.remove(unused);
    }
    if is_of_a_frame(answer.get("response")?)? {
        return None;
    }
    serde_json::from_value(Value::Object(answer)).ok()
}

/// Whether an answer was given in a frame within another site's page (WebAuthn, section 7.1, steps 10 and 11, and 7.2,
/// steps 13 and 14). The library looks at it in registrations alone.
fn is_of_a_frame(response: &Value) -> Option<bool> {
    let client_data = decoded(response.get("clientDataJSON")?.as_str()?)?;
    let client_data: Map<String, Value> = serde_json::from_slice(&client_data).ok()?;
    let cross_origin = client_data.get("crossOrigin").is_some_and(|flag| *flag != false);
    Some(cross_origin || client_data.contains_key("topOrigin"))
}

/// Writes bytes as the standard does, in base64url without padding, whichever way they are written.
fn respell(value: &mut Value) -> Option<()> {
    let bytes = decoded(value.as_str()?)?;
    *value = Value::String(BASE64URL_NOPAD.encode(&bytes));
    Some(())
}

/// Bytes that are written in base 64 of either alphabet, with padding or without.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let plain = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
    BASE64URL_NOPAD.decode(plain.as_bytes()).ok()
}
