//! Roles.

use derive_more::Display;

use crate::model::violation::Violation;

/// A member's role in an organization, the lower first. [`Permission`](super::Permission) says which role has which
/// permission.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[display("{}", self.as_str())]
pub enum Role {
    /// A member.
    User,
    /// Sees the bills.
    Billing,
    /// Runs workspaces.
    Workspaces,
    /// Administers the organization.
    Administrators,
    /// Owns the organization.
    Owner,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::User, Self::Billing, Self::Workspaces, Self::Administrators, Self::Owner];

    /// The stable name, as stored and audited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::Billing => "BILLING",
            Self::Workspaces => "WORKSPACES",
            Self::Administrators => "ADMINISTRATORS",
            Self::Owner => "OWNER",
        }
    }

    /// The role with this exact name: no other case, no spaces, no prefix.
    pub fn parse(name: &str) -> Result<Self, Violation> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == name)
            .ok_or_else(|| Violation::new("must be one of USER, BILLING, WORKSPACES, ADMINISTRATORS, OWNER"))
    }

    /// Whether it administers the organization.
    pub fn administers(self) -> bool {
        matches!(self, Self::Administrators | Self::Owner)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_name_reads_back() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()).ok(), Some(role));
        }
    }

    #[rstest]
    #[case("owner")]
    #[case("Owner")]
    #[case("OWNER ")]
    #[case("ADMINISTRATOR")]
    #[case("ADMIN")]
    #[case("")]
    #[case("255")]
    fn only_the_exact_name_counts(#[case] name: &str) {
        assert!(Role::parse(name).is_err());
    }
}
