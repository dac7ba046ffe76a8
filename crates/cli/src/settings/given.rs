//! A value that was given for a setting.

use std::fmt;
use std::ops::RangeInclusive;

use portcullis_domain::Error as DomainError;

use crate::error::{Error, Result};

/// The value of a setting and its source, which error texts name. The value may be a secret, so no error quotes it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Given {
    /// The value as it was written.
    pub(crate) value: String,
    /// The source: `--bind`, `PORTCULLIS_BIND` or `bind in portcullis.toml`.
    pub(crate) source: String,
}

impl Given {
    /// The error that this value breaks a rule.
    pub(crate) fn wrong(&self, rule: impl fmt::Display) -> Error {
        Error::invalid(&self.source, rule)
    }

    /// Names the source in the violations of a parser, which does not know it.
    pub(crate) fn named<T>(&self, parsed: portcullis_domain::Result<T>) -> Result<T> {
        parsed.map_err(|error| match error {
            DomainError::Invalid(violations) => {
                let sentence =
                    |violation: &portcullis_domain::FieldViolation| format!("{} {}", self.source, violation.rule);
                Error::Invalid(violations.iter().map(sentence).collect())
            }
            other => Error::Failed(other),
        })
    }

    /// The value as a number of a range.
    pub(crate) fn number(&self, range: RangeInclusive<u32>) -> Result<u32> {
        let number = self.whole_number()?;
        if range.contains(&number) {
            Ok(number)
        } else {
            Err(self.wrong(format!("must be from {} to {}", range.start(), range.end())))
        }
    }

    /// The value as a number.
    pub(crate) fn whole_number(&self) -> Result<u32> {
        self.value.parse().map_err(|_| self.wrong("must be a whole number"))
    }

    /// The meaning of the value, which is one of these words.
    pub(crate) fn one_of<T: Copy>(&self, words: &[(&str, T)]) -> Result<T> {
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == self.value) {
            return Ok(*meaning);
        }
        let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        let words = match &*words {
            [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
            words => words.concat(),
        };
        Err(self.wrong(format!("must be {words}")))
    }

    /// The items of the value, which commas separate.
    pub(crate) fn list(&self) -> Vec<String> {
        self.value.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// The text of the file that the value names.
    pub(crate) fn file(&self) -> Result<String> {
        std::fs::read_to_string(&self.value)
            .map_err(|error| self.wrong(format!("names a file that cannot be read: {error}")))
    }

    /// The lines of the file that the value names, without empty ones.
    pub(crate) fn lines(&self) -> Result<Vec<String>> {
        Ok(self.file()?.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(value: &str) -> Given {
        Given { value: value.to_owned(), source: "PORTCULLIS_X".to_owned() }
    }

    #[test]
    fn errors_name_the_source_and_the_rule_only() {
        let words = [("a", 1), ("b", 2), ("c", 3)];
        for (error, expected) in [
            (given("hunter2").number(1..=9).unwrap_err(), "PORTCULLIS_X must be a whole number"),
            (given("10").number(1..=9).unwrap_err(), "PORTCULLIS_X must be from 1 to 9"),
            (given("hunter2").one_of(&words).unwrap_err(), "PORTCULLIS_X must be a, b or c"),
            (
                given("/nowhere/hunter2").file().unwrap_err(),
                "PORTCULLIS_X names a file that cannot be read: No such file or directory (os error 2)",
            ),
            (
                given("x").named::<()>(Err(DomainError::invalid("field", "must be short"))).unwrap_err(),
                "PORTCULLIS_X must be short",
            ),
        ] {
            assert_eq!(error.to_string(), expected);
        }
        assert_eq!(given("b").one_of(&words).unwrap(), 2);
        assert_eq!(given(" a, ,b ").list(), ["a", "b"]);
        assert_eq!(format!("{:?}", given("hunter2")), "PORTCULLIS_X");
    }
}
