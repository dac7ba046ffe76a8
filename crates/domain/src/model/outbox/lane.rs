//! The lanes of the outbox.

use crate::model::violation::Violation;

/// A queue of deliveries with workers of its own: a lane never waits for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Links and codes that a person waits for, and notices that an account may have been taken over. Without quotas.
    Urgent,
    /// All other notices, within quotas.
    Notices,
}

impl Lane {
    /// Every lane.
    pub const ALL: [Self; 2] = [Self::Urgent, Self::Notices];

    /// The stable name, as stored and measured.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::Notices => "notices",
        }
    }

    /// The lane of exactly this name.
    pub fn parse(name: &str) -> Result<Self, Violation> {
        let found = Self::ALL.into_iter().find(|lane| lane.as_str() == name);
        found.ok_or_else(|| Violation::new("must be urgent or notices"))
    }
}
