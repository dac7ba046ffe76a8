//! Codes as people type them.

use zeroize::Zeroizing;

use super::recovery_code::{ALPHABET, LENGTH};
use crate::model::violation::Violation;

/// The longest text that is looked at, in bytes.
const LONGEST: usize = 256;

/// The digits of a one-time password.
const DIGITS: usize = 6;

/// A code by its form. Text that cannot be a code is rejected before anything is counted.
#[derive(Clone)]
pub enum TypedCode {
    /// A one-time password.
    OneTime(OneTimeCode),
    /// A recovery code.
    Recovery(TypedRecoveryCode),
}

/// Six ASCII digits (CVE-2025-6014).
#[derive(Clone)]
pub struct OneTimeCode(Zeroizing<String>);

/// A recovery code in the form that is digested.
#[derive(Clone)]
pub struct TypedRecoveryCode(Zeroizing<String>);

impl TypedCode {
    /// Reads a code. Spaces and dashes of any kind are no part of it.
    pub fn parse(typed: &str) -> Result<Self, Violation> {
        OneTimeCode::parse(typed)
            .map(Self::OneTime)
            .or_else(|_| TypedRecoveryCode::parse(typed).map(Self::Recovery))
            .map_err(|_| Violation::new("must be six digits or a recovery code"))
    }
}

impl OneTimeCode {
    /// Reads a one-time password. Spaces and dashes of any kind are no part of it.
    pub fn parse(typed: &str) -> Result<Self, Violation> {
        let digits = |plain: &str| plain.len() == DIGITS && plain.bytes().all(|byte| byte.is_ascii_digit());
        let plain = plain(typed).filter(|plain| digits(plain));
        plain.map(Self).ok_or_else(|| Violation::new("must be six digits"))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TypedRecoveryCode {
    /// Reads a recovery code as Crockford's base 32 is decoded: in any case, O as 0, I and L as 1. Spaces and dashes of any
    /// kind are no part of it.
    pub fn parse(typed: &str) -> Result<Self, Violation> {
        let letters = |plain: &str| plain.len() == LENGTH && plain.bytes().all(|byte| ALPHABET.contains(&byte));
        let code = plain(typed).map(|plain| {
            // never grows, so that no copy is left behind
            let mut code = Zeroizing::new(String::with_capacity(plain.len()));
            code.extend(plain.chars().map(decoded));
            code
        });
        let code = code.filter(|code| letters(code));
        code.map(Self).ok_or_else(|| Violation::new("must be a recovery code"))
    }

    /// The text that is digested.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The letter or digit of the alphabet that a typed character stands for.
fn decoded(character: char) -> char {
    match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

/// The text without separators; `None` if it is too long.
fn plain(typed: &str) -> Option<Zeroizing<String>> {
    let plain = || Zeroizing::new(typed.chars().filter(|character| !is_separator(*character)).collect());
    (typed.len() <= LONGEST).then(plain)
}

/// Whether the character is a space or a dash: of Unicode's properties `White_Space` and `Dash`, or invisible.
fn is_separator(character: char) -> bool {
    character.is_whitespace() || is_dash(character) || is_invisible(character)
}

/// The property Dash of Unicode 17, and the soft hyphen.
fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{ad}'
            | '\u{58a}'
            | '\u{5be}'
            | '\u{1400}'
            | '\u{1806}'
            | '\u{2010}'..='\u{2015}'
            | '\u{2053}'
            | '\u{207b}'
            | '\u{208b}'
            | '\u{2212}'
            | '\u{2e17}'
            | '\u{2e1a}'
            | '\u{2e3a}'..='\u{2e3b}'
            | '\u{2e40}'
            | '\u{2e5d}'
            | '\u{301c}'
            | '\u{3030}'
            | '\u{30a0}'
            | '\u{fe31}'..='\u{fe32}'
            | '\u{fe58}'
            | '\u{fe63}'
            | '\u{ff0d}'
            | '\u{10d6e}'
            | '\u{10ead}'
    )
}

/// Spaces without width, joiners and marks of direction, which come along when a code is copied.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// OTP-3
    #[rstest]
    #[case("")]
    #[case("2")]
    #[case("28708")]
    #[case("2870822")]
    #[case("+87082")]
    #[case("287.082")]
    #[case("０８７０８２")]
    #[case("0x7082")]
    #[case("28708\u{0}")]
    #[case("28708\u{301}2")]
    fn other_text_is_no_code(#[case] typed: &str) {
        assert!(OneTimeCode::parse(typed).is_err());
        assert!(TypedCode::parse(typed).is_err());
    }

    #[rstest]
    #[case("287082")]
    #[case(" 287 082 ")]
    #[case("287-082")]
    #[case("287\u{a0}082")]
    #[case("287\u{2009}082\r\n")]
    #[case("287\u{3000}082")]
    #[case("\u{200b}287\u{2011}082\u{feff}")]
    #[case("287\u{2013}082")]
    #[case("287\u{2212}082")]
    #[case("\u{202d}287082\u{202c}")]
    #[case("\u{61c}287082")]
    #[case("2 8 7 0 8 2")]
    #[case("28 70 82")]
    #[case("287\t082")]
    #[case("287\u{202f}082")]
    #[case("287\n082\n")]
    #[case("287 \u{2014} 082")]
    fn spaces_and_dashes_are_no_part_of_a_code(#[case] typed: &str) {
        assert_eq!(OneTimeCode::parse(typed).unwrap().as_str(), "287082");
        assert!(matches!(TypedCode::parse(typed).unwrap(), TypedCode::OneTime(code) if code.as_str() == "287082"));
    }

    #[test]
    fn recovery_codes_are_read_in_any_case() {
        for typed in ["0123-4567-89AB-CDEF", "0123456789abcdef", "0123\u{2013}4567\u{a0}89ab CDEF"] {
            assert!(OneTimeCode::parse(typed).is_err(), "{typed}");
            let TypedCode::Recovery(code) = TypedCode::parse(typed).unwrap() else { panic!("{typed}") };
            assert_eq!(code.as_str(), "0123456789ABCDEF");
        }
        for typed in ["0123-4567-89AB-CDE", "0123-4567-89AB-CDEU", "0123-4567-89AB-CDEFG"] {
            assert!(TypedCode::parse(typed).is_err(), "{typed}");
        }
    }

    #[rstest]
    #[case("O1I1-L1o1-i1l1-0A0A", "0111-1101-1111-0A0A")]
    #[case("o123-4567-89ab-cdeo", "0123-4567-89AB-CDE0")]
    #[case("OOOO-oooo-IIII-llll", "0000-0000-1111-1111")]
    #[case("0123\u{2013}4567\u{2013}89AB\u{2013}CDEF", "0123-4567-89AB-CDEF")]
    #[case("0123-4567-\n89AB-CDEF\n", "0123-4567-89AB-CDEF")]
    #[case("0123-4567\r\n89AB-CDEF\r\n", "0123-4567-89AB-CDEF")]
    #[case("\u{feff}0123 4567\u{2009}89AB\u{2212}CDEF", "0123-4567-89AB-CDEF")]
    fn recovery_codes_are_decoded_as_crockford_says(#[case] typed: &str, #[case] meant: &str) {
        let TypedCode::Recovery(code) = TypedCode::parse(typed).unwrap() else { panic!("{typed}") };
        assert_eq!(code.as_str(), meant.replace('-', ""));
    }

    #[test]
    fn letters_that_stand_for_no_digit_stay_wrong() {
        for letter in ['U', 'u', 'Ö', 'ı', 'İ', 'ℓ', 'О', '*', '$', '=', '~'] {
            assert!(TypedRecoveryCode::parse(&format!("0123-4567-89AB-CDE{letter}")).is_err(), "{letter}");
        }
    }

    #[test]
    fn long_text_is_no_code() {
        let padded = |length: usize| format!("{:length$}", "287082");
        assert!(TypedCode::parse(&padded(LONGEST)).is_ok());
        assert!(TypedCode::parse(&padded(LONGEST + 1)).is_err());
        assert!(TypedCode::parse(&"9".repeat(9000)).is_err());
    }
}
