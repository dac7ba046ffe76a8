//! What a use case did, in the domain's words.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::WrongProofs;
use crate::model::authenticator::{AttemptLimit, LinkPurpose};
use crate::model::identity::{Method, SubjectId};
use crate::model::membership::{Membership, Permission};
use crate::model::organization::OrganizationName;
use crate::model::policy::{Exemption, GracePeriod, Justification, MfaPolicy};

/// What happened in an organization. [`describe`](Self::describe) says what each event means to the audit log and the
/// outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The organization was created.
    OrganizationCreated {
        /// Its display name.
        name: OrganizationName,
        /// The grace period of its members.
        grace: GracePeriod,
    },
    /// The organization was upserted by provisioning.
    OrganizationPut {
        /// The display name before.
        before: OrganizationName,
        /// The display name after.
        after: OrganizationName,
        /// Whether this restored an ended organization.
        was_ended: bool,
    },
    /// The organization ended.
    OrganizationEnded,
    /// Enforcement was requested, or its end. `before` and `after` are equal if nothing changed.
    EnforcementSet {
        /// The requested state.
        enforced: bool,
        /// The policy before.
        before: MfaPolicy,
        /// The policy after.
        after: MfaPolicy,
    },
    /// The whole policy was replaced. `before` and `after` are equal if nothing changed.
    PolicyChanged {
        /// The policy before.
        before: MfaPolicy,
        /// The policy after.
        after: MfaPolicy,
    },
    /// A member's own deadline was set or removed.
    DeadlineSet {
        /// The member.
        subject: SubjectId,
        /// Their own deadline before.
        before: Option<Timestamp>,
        /// Their own deadline after.
        after: Option<Timestamp>,
        /// The reason for the deadline.
        reason: Option<Justification>,
        /// Whether it gives the member more time.
        lengthens: bool,
    },
    /// A member was exempted from MFA for a limited time.
    ExemptionGranted {
        /// The member.
        subject: SubjectId,
        /// The exemption that this one replaces.
        before: Option<Exemption>,
        /// The new exemption.
        after: Exemption,
    },
    /// An exemption was ended before its time.
    ExemptionEnded(SubjectId, Exemption),
    /// A subject was appointed administrator without an authenticator that the policy allows, for this reason.
    AdminMfaOverridden(SubjectId, Justification),
    /// A subject became a member for the first time.
    MemberAdded(Membership),
    /// A removed member was added again.
    MemberRestored {
        /// The removed membership.
        before: Membership,
        /// The membership after.
        after: Membership,
    },
    /// An active membership was upserted. `before` and `after` are equal if nothing changed.
    MemberChanged {
        /// The membership before.
        before: Membership,
        /// The membership after.
        after: Membership,
    },
    /// A membership ended.
    MemberRemoved(Membership),
    /// A person entered the organization, so that their tokens without an organization can mean it.
    MemberEntered {
        /// The member.
        subject: SubjectId,
        /// Whether they had not entered before.
        changed: bool,
    },
    /// A member was erased; the audit log names them by this pseudonym from now on.
    MemberErased {
        /// The pseudonym.
        pseudonym: SubjectId,
        /// The membership before.
        before: Membership,
    },
    /// A member began the enrolment of an authenticator, which counts once it is confirmed.
    AuthenticatorSetUp(SubjectId, Method),
    /// A member confirmed the enrolment of an authenticator.
    AuthenticatorConfirmed(SubjectId, Method),
    /// A member confirmed the enrolment of their first authenticator after their deadline.
    EnrolledLate(SubjectId, Method),
    /// A member disavowed an authenticator that was enrolled for them.
    AuthenticatorDisavowed {
        /// The member.
        subject: SubjectId,
        /// The method of the authenticator that the notice named.
        named: Method,
        /// The methods of all authenticators that were suspended: that one unless it was gone, and those enrolled since.
        suspended: BTreeSet<Method>,
    },
    /// An administrator confirmed the enrolment of an authenticator that opens no administrative write yet: nothing but the
    /// first factor stands behind it.
    AdministratorEnrolled {
        /// The administrator.
        subject: SubjectId,
        /// The method.
        method: Method,
        /// The time from which it opens administrative writes.
        administers_from: Timestamp,
    },
    /// A second channel confirmed an authenticator of a member afterwards.
    EnrolmentConfirmed(SubjectId, Method),
    /// A member renamed an authenticator.
    AuthenticatorRenamed(SubjectId, Method),
    /// A member removed an authenticator.
    AuthenticatorRemoved(SubjectId, Method),
    /// A member replaced their recovery codes.
    RecoveryCodesRenewed(SubjectId),
    /// A member enabled or disabled a method.
    MethodSwitched {
        /// The member.
        subject: SubjectId,
        /// The method.
        method: Method,
        /// Whether it is enabled now.
        enabled: bool,
        /// Whether that differs from before.
        changed: bool,
    },
    /// A member chose the method they prefer.
    PrimaryChosen {
        /// The member.
        subject: SubjectId,
        /// The preferred method before.
        before: Option<Method>,
        /// The preferred method after.
        after: Method,
    },
    /// All authenticators of a member, this many, were removed.
    MfaReset(SubjectId, usize),
    /// A member used an authenticator.
    Verified(SubjectId, Method),
    /// A member ended one of their sessions.
    SessionEnded(SubjectId),
    /// The identity provider logged a member out.
    LoggedOut(SubjectId),
    /// All sessions of a member were ended, by an administrator, a client or an operator.
    SessionsEnded(SubjectId),
    /// A spent refresh token was used again, and its session was ended.
    RefreshReused(SubjectId),
    /// Wrong proofs were given for a member.
    VerificationsFailed(WrongProofs),
    /// A magic link was sent to a member.
    LinkSent(SubjectId, LinkPurpose),
    /// A code that confirms an enrolment was mailed to a member.
    EnrolmentCodeMailed(SubjectId),
    /// A code that confirms an enrolment was made for a member; it expires then.
    EnrolmentCodeMinted(SubjectId, Timestamp),
    /// A passkey answered with an old signature counter: it may have been copied.
    SignCountDecreased(SubjectId),
    /// A wrong code of a member reached this limit; further ones are rejected for a while.
    LockedOut(SubjectId, AttemptLimit),
    /// The counts of a member's wrong codes were cleared.
    Unlocked {
        /// The member.
        subject: SubjectId,
        /// Whether there were any.
        changed: bool,
    },
    /// Mail to a member was removed: the server refused it for good, with this reply.
    MailUndeliverable(SubjectId, String),
    /// A member without this permission was refused. The first refusal of a minute stands for all of that minute.
    Refused(Permission),
}
