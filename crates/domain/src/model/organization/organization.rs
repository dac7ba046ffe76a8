//! The tenant.

use derive_more::Display;
use jiff::Timestamp;

use super::UndoWindow;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::membership::Membership;
use crate::model::policy::{EffectivePolicy, MfaPolicy};
use crate::model::session::SessionBinding;
use crate::model::violation::Violation;

/// An organization's display name: 1 to 200 characters, none of them a control character, no space at either end.
#[derive(Debug, Display, Clone, PartialEq, Eq)]
pub struct OrganizationName(String);

impl OrganizationName {
    /// Checks the text, or returns the rule that it breaks.
    pub fn parse(text: impl Into<String>) -> Result<Self, Violation> {
        let text = text.into();
        if (1..=200).contains(&text.chars().count()) && !text.chars().any(char::is_control) && text.trim() == text {
            Ok(Self(text))
        } else {
            Err(Violation::new("must be 1 to 200 characters without control characters or outer spaces"))
        }
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A tenant and what it requires of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// The id.
    pub id: OrganizationId,
    /// The display name.
    pub name: OrganizationName,
    policy: MfaPolicy,
    /// The window in which enforcing MFA can be undone, if one was opened.
    pub undo: Option<UndoWindow>,
    /// The version of the stored row, from 1. A write compares and sets it.
    pub version: u64,
    /// When it was created here.
    pub created_at: Timestamp,
    /// When it ended. Look-ups leave out ended organizations unless asked for them.
    pub deleted_at: Option<Timestamp>,
}

impl Organization {
    /// A new organization, as version 1.
    pub fn new(id: OrganizationId, name: OrganizationName, policy: MfaPolicy, created_at: Timestamp) -> Self {
        Self { id, name, policy, undo: None, version: 1, created_at, deleted_at: None }
    }

    /// The policy that binds this member. There is no other way to it.
    pub fn policy_for(&self, _member: &Membership) -> EffectivePolicy {
        EffectivePolicy::new(self.policy.clone())
    }

    /// The organization's own policy, for use cases that show, change or store it. It decides nothing about a member:
    /// see [`policy_for`](Self::policy_for).
    pub fn base_policy(&self) -> &MfaPolicy {
        &self.policy
    }

    /// The organization, ended at `now`.
    #[must_use = "the organization itself is not changed"]
    pub fn ended(self, now: Timestamp) -> Self {
        Self { deleted_at: Some(now), undo: None, ..self }
    }

    /// The organization under this name, not ended any more.
    #[must_use = "the organization itself is not changed"]
    pub fn restored_as(self, name: OrganizationName) -> Self {
        Self { name, deleted_at: None, ..self }
    }

    /// Whether `subject` enforced MFA here less than an hour before `now`, in this session, and the policy has not changed
    /// since.
    pub(crate) fn is_undo_open_for(&self, subject: &SubjectId, session: &SessionBinding, now: Timestamp) -> bool {
        let current = self.undo.as_ref().filter(|undo| undo.policy_version == self.policy.version());
        current.is_some_and(|undo| undo.is_open_for(subject, session, now))
    }

    /// The same organization with the window for undoing closed for good, if `subject` opened it.
    pub(crate) fn without_undo_of(&self, subject: &SubjectId) -> Option<Self> {
        self.undo.as_ref().filter(|undo| undo.subject == *subject)?;
        Some(Self { undo: None, ..self.clone() })
    }

    /// The same organization with another policy.
    #[must_use = "the organization itself is not changed"]
    pub fn with_policy(self, policy: MfaPolicy) -> Self {
        Self { policy, ..self }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::plain("Acme GmbH & Söhne", true)]
    #[case::longest(&"ü".repeat(200), true)]
    #[case::too_long(&"ü".repeat(201), false)]
    #[case::empty("", false)]
    #[case::blank(" ", false)]
    #[case::outer_space("Acme ", false)]
    #[case::nul("Ac\0me", false)]
    fn a_name_is_short_and_visible(#[case] text: &str, #[case] taken: bool) {
        assert_eq!(OrganizationName::parse(text).is_ok(), taken);
    }
}
