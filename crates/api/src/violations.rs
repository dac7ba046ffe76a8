//! The violations of an input: every broken rule, with the name of the field.

use std::ops::ControlFlow;

use deserr::{DeserializeError, ErrorKind, IntoValue, MergeWithError, ValueKind, ValuePointerRef};
use portcullis_domain::{FieldViolation, Violation};

/// The violations of one input, collected over all of its fields.
#[derive(Debug, Default)]
pub(crate) struct Violations(pub(crate) Vec<FieldViolation>);

impl Violations {
    /// One violation at this place.
    pub(crate) fn at(location: ValuePointerRef<'_>, rule: impl Into<String>) -> Self {
        Self(vec![FieldViolation { field: path(location), rule: rule.into() }])
    }

    /// The rule of the domain that the value at this place breaks.
    pub(crate) fn by_rule(location: ValuePointerRef<'_>, violation: Violation) -> Self {
        Self(vec![violation.of(path(location))])
    }
}

impl MergeWithError<Self> for Violations {
    fn merge(before: Option<Self>, mut other: Self, _: ValuePointerRef<'_>) -> ControlFlow<Self, Self> {
        let mut all = before.unwrap_or_default();
        all.0.append(&mut other.0);
        ControlFlow::Continue(all)
    }
}

impl DeserializeError for Violations {
    fn error<V: IntoValue>(
        before: Option<Self>,
        error: ErrorKind<'_, V>,
        location: ValuePointerRef<'_>,
    ) -> ControlFlow<Self, Self> {
        let violation = match error {
            ErrorKind::IncorrectValueKind { accepted, .. } => Self::at(location, format!("must be {}", kind(accepted))),
            ErrorKind::MissingField { field } => Self::at(location.push_key(field), "is required"),
            ErrorKind::UnknownKey { key, .. } => Self::at(location.push_key(key), "is not a known field"),
            ErrorKind::UnknownValue { accepted, .. } => {
                Self::at(location, format!("must be one of {}", accepted.join(", ")))
            }
            ErrorKind::BadSequenceLen { expected, .. } => Self::at(location, format!("must have {expected} items")),
            ErrorKind::Unexpected { msg } => Self::at(location, msg),
        };
        Self::merge(before, violation, location)
    }
}

fn kind(accepted: &[ValueKind]) -> &'static str {
    match accepted.first() {
        Some(ValueKind::Boolean) => "a boolean",
        Some(ValueKind::String) => "a string",
        Some(ValueKind::Sequence) => "a list",
        Some(ValueKind::Map) => "an object",
        Some(ValueKind::Integer | ValueKind::NegativeInteger | ValueKind::Float) => "a number",
        Some(ValueKind::Null) | None => "null",
    }
}

/// The place of a value: `allowedMethods[0]`. A name from the client is reduced to short, plain text.
fn path(location: ValuePointerRef<'_>) -> String {
    match location {
        ValuePointerRef::Origin => String::new(),
        ValuePointerRef::Index { index, prev } => format!("{}[{index}]", path(*prev)),
        ValuePointerRef::Key { key, prev } => {
            let name: String = key.chars().filter(char::is_ascii_graphic).take(40).collect();
            match path(*prev) {
                outer if outer.is_empty() => name,
                outer => format!("{outer}.{name}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use deserr::Deserr;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserr)]
    #[deserr(error = Violations, deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Example {
        flag: bool,
        names: Vec<String>,
    }

    #[test]
    fn every_wrong_field_is_named() {
        let value = json!({ "flag": 1, "names": ["a", 2], "more": true, "\u{202e}odd\n": 1 });
        let found: Result<Example, Violations> = deserr::deserialize(value);
        let found: Vec<_> = found.unwrap_err().0.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "\"flag\" must be a boolean",
                "\"more\" is not a known field",
                "\"names[1]\" must be a string",
                "\"odd\" is not a known field"
            ]
        );
        let found: Result<Example, Violations> = deserr::deserialize(json!({ "flag": true }));
        assert_eq!(found.unwrap_err().0[0].to_string(), "\"names\" is required");
    }
}
