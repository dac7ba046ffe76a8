//! Reads single claims by their JSON type, in every form that providers write.
//!
//! A claim that is absent, `null` or `""` is absent. One of another type or out of range rejects the token. Only claims that
//! a setting or a decision uses are read: what nobody uses may be of any type and length.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::token_rejection::TokenRejection;

/// The last second of the year 9999, the latest date a token may contain.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// The longest text that is stored, in bytes.
const MAX_TEXT_BYTES: usize = 255;

/// Returns the value of a required claim.
pub(super) fn required<T>(value: Option<T>, name: &'static str) -> Result<T, TokenRejection> {
    value.ok_or(TokenRejection::Missing(name))
}

/// Whether the claim is absent.
pub(super) fn is_absent(claim: Option<&Value>) -> bool {
    claim.is_none_or(|value| value.is_null() || value == "")
}

/// Reads a text that is stored: bounded, and without control characters.
pub(super) fn text(claim: Option<&Value>, name: &'static str) -> Result<Option<String>, TokenRejection> {
    let text = compared_text(claim, name)?;
    match &text {
        Some(text) if text.chars().any(char::is_control) => Err(TokenRejection::Form(name)),
        Some(text) if text.len() > MAX_TEXT_BYTES => Err(TokenRejection::TooLong(name)),
        _ => Ok(text),
    }
}

/// Reads a text that is only compared.
pub(super) fn compared_text(claim: Option<&Value>, name: &'static str) -> Result<Option<String>, TokenRejection> {
    match claim {
        absent if is_absent(absent) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        _ => Err(TokenRejection::Form(name)),
    }
}

/// Reads one text or a list of texts, which are only compared.
pub(super) fn texts(claim: Option<&Value>, name: &'static str) -> Result<Vec<String>, TokenRejection> {
    let Some(Value::Array(items)) = claim else { return Ok(compared_text(claim, name)?.into_iter().collect()) };
    items.iter().map(|item| compared_text(Some(item), name)?.ok_or(TokenRejection::Form(name))).collect()
}

/// Reads words: a text of them (RFC 8693, section 4.2), or a list of texts.
pub(super) fn words(claim: Option<&Value>, name: &'static str) -> Result<Vec<String>, TokenRejection> {
    let texts = texts(claim, name)?;
    Ok(texts.iter().flat_map(|text| text.split(' ')).filter(|word| !word.is_empty()).map(str::to_owned).collect())
}

/// Reads the methods of `amr`: a list of texts (RFC 8176), one text, or a list of objects that name a `method` (Supabase).
pub(super) fn methods(claim: Option<&Value>, name: &'static str) -> Result<Vec<String>, TokenRejection> {
    let Some(Value::Array(items)) = claim else { return texts(claim, name) };
    let method = |item: &Value| item.get("method").unwrap_or(item).as_str().map(str::to_owned);
    items.iter().map(|item| method(item).ok_or(TokenRejection::Form(name))).collect()
}

/// Reads the class of `acr`: a text, or a number as it is written.
pub(super) fn class(claim: Option<&Value>, name: &'static str) -> Result<Option<String>, TokenRejection> {
    match claim {
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        other => compared_text(other, name),
    }
}

/// Reads what a claim names that may name one only: a text, a list of one text, or an object with one key (Keycloak).
pub(super) fn single(claim: Option<&Value>, name: &'static str) -> Result<Option<String>, TokenRejection> {
    match claim {
        Some(Value::Array(items)) => match &**items {
            [] => Ok(None),
            [one @ Value::String(_)] => text(Some(one), name),
            [_] => Err(TokenRejection::Form(name)),
            _ => Err(TokenRejection::Several(name)),
        },
        Some(Value::Object(members)) => {
            let mut names = members.keys();
            match (names.next(), names.next()) {
                (None, _) => Ok(None),
                (Some(one), None) => text(Some(&Value::from(one.as_str())), name),
                (Some(_), Some(_)) => Err(TokenRejection::Several(name)),
            }
        }
        other => text(other, name),
    }
}

/// Reads a `NumericDate`: seconds since 1970, fractions allowed (RFC 7519, section 2).
pub(super) fn date(claim: Option<&Value>, name: &'static str) -> Result<Option<Timestamp>, TokenRejection> {
    let seconds = match claim {
        absent if is_absent(absent) => return Ok(None),
        Some(Value::Number(seconds)) => seconds.as_f64(),
        _ => None,
    };
    seconds
        .filter(|seconds| (0.0..=LAST_SECOND).contains(seconds))
        .and_then(|seconds| SignedDuration::try_from_secs_f64(seconds).ok())
        // some issuers write "never" as the end of the year 9999, a day after the latest `Timestamp`
        .map(|since| Some(Timestamp::from_duration(since).unwrap_or(Timestamp::MAX)))
        .ok_or(TokenRejection::Form(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_is_bounded_and_has_no_control_characters() {
        let read = |value: Value| text(Some(&value), "email");
        let longest = "x".repeat(MAX_TEXT_BYTES);
        assert_eq!(read(json!(longest)), Ok(Some(longest.clone())));
        assert_eq!(read(json!(format!("{longest}x"))), Err(TokenRejection::TooLong("email")));
        for bad in ["a\nb".to_owned(), "a\u{0}".into(), "\u{1b}[31m".into(), "a\u{85}b".into()] {
            assert_eq!(read(json!(bad)), Err(TokenRejection::Form("email")), "{bad:?}");
        }
        // bytes count, not characters
        assert_eq!(read(json!("ü".repeat(128))), Err(TokenRejection::TooLong("email")));
    }

    #[test]
    fn words_are_those_of_a_text_or_a_list() {
        let long = "x".repeat(300);
        for (value, expected) in [
            (json!("openid  api "), &["openid", "api"][..]),
            (json!(["openid", "api"]), &["openid", "api"]),
            (json!(["openid api"]), &["openid", "api"]),
            (json!(long), &[&*long]),
            (json!([]), &[]),
            (json!(""), &[]),
            (Value::Null, &[]),
        ] {
            assert_eq!(words(Some(&value), "scope").unwrap(), expected, "{value}");
        }
        for bad in [json!(7), json!({ "api": true }), json!(["api", 7]), json!([[]]), json!([""])] {
            assert_eq!(words(Some(&bad), "scope"), Err(TokenRejection::Form("scope")), "{bad}");
        }
    }

    #[test]
    fn methods_are_texts_or_objects_that_name_them() {
        for (value, expected) in [
            (json!(["pwd", "mfa"]), &["pwd", "mfa"][..]),
            (json!("mfa"), &["mfa"]),
            (
                json!([{ "method": "totp", "timestamp": 1_800_000_000 }, { "method": "password" }]),
                &["totp", "password"],
            ),
            (json!([]), &[]),
        ] {
            assert_eq!(methods(Some(&value), "amr").unwrap(), expected, "{value}");
        }
        for bad in
            [json!(7), json!([7]), json!([{ "timestamp": 1 }]), json!([{ "method": 7 }]), json!({ "method": "x" })]
        {
            assert_eq!(methods(Some(&bad), "amr"), Err(TokenRejection::Form("amr")), "{bad}");
        }
    }

    #[test]
    fn class_is_a_text_or_a_number_as_written() {
        for (value, expected) in [(json!("aal2"), Some("aal2")), (json!(2), Some("2")), (json!(1.5), Some("1.5"))] {
            assert_eq!(class(Some(&value), "acr").unwrap().as_deref(), expected, "{value}");
        }
        assert_eq!(class(Some(&json!(["aal2"])), "acr"), Err(TokenRejection::Form("acr")));
    }

    #[test]
    fn one_organization_is_named_by_a_text_a_list_or_a_map() {
        use TokenRejection::{Form, Several};
        for (value, expected) in [
            (json!("acme"), Ok(Some("acme"))),
            (json!(["acme"]), Ok(Some("acme"))),
            (json!({ "acme": { "id": "42" } }), Ok(Some("acme"))),
            (json!({ "acme": null }), Ok(Some("acme"))),
            (json!([]), Ok(None)),
            (json!({}), Ok(None)),
            (json!(["acme", "umbrella"]), Err(Several("organization"))),
            (json!(["acme", "acme"]), Err(Several("organization"))),
            (json!({ "acme": {}, "umbrella": {} }), Err(Several("organization"))),
            (json!([{ "id": "acme" }]), Err(Form("organization"))),
            (json!(7), Err(Form("organization"))),
        ] {
            let read = single(Some(&value), "organization");
            assert_eq!(read, expected.map(|one| one.map(str::to_owned)), "{value}");
        }
    }

    #[test]
    fn date_is_a_number_up_to_the_year_9999() {
        let read = |value: Value| date(Some(&value), "exp");
        assert_eq!(read(json!(0)), Ok(Some(Timestamp::UNIX_EPOCH)));
        assert_eq!(read(json!(1.5)), Ok(Timestamp::from_millisecond(1500).ok()));
        assert_eq!(read(json!(253_402_207_200_i64)), Ok(Timestamp::from_second(253_402_207_200).ok()));
        assert_eq!(read(json!(253_402_300_799_i64)), Ok(Some(Timestamp::MAX)));
        for bad in [json!(-1), json!(-0.5), json!(253_402_300_800_i64), json!(u64::MAX), json!("1"), json!([1])] {
            assert_eq!(read(bad.clone()), Err(TokenRejection::Form("exp")), "{bad}");
        }
        for absent in [Value::Null, json!("")] {
            assert_eq!(read(absent), Ok(None));
        }
    }
}
