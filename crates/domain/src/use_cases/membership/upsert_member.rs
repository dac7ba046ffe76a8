//! Writes a membership.

use jiff::Timestamp;

use crate::model::audit::Event;
use crate::model::identity::AllowedMethod;
use crate::model::membership::{MemberDetails, MemberKind, Membership};
use crate::model::organization::Organization;
use crate::model::policy::Justification;
use crate::model::rule::Rule;
use crate::ports::Transaction;
use crate::use_cases::acting::Acting;
use crate::{Error, Result};

/// The outcome of an upsert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberWrite {
    Added,
    Changed,
    Unchanged,
}

/// Whether a person, also a former one, may become a service, which is never asked for MFA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KindChange {
    Allowed,
    Refused,
}

/// Adds, restores or changes a membership so that it is as `details` says, and records the outcome. `override_reason` is
/// why a new administrator may administer without an authenticator that counts.
pub(crate) fn upsert_member(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    now: Timestamp,
    details: MemberDetails,
    override_reason: Option<&Justification>,
    kind_change: KindChange,
) -> Result<MemberWrite> {
    let id = &acting.organization.id;
    let known = tx.memberships().find(id, &details.subject)?;
    let administered = known.as_ref().is_some_and(|known| known.is_active() && known.role.administers());
    let after = match &known {
        None => Membership::new(details, now)?,
        Some(before) => before.rewritten(details, now)?,
    };
    let becomes_service =
        after.kind == MemberKind::Service && known.as_ref().is_some_and(|before| before.kind == MemberKind::Person);
    if becomes_service && kind_change == KindChange::Refused {
        return Err(Error::RuleBroken(Rule::KindFixed));
    }
    let overridden = match override_reason {
        _ if administered || may_administer(tx, &acting.organization, &after)? => None,
        Some(reason) => Some(reason.clone()),
        None => return Err(Error::RuleBroken(Rule::AdminMfaRequired)),
    };
    let subject = after.subject.clone();
    let (written, event) = match known {
        None => {
            tx.memberships().insert(id, &after)?;
            (MemberWrite::Added, Event::MemberAdded(after))
        }
        Some(before) if after == before => (MemberWrite::Unchanged, Event::MemberChanged { before, after }),
        Some(before) => {
            tx.memberships().update(id, &after)?;
            if before.is_active() {
                (MemberWrite::Changed, Event::MemberChanged { before, after })
            } else {
                (MemberWrite::Added, Event::MemberRestored { before, after })
            }
        }
    };
    acting.record(tx, now, &event)?;
    if let Some(reason) = overridden {
        acting.record(tx, now, &Event::AdminMfaOverridden(subject, reason))?;
    }
    Ok(written)
}

/// Whether the member is none who administers an organization that enforces MFA, or has an authenticator that counts.
/// Where the identity provider's own MFA is allowed, there is nothing here to look at.
fn may_administer(tx: &mut dyn Transaction, organization: &Organization, member: &Membership) -> Result<bool> {
    let policy = organization.policy_for(member);
    if !member.role.administers() || !policy.enforced() {
        return Ok(true);
    }
    let authenticators = tx.authenticators().of(&organization.id, &member.subject)?;
    Ok(authenticators.iter().any(|one| one.counts_under(&policy))
        || policy.methods().contains(AllowedMethod::IdentityProvider))
}
