//! Makes a subject the member that somebody says they are.

use jiff::Timestamp;

use crate::error::Rule;
use crate::model::audit::Event;
use crate::model::identity::Actor;
use crate::model::membership::{MemberDetails, Membership};
use crate::model::organization::Organization;
use crate::model::policy::{AllowedMethod, Justification};
use crate::ports::Transaction;
use crate::use_cases::record::record;
use crate::{Error, Result};

/// What became of a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberWrite {
    Added,
    Changed,
    Unchanged,
}

/// Adds, revives, changes or leaves the membership, so that it is as `details` says, and records which. `over` is the
/// reason why somebody may administer below the organization's bar.
pub(crate) fn upsert_member(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    details: MemberDetails,
    over: Option<&Justification>,
) -> Result<MemberWrite> {
    let id = &organization.id;
    let known = tx.memberships().find(id, &details.subject)?;
    let overridden = require_admin_mfa(tx, organization, known.as_ref(), &details, over)?;
    let subject = details.subject.clone();
    let (written, event) = match known {
        None => {
            let membership = Membership::new(details, now)?;
            tx.memberships().insert(id, &membership)?;
            (MemberWrite::Added, Event::MemberAdded(membership))
        }
        Some(before) => {
            let after = before.rewritten(details)?;
            if after == before {
                (MemberWrite::Unchanged, Event::MemberChanged { before, after })
            } else {
                tx.memberships().update(id, &after)?;
                if before.is_active() {
                    (MemberWrite::Changed, Event::MemberChanged { before, after })
                } else {
                    (MemberWrite::Added, Event::MemberRestored { before, after })
                }
            }
        }
    };
    record(tx, actor, organization, now, &event)?;
    if let Some(reason) = overridden {
        record(tx, actor, organization, now, &Event::AdminMfaOverridden(subject, reason))?;
    }
    Ok(written)
}

/// Refuses an administrator who is new as one and holds no authenticator that meets the demand of an organization which
/// enforces MFA; or tells the reason for which it is done all the same. Where the identity provider's own MFA is allowed,
/// nothing is held here that could be looked at.
fn require_admin_mfa(
    tx: &mut dyn Transaction,
    organization: &Organization,
    known: Option<&Membership>,
    details: &MemberDetails,
    over: Option<&Justification>,
) -> Result<Option<Justification>> {
    let policy = &organization.policy;
    let administered = known.is_some_and(|known| known.is_active() && known.role.administers());
    if !details.role.administers() || administered || !policy.enforced() {
        return Ok(None);
    }
    let held = tx.authenticators().of(&organization.id, &details.subject)?;
    if held.iter().any(|one| one.counts_under(policy)) || policy.methods().contains(AllowedMethod::IdentityProvider) {
        return Ok(None);
    }
    over.cloned().map(Some).ok_or(Error::RuleBroken(Rule::AdminMfaRequired))
}
