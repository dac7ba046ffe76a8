//! The name that the identity provider gives a tenant.

use derive_more::Display;

use super::is_visible_ascii;
use crate::{Error, Result};

/// Names an organization: the identity provider's own string, 1 to 128 visible ASCII characters, compared exactly.
#[derive(Debug, Display, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganizationId(String);

impl OrganizationId {
    /// The most characters it may have.
    pub const LONGEST: usize = 128;

    /// Takes the string as it is, or says which rule it breaks.
    pub fn parse(text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        if is_visible_ascii(&text, Self::LONGEST) {
            Ok(Self(text))
        } else {
            Err(Error::invalid("organization", "must be 1 to 128 visible ASCII characters"))
        }
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
