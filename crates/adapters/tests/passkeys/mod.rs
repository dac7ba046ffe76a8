//! WebAuthn ceremonies, valid and faulty, against the relying party. Comments name the requirement that a test covers.

mod vectors;

use portcullis_adapters::WebauthnRelyingParty;
use portcullis_domain::{AssertionOutcome, PasskeyCredential, PasskeyHolder, RelyingParty};
use proptest::prelude::*;
use rstest::rstest;
use url::Url;

use crate::fixtures::software_authenticator::{Ceremony, SoftwareAuthenticator};

const RP_ID: &str = "example.com";
const ORIGIN: &str = "https://mfa.example.com";

fn party() -> WebauthnRelyingParty {
    WebauthnRelyingParty::new(RP_ID, &[Url::parse(ORIGIN).unwrap()], "Portcullis").unwrap()
}

fn holder() -> PasskeyHolder {
    PasskeyHolder { user_handle: [7; 16], user_name: "alice@example.com".into() }
}

fn creating() -> Ceremony {
    Ceremony::of("webauthn.create", RP_ID, ORIGIN, 1)
}

fn getting(count: u32) -> Ceremony {
    Ceremony::of("webauthn.get", RP_ID, ORIGIN, count)
}

fn registered(saying: &Ceremony) -> Option<PasskeyCredential> {
    let party = party();
    let begun = party.begin_registration(&holder(), &[]).unwrap();
    let answer = SoftwareAuthenticator::new(b"credential").register(&begun.challenge, saying);
    party.finish_registration(&answer.to_string(), &begun.state, [7; 16]).unwrap()
}

#[test]
fn passkey_is_registered_and_asserted() {
    let party = party();
    let device = SoftwareAuthenticator::new(b"credential");
    let begun = party.begin_registration(&holder(), &[]).unwrap();
    assert!(begun.challenge.len() >= 16, "WA-2");
    let options: serde_json::Value = serde_json::from_str(&begun.options).unwrap();
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    let answer = device.register(&begun.challenge, &creating());
    let passkey = party.finish_registration(&answer.to_string(), &begun.state, [7; 16]).unwrap().unwrap();
    assert_eq!((&*passkey.credential_id, passkey.sign_count), (&b"credential"[..], 1));

    let asked = party.begin_assertion(&[&passkey]).unwrap();
    assert_ne!(asked.challenge, begun.challenge);
    let answer = device.assert(&asked.challenge, &Ceremony { user_handle: Some(vec![7; 16]), ..getting(2) });
    let asserted = party.finish_assertion(&answer.to_string(), &asked.state, &[&passkey]).unwrap();
    let AssertionOutcome::Accepted(after) = asserted else { panic!("{asserted:?}") };
    assert_eq!(after.sign_count, 2);
}

fn saying(change: impl FnOnce(&mut Ceremony), mut saying: Ceremony) -> Ceremony {
    change(&mut saying);
    saying
}

/// Variants of a valid ceremony, each with one fault.
fn faults(good: &Ceremony, other_kind: &'static str) -> Vec<(&'static str, Ceremony)> {
    let with = |change: fn(&mut Ceremony)| saying(change, good.clone());
    let mut cases = vec![
        ("WA-3 origin, another host", with(|it| it.origin = "https://mfa.example.com.evil".into())),
        ("WA-3 origin, another scheme", with(|it| it.origin = "http://mfa.example.com".into())),
        ("WA-3 origin, another port", with(|it| it.origin = "https://mfa.example.com:8443".into())),
        ("WA-3 origin, a host below", with(|it| it.origin = "https://a.mfa.example.com".into())),
        ("WA-3 origin, a trailing dot", with(|it| it.origin = "https://mfa.example.com.".into())),
        ("WA-3 origin, a look-alike", with(|it| it.origin = "https://mfa.ex\u{430}mple.com".into())),
        ("WA-4 another site's frame", with(|it| it.cross_origin = true)),
        ("WA-4 another site on top", with(|it| it.top_origin = Some("https://evil.example"))),
        ("WA-5 another relying party", with(|it| it.rp_id = "mfa.example.com".into())),
        ("WA-6 user not present", with(|it| it.flags = 0x00)),
        ("WA-6 user not verified", with(|it| it.flags = 0x01)),
        ("WA-6 verified without presence", with(|it| it.flags = 0x04)),
        ("WA-7 backed up without being eligible", with(|it| it.flags = 0x15)),
    ];
    cases.push(("WA-1 the other ceremony", Ceremony { kind: other_kind, ..good.clone() }));
    cases
}

#[test]
fn faulty_registration_is_rejected() {
    assert!(registered(&creating()).is_some());
    for (fault, ceremony) in faults(&creating(), "webauthn.get") {
        assert_eq!(registered(&ceremony), None, "{fault}");
    }
}

#[test]
fn faulty_assertion_is_rejected() {
    let party = party();
    let (device, passkey) = enrolled(&party);
    let asked = party.begin_assertion(&[&passkey]).unwrap();
    let outcome = |saying: &Ceremony| {
        let answer = device.assert(&asked.challenge, saying);
        party.finish_assertion(&answer.to_string(), &asked.state, &[&passkey]).unwrap()
    };
    assert!(matches!(outcome(&getting(2)), AssertionOutcome::Accepted(_)));
    for (fault, ceremony) in faults(&getting(2), "webauthn.create") {
        assert_eq!(outcome(&ceremony), AssertionOutcome::Rejected, "{fault}");
    }
    let eligible = Ceremony { flags: 0x0d, ..getting(2) };
    assert_eq!(outcome(&eligible), AssertionOutcome::Rejected, "WA-7 backup eligibility changed");
    let other_handle = Ceremony { user_handle: Some(vec![8; 16]), ..getting(2) };
    assert_eq!(outcome(&other_handle), AssertionOutcome::Rejected, "WA-10 the user handle of another member");
    for count in [0, 1] {
        assert_eq!(outcome(&getting(count)), AssertionOutcome::SignCountDecreased, "WA-12 {count}");
    }
}

fn enrolled(party: &WebauthnRelyingParty) -> (SoftwareAuthenticator, PasskeyCredential) {
    let device = SoftwareAuthenticator::new(b"credential");
    let begun = party.begin_registration(&holder(), &[]).unwrap();
    let answer = device.register(&begun.challenge, &creating()).to_string();
    let passkey = party.finish_registration(&answer, &begun.state, [7; 16]).unwrap().unwrap();
    (device, passkey)
}

/// WA-2, WA-10, WA-11
#[test]
fn response_to_another_challenge_or_key_is_rejected() {
    let party = party();
    let (device, passkey) = enrolled(&party);
    let (first, second) = (party.begin_assertion(&[&passkey]).unwrap(), party.begin_assertion(&[&passkey]).unwrap());
    let check =
        |answer: serde_json::Value| party.finish_assertion(&answer.to_string(), &second.state, &[&passkey]).unwrap();
    assert_eq!(check(device.assert(&first.challenge, &getting(2))), AssertionOutcome::Rejected);
    let same_id = SoftwareAuthenticator::new(b"credential");
    assert_eq!(check(same_id.assert(&second.challenge, &getting(2))), AssertionOutcome::Rejected);
    let other_id = SoftwareAuthenticator::new(b"another");
    assert_eq!(check(other_id.assert(&second.challenge, &getting(2))), AssertionOutcome::Rejected);

    let good = device.assert(&second.challenge, &getting(2));
    let changed = |pointer: &str, value: serde_json::Value| {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        changed
    };
    let signature = good["response"]["signature"].as_str().unwrap();
    for answer in [
        changed("/id", "YW5vdGhlcg".into()),
        changed("/rawId", "YW5vdGhlcg".into()),
        changed("/type", "password".into()),
        changed("/response/signature", signature[..signature.len() - 8].into()),
        changed("/response/signature", "MAYCAQACAQA".into()),
        changed("/response/signature", "".into()),
        changed("/response/authenticatorData", "".into()),
    ] {
        assert_eq!(check(answer.clone()), AssertionOutcome::Rejected, "{answer}");
    }
    assert!(matches!(check(good), AssertionOutcome::Accepted(_)), "a rejected response does not end the ceremony");
}

/// WA-8: -7 is ES256; -8 and -9 were not offered.
#[rstest]
#[case(0x26, true)]
#[case(0x27, false)]
#[case(0x28, false)]
fn only_offered_key_algorithms_are_accepted(#[case] algorithm: u8, #[case] taken: bool) {
    let party = party();
    let begun = party.begin_registration(&holder(), &[]).unwrap();
    let mut answer = SoftwareAuthenticator::new(b"credential").register(&begun.challenge, &creating());
    let object = answer["response"]["attestationObject"].as_str().unwrap();
    let mut object = data_encoding::BASE64URL_NOPAD.decode(object.as_bytes()).unwrap();
    let es256 = [0xa5, 0x01, 0x02, 0x03, 0x26];
    let at = object.windows(es256.len()).position(|bytes| bytes == es256).unwrap();
    object[at + 4] = algorithm;
    answer["response"]["attestationObject"] = data_encoding::BASE64URL_NOPAD.encode(&object).into();
    assert_eq!(party.finish_registration(&answer.to_string(), &begun.state, [7; 16]).unwrap().is_some(), taken);
}

/// WA-9
#[rstest]
#[case(1023, true)]
#[case(1024, false)]
fn credential_id_length_is_bounded(#[case] length: usize, #[case] taken: bool) {
    let party = party();
    let begun = party.begin_registration(&holder(), &[]).unwrap();
    let answer = SoftwareAuthenticator::new(&vec![1; length]).register(&begun.challenge, &creating());
    assert_eq!(party.finish_registration(&answer.to_string(), &begun.state, [7; 16]).unwrap().is_some(), taken);
}

/// Padded base64, extension results inside the response, no user handle.
#[test]
fn lenient_response_form_is_accepted() {
    let party = party();
    let respelt = |value: &serde_json::Value| -> serde_json::Value {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(value.as_str().unwrap().as_bytes()).unwrap();
        data_encoding::BASE64.encode(&bytes).into()
    };
    let device = SoftwareAuthenticator::new(b"credential-of-the-client\xff\xfe");
    let begun = party.begin_registration(&holder(), &[]).unwrap();
    let mut answer = device.register(&begun.challenge, &creating());
    answer.as_object_mut().unwrap().remove("clientExtensionResults");
    answer["response"]["clientExtensionResults"] = serde_json::json!({ "credProps": { "rk": true }, "unknown": 1 });
    answer["response"]["transports"] = serde_json::json!(["internal", "telepathy"]);
    answer["rawId"] = respelt(&answer["rawId"]);
    answer["response"]["attestationObject"] = respelt(&answer["response"]["attestationObject"]);
    let passkey = party.finish_registration(&answer.to_string(), &begun.state, [7; 16]).unwrap().unwrap();
    let asked = party.begin_assertion(&[&passkey]).unwrap();
    let mut answer = device.assert(&asked.challenge, &getting(2));
    answer["response"].as_object_mut().unwrap().remove("userHandle");
    answer["response"]["signature"] = respelt(&answer["response"]["signature"]);
    let asserted = party.finish_assertion(&answer.to_string(), &asked.state, &[&passkey]).unwrap();
    assert!(matches!(asserted, AssertionOutcome::Accepted(_)), "{asserted:?}");
}

/// WA-15: any input is rejected without an error. Bytes of a valid response are changed and cut in each of its parts, and
/// the whole is replaced by arbitrary text.
mod arbitrary_input {
    use super::*;

    fn good() -> (String, PasskeyCredential, serde_json::Value, String, serde_json::Value) {
        let party = party();
        let (device, passkey) = enrolled(&party);
        let begun = party.begin_registration(&holder(), &[]).unwrap();
        let asked = party.begin_assertion(&[&passkey]).unwrap();
        let registration = SoftwareAuthenticator::new(b"new").register(&begun.challenge, &creating());
        let assertion = device.assert(&asked.challenge, &getting(2));
        (begun.state, passkey, registration, asked.state, assertion)
    }

    fn mutate(answer: &mut serde_json::Value, part: &str, at: usize, byte: u8, cut: usize) {
        let Some(text) = answer["response"][part].as_str() else { return };
        let mut bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
        let length = bytes.len();
        bytes[at % length] ^= byte;
        bytes.truncate(length - cut % length);
        answer["response"][part] = data_encoding::BASE64URL_NOPAD.encode(&bytes).into();
    }

    const PARTS: [&str; 4] = ["clientDataJSON", "attestationObject", "authenticatorData", "signature"];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn mutated_response_is_rejected_without_an_error(
            part in 0..4_usize, at in any::<prop::sample::Index>(), byte in 1..=255_u8, cut in 0..80_usize
        ) {
            let (state, passkey, mut registration, asked, mut assertion) = good();
            let at = at.index(1_000);
            mutate(&mut registration, PARTS[part], at, byte, cut);
            mutate(&mut assertion, PARTS[part], at, byte, cut);
            prop_assert!(party().finish_registration(&registration.to_string(), &state, [7; 16]).is_ok());
            let asserted = party().finish_assertion(&assertion.to_string(), &asked, &[&passkey]).unwrap();
            // every byte of an assertion's three parts is signed or part of the signature
            prop_assert!(part == 1 || !matches!(asserted, AssertionOutcome::Accepted(_)));
        }

        #[test]
        fn arbitrary_text_is_rejected_without_an_error(text in "\\PC*", value in any::<i64>(), field in 0..6_usize) {
            let (state, passkey, registration, asked, mut assertion) = good();
            for text in [text.clone(), format!("{{{text}}}"), "[".repeat(100_000)] {
                prop_assert_eq!(party().finish_registration(&text, &state, [7; 16]).unwrap(), None);
                prop_assert_eq!(party().finish_assertion(&text, &asked, &[&passkey]).unwrap(), AssertionOutcome::Rejected);
            }
            let fields = ["id", "rawId", "type", "response", "extensions", "clientExtensionResults"];
            let mut odd = registration.clone();
            odd[fields[field]] = value.into();
            prop_assert!(party().finish_registration(&odd.to_string(), &state, [7; 16]).is_ok());
            assertion[fields[field]] = value.into();
            prop_assert!(party().finish_assertion(&assertion.to_string(), &asked, &[&passkey]).is_ok());
        }
    }
}
