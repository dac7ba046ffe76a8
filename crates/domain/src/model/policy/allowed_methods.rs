//! The methods that meet an organization's MFA requirement.

use std::collections::BTreeSet;

use crate::model::identity::AllowedMethod;
use crate::model::violation::Violation;

/// The methods that an organization allows. There is at least one, or no member could meet the requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedMethods(BTreeSet<AllowedMethod>);

impl AllowedMethods {
    /// Accepts at least one method.
    pub fn new(methods: impl IntoIterator<Item = AllowedMethod>) -> Result<Self, Violation> {
        let methods: BTreeSet<_> = methods.into_iter().collect();
        if methods.is_empty() {
            return Err(Violation::new("must name at least one method"));
        }
        Ok(Self(methods))
    }

    /// The methods, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = AllowedMethod> + '_ {
        self.0.iter().copied()
    }

    /// Whether `next` lacks a method that is allowed here.
    pub fn is_narrowed_to(&self, next: &Self) -> bool {
        !self.0.is_subset(&next.0)
    }

    /// Whether `method` is one of them.
    pub fn contains(&self, method: AllowedMethod) -> bool {
        self.0.contains(&method)
    }
}

impl std::fmt::Display for AllowedMethods {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.iter().map(AllowedMethod::as_str).collect();
        f.write_str(&names.join(", "))
    }
}

impl Default for AllowedMethods {
    fn default() -> Self {
        Self(BTreeSet::from([AllowedMethod::Totp, AllowedMethod::Passkey]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Result;

    #[test]
    fn methods_are_never_empty_and_omit_links_by_default() -> Result<()> {
        assert!(AllowedMethods::new([]).is_err());
        assert!(!AllowedMethods::default().contains(AllowedMethod::MagicLink));
        assert!(AllowedMethods::new([AllowedMethod::MagicLink])?.contains(AllowedMethod::MagicLink));
        Ok(())
    }

    #[test]
    fn a_name_reads_back() {
        for method in AllowedMethod::ALL {
            assert_eq!(AllowedMethod::parse(method.as_str()).ok(), Some(method));
        }
        assert!(AllowedMethod::parse("google_auth").is_err());
    }

    #[test]
    fn methods_are_displayed_by_name() {
        assert_eq!(AllowedMethods::default().to_string(), "GOOGLE_AUTH, PASSKEY");
    }
}
