//! Single acts that a role may allow.

use super::Role;

/// One allowed act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// To see what the organization demands.
    ReadPolicy,
    /// To demand MFA of every member, or to stop demanding it.
    EnforcePolicy,
    /// To write the whole policy.
    ChangePolicy,
    /// To see what another policy would do.
    PlanPolicy,
    /// To give single members another deadline, or to exempt them.
    GrantExceptions,
    /// To read what happened.
    ReadAudit,
    /// To see one's own standing.
    ReadOwnMfa,
    /// To set up, use and take away one's own authenticators.
    ManageOwnMfa,
    /// To take away the authenticators of another member.
    ResetOthers,
    /// To see who belongs.
    ReadMembers,
    /// To add, change and remove members. No role has it: memberships are the product's and the operator's.
    ManageMembers,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 11] = [
        Self::ReadPolicy,
        Self::EnforcePolicy,
        Self::ChangePolicy,
        Self::PlanPolicy,
        Self::GrantExceptions,
        Self::ReadAudit,
        Self::ReadOwnMfa,
        Self::ManageOwnMfa,
        Self::ResetOthers,
        Self::ReadMembers,
        Self::ManageMembers,
    ];

    /// Its stable name, which is also the audited act of a refusal.
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
            | Self::ReadMembers => role.administers(),
            Self::ManageMembers => false,
        }
    }

    /// Whether whoever uses it may be asked to use an authenticator first.
    pub fn asks_to_step_up(self) -> bool {
        self == Self::ManageOwnMfa || self.administers()
    }

    /// Whether it is for those alone who administer an organization.
    pub fn administers(self) -> bool {
        self.is_held_by(Role::Owner) && !self.is_held_by(Role::User)
    }

    /// Whether it allows to change something, so that whoever uses it takes the organization first.
    pub fn allows_change(self) -> bool {
        match self {
            Self::ReadPolicy | Self::PlanPolicy | Self::ReadOwnMfa | Self::ReadMembers | Self::ReadAudit => false,
            Self::EnforcePolicy
            | Self::ChangePolicy
            | Self::GrantExceptions
            | Self::ManageOwnMfa
            | Self::ResetOthers
            | Self::ManageMembers => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_roles_and_permissions() {
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
                [0, 0, 0, 1, 1], // members.read
                [0, 0, 0, 0, 0], // members.manage
            ]
        );
    }

    #[test]
    fn what_a_permission_asks_of_who_uses_it() {
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
                [1, 1, 0], // members.read
                [0, 0, 1], // members.manage
            ]
        );
    }
}
