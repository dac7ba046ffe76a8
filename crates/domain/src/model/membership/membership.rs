//! A subject's belonging to an organization.

use derive_more::Display;
use jiff::Timestamp;

use super::{EmailAddress, Role};
use crate::error::Rule;
use crate::model::identity::{Method, SubjectId};
use crate::model::policy::Exemption;
use crate::{Error, Result};

/// Whether a member is a person or a declared machine identity.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, Hash)]
#[display("{}", self.as_str())]
pub enum MemberKind {
    /// Somebody who can hold authenticators.
    Person,
    /// A machine: never asked for MFA, never an administrator.
    Service,
}

impl MemberKind {
    /// The name, exactly as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Service => "service",
        }
    }

    /// The kind of exactly this name.
    pub fn parse(name: &str) -> Result<Self> {
        [Self::Person, Self::Service]
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| Error::invalid("kind", "must be person or service"))
    }
}

/// What is to be known of a member: what somebody who adds one says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberDetails {
    /// The identity provider's name for them.
    pub subject: SubjectId,
    /// Where they can be reached.
    pub email: Option<EmailAddress>,
    /// What they are there.
    pub role: Role,
    /// Person or machine.
    pub kind: MemberKind,
}

/// A subject's belonging to an organization. It outlives its end: who is removed and joins again keeps the day of
/// first joining, so that leaving never buys a new grace period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Who belongs.
    pub subject: SubjectId,
    /// Where they can be reached.
    pub email: Option<EmailAddress>,
    /// What they are there.
    pub role: Role,
    /// Person or machine.
    pub kind: MemberKind,
    /// When they joined for the first time.
    pub first_joined_at: Timestamp,
    /// When the membership ended, if it did.
    pub removed_at: Option<Timestamp>,
    /// The kind of authenticator that they prefer.
    pub primary: Option<Method>,
    /// From when on MFA is demanded of them, where an administrator extended or cut it for them.
    pub deadline: Option<Timestamp>,
    /// That MFA is not demanded of them, for a while.
    pub exemption: Option<Exemption>,
}

impl Membership {
    /// A new member. Refused when a service would be an administrator.
    pub fn new(details: MemberDetails, now: Timestamp) -> Result<Self> {
        let MemberDetails { subject, email, role, kind } = details;
        Self {
            subject,
            email,
            role,
            kind,
            first_joined_at: now,
            removed_at: None,
            primary: None,
            deadline: None,
            exemption: None,
        }
        .checked()
    }

    /// Their exemption, if it has not come to its end.
    pub fn exemption_at(&self, now: Timestamp) -> Option<&Exemption> {
        self.exemption.as_ref().filter(|exemption| now < exemption.ends_at)
    }

    /// Whether they belong now.
    pub fn is_active(&self) -> bool {
        self.removed_at.is_none()
    }

    /// The same member as `details` has it, active. Who it is does not change, whoever `details` names.
    #[must_use = "the member as it was is not changed"]
    pub fn rewritten(&self, details: MemberDetails) -> Result<Self> {
        let MemberDetails { email, role, kind, subject: _ } = details;
        Self { email, role, kind, removed_at: None, ..self.clone() }.checked()
    }

    /// The same member, gone, and with them their exemption: it was for who they were.
    #[must_use = "the member as it was is not changed"]
    pub fn removed(&self, now: Timestamp) -> Self {
        Self { removed_at: Some(now), exemption: None, ..self.clone() }
    }

    fn checked(self) -> Result<Self> {
        if self.kind == MemberKind::Service && self.role.administers() {
            return Err(Error::RuleBroken(Rule::ServiceIsNoAdministrator));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details(role: Role, kind: MemberKind) -> Result<MemberDetails> {
        Ok(MemberDetails { subject: SubjectId::parse("s")?, email: None, role, kind })
    }

    #[test]
    fn a_service_is_never_an_administrator() -> Result<()> {
        let now = Timestamp::UNIX_EPOCH;
        for role in Role::ALL {
            let service = Membership::new(details(role, MemberKind::Service)?, now);
            assert_eq!(service.is_ok(), !role.administers(), "{role}");
            assert!(Membership::new(details(role, MemberKind::Person)?, now).is_ok(), "{role}");
            let person = Membership::new(details(Role::User, MemberKind::Person)?, now)?;
            let made_service = person.rewritten(details(role, MemberKind::Service)?);
            assert_eq!(made_service.is_ok(), !role.administers(), "{role}");
        }
        Ok(())
    }

    #[test]
    fn joining_again_keeps_the_day_of_first_joining() -> Result<()> {
        let first = Timestamp::UNIX_EPOCH;
        let later = Timestamp::from_second(86_400).map_err(Error::internal)?;
        let exemption = Exemption {
            reason: crate::model::policy::Justification::parse("on leave")?,
            granted_by: "alice".to_owned(),
            granted_at: first,
            ends_at: Timestamp::MAX,
        };
        let member = Membership::new(details(Role::Owner, MemberKind::Person)?, first)?;
        let member = Membership { exemption: Some(exemption), deadline: Some(later), ..member };
        let gone = member.removed(later);
        assert!(!gone.is_active());
        assert_eq!((gone.exemption.clone(), gone.deadline), (None, Some(later)), "an exemption does not outlive it");
        let back = gone.rewritten(details(Role::User, MemberKind::Person)?)?;
        assert!(back.is_active());
        assert_eq!((back.first_joined_at, back.role), (first, Role::User));
        Ok(())
    }
}
