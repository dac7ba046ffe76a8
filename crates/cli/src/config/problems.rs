//! Collects the problems of several settings, so that an operator sees all of them at once.

use crate::error::{Error, Result};

/// The problems found so far.
#[derive(Default)]
pub(super) struct Problems {
    sentences: Vec<String>,
    failure: Option<Error>,
}

impl Problems {
    /// Returns the value that was read, or records the problem.
    pub(super) fn note<T>(&mut self, read: Result<T>) -> Option<T> {
        match read {
            Ok(value) => return Some(value),
            // two sections may depend on the same setting
            Err(Error::Invalid(sentences)) => {
                self.sentences
                    .extend(sentences.into_iter().filter(|one| !self.sentences.contains(one)).collect::<Vec<_>>());
            }
            Err(failure) => self.failure = Some(failure),
        }
        None
    }

    /// Returns `whole`, or every problem.
    pub(super) fn conclude<T>(self, whole: Option<T>) -> Result<T> {
        match (self.failure, whole) {
            (Some(failure), _) => Err(failure),
            (None, Some(whole)) if self.sentences.is_empty() => Ok(whole),
            (None, _) => Err(Error::Invalid(self.sentences)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_reported_once() {
        let mut problems = Problems::default();
        assert_eq!(problems.note(Ok(1)), Some(1));
        for rule in ["must be short", "must be long", "must be short"] {
            assert_eq!(problems.note::<u8>(Err(Error::invalid("A", rule))), None);
        }
        assert_eq!(problems.conclude(Some(1)).unwrap_err().to_string(), "A must be short; A must be long");
    }
}
