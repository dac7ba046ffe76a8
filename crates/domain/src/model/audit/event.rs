//! What a use case did, in the domain's words. The trail keeps it as [`AuditEntry`](crate::model::audit::AuditEntry).

mod facts;

use jiff::Timestamp;

use self::facts::differences;
use self::facts::member_changes;
use self::facts::moment;
use self::facts::policy_facts;
use self::facts::reason_told;
use self::facts::told;
use super::{AuditChange, AuditOutcome, AuditTarget, AuditValue};
use crate::model::authenticator::LinkPurpose;
use crate::model::identity::{Method, SubjectId};
use crate::model::membership::{Membership, Permission};
use crate::model::organization::OrganizationName;
use crate::model::policy::{Exemption, GracePeriod, Justification, MfaPolicy};

/// What happened to a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The organization came to be known.
    OrganizationCreated {
        /// What people call it.
        name: OrganizationName,
        /// How long its members have after a demand.
        grace: GracePeriod,
    },
    /// The organization was said to be there, called so.
    OrganizationPut {
        /// What it was called.
        before: OrganizationName,
        /// What it is called.
        after: OrganizationName,
        /// Whether it had ended.
        was_ended: bool,
    },
    /// The organization ended.
    OrganizationEnded,
    /// Somebody asked for MFA to be enforced (or not). `before` and `after` are equal when it was so already.
    EnforcementSet {
        /// What was asked for.
        enforced: bool,
        /// The policy before.
        before: MfaPolicy,
        /// The policy after.
        after: MfaPolicy,
    },
    /// The whole policy was written. `before` and `after` are equal when it was so already.
    PolicyChanged {
        /// The policy before.
        before: MfaPolicy,
        /// The policy after.
        after: MfaPolicy,
    },
    /// A member got a deadline of their own, or lost it.
    DeadlineSet {
        /// Who.
        subject: SubjectId,
        /// The one they had.
        before: Option<Timestamp>,
        /// The one they have.
        after: Option<Timestamp>,
        /// Why, if they have one.
        reason: Option<Justification>,
        /// Whether it gives them more time.
        lengthens: bool,
    },
    /// MFA is not demanded of a member for a while.
    ExemptionGranted {
        /// Who.
        subject: SubjectId,
        /// The exemption that they had, if they had one.
        before: Option<Exemption>,
        /// The one that they have.
        after: Exemption,
    },
    /// It is again, before that while is over.
    ExemptionEnded(SubjectId, Exemption),
    /// Somebody was made an administrator though they hold nothing that meets the organization's demand.
    AdminMfaOverridden(SubjectId, Justification),
    /// A subject became a member, for the first time or again.
    MemberAdded(Membership),
    /// A membership was written anew. Equal when it was so already.
    MemberChanged {
        /// Before.
        before: Membership,
        /// After.
        after: Membership,
    },
    /// A member belongs no longer.
    MemberRemoved(Membership),
    /// A member began to set an authenticator up. It is worth nothing yet.
    AuthenticatorSetUp(SubjectId, Method),
    /// A member proved that they hold it; from now on it counts.
    AuthenticatorConfirmed(SubjectId, Method),
    /// A member gave an authenticator a name.
    AuthenticatorRenamed(SubjectId, Method),
    /// A member took an authenticator away.
    AuthenticatorRemoved(SubjectId, Method),
    /// A member got a new set of recovery codes; the old ones are dead.
    RecoveryCodesRenewed(SubjectId),
    /// A member switched a kind of authenticator on or off.
    MethodSwitched {
        /// Who.
        subject: SubjectId,
        /// Which kind.
        method: Method,
        /// On, or off.
        enabled: bool,
        /// Whether that is new.
        changed: bool,
    },
    /// A member prefers a kind of authenticator.
    PrimaryChosen {
        /// Who.
        subject: SubjectId,
        /// What they preferred.
        before: Option<Method>,
        /// What they prefer.
        after: Method,
    },
    /// All authenticators of a member were taken away: so many.
    MfaReset(SubjectId, usize),
    /// A member used an authenticator.
    Verified(SubjectId, Method),
    /// A member ended one of their sessions.
    SessionEnded(SubjectId),
    /// A refresh token was used a second time, long after the first: what was proved counts no longer.
    RefreshReused(SubjectId),
    /// Somebody who speaks for a member gave a wrong proof.
    VerificationFailed(SubjectId, Method),
    /// A member was sent a link.
    LinkSent(SubjectId, LinkPurpose),
    /// A passkey signed rightly, with a count that did not go on: there may be a copy of it.
    SignCountDecreased(SubjectId),
    /// A subject gave so many wrong proofs that none is looked at for a while.
    LockedOut(SubjectId),
    /// A member without the permission tried. The first of a minute stands for all of that minute.
    Refused(Permission),
}

impl Event {
    /// The stable name of the act.
    pub fn action(&self) -> &'static str {
        match self {
            Self::OrganizationCreated { .. } => "organization.create",
            Self::OrganizationPut { .. } => "organization.put",
            Self::OrganizationEnded => "organization.end",
            Self::EnforcementSet { enforced: true, .. } => "policy.enforce",
            Self::EnforcementSet { enforced: false, .. } => "policy.relax",
            Self::PolicyChanged { .. } => "policy.change",
            Self::DeadlineSet { .. } => "member.deadline",
            Self::ExemptionGranted { .. } => "member.exempt",
            Self::ExemptionEnded(..) => "member.end_exemption",
            Self::AdminMfaOverridden(..) => "member.override",
            Self::MemberAdded(_) => "member.add",
            Self::MemberChanged { .. } => "member.change",
            Self::MemberRemoved(_) => "member.remove",
            Self::AuthenticatorSetUp(..) => "mfa.set_up",
            Self::AuthenticatorConfirmed(..) => "mfa.confirm",
            Self::MethodSwitched { enabled: true, .. } => "mfa.enable",
            Self::MethodSwitched { enabled: false, .. } => "mfa.disable",
            Self::PrimaryChosen { .. } => "mfa.primary",
            Self::MfaReset(..) => "mfa.reset",
            Self::AuthenticatorRenamed(..) => "mfa.rename",
            Self::AuthenticatorRemoved(..) => "mfa.remove",
            Self::RecoveryCodesRenewed(_) => "mfa.renew_codes",
            Self::SessionEnded(_) => "session.end",
            Self::RefreshReused(_) => "session.reuse",
            Self::Verified(..) | Self::VerificationFailed(..) => "mfa.verify",
            Self::LockedOut(_) => "mfa.lock",
            Self::SignCountDecreased(_) => "mfa.sign_count",
            Self::LinkSent(..) => "mfa.send_link",
            Self::Refused(permission) => permission.code(),
        }
    }

    /// What it was done to.
    pub fn target(&self) -> AuditTarget {
        match self {
            Self::OrganizationCreated { .. }
            | Self::OrganizationPut { .. }
            | Self::OrganizationEnded
            | Self::Refused(
                Permission::ReadMembers
                | Permission::ManageMembers
                | Permission::ReadOwnMfa
                | Permission::ManageOwnMfa
                | Permission::ResetOthers
                | Permission::GrantExceptions
                | Permission::ReadAudit,
            ) => AuditTarget::Organization,
            Self::AuthenticatorSetUp(subject, _)
            | Self::AuthenticatorConfirmed(subject, _)
            | Self::DeadlineSet { subject, .. }
            | Self::ExemptionGranted { subject, .. }
            | Self::ExemptionEnded(subject, _)
            | Self::AdminMfaOverridden(subject, _)
            | Self::MethodSwitched { subject, .. }
            | Self::PrimaryChosen { subject, .. }
            | Self::MfaReset(subject, _)
            | Self::SessionEnded(subject)
            | Self::RefreshReused(subject)
            | Self::AuthenticatorRenamed(subject, _)
            | Self::AuthenticatorRemoved(subject, _)
            | Self::RecoveryCodesRenewed(subject)
            | Self::Verified(subject, _)
            | Self::LockedOut(subject)
            | Self::SignCountDecreased(subject)
            | Self::LinkSent(subject, _)
            | Self::VerificationFailed(subject, _) => AuditTarget::Member(subject.clone()),
            Self::EnforcementSet { .. }
            | Self::PolicyChanged { .. }
            | Self::Refused(
                Permission::ReadPolicy | Permission::EnforcePolicy | Permission::ChangePolicy | Permission::PlanPolicy,
            ) => AuditTarget::Policy,
            Self::MemberAdded(membership)
            | Self::MemberChanged { after: membership, .. }
            | Self::MemberRemoved(membership) => AuditTarget::Member(membership.subject.clone()),
        }
    }

    /// How it ended.
    pub fn outcome(&self) -> AuditOutcome {
        match self {
            Self::Refused(_) | Self::VerificationFailed(..) | Self::SignCountDecreased(_) => AuditOutcome::Refused,
            Self::OrganizationPut { before, after, was_ended: false } if before == after => AuditOutcome::Unchanged,
            Self::MethodSwitched { changed: false, .. } => AuditOutcome::Unchanged,
            Self::PrimaryChosen { before, after, .. } if *before == Some(*after) => AuditOutcome::Unchanged,
            Self::EnforcementSet { before, after, .. } | Self::PolicyChanged { before, after } if before == after => {
                AuditOutcome::Unchanged
            }
            Self::DeadlineSet { before, after, .. } if before == after => AuditOutcome::Unchanged,
            Self::MemberChanged { before, after } if before == after => AuditOutcome::Unchanged,
            Self::OrganizationCreated { .. }
            | Self::OrganizationPut { .. }
            | Self::OrganizationEnded
            | Self::EnforcementSet { .. }
            | Self::PolicyChanged { .. }
            | Self::DeadlineSet { .. }
            | Self::ExemptionGranted { .. }
            | Self::ExemptionEnded(..)
            | Self::AdminMfaOverridden(..)
            | Self::MemberAdded(_)
            | Self::MemberChanged { .. }
            | Self::MemberRemoved(_)
            | Self::AuthenticatorSetUp(..)
            | Self::AuthenticatorConfirmed(..)
            | Self::MethodSwitched { .. }
            | Self::PrimaryChosen { .. }
            | Self::MfaReset(..)
            | Self::SessionEnded(_)
            | Self::RefreshReused(_)
            | Self::LockedOut(_)
            | Self::LinkSent(..)
            | Self::AuthenticatorRenamed(..)
            | Self::AuthenticatorRemoved(..)
            | Self::RecoveryCodesRenewed(_)
            | Self::Verified(..) => AuditOutcome::Changed,
        }
    }

    /// Each value that is another now.
    pub fn changes(&self) -> Vec<AuditChange> {
        match self {
            Self::OrganizationCreated { name, grace } => vec![
                told("name", AuditValue::Text(name.to_string())),
                told("gracePeriodDays", AuditValue::Text(grace.get().to_string())),
            ],
            Self::OrganizationPut { before, after, was_ended } => {
                let facts = |name: &OrganizationName, ended| {
                    [("name", AuditValue::Text(name.to_string())), ("ended", AuditValue::Flag(ended))]
                };
                differences(&facts(before, *was_ended), &facts(after, false))
            }
            Self::OrganizationEnded => {
                differences(&[("ended", AuditValue::Flag(false))], &[("ended", AuditValue::Flag(true))])
            }
            Self::Refused(_)
            | Self::SessionEnded(_)
            | Self::RefreshReused(_)
            | Self::LockedOut(_)
            | Self::SignCountDecreased(_)
            | Self::RecoveryCodesRenewed(_) => Vec::new(),
            Self::AuthenticatorSetUp(_, method)
            | Self::AuthenticatorConfirmed(_, method)
            | Self::MethodSwitched { method, .. }
            | Self::AuthenticatorRenamed(_, method)
            | Self::AuthenticatorRemoved(_, method)
            | Self::Verified(_, method)
            | Self::VerificationFailed(_, method) => vec![told("method", AuditValue::Text(method.as_str().into()))],
            Self::PrimaryChosen { before, after, .. } => {
                let fact = |method: Option<Method>| {
                    method.map_or(AuditValue::Null, |one| AuditValue::Text(one.as_str().into()))
                };
                differences(&[("primary", fact(*before))], &[("primary", fact(Some(*after)))])
            }
            Self::LinkSent(_, purpose) => vec![told("purpose", AuditValue::Text(purpose.as_str().into()))],
            Self::MfaReset(_, count) => vec![told("authenticators", AuditValue::Text(count.to_string()))],
            Self::EnforcementSet { before, after, .. } | Self::PolicyChanged { before, after } => {
                differences(&policy_facts(before), &policy_facts(after))
            }
            Self::DeadlineSet { before, after, reason, .. } => {
                let mut changes = differences(&[("deadline", moment(*before))], &[("deadline", moment(*after))]);
                changes.extend(reason.iter().map(reason_told));
                changes
            }
            Self::ExemptionGranted { before, after, .. } => {
                let until = |exemption: Option<&Exemption>| [("until", moment(exemption.map(|one| one.ends_at)))];
                let mut changes = differences(&until(before.as_ref()), &until(Some(after)));
                changes.push(reason_told(&after.reason));
                changes
            }
            Self::ExemptionEnded(_, exemption) => vec![AuditChange {
                field: "until".to_owned(),
                before: moment(Some(exemption.ends_at)),
                after: AuditValue::Null,
            }],
            Self::AdminMfaOverridden(_, reason) => vec![reason_told(reason)],
            Self::MemberAdded(after) => member_changes(None, Some(after)),
            Self::MemberChanged { before, after } => member_changes(Some(before), Some(after)),
            Self::MemberRemoved(before) => member_changes(Some(before), None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Result;
    use crate::model::identity::SubjectId;
    use crate::model::membership::{EmailAddress, MemberDetails, MemberKind, Role};

    #[test]
    fn an_address_is_told_masked_and_a_replaced_one_is_told_at_all() -> Result<()> {
        let member = |email: &str| {
            let email = Some(EmailAddress::parse(email)?);
            let subject = SubjectId::parse("alice")?;
            Membership::new(
                MemberDetails { subject, email, role: Role::User, kind: MemberKind::Person },
                Timestamp::UNIX_EPOCH,
            )
        };
        let event = Event::MemberChanged { before: member("alice@example.com")?, after: member("anna@example.com")? };
        let masked = AuditValue::Text("a***@example.com".into());
        assert_eq!(event.changes(), [AuditChange { field: "email".into(), before: masked.clone(), after: masked }]);
        Ok(())
    }

    /// What leaves everything as it was is no change, whatever was asked for.
    #[test]
    fn only_what_changes_something_is_a_change() -> Result<()> {
        let alice = || SubjectId::parse("alice");
        let name = OrganizationName::parse;
        let put = |before, after, was_ended| Event::OrganizationPut { before, after, was_ended };
        let chosen = |before, after| Ok(Event::PrimaryChosen { subject: alice()?, before, after });
        let policy = MfaPolicy::new(GracePeriod::days(7)?);
        let enforced = policy.enforce(true, Timestamp::UNIX_EPOCH);
        let deadline = |after| {
            let (before, reason) = (Some(Timestamp::UNIX_EPOCH), None);
            Ok(Event::DeadlineSet { subject: alice()?, before, after, reason, lengthens: false })
        };
        let written = |after: &MfaPolicy| Event::PolicyChanged { before: policy.clone(), after: after.clone() };
        let switched =
            |changed| Ok(Event::MethodSwitched { subject: alice()?, method: Method::Passkey, enabled: true, changed });
        for (event, outcome) in [
            (put(name("Acme")?, name("Acme")?, false), AuditOutcome::Unchanged),
            (put(name("Acme")?, name("Acme")?, true), AuditOutcome::Changed),
            (put(name("Acme")?, name("Acme Ltd")?, false), AuditOutcome::Changed),
            (chosen(Some(Method::Passkey), Method::Passkey)?, AuditOutcome::Unchanged),
            (chosen(Some(Method::Totp), Method::Passkey)?, AuditOutcome::Changed),
            (chosen(None, Method::Passkey)?, AuditOutcome::Changed),
            (written(&policy), AuditOutcome::Unchanged),
            (written(&enforced), AuditOutcome::Changed),
            (deadline(Some(Timestamp::UNIX_EPOCH))?, AuditOutcome::Unchanged),
            (deadline(None)?, AuditOutcome::Changed),
            (switched(false)?, AuditOutcome::Unchanged),
            (switched(true)?, AuditOutcome::Changed),
            (Event::VerificationFailed(alice()?, Method::Passkey), AuditOutcome::Refused),
            (Event::Verified(alice()?, Method::Passkey), AuditOutcome::Changed),
        ] {
            assert_eq!(event.outcome(), outcome, "{event:?}");
        }
        Ok(())
    }
}
