//! The port that counts sent magic links.

use crate::model::authenticator::SendWindow;
use jiff::Timestamp;

use crate::Result;
use crate::model::identity::{OrganizationId, SubjectId};

/// Counts sent links by member, organization, network address, and in all. A scope is a text of words: its kind, the
/// organization if it is one's, and then the subject if it is a member's.
pub trait SendLimitRepository {
    /// Locks the count of a scope until this transaction ends and returns it; zero since `now` if there is none.
    fn lock(&mut self, scope: &str, now: Timestamp) -> Result<SendWindow>;

    /// Replaces the count of a scope.
    fn put(&mut self, scope: &str, window: SendWindow) -> Result<()>;
}

/// Whether a scope is one of this member's: an erasure deletes it. None of the words contains a space.
pub fn is_scope_of(scope: &str, organization: &OrganizationId, subject: &SubjectId) -> bool {
    let mut words = scope.split(' ').skip(1);
    words.next() == Some(organization.as_str()) && words.any(|word| word == subject.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_of_a_member_name_them_after_the_organization() -> Result<()> {
        let (acme, bob) = (OrganizationId::parse("acme")?, SubjectId::parse("bob")?);
        for (scope, expected) in [
            ("member acme bob", true),
            ("session acme bob provider s1", true),
            ("notices acme bob", true),
            ("topic acme removed bob@example.com bob", true),
            ("member other bob", false),
            ("member acme bob2", false),
            ("notices acme", false),
            ("organization bob", false),
            ("source acme", false),
            ("all", false),
        ] {
            assert_eq!(is_scope_of(scope, &acme, &bob), expected, "{scope}");
        }
        let acme_too = SubjectId::parse("acme")?;
        assert!(!is_scope_of("member acme bob", &acme, &acme_too));
        Ok(())
    }
}
