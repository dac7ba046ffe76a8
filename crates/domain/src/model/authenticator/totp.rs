//! Time-based one-time passwords (RFC 6238): SHA-1, 6 digits, 30 seconds, as every app supports them.

use jiff::Timestamp;
use totp_rs::{Builder, Totp};

use super::OneTimeCode;
use crate::model::defect::Defect;

/// The length of a secret in bytes: 160 bits (RFC 4226, section 4, R6).
pub const SECRET_BYTES: usize = 20;

/// The length of a time step in seconds.
pub const STEP_SECONDS: u64 = 30;

/// The maximum length of a label in bytes.
const LABEL_BYTES: usize = 64;

/// The time step of `code`, if it is the step at `now` or the one before it. No other step is accepted (CVE-2024-7318).
pub fn matched_step(secret: &[u8], code: &OneTimeCode, now: Timestamp) -> Result<Option<u64>, Defect> {
    // OTP-6: the library compares in constant time
    let totp = totp(secret, Builder::new())?;
    let now = u64::try_from(now.as_second()).map_err(Defect::new)?;
    let code = code.as_str();
    Ok(totp.check(code, now).or_else(|| totp.check(code, now.checked_sub(STEP_SECONDS)?)))
}

/// The `otpauth://` URI that an app reads a secret from.
pub fn provisioning_uri(secret: &[u8], issuer: &str, account: &str) -> Result<String, Defect> {
    // the label joins both with a colon, so neither may contain one
    let plain = |text: &str| shortened(text).replace(':', " ");
    let builder = Builder::new().with_issuer(Some(plain(issuer))).with_account_name(plain(account));
    totp(secret, builder)?.to_url().map_err(Defect::new)
}

/// The longest prefix of at most 64 bytes: three times as many when encoded, which fits into a QR code.
fn shortened(text: &str) -> &str {
    let ends = text.char_indices().map(|(at, character)| at.saturating_add(character.len_utf8()));
    text.get(..ends.take_while(|end| *end <= LABEL_BYTES).last().unwrap_or_default()).unwrap_or_default()
}

fn totp(secret: &[u8], builder: Builder) -> Result<Totp, Defect> {
    let builder = builder.with_secret(secret.to_vec()).with_skew(0).with_step_duration(STEP_SECONDS);
    builder.build().map_err(Defect::new)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    /// A QR code of the largest size holds about 2300 bytes.
    #[rstest]
    #[case("ä", 32)]
    #[case("🔒", 16)]
    #[case("a", 64)]
    fn long_names_are_cut_between_characters(#[case] character: &str, #[case] kept: usize) {
        let name = character.repeat(200);
        let uri = provisioning_uri(SECRET, &name, &name).unwrap();
        assert!(uri.len() < 800, "{}", uri.len());
        assert_eq!(shortened(&name), character.repeat(kept));
        assert_eq!(shortened("acme"), "acme");
    }

    fn step(code: &str, seconds: i64) -> Option<u64> {
        matched_step(SECRET, &OneTimeCode::parse(code).unwrap(), Timestamp::from_second(seconds).unwrap()).unwrap()
    }

    /// OTP-1: RFC 6238, appendix B, the last six digits of its eight.
    #[rstest]
    #[case(59, "287082")]
    #[case(1_111_111_109, "081804")]
    #[case(1_111_111_111, "050471")]
    #[case(1_234_567_890, "005924")]
    #[case(2_000_000_000, "279037")]
    #[case(20_000_000_000, "353130")]
    fn codes_are_those_of_the_rfc(#[case] seconds: i64, #[case] code: &str) {
        assert_eq!(step(code, seconds), u64::try_from(seconds / 30).ok());
    }

    /// OTP-1: RFC 4226, appendix D, counters 0 to 9, each as a time step.
    #[test]
    fn codes_are_those_of_the_counter_based_rfc() {
        let codes =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (counter, code) in (0_i64..).zip(codes) {
            assert_eq!(step(code, counter * 30), u64::try_from(counter).ok());
        }
    }

    /// OTP-4
    #[test]
    fn the_current_step_and_the_one_before_count() {
        // 359152 is of step 2: shown from second 60 to 89
        for (seconds, counts) in [(59, false), (60, true), (89, true), (90, true), (119, true), (120, false)] {
            assert_eq!(step("359152", seconds).is_some(), counts, "{seconds}");
        }
    }

    /// OTP-9
    #[test]
    fn a_uri_says_everything_and_nothing_breaks_out_of_it() {
        let uri = provisioning_uri(SECRET, "Acme: A&B", "o'neil+x@example.com\r\n#é").unwrap();
        assert!(uri.starts_with("otpauth://totp/"), "{uri}");
        assert!(uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{uri}");
        assert!(uri.is_ascii() && !uri.contains(['\r', '\n', '#', ' ']), "{uri}");
    }
}
