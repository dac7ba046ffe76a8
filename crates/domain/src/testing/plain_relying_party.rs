//! A relying party with readable challenges and responses.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::Result;
use crate::model::authenticator::{PasskeyCredential, UserHandle};
use crate::ports::{
    AssertionOptions, AssertionOutcome, PasskeyHolder, RegistrationOptions, RelyingParty, RelyingPartyName,
};

/// Creates challenges of four equal bytes, and accepts a response with `"challenge":"…"` that lists those bytes. `"id":"…"`
/// selects the passkey; its sign count is the number of `+` in the response. For tests.
#[derive(Debug, Default)]
pub struct PlainRelyingParty(AtomicU8);

impl PlainRelyingParty {
    /// Returns the valid response of the passkey `id` to a challenge, with this sign count.
    pub fn answer(id: &str, challenge: &[u8], count: usize) -> String {
        format!(r#"{{"id":"{id}","challenge":"{}","count":"{}"}}"#, written(challenge), "+".repeat(count))
    }

    fn challenge(&self) -> Vec<u8> {
        vec![self.0.fetch_add(1, Ordering::SeqCst); 4]
    }
}

/// Well-formed options, independent of the challenge.
const OPTIONS: &str = r#"{"rp":{"name":"Portcullis","id":"localhost"},"user":{"id":"AA","name":"alice","displayName":"alice"},"challenge":"AAAAAA","pubKeyCredParams":[{"type":"public-key","alg":-7}]}"#;

impl RelyingParty for PlainRelyingParty {
    fn name(&self) -> RelyingPartyName {
        let (id, name, origin) = ("localhost".to_owned(), "Portcullis".to_owned(), "http://localhost:3000".to_owned());
        RelyingPartyName { id, name, origin }
    }

    fn begin_registration(&self, _: &PasskeyHolder, _: &[&PasskeyCredential]) -> Result<RegistrationOptions> {
        let challenge = self.challenge();
        let state = written(&challenge);
        Ok(RegistrationOptions { challenge, options: OPTIONS.to_owned(), state })
    }

    fn finish_registration(
        &self,
        response: &str,
        state: &str,
        user_handle: UserHandle,
    ) -> Result<Option<PasskeyCredential>> {
        let id = field(response, "id").filter(|_| field(response, "challenge") == Some(state));
        Ok(id.map(|id| PasskeyCredential {
            credential_id: id.as_bytes().to_vec(),
            user_handle,
            sign_count: 0,
            record: "{}".to_owned(),
        }))
    }

    fn begin_assertion(&self, passkeys: &[&PasskeyCredential]) -> Result<AssertionOptions> {
        let challenge = self.challenge();
        let state = written(&challenge);
        let credential_ids = passkeys.iter().map(|passkey| passkey.credential_id.clone()).collect();
        Ok(AssertionOptions { challenge, rp_id: self.name().id, timeout: 60_000, credential_ids, state })
    }

    fn finish_assertion(
        &self,
        response: &str,
        state: &str,
        passkeys: &[&PasskeyCredential],
    ) -> Result<AssertionOutcome> {
        let id = field(response, "id").filter(|_| field(response, "challenge") == Some(state));
        let used = passkeys.iter().find(|passkey| id.map(str::as_bytes) == Some(&*passkey.credential_id));
        let sign_count = u32::try_from(response.matches('+').count()).unwrap_or(u32::MAX);
        Ok(match used {
            None => AssertionOutcome::Rejected,
            Some(used) if used.sign_count > 0 && sign_count <= used.sign_count => AssertionOutcome::SignCountDecreased,
            Some(used) => AssertionOutcome::Accepted(PasskeyCredential { sign_count, ..(*used).clone() }),
        })
    }
}

fn written(challenge: &[u8]) -> String {
    format!("{challenge:?}")
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("\"{name}\":\""))?;
    rest.split_once('"').map(|(value, _)| value)
}
