//! The audience of a token.

/// The names of ours to which a token is addressed (`aud`). A token that we issue is addressed to no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience(Vec<String>);

impl Audience {
    /// The audience of these names.
    pub fn new(names: Vec<String>) -> Self {
        Self(names)
    }

    /// The names.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Returns those of the names that are `ours`; `None` if none is.
    #[must_use]
    pub fn within(&self, ours: &[String]) -> Option<Self> {
        let common: Vec<_> = ours.iter().filter(|name| self.0.contains(name)).cloned().collect();
        if common.is_empty() { None } else { Some(Self(common)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn audience_is_never_wider_than_the_token_or_the_configuration() {
        let of = |addressed: &[&str], ours: &[&str]| Audience::new(names(addressed)).within(&names(ours));
        assert_eq!(of(&["b", "else", "a"], &["a", "b", "c"]), Some(Audience::new(names(&["a", "b"]))));
        assert_eq!(of(&["a"], &["a", "b"]), Some(Audience::new(names(&["a"]))));
        assert_eq!(of(&["else"], &["a", "b"]), None);
        assert_eq!(of(&["A"], &["a"]), None, "names are compared exactly");
    }
}
