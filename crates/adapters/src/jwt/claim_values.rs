//! Reads single claims by their JSON type.
//!
//! A claim that is absent, `null` or `""` is absent. One of another type, too long or out of range rejects the token.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::token_rejection::TokenRejection;

/// The last second of the year 9999, the latest date a token may contain.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// The longest text of a claim, in bytes.
const MAX_TEXT_BYTES: usize = 255;

/// Returns the value of a required claim.
pub(super) fn required<T>(value: Option<T>, name: &'static str) -> Result<T, TokenRejection> {
    value.ok_or(TokenRejection::Missing(name))
}

/// Reads a text without control characters.
pub(super) fn text(claim: Option<&Value>, name: &'static str) -> Result<Option<String>, TokenRejection> {
    match claim {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) if text.len() <= MAX_TEXT_BYTES && !text.chars().any(char::is_control) => {
            Ok(Some(text.clone()))
        }
        Some(_) => Err(TokenRejection::Form(name)),
    }
}

/// Reads a list of texts, none of them empty.
pub(super) fn texts(claim: Option<&Value>, name: &'static str) -> Result<Vec<String>, TokenRejection> {
    match claim {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(items)) => {
            items.iter().map(|item| text(Some(item), name)?.ok_or(TokenRejection::Form(name))).collect()
        }
        Some(_) => Err(TokenRejection::Form(name)),
    }
}

/// Reads a `NumericDate`: seconds since 1970, fractions allowed (RFC 7519, section 2).
pub(super) fn date(claim: Option<&Value>, name: &'static str) -> Result<Option<Timestamp>, TokenRejection> {
    let seconds = match claim {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) if text.is_empty() => return Ok(None),
        Some(Value::Number(seconds)) => seconds.as_f64(),
        Some(_) => None,
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
        for bad in [format!("{longest}x"), "a\nb".into(), "a\u{0}".into(), "\u{1b}[31m".into(), "a\u{85}b".into()] {
            assert_eq!(read(json!(bad)), Err(TokenRejection::Form("email")), "{bad:?}");
        }
        // bytes count, not characters
        assert_eq!(read(json!("ü".repeat(128))), Err(TokenRejection::Form("email")));
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
