//! The claims of the identity provider's token that our own tokens copy.

/// Claims by name, as the text of a JSON object. The domain carries the text unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopiedClaims(String);

impl CopiedClaims {
    /// The claims in this text.
    pub fn new(json: impl Into<String>) -> Self {
        Self(json.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_carried_unread() {
        assert_eq!(CopiedClaims::new(r#"{"a": 1}"#).as_str(), r#"{"a": 1}"#);
    }
}
