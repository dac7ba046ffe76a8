//! What an event means to its consumers: the audit log, the mail to people, and the caches.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{AuditActor, AuditChange, AuditOutcome, AuditTarget};
use crate::model::authenticator::AttemptLimit;
use crate::model::identity::{Method, SubjectId};
use crate::model::membership::{EmailAddress, Membership, Role};

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
    /// The member whose address was changed, and the former address, which is notified.
    pub former_address: Option<(SubjectId, EmailAddress)>,
    /// What all administrators are notified of.
    pub administrators: Option<Weakening>,
}

impl Mailing {
    /// Mails nothing.
    pub(super) const NONE: Self = Self { member: None, former_address: None, administrators: None };

    /// Notifies the member alone.
    pub(super) fn member(subject: &SubjectId, notice: MemberNotice) -> Self {
        Self { member: Some((subject.clone(), notice)), ..Self::NONE }
    }

    /// Notifies the member at their former address too, if it was changed.
    pub(super) fn with_former_address(self, before: &Membership, after: &Membership) -> Self {
        let is_kept = |former: &EmailAddress| after.email.as_ref().is_some_and(|new| new.is_same_mailbox(former));
        let former = before.email.clone().filter(|former| !is_kept(former));
        Self { former_address: former.map(|former| (after.subject.clone(), former)), ..self }
    }

    /// Notifies administrators, if there is anything to notify them of.
    pub(super) fn administrators(weakening: impl Into<Option<Weakening>>) -> Self {
        Self { administrators: weakening.into(), ..Self::NONE }
    }
}

/// What a member is notified of (NIST SP 800-63B-4, sections 4.1.2.1 and 4.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberNotice {
    /// An authenticator was added.
    Added(Method),
    /// A method was enabled.
    Enabled(Method),
    /// A method was disabled.
    Disabled(Method),
    /// An authenticator was removed.
    Removed(Method),
    /// An authenticator was disavowed, and those of these methods were suspended.
    Disavowed(BTreeSet<Method>),
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
    /// The address of the membership was changed. Sent to the former address.
    AddressChanged,
    /// A further membership was given to a member of other organizations. They are told at an address that another
    /// organization has for them, and not of one that they took themselves.
    MembershipGiven,
    /// The membership was erased.
    Erased,
}

/// What administrators are notified of: an event that weakened what is required of members, took something away from what
/// counts, or gave a member more power.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weakening {
    /// MFA is no longer required.
    EnforcementStopped,
    /// The policy requires less than before.
    PolicyWeakened,
    /// The policy counts fewer methods, younger verifications or a shorter grace period than before.
    PolicyNarrowed,
    /// A member got more time.
    DeadlineExtended(SubjectId),
    /// A member got less time.
    DeadlineCut(SubjectId),
    /// A member was exempted until this moment.
    Exempted(SubjectId, Timestamp),
    /// A member's exemption was ended.
    ExemptionEnded(SubjectId),
    /// An administrator enrolled an authenticator by the first factor alone; it opens no administrative write before this
    /// moment.
    AdministratorEnrolled(SubjectId, Timestamp),
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
    /// A member disavowed an authenticator that was enrolled for them, and those of these methods were suspended.
    Disavowed(SubjectId, BTreeSet<Method>),
    /// A member was erased: the audit log names them by this pseudonym.
    MemberErased(SubjectId),
}

impl Weakening {
    /// Whether administrators are notified when `actor` did it: not of members who reset their own MFA.
    pub fn is_reported(&self, actor: &AuditActor) -> bool {
        match self {
            Self::MfaReset(member) => !matches!(actor, AuditActor::Subject { subject, .. } if subject == member),
            Self::EnforcementStopped
            | Self::PolicyWeakened
            | Self::PolicyNarrowed
            | Self::DeadlineExtended(_)
            | Self::DeadlineCut(_)
            | Self::Exempted(..)
            | Self::ExemptionEnded(_)
            | Self::AdministratorEnrolled(..)
            | Self::AdminMfaOverridden(_)
            | Self::PersonMadeService(..)
            | Self::PersonRestoredAsService(..)
            | Self::ServiceAdded(..)
            | Self::RoleRaised(..)
            | Self::EnrolledLate(_)
            | Self::MemberErased(_)
            | Self::Disavowed(..) => true,
        }
    }
}
