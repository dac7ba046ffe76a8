//! WebAuthn by webauthn-rs.

mod response;

use std::fmt;

use portcullis_domain::{
    AssertionOptions, AssertionOutcome, Error, PasskeyCredential, PasskeyHolder, RegistrationOptions, RelyingParty,
    RelyingPartyName, Result, UserHandle,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
    WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// The longest credential id in bytes (WebAuthn, section 7.1, step 25).
const MAX_ID_BYTES: usize = 1023;

/// The timeout for browsers, in milliseconds. The server accepts answers for longer.
const TIMEOUT: u64 = 60_000;

/// A relying party with one id and its origins.
pub struct WebauthnRelyingParty {
    webauthn: Webauthn,
    name: RelyingPartyName,
}

impl WebauthnRelyingParty {
    /// A relying party shown to people as `name`. Each origin's host must be `id` or a subdomain of it.
    pub fn new(id: &str, origins: &[Url], name: &str) -> Result<Self> {
        let invalid_id = |rule: &str| Error::invalid("RP ID", rule);
        let first = origins.first().ok_or_else(|| Error::invalid("origins", "must contain at least one origin"))?;
        let below = |origin: &Url| origin.domain().is_some_and(|host| is_within(host, id));
        if !origins.iter().all(below) {
            return Err(invalid_id("must be the domain of every origin, or a parent of it"));
        }
        let not_a_domain = |_| invalid_id("must be a domain");
        let builder = WebauthnBuilder::new(id, first).map_err(not_a_domain)?.rp_name(name);
        let more = origins.iter().skip(1);
        let builder = more.fold(builder, WebauthnBuilder::append_allowed_origin);
        let origin = first.origin().ascii_serialization();
        let name = RelyingPartyName { id: id.to_owned(), name: name.to_owned(), origin };
        Ok(Self { webauthn: builder.build().map_err(not_a_domain)?, name })
    }
}

/// Shows the id and the origins: `example.com at https://app.example.com, …`.
impl fmt::Display for WebauthnRelyingParty {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origins = self.webauthn.get_allowed_origins().iter().map(|origin| origin.origin().ascii_serialization());
        write!(out, "{} at {}", self.name.id, origins.collect::<Vec<_>>().join(", "))
    }
}

/// Whether a host is this domain or a subdomain of it.
fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || (rest.ends_with('.') && !domain.is_empty()))
}

impl RelyingParty for WebauthnRelyingParty {
    fn name(&self) -> RelyingPartyName {
        self.name.clone()
    }

    fn begin_registration(
        &self,
        holder: &PasskeyHolder,
        passkeys: &[&PasskeyCredential],
    ) -> Result<RegistrationOptions> {
        let known = passkeys.iter().map(|passkey| passkey.credential_id.clone()).collect();
        let handle = Uuid::from_bytes(holder.user_handle);
        let name = &*holder.user_name;
        let begun = self.webauthn.start_passkey_registration(handle, name, name, Some(known));
        let (options, state) = begun.map_err(Error::internal)?;
        Ok(RegistrationOptions {
            challenge: options.public_key.challenge.clone(),
            options: to_json(&options.public_key)?,
            state: to_json(&state)?,
        })
    }

    fn finish_registration(
        &self,
        response: &str,
        state: &str,
        user_handle: UserHandle,
    ) -> Result<Option<PasskeyCredential>> {
        let state: PasskeyRegistration = from_json(state)?;
        let Some(response) = response::parse::<RegisterPublicKeyCredential>(response) else { return Ok(None) };
        let Ok(passkey) = self.webauthn.finish_passkey_registration(&response, &state) else { return Ok(None) };
        if *passkey.cred_id() != response.raw_id || passkey.cred_id().len() > MAX_ID_BYTES {
            return Ok(None);
        }
        credential(&passkey, user_handle).map(Some)
    }

    fn begin_assertion(&self, passkeys: &[&PasskeyCredential]) -> Result<AssertionOptions> {
        let stored = passkeys.iter().map(|passkey| from_json(&passkey.record)).collect::<Result<Vec<Passkey>>>()?;
        let (options, state) = self.webauthn.start_passkey_authentication(&stored).map_err(Error::internal)?;
        Ok(AssertionOptions {
            challenge: options.public_key.challenge,
            rp_id: options.public_key.rp_id,
            timeout: TIMEOUT,
            credential_ids: passkeys.iter().map(|passkey| passkey.credential_id.clone()).collect(),
            state: to_json(&state)?,
        })
    }

    fn finish_assertion(
        &self,
        response: &str,
        state: &str,
        passkeys: &[&PasskeyCredential],
    ) -> Result<AssertionOutcome> {
        let state: PasskeyAuthentication = from_json(state)?;
        let Some(response) = response::parse::<PublicKeyCredential>(response) else {
            return Ok(AssertionOutcome::Rejected);
        };
        let Some(used) = passkeys.iter().find(|passkey| passkey.credential_id == response.raw_id) else {
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
        // the library accepts a change of backup eligibility; the standard does not (section 7.2, step 19)
        if result.backup_eligible() != backup_eligible(&used.record)? || !result.user_verified() {
            return Ok(AssertionOutcome::Rejected);
        }
        let mut passkey: Passkey = from_json(&used.record)?;
        passkey.update_credential(&result).ok_or_else(|| Error::internal("the asserted passkey is another one"))?;
        let asserted = credential(&passkey, used.user_handle)?;
        Ok(AssertionOutcome::Accepted(PasskeyCredential { sign_count: result.counter(), ..asserted }))
    }
}

/// Converts a passkey into what is stored.
fn credential(passkey: &Passkey, user_handle: UserHandle) -> Result<PasskeyCredential> {
    let record = serde_json::to_value(passkey).map_err(Error::internal)?;
    let count = record.pointer("/cred/counter").and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok());
    Ok(PasskeyCredential {
        credential_id: passkey.cred_id().clone(),
        user_handle,
        sign_count: count.ok_or_else(|| Error::internal("a passkey record has no sign count"))?,
        record: record.to_string(),
    })
}

fn backup_eligible(record: &str) -> Result<bool> {
    let record: Value = from_json(record)?;
    let flag = record.pointer("/cred/backup_eligible").and_then(Value::as_bool);
    flag.ok_or_else(|| Error::internal("a passkey record has no backup eligibility"))
}

fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

/// Reads JSON that we stored ourselves: a failure is a defect.
fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::internal)
}
