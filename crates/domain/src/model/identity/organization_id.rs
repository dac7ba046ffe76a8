//! The id of an organization.

use std::sync::Arc;

use derive_more::Display;

use super::is_visible_ascii;
use crate::model::violation::Violation;

/// The id of an organization: the identity provider's own string, 1 to 128 visible ASCII characters, compared exactly.
#[derive(Debug, Display, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganizationId(Arc<str>);

impl OrganizationId {
    /// The maximum number of characters.
    pub const LONGEST: usize = 128;

    /// Checks the text, or returns the rule that it breaks.
    pub fn parse(text: impl Into<String>) -> Result<Self, Violation> {
        let text = text.into();
        if is_visible_ascii(&text, Self::LONGEST) {
            Ok(Self(text.into()))
        } else {
            Err(Violation::new("must be 1 to 128 visible ASCII characters"))
        }
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
