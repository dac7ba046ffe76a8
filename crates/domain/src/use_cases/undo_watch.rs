//! Closes the window in which enforcing MFA can be undone when its subject is removed or demoted.

use crate::Result;
use crate::model::membership::{Membership, Permission, Role};
use crate::ports::Transaction;
use crate::use_cases::acting::Acting;

/// Watches the role of the member who may undo the enforcement, in a write that may change memberships. A member who is added
/// or promoted again gets no window back.
pub(crate) struct UndoWatch(Option<Role>);

impl UndoWatch {
    /// Notes the role before the work.
    pub(crate) fn begin(tx: &mut dyn Transaction, acting: &Acting<'_>, permission: Permission) -> Result<Self> {
        if permission == Permission::ManageMembers { role_of_undoer(tx, acting).map(Self) } else { Ok(Self(None)) }
    }

    /// Closes the window if the role is less after the work, or there is no member any more.
    pub(crate) fn end(self, tx: &mut dyn Transaction, acting: &mut Acting<'_>) -> Result<()> {
        if self.0.is_none() || acting.organization.undo.is_none() || role_of_undoer(tx, acting)? >= self.0 {
            return Ok(());
        }
        acting.organization.undo = None;
        tx.organizations().update(&acting.organization)
    }
}

/// The role of the member who opened the window, if one is open and they are a member.
fn role_of_undoer(tx: &mut dyn Transaction, acting: &Acting<'_>) -> Result<Option<Role>> {
    let Some(undo) = &acting.organization.undo else { return Ok(None) };
    let member = tx.memberships().find(&acting.organization.id, &undo.subject)?;
    Ok(member.filter(Membership::is_active).map(|member| member.role))
}
