//! A rule that an input value breaks.

use derive_more::{Display, Error};

/// A rule that a value breaks: "must be from 0 to 90". Holds neither the value nor the name of its field: the edge that
/// read the value names it.
#[derive(Debug, Display, Error, Clone, PartialEq, Eq)]
#[display("{rule}")]
pub struct Violation {
    /// What must hold.
    pub rule: String,
}

impl Violation {
    /// The violation of `rule`.
    pub fn new(rule: impl Into<String>) -> Self {
        Self { rule: rule.into() }
    }

    /// The same violation, of the field that the value was read from.
    pub fn of(self, field: impl Into<String>) -> FieldViolation {
        FieldViolation { field: field.into(), rule: self.rule }
    }
}

/// A field and the rule that it breaks.
#[derive(Debug, Display, Clone, PartialEq, Eq)]
#[display("\"{field}\" {rule}")]
pub struct FieldViolation {
    /// The field, as its writer calls it.
    pub field: String,
    /// What must hold: "must be a boolean".
    pub rule: String,
}
