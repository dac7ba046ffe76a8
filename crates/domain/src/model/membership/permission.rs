//! Permissions and the roles that have them.

use super::Role;

/// An act that a role may allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Read the policy.
    ReadPolicy,
    /// Enforce MFA for every member, or stop enforcing it.
    EnforcePolicy,
    /// Replace the policy.
    ChangePolicy,
    /// Plan another policy.
    PlanPolicy,
    /// Set members' deadlines and exemptions.
    GrantExceptions,
    /// Read the audit log.
    ReadAudit,
    /// Read the caller's own MFA status.
    ReadOwnMfa,
    /// Set up, use and remove the caller's own authenticators.
    ManageOwnMfa,
    /// Reset another member's authenticators.
    ResetOthers,
    /// Clear the counts of another member's wrong codes.
    UnlockOthers,
    /// Read members.
    ReadMembers,
    /// Add, change and remove members. No role has it: the product and the operator manage memberships.
    ManageMembers,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 12] = [
        Self::ReadPolicy,
        Self::EnforcePolicy,
        Self::ChangePolicy,
        Self::PlanPolicy,
        Self::GrantExceptions,
        Self::ReadAudit,
        Self::ReadOwnMfa,
        Self::ManageOwnMfa,
        Self::ResetOthers,
        Self::UnlockOthers,
        Self::ReadMembers,
        Self::ManageMembers,
    ];

    /// The stable name, which is also the audited action of a rejection.
    pub fn code(self) -> &'static str {
        match self {
            Self::ReadPolicy => "policy.read",
            Self::EnforcePolicy => "policy.enforce",
            Self::ChangePolicy => "policy.change",
            Self::PlanPolicy => "policy.plan",
            Self::GrantExceptions => "members.except",
            Self::ReadAudit => "audit.read",
            Self::ReadOwnMfa => "mfa.read",
            Self::ManageOwnMfa => "mfa.manage",
            Self::ResetOthers => "mfa.reset_others",
            Self::UnlockOthers => "mfa.unlock_others",
            Self::ReadMembers => "members.read",
            Self::ManageMembers => "members.manage",
        }
    }

    /// Whether a member of this role has it.
    pub fn is_held_by(self, role: Role) -> bool {
        match self {
            Self::ReadPolicy | Self::ReadOwnMfa | Self::ManageOwnMfa => true,
            Self::EnforcePolicy
            | Self::ChangePolicy
            | Self::PlanPolicy
            | Self::GrantExceptions
            | Self::ReadAudit
            | Self::ResetOthers
            | Self::UnlockOthers
            | Self::ReadMembers => role.administers(),
            Self::ManageMembers => false,
        }
    }

    /// Whether its use may require a step-up.
    pub fn asks_to_step_up(self) -> bool {
        self == Self::ManageOwnMfa || self.administers()
    }

    /// Whether only administrators have it.
    pub fn administers(self) -> bool {
        self.is_held_by(Role::Owner) && !self.is_held_by(Role::User)
    }

    /// Whether it allows a change, so that its use locks the organization first.
    pub fn allows_change(self) -> bool {
        match self {
            Self::ReadPolicy | Self::PlanPolicy | Self::ReadOwnMfa | Self::ReadMembers | Self::ReadAudit => false,
            Self::EnforcePolicy
            | Self::ChangePolicy
            | Self::GrantExceptions
            | Self::ManageOwnMfa
            | Self::ResetOthers
            | Self::UnlockOthers
            | Self::ManageMembers => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_their_permissions() {
        let table = Permission::ALL.map(|permission| Role::ALL.map(|role| u8::from(permission.is_held_by(role))));
        //                        USER BILLING WORKSPACES ADMINISTRATORS OWNER
        assert_eq!(
            table,
            [
                [1, 1, 1, 1, 1], // policy.read
                [0, 0, 0, 1, 1], // policy.enforce
                [0, 0, 0, 1, 1], // policy.change
                [0, 0, 0, 1, 1], // policy.plan
                [0, 0, 0, 1, 1], // members.except
                [0, 0, 0, 1, 1], // audit.read
                [1, 1, 1, 1, 1], // mfa.read
                [1, 1, 1, 1, 1], // mfa.manage
                [0, 0, 0, 1, 1], // mfa.reset_others
                [0, 0, 0, 1, 1], // mfa.unlock_others
                [0, 0, 0, 1, 1], // members.read
                [0, 0, 0, 0, 0], // members.manage
            ]
        );
    }

    #[test]
    fn permissions_require_lock_and_step_up() {
        let table = Permission::ALL.map(|permission| {
            [permission.administers(), permission.asks_to_step_up(), permission.allows_change()].map(u8::from)
        });
        //             administers  asks  changes
        assert_eq!(
            table,
            [
                [0, 0, 0], // policy.read
                [1, 1, 1], // policy.enforce
                [1, 1, 1], // policy.change
                [1, 1, 0], // policy.plan
                [1, 1, 1], // members.except
                [1, 1, 0], // audit.read
                [0, 0, 0], // mfa.read
                [0, 1, 1], // mfa.manage
                [1, 1, 1], // mfa.reset_others
                [1, 1, 1], // mfa.unlock_others
                [1, 1, 0], // members.read
                [0, 0, 1], // members.manage
            ]
        );
    }
}
