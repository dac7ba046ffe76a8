//! What an app shows, computed here without the program's library (RFC 6238, RFC 4226).

use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};

/// The code of `steps_back` steps of 30 seconds before now.
pub(crate) fn code(secret: &str, steps_back: u32) -> String {
    code_in(secret, -30 * i64::from(steps_back))
}

/// The code of so many seconds from now.
#[expect(clippy::disallowed_methods, reason = "an app has a clock of its own")]
pub(crate) fn code_in(secret: &str, seconds: i64) -> String {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let counter = since_1970.as_secs().checked_add_signed(seconds).unwrap() / 30;
    let secret = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let tag = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret), &counter.to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag[19] & 0x0f);
    let chosen = u32::from_be_bytes(tag[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", chosen % 1_000_000)
}
