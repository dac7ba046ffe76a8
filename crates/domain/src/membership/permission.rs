//! Single acts that a role may allow.

use super::Role;

/// One allowed act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// To see what the organization demands.
    ReadPolicy,
    /// To demand MFA of every member, or to stop demanding it.
    EnforcePolicy,
    /// To see who belongs.
    ReadMembers,
    /// To add, change and remove members. No role has it: memberships are the product's and the operator's.
    ManageMembers,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 4] = [Self::ReadPolicy, Self::EnforcePolicy, Self::ReadMembers, Self::ManageMembers];

    /// Its stable name, which is also the audited act of a refusal.
    pub fn code(self) -> &'static str {
        match self {
            Self::ReadPolicy => "policy.read",
            Self::EnforcePolicy => "policy.enforce",
            Self::ReadMembers => "members.read",
            Self::ManageMembers => "members.manage",
        }
    }

    /// Whether a member of this role has it.
    pub fn is_held_by(self, role: Role) -> bool {
        match self {
            Self::ReadPolicy => true,
            Self::EnforcePolicy | Self::ReadMembers => role.administers(),
            Self::ManageMembers => false,
        }
    }

    /// Whether it allows to change something, so that whoever uses it takes the organization first.
    pub fn allows_change(self) -> bool {
        match self {
            Self::ReadPolicy | Self::ReadMembers => false,
            Self::EnforcePolicy | Self::ManageMembers => true,
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
                [0, 0, 0, 1, 1], // members.read
                [0, 0, 0, 0, 0], // members.manage
            ]
        );
    }
}
