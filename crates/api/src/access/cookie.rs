//! Reads the token from a profile's cookie.
//!
//! The application behind the gate reads the same header by rules of its own: some readers strip white space and quotes,
//! split at commas, decode names or ignore their case. Our cookie is therefore read strictly (RFC 6265, section 4.1), and
//! whatever any of these readers could take for it rejects the request. They decode the name of our own cookie, too: to
//! some, `+session` is `session`.

use actix_web::http::header::{COOKIE, HeaderMap};
use percent_encoding::percent_decode;

use crate::error_response::ApiError;

/// Returns the value of the cookie of this name. It may be repeated with the same value.
pub(super) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, ApiError> {
    let mut found = None;
    for header in headers.get_all(COOKIE) {
        let mut is_quoted = false;
        for (nth, pair) in header.as_bytes().split(|byte| *byte == b';').enumerate() {
            // within quotes, other readers find no cookie
            let strict = if is_quoted { None } else { strict_value(pair, name, nth == 0) };
            match (strict, found) {
                (Some(value), None) => found = Some(value),
                (Some(value), Some(before)) if value == before => {}
                (None, _) if !resembles(pair, name) => {}
                _ => return Err(ApiError::TokenDoubled),
            }
            is_quoted = pair.iter().fold(is_quoted, |is_quoted, byte| is_quoted ^ (*byte == b'"'));
        }
    }
    match found {
        Some("") => Err(ApiError::TokenMissing),
        found => Ok(found),
    }
}

/// Returns the value if this is exactly `NAME=VALUE`, after exactly one space unless it is the first pair.
fn strict_value<'a>(pair: &'a [u8], name: &str, is_first: bool) -> Option<&'a str> {
    let pair = if is_first { pair } else { pair.strip_prefix(b" ")? };
    let value = pair.strip_prefix(name.as_bytes())?.strip_prefix(b"=")?;
    let is_octet = |byte: &u8| byte.is_ascii_graphic() && !b"\",;\\".contains(byte);
    std::str::from_utf8(value).ok().filter(|_| value.iter().all(is_octet))
}

/// Whether some reader could find a cookie of this name in the pair.
fn resembles(pair: &[u8], name: &str) -> bool {
    let names: Vec<_> = readings(name.as_bytes()).collect();
    let before_each_sign = pair.iter().enumerate().filter(|(_, byte)| **byte == b'=').map(|(place, _)| place);
    // a pair without `=` is a name to some readers
    before_each_sign.chain([pair.len()]).filter_map(|place| pair.get(..place)).any(|left| {
        let is_ours = |text: &[u8]| readings(text).any(|one| names.contains(&one));
        // some keep white space within a name, and others begin a cookie there; without a sign only the whole is a name
        is_ours(without_signs(trimmed(left))) || (left.len() < pair.len() && is_ours(last_word(left)))
    })
}

/// The characters before which some reader begins a new cookie, or which it strips.
fn separates(byte: u8) -> bool {
    !byte.is_ascii_graphic() || b"\",;".contains(&byte)
}

fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let Some((_, rest)) = bytes.split_first().filter(|(first, _)| separates(**first)) {
        bytes = rest;
    }
    while let Some((_, rest)) = bytes.split_last().filter(|(last, _)| separates(**last)) {
        bytes = rest;
    }
    bytes
}

/// The last word.
fn last_word(text: &[u8]) -> &[u8] {
    without_signs(trimmed(text).rsplit(|byte| separates(*byte)).next().unwrap_or_default())
}

/// Without signs before it: `=session=x` is a cookie without a name to some, and `session` to others.
fn without_signs(mut text: &[u8]) -> &[u8] {
    while let Some(rest) = text.strip_prefix(b"=") {
        text = rest;
    }
    text
}

/// The names that readers make of a word: as it is, decoded with and without `+` for a space, and the decoded one up to a
/// bracket (a list to PHP) or a NUL.
fn readings(word: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let decoded: Vec<u8> = percent_decode(word).collect();
    let decoded = trimmed(&decoded);
    let spaced: Vec<u8> = word.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let spaced: Vec<u8> = percent_decode(&spaced).collect();
    let up_to_bracket = decoded.split(|byte| *byte == b'[').next().unwrap_or_default();
    let up_to_separator = decoded.split(|byte| separates(*byte)).next().unwrap_or_default();
    let names = [word, decoded, trimmed(&spaced), up_to_bracket, up_to_separator].map(folded);
    names.into_iter().filter(|name| !name.is_empty())
}

/// Without case, and with `_` for what PHP replaces by it.
fn folded(name: &[u8]) -> Vec<u8> {
    let fold = |byte: &u8| if b" .[+".contains(byte) { b'_' } else { byte.to_ascii_lowercase() };
    name.iter().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use rstest::rstest;

    use super::*;
    use crate::access::profile::GateProfiles;

    /// The value that is read from these headers; an empty text if they hold none.
    fn read(lines: &[&str], name: &str) -> Result<String, u16> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        value(&headers, name).map(|found| found.unwrap_or_default().to_owned()).map_err(|error| match error {
            ApiError::TokenDoubled => 2,
            _ => 0,
        })
    }

    #[rstest]
    #[case(&["session=a"], "a")]
    #[case(&["x=y; session=a; z="], "a")]
    #[case(&["x=y", "session=a"], "a")]
    #[case(&["session=a; session=a"], "a")]
    #[case(&["x=y"], "")]
    // what other cookies hold is theirs, while nobody could read ours in it
    #[case(&["x=é; session=a"], "a")]
    #[case(&["prefs={\"session\":true, \"theme\": \"dark session\"}; session=a"], "a")]
    #[case(&["last=/x?session=1&y=2; session=a"], "a")]
    #[case(&["q=a%20session%3Db; session=a"], "a")]
    #[case(&["mysession=b; session2=b; session=a; a==; x"], "a")]
    fn cookie_is_read_beside_others(#[case] lines: &[&str], #[case] expected: &str) {
        assert_eq!(read(lines, "session").as_deref(), Ok(expected));
    }

    #[rstest]
    #[case::two_values(&["session=a; session=b"])]
    #[case::two_headers(&["session=a", "session=b"])]
    #[case::white_space_before_the_sign(&["session =b; session=a"])]
    #[case::white_space_after_the_sign(&["session= b"])]
    #[case::white_space_at_the_end(&["session=b ; x=y"])]
    #[case::tab(&["x=y;\tsession=b"])]
    #[case::two_spaces(&["x=y;  session=b"])]
    #[case::no_space(&["x=y;session=b"])]
    #[case::unicode_space(&["session\u{a0}=b; session=a"])]
    #[case::quoted_value(&["session=\"b\""])]
    #[case::quoted_name(&["\"session\"=b; session=a"])]
    #[case::within_quotes(&["x=\"y; session=b; z=\""])]
    #[case::comma(&["x=y,session=b; session=a"])]
    #[case::only_a_space_between(&["x=y session=b; session=a"])]
    #[case::other_case(&["Session=b; session=a"])]
    #[case::encoded_name(&["%73ession=b; session=a"])]
    #[case::encoded_space(&["%20session=b; session=a"])]
    #[case::encoded_nul(&["session%00x=b; session=a"])]
    #[case::list_of_php(&["session[]=b; session=a"])]
    #[case::without_a_name(&["=session=b; session=a"])]
    #[case::without_a_sign(&["session; session=a"])]
    #[case::backslash(&["session=a\\163"])]
    #[case::not_ascii(&["session=é"])]
    fn cookie_that_readers_differ_about_is_rejected(#[case] lines: &[&str]) {
        assert_eq!(read(lines, "session"), Err(2));
    }

    /// The characters of a token (RFC 9110, section 5.6.2) apart from letters and digits.
    const MARKS: &str = "!#$%&'*+-.^_`|~";

    #[test]
    fn every_name_that_is_a_token_is_read_strictly() {
        let characters = (0..=255).map(char::from).filter(|one| one.is_ascii_alphanumeric() || MARKS.contains(*one));
        for one in characters {
            let places =
                [format!("{one}"), format!("{one}session"), format!("my{one}session"), format!("session{one}")];
            for name in places {
                let cookie = GateProfiles::parse(&format!("web: cookie={name}")).unwrap();
                assert_eq!(cookie.named("web").unwrap().cookie.as_deref(), Some(&*name));
                let read = |line: &str| read(&[line], &name);
                for line in ["NAME=a", "other=y; NAME=a", "other; =; ; NAME=a; NAME=a", "other=NAMEb; NAME=a"] {
                    assert_eq!(read(&line.replace("NAME", &name)).as_deref(), Ok("a"), "{line} of {name}");
                }
                assert_eq!(read("other=y; another;").as_deref(), Ok(""), "{name}");
                let encoded = name.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
                let smuggled =
                    ["NAME =b", "\tNAME=b", "\"NAME\"=b", "NAME= b", "other=y,NAME=b", "=NAME=b", "NAME[]=b"];
                for other in smuggled.map(|other| other.replace("NAME", &name)).into_iter().chain([
                    format!("{encoded}=b"),
                    format!("%20{encoded}=b"),
                    format!("{}=b", name.to_ascii_uppercase() + "%00"),
                ]) {
                    assert_eq!(read(&format!("{other}; {name}=a")), Err(2), "{other} beside {name}");
                    assert_eq!(read(&format!("{name}=a; {other}")), Err(2), "{other} behind {name}");
                }
            }
        }
    }

    #[test]
    fn name_that_is_no_token_is_no_cookies() {
        for one in (0..=255).map(char::from).filter(|one| !one.is_ascii_alphanumeric() && !MARKS.contains(*one)) {
            let name = format!("my{one}session");
            assert!(GateProfiles::default().add("web", [("cookie", Some(&*name))]).is_err(), "{one:?}");
        }
    }

    #[test]
    fn names_that_decoders_make_equal_are_one() {
        for (name, other) in [
            ("+session", "session"),
            ("session+", "session"),
            ("session", "+session"),
            ("%73ession", "session"),
            ("%73ession", "%73ession "),
            ("session%00x", "session"),
            ("my%5Bx%5D", "my"),
            ("my+session", "my%20session"),
            ("my%2Bsession", "my session"),
        ] {
            assert_eq!(read(&[&format!("{other}=b; {name}=a")], name), Err(2), "{other} beside {name}");
        }
        for (name, other) in [("+session", "mysession"), ("my+session", "my"), ("%73ession", "73ession")] {
            assert_eq!(read(&[&format!("{other}=b; {name}=a")], name).as_deref(), Ok("a"), "{other} beside {name}");
        }
    }

    #[test]
    fn names_that_php_makes_equal_are_one() {
        for other in ["my.session", "my session", "my[session", "my+session", "MY.SESSION"] {
            assert_eq!(read(&[&format!("{other}=b; my_session=a")], "my_session"), Err(2), "{other}");
        }
        assert_eq!(read(&["my.session=a"], "my.session").as_deref(), Ok("a"));
        assert_eq!(read(&["my_session=b"], "my.session"), Err(2));
    }
}
