//! What an event means to its consumers: the audit log, the mail to people, and the caches.

use jiff::Timestamp;

use super::{AuditActor, AuditChange, AuditOutcome, AuditTarget};
use crate::model::authenticator::AttemptLimit;
use crate::model::identity::{Method, SubjectId};
use crate::model::membership::Role;

/// The one description of an event. [`Event::describe`](super::Event::describe) chooses all of it for each event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventDescriptor {
    /// The stable name of the audit action.
    pub action: &'static str,
    /// What the event was about.
    pub target: AuditTarget,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// Each value that differs.
    pub changes: Vec<AuditChange>,
    /// The recipients of mail.
    pub mailing: Mailing,
}

/// The people who are notified of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailing {
    /// The notice to the member concerned, if they are notified.
    pub member: Option<(SubjectId, MemberNotice)>,
    /// What the event weakened. All administrators are notified of it.
    pub administrators: Option<Weakening>,
}

impl Mailing {
    /// Mails nothing.
    pub(super) const NONE: Self = Self { member: None, administrators: None };

    /// Notifies the member alone.
    pub(super) fn member(subject: &SubjectId, notice: MemberNotice) -> Self {
        Self { member: Some((subject.clone(), notice)), administrators: None }
    }

    /// Notifies administrators, if anything was weakened.
    pub(super) fn administrators(weakening: impl Into<Option<Weakening>>) -> Self {
        Self { member: None, administrators: weakening.into() }
    }
}

/// What a member is notified of (NIST SP 800-63B-4, sections 4.1.2.1 and 4.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberNotice {
    /// An authenticator was added.
    Added(Method),
    /// A method was enabled.
    Enabled(Method),
    /// A method was disabled.
    Disabled(Method),
    /// An authenticator was removed.
    Removed(Method),
    /// An authenticator was disavowed.
    Disavowed(Method),
    /// All authenticators were removed.
    Reset,
    /// The recovery codes were replaced.
    CodesRenewed,
    /// A recovery code was used.
    CodeUsed,
    /// Codes are rejected for a while after too many wrong ones.
    LockedOut(AttemptLimit),
    /// Codes are accepted again.
    Unlocked,
    /// A passkey may have been copied.
    MaybeCopied,
    /// A session was ended because its refresh token was used twice.
    SessionEnded,
    /// A further membership was given to a member of other organizations. They are told at an address that another
    /// organization has for them, and not of one that they took themselves.
    MembershipGiven,
}

/// How an event weakened what is required of members, or gave a member more power.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weakening {
    /// MFA is no longer required.
    EnforcementStopped,
    /// The policy requires less than before.
    PolicyWeakened,
    /// A member got more time.
    DeadlineExtended(SubjectId),
    /// A member was exempted until this moment.
    Exempted(SubjectId, Timestamp),
    /// A subject was appointed administrator without an authenticator that the policy allows.
    AdminMfaOverridden(SubjectId),
    /// A person's membership became that of a service, with a higher role if one is named.
    PersonMadeService(SubjectId, Option<Role>),
    /// A removed person was added again as a service, with a higher role if one is named.
    PersonRestoredAsService(SubjectId, Option<Role>),
    /// A subject was added as a service, with a higher role if one is named.
    ServiceAdded(SubjectId, Option<Role>),
    /// A member was given a higher role.
    RoleRaised(SubjectId, Role),
    /// The authenticators of a member were removed.
    MfaReset(SubjectId),
    /// A member enrolled their first authenticator after their deadline.
    EnrolledLate(SubjectId),
    /// A member disavowed an authenticator that was enrolled for them.
    Disavowed(SubjectId),
}

impl Weakening {
    /// Whether administrators are notified when `actor` did it: not of members who reset their own MFA.
    pub fn is_reported(&self, actor: &AuditActor) -> bool {
        match self {
            Self::MfaReset(member) => !matches!(actor, AuditActor::Subject { subject, .. } if subject == member),
            Self::EnforcementStopped
            | Self::PolicyWeakened
            | Self::DeadlineExtended(_)
            | Self::Exempted(..)
            | Self::AdminMfaOverridden(_)
            | Self::PersonMadeService(..)
            | Self::PersonRestoredAsService(..)
            | Self::ServiceAdded(..)
            | Self::RoleRaised(..)
            | Self::EnrolledLate(_)
            | Self::Disavowed(_) => true,
        }
    }
}
