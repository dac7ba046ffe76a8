//! What of the identity provider's token our own repeats.

/// Claims by name, as the text of a JSON object. The domain carries them and does not look into them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopiedClaims(String);

impl CopiedClaims {
    /// Those of this text.
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
    fn the_text_is_carried_as_it_is() {
        assert_eq!(CopiedClaims::new(r#"{"a": 1}"#).as_str(), r#"{"a": 1}"#);
    }
}
