//! A passkey in software: makes keys and signs real WebAuthn ceremonies, rightly or, when asked, wrongly.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

/// User present and user verified (WebAuthn, section 6.1).
pub(crate) const PRESENT_AND_VERIFIED: u8 = 0x05;

/// What an answer says. Each part can be made wrong.
#[derive(Clone)]
pub(crate) struct Saying {
    pub(crate) kind: &'static str,
    pub(crate) origin: String,
    pub(crate) cross_origin: bool,
    pub(crate) top_origin: Option<&'static str>,
    pub(crate) rp_id: String,
    pub(crate) flags: u8,
    pub(crate) count: u32,
    pub(crate) user_handle: Option<Vec<u8>>,
}

impl Saying {
    /// What is right for this page.
    pub(crate) fn of(kind: &'static str, rp_id: &str, origin: &str, count: u32) -> Self {
        let (origin, rp_id) = (origin.to_owned(), rp_id.to_owned());
        Self {
            kind,
            origin,
            cross_origin: false,
            top_origin: None,
            rp_id,
            flags: PRESENT_AND_VERIFIED,
            count,
            user_handle: None,
        }
    }

    fn client_data(&self, challenge: &[u8]) -> Vec<u8> {
        let challenge = BASE64URL_NOPAD.encode(challenge);
        let mut data = json!({
            "type": self.kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.cross_origin,
        });
        if let Some(origin) = self.top_origin {
            data["topOrigin"] = origin.into();
        }
        data.to_string().into_bytes()
    }

    /// Authenticator data, with what follows them (WebAuthn, section 6.1).
    fn authenticator_data(&self, flags: u8, rest: &[u8]) -> Vec<u8> {
        let mut data = digest(&SHA256, self.rp_id.as_bytes()).as_ref().to_vec();
        data.push(self.flags | flags);
        data.extend(self.count.to_be_bytes());
        data.extend(rest);
        data
    }
}

/// One credential.
pub(crate) struct SoftwareAuthenticator {
    pub(crate) id: Vec<u8>,
    key: EcdsaKeyPair,
}

impl SoftwareAuthenticator {
    /// One of a fresh key, with that id.
    #[expect(clippy::disallowed_methods, reason = "a test that must not repeat its keys")]
    pub(crate) fn new(id: &[u8]) -> Self {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref()).unwrap();
        Self { id: id.to_vec(), key }
    }

    /// The answer to a challenge to register (WebAuthn, section 6.5, attestation `none`).
    pub(crate) fn register(&self, challenge: &[u8], saying: &Saying) -> Value {
        const ATTESTED: u8 = 0x40;
        let point = self.key.public_key().as_ref();
        let mut attested = vec![0; 16];
        attested.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        attested.extend(&self.id);
        // COSE_Key of ES256: {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        attested.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        attested.extend(&point[1..33]);
        attested.extend([0x22, 0x58, 0x20]);
        attested.extend(&point[33..65]);
        let data = saying.authenticator_data(ATTESTED, &attested);
        // {"fmt": "none", "attStmt": {}, "authData": …}
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(data);
        self.answer(&json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(&saying.client_data(challenge)),
            "attestationObject": BASE64URL_NOPAD.encode(&object),
        }))
    }

    /// The answer to a challenge to be used (WebAuthn, section 6.3.3).
    pub(crate) fn assert(&self, challenge: &[u8], saying: &Saying) -> Value {
        let client_data = saying.client_data(challenge);
        let data = saying.authenticator_data(0, &[]);
        let signed = [&data, digest(&SHA256, &client_data).as_ref()].concat();
        #[expect(clippy::disallowed_methods, reason = "a signature needs it")]
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        self.answer(&json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(&client_data),
            "authenticatorData": BASE64URL_NOPAD.encode(&data),
            "signature": BASE64URL_NOPAD.encode(signature.as_ref()),
            "userHandle": saying.user_handle.as_ref().map(|handle| BASE64URL_NOPAD.encode(handle)),
        }))
    }

    fn answer(&self, response: &Value) -> Value {
        let id = BASE64URL_NOPAD.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
    }
}
