//! Makes a subject the member that somebody says they are.

use jiff::Timestamp;

use super::{MemberDetails, Membership};
use crate::event::Event;
use crate::identity::Actor;
use crate::organization::Organization;
use crate::{Result, Transaction, record};

/// What became of a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Added,
    Changed,
    Unchanged,
}

/// Adds, revives, changes or leaves the membership, so that it is as `details` says, and records which.
pub(super) fn write_member(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &Organization,
    now: Timestamp,
    details: MemberDetails,
) -> Result<Written> {
    let id = &organization.id;
    let (written, event) = match tx.memberships().find(id, &details.subject)? {
        None => {
            let membership = Membership::new(details, now)?;
            tx.memberships().insert(id, &membership)?;
            (Written::Added, Event::MemberAdded(membership))
        }
        Some(before) => {
            let after = before.rewritten(details)?;
            if after == before {
                (Written::Unchanged, Event::MemberChanged { before, after })
            } else {
                tx.memberships().update(id, &after)?;
                if before.is_active() {
                    (Written::Changed, Event::MemberChanged { before, after })
                } else {
                    (Written::Added, Event::MemberAdded(after))
                }
            }
        }
    };
    record(tx, actor, organization, now, &event)?;
    Ok(written)
}
