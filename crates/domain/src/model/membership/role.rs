//! The named levels of belonging.

use derive_more::Display;

use crate::{Error, Result};

/// What a member is in an organization. On the wire a number, in the store and at the command line a name.
///
/// Not ordered: a higher number is not "more" (a billing member may nothing that a workspaces member may). Which role
/// has which permission stands in [`Permission`](super::Permission) alone.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, Hash)]
#[display("{}", self.as_str())]
pub enum Role {
    /// A member.
    User,
    /// Who sees the bills.
    Billing,
    /// Who runs workspaces.
    Workspaces,
    /// Who administers the organization.
    Administrators,
    /// Whose organization it is.
    Owner,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::User, Self::Billing, Self::Workspaces, Self::Administrators, Self::Owner];

    /// The name, exactly as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::Billing => "BILLING",
            Self::Workspaces => "WORKSPACES",
            Self::Administrators => "ADMINISTRATORS",
            Self::Owner => "OWNER",
        }
    }

    /// The number.
    pub fn number(self) -> u8 {
        match self {
            Self::User => 0x00,
            Self::Billing => 0x01,
            Self::Workspaces => 0x02,
            Self::Administrators => 0xfe,
            Self::Owner => 0xff,
        }
    }

    /// The role of exactly this name: no other case, no spaces, no prefix.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == name)
            .ok_or_else(|| Error::invalid("role", "must be one of USER, BILLING, WORKSPACES, ADMINISTRATORS, OWNER"))
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
    fn numbers_are_those_of_the_contract() {
        assert_eq!(Role::ALL.map(Role::number), [0, 1, 2, 254, 255]);
    }

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
