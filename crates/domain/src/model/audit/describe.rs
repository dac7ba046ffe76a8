//! Describes each event, in one exhaustive match.

use super::audit_values::{
    differences, flag, information, member_changes, method_name, method_names, moment, policy_values, reason_given,
    text, wrong_proof_values,
};
use super::{
    AuditChange, AuditOutcome, AuditTarget, AuditValue, Event, EventDescriptor, Mailing, MemberNotice, Weakening,
};
use crate::model::identity::{Method, SubjectId};
use crate::model::membership::{MemberKind, Membership, Permission, Role};
use crate::model::policy::MfaPolicy;

use AuditOutcome::{Changed, Refused, Unchanged};

impl Event {
    /// What the event means to the audit log, the mail and the caches.
    ///
    /// No arm is `_`, and no part of a descriptor has a default: a new event chooses each of them.
    #[expect(clippy::too_many_lines, reason = "one match over all events, so that a new one chooses everything here")]
    pub fn describe(&self) -> EventDescriptor {
        use AuditTarget::{Organization, Policy};
        use Mailing as Mail;
        match self {
            Self::OrganizationCreated { name, grace } => {
                let values = [information("name", text(name)), information("gracePeriodDays", text(grace.get()))];
                described("organization.create", Organization, Changed, values, Mail::NONE)
            }
            Self::OrganizationPut { before, after, was_ended } => {
                let values = |name, ended| [("name", text(name)), ("ended", flag(ended))];
                let changes = differences(&values(before, *was_ended), &values(after, false));
                described("organization.put", Organization, changed_if(!changes.is_empty()), changes, Mail::NONE)
            }
            Self::OrganizationEnded => {
                let changes = differences(&[("ended", flag(false))], &[("ended", flag(true))]);
                described("organization.end", Organization, Changed, changes, Mail::NONE)
            }
            Self::EnforcementSet { enforced, before, after } => {
                let action = if *enforced { "policy.enforce" } else { "policy.relax" };
                let changes = differences(&policy_values(before), &policy_values(after));
                let mail = Mail::administrators(policy_notice(before, after));
                described(action, Policy, changed_if(before != after), changes, mail)
            }
            Self::PolicyChanged { before, after } => {
                let changes = differences(&policy_values(before), &policy_values(after));
                let mail = Mail::administrators(policy_notice(before, after));
                described("policy.change", Policy, changed_if(before != after), changes, mail)
            }
            Self::DeadlineSet { subject, before, after, reason, lengthens } => {
                let mut changes = differences(&[("deadline", moment(*before))], &[("deadline", moment(*after))]);
                changes.extend(reason.iter().map(reason_given));
                let extended = lengthens.then(|| Weakening::DeadlineExtended(subject.clone()));
                let cut = (before != after).then(|| Weakening::DeadlineCut(subject.clone()));
                let mail = Mail::administrators(extended.or(cut));
                described("member.deadline", member(subject), changed_if(before != after), changes, mail)
            }
            Self::ExemptionGranted { subject, before, after } => {
                let before = before.as_ref().map(|exemption| exemption.ends_at);
                let mut changes = differences(&[("until", moment(before))], &[("until", moment(Some(after.ends_at)))]);
                changes.push(reason_given(&after.reason));
                let mail = Mail::administrators(Weakening::Exempted(subject.clone(), after.ends_at));
                described("member.exempt", member(subject), Changed, changes, mail)
            }
            Self::ExemptionEnded(subject, exemption) => {
                let changes = differences(&[("until", moment(Some(exemption.ends_at)))], &[("until", moment(None))]);
                let mail = Mail::administrators(Weakening::ExemptionEnded(subject.clone()));
                described("member.end_exemption", member(subject), Changed, changes, mail)
            }
            Self::AdminMfaOverridden(subject, reason) => {
                let mail = Mail::administrators(Weakening::AdminMfaOverridden(subject.clone()));
                described("member.override", member(subject), Changed, [reason_given(reason)], mail)
            }
            Self::MemberAdded(added) => {
                let mail = given(added, risen(None, added));
                described("member.add", member(&added.subject), Changed, member_changes(None, Some(added)), mail)
            }
            Self::MemberRestored { before, after } => {
                let mail = given(after, risen(Some(before), after)).with_former_address(before, after);
                described("member.add", member(&after.subject), Changed, member_changes(None, Some(after)), mail)
            }
            Self::MemberChanged { before, after } => {
                let mail = Mail::administrators(risen(Some(before), after)).with_former_address(before, after);
                let changes = member_changes(Some(before), Some(after));
                described("member.change", member(&after.subject), changed_if(before != after), changes, mail)
            }
            Self::MemberRemoved(removed) => {
                let changes = member_changes(Some(removed), None);
                described("member.remove", member(&removed.subject), Changed, changes, Mail::NONE)
            }
            Self::MemberEntered { subject, changed } => {
                described("member.enter", member(subject), changed_if(*changed), [], Mail::NONE)
            }
            Self::MemberErased { pseudonym, before } => {
                let values = [information("kind", text(before.kind)), information("role", text(before.role))];
                // only a member whose access ends with it is notified
                let notice = before.is_active().then(|| (pseudonym.clone(), MemberNotice::Erased));
                let administrators = Some(Weakening::MemberErased(pseudonym.clone()));
                let mail = Mail { member: notice, administrators, ..Mail::NONE };
                described("member.erase", member(pseudonym), Changed, values, mail)
            }
            Self::AuthenticatorSetUp(subject, method) => {
                described("mfa.set_up", member(subject), Changed, [method_name(*method)], Mail::NONE)
            }
            Self::AuthenticatorConfirmed(subject, method) => {
                let mail = Mail::member(subject, MemberNotice::Added(*method));
                described("mfa.confirm", member(subject), Changed, [method_name(*method)], mail)
            }
            Self::EnrolledLate(subject, method) => {
                let mail = Mail {
                    administrators: Some(Weakening::EnrolledLate(subject.clone())),
                    ..Mail::member(subject, MemberNotice::Added(*method))
                };
                described("mfa.confirm", member(subject), Changed, [method_name(*method)], mail)
            }
            Self::AuthenticatorDisavowed { subject, named, suspended } => {
                let mail = Mail {
                    administrators: Some(Weakening::Disavowed(subject.clone(), suspended.clone())),
                    ..Mail::member(subject, MemberNotice::Disavowed(suspended.clone()))
                };
                let changes = [method_name(*named), method_names("suspended", suspended)];
                described("mfa.disavow", member(subject), Changed, changes, mail)
            }
            Self::AdministratorEnrolled { subject, method, administers_from } => {
                let changes = [method_name(*method), information("administersFrom", text(administers_from))];
                let mail = Mail {
                    administrators: Some(Weakening::AdministratorEnrolled(subject.clone(), *administers_from)),
                    ..Mail::member(subject, MemberNotice::Added(*method))
                };
                described("mfa.confirm", member(subject), Changed, changes, mail)
            }
            Self::EnrolmentConfirmed(subject, method) => {
                described("mfa.confirm_enrolment", member(subject), Changed, [method_name(*method)], Mail::NONE)
            }
            Self::AuthenticatorRenamed(subject, method) => {
                described("mfa.rename", member(subject), Changed, [method_name(*method)], Mail::NONE)
            }
            Self::AuthenticatorRemoved(subject, method) => {
                let mail = Mail::member(subject, MemberNotice::Removed(*method));
                described("mfa.remove", member(subject), Changed, [method_name(*method)], mail)
            }
            Self::RecoveryCodesRenewed(subject) => {
                let mail = Mail::member(subject, MemberNotice::CodesRenewed);
                described("mfa.renew_codes", member(subject), Changed, [], mail)
            }
            Self::MethodSwitched { subject, method, enabled, changed } => {
                let (action, notice) = if *enabled {
                    ("mfa.enable", MemberNotice::Enabled(*method))
                } else {
                    ("mfa.disable", MemberNotice::Disabled(*method))
                };
                let mail = if *changed { Mail::member(subject, notice) } else { Mail::NONE };
                described(action, member(subject), changed_if(*changed), [method_name(*method)], mail)
            }
            Self::PrimaryChosen { subject, before, after } => {
                let value = |method: Option<Method>| {
                    [("primary", method.map_or(AuditValue::Null, |method| text(method.as_str())))]
                };
                let changes = differences(&value(*before), &value(Some(*after)));
                described("mfa.primary", member(subject), changed_if(!changes.is_empty()), changes, Mail::NONE)
            }
            Self::MfaReset(subject, count) => {
                let mail = Mail {
                    administrators: Some(Weakening::MfaReset(subject.clone())),
                    ..Mail::member(subject, MemberNotice::Reset)
                };
                described("mfa.reset", member(subject), Changed, [information("authenticators", text(count))], mail)
            }
            Self::Verified(subject, method) => {
                let mail = match method {
                    Method::RecoveryCode => Mail::member(subject, MemberNotice::CodeUsed),
                    Method::Totp | Method::Passkey | Method::MagicLink => Mail::NONE,
                };
                described("mfa.verify", member(subject), Changed, [method_name(*method)], mail)
            }
            Self::SessionEnded(subject) => described("session.end", member(subject), Changed, [], Mail::NONE),
            Self::LoggedOut(subject) => described("session.logout", member(subject), Changed, [], Mail::NONE),
            Self::SessionsEnded(subject) => described("session.end_all", member(subject), Changed, [], Mail::NONE),
            Self::RefreshReused(subject) => {
                let mail = Mail::member(subject, MemberNotice::SessionEnded);
                described("session.reuse", member(subject), Changed, [], mail)
            }
            Self::VerificationsFailed(proofs) => {
                described("mfa.verify", member(&proofs.first.subject), Refused, wrong_proof_values(proofs), Mail::NONE)
            }
            Self::LinkSent(subject, purpose) => {
                let purpose = [information("purpose", text(purpose.as_str()))];
                described("mfa.send_link", member(subject), Changed, purpose, Mail::NONE)
            }
            Self::EnrolmentCodeMailed(subject) => described("mfa.send_code", member(subject), Changed, [], Mail::NONE),
            Self::EnrolmentCodeMinted(subject, until) => {
                let until = [information("until", moment(Some(*until)))];
                described("member.enrolment_code", member(subject), Changed, until, Mail::NONE)
            }
            Self::SignCountDecreased(subject) => {
                let mail = Mail::member(subject, MemberNotice::MaybeCopied);
                described("mfa.sign_count", member(subject), Refused, [], mail)
            }
            Self::LockedOut(subject, limit) => {
                let mail = Mail::member(subject, MemberNotice::LockedOut(*limit));
                described("mfa.lock", member(subject), Changed, [information("limit", text(limit.as_str()))], mail)
            }
            Self::Unlocked { subject, changed } => {
                let mail = if *changed { Mail::member(subject, MemberNotice::Unlocked) } else { Mail::NONE };
                described("mfa.unlock", member(subject), changed_if(*changed), [], mail)
            }
            Self::MailUndeliverable(subject, reply) => {
                let reply = [information("reply", text(reply))];
                described("mail.undeliverable", member(subject), Changed, reply, Mail::NONE)
            }
            Self::Refused(permission) => {
                described(permission.code(), permission_target(*permission), Refused, [], Mail::NONE)
            }
        }
    }
}

fn described(
    action: &'static str,
    target: AuditTarget,
    outcome: AuditOutcome,
    changes: impl Into<Vec<AuditChange>>,
    mailing: Mailing,
) -> EventDescriptor {
    EventDescriptor { action, target, outcome, changes: changes.into(), mailing }
}

fn member(subject: &SubjectId) -> AuditTarget {
    AuditTarget::Member(subject.clone())
}

fn changed_if(changed: bool) -> AuditOutcome {
    if changed { Changed } else { Unchanged }
}

/// Compares what the policies require. A policy that is not enforced is compared too: it may be enforced later.
fn policy_notice(before: &MfaPolicy, after: &MfaPolicy) -> Option<Weakening> {
    if before.enforced() && !after.enforced() {
        Some(Weakening::EnforcementStopped)
    } else if before.is_weakened_by(after) {
        Some(Weakening::PolicyWeakened)
    } else {
        before.is_narrowed_by(after).then_some(Weakening::PolicyNarrowed)
    }
}

/// Notifies a person of a membership that was given to them.
fn given(membership: &Membership, administrators: Option<Weakening>) -> Mailing {
    let is_person = membership.kind == MemberKind::Person;
    let member = is_person.then(|| (membership.subject.clone(), MemberNotice::MembershipGiven));
    Mailing { member, administrators, ..Mailing::NONE }
}

/// What a membership gained: a service is never asked for MFA, so becoming one escapes it; a role gives power.
fn risen(before: Option<&Membership>, after: &Membership) -> Option<Weakening> {
    let held = before.filter(|before| before.is_active()).map_or(Role::User, |before| before.role);
    let role = (after.role > held).then_some(after.role);
    let subject = after.subject.clone();
    match (before, after.kind) {
        (None, MemberKind::Service) => Some(Weakening::ServiceAdded(subject, role)),
        (Some(before), MemberKind::Service) if before.kind == MemberKind::Person && before.is_active() => {
            Some(Weakening::PersonMadeService(subject, role))
        }
        (Some(before), MemberKind::Service) if before.kind == MemberKind::Person => {
            Some(Weakening::PersonRestoredAsService(subject, role))
        }
        _ => role.map(|role| Weakening::RoleRaised(subject, role)),
    }
}

fn permission_target(permission: Permission) -> AuditTarget {
    match permission {
        Permission::ReadPolicy | Permission::EnforcePolicy | Permission::ChangePolicy | Permission::PlanPolicy => {
            AuditTarget::Policy
        }
        Permission::ReadMembers
        | Permission::ManageMembers
        | Permission::ReadOwnMfa
        | Permission::ManageOwnMfa
        | Permission::ResetOthers
        | Permission::UnlockOthers
        | Permission::GrantExceptions
        | Permission::ReadAudit => AuditTarget::Organization,
    }
}

#[cfg(test)]
mod tests;
