//! Memberships.

use derive_more::Display;
use jiff::{SignedDuration, Timestamp};

use super::{AddressSource, EmailAddress, Role};
use crate::model::identity::{Method, NoOrganization, SubjectId};
use crate::model::policy::{EffectivePolicy, EnrolmentRule, Exemption};
use crate::model::rule::Rule;
use crate::model::violation::Violation;

/// The kind of a member: a person or a declared machine identity.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, Hash)]
#[display("{}", self.as_str())]
pub enum MemberKind {
    /// A person, who can hold authenticators.
    Person,
    /// A machine identity: never asked for MFA, never an administrator.
    Service,
}

impl MemberKind {
    /// The stable name, as stored and audited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Service => "service",
        }
    }

    /// The kind with this exact name.
    pub fn parse(name: &str) -> Result<Self, Violation> {
        [Self::Person, Self::Service]
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| Violation::new("must be person or service"))
    }
}

/// The details with which a member is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberDetails {
    /// The subject.
    pub subject: SubjectId,
    /// The e-mail address.
    pub email: Option<EmailAddress>,
    /// Where the address comes from.
    pub address_source: AddressSource,
    /// The role.
    pub role: Role,
    /// The kind.
    pub kind: MemberKind,
}

/// A subject's membership of an organization. The row outlives a removal: a member who joins again keeps the day of first
/// joining, so that leaving starts no new grace period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The subject.
    pub subject: SubjectId,
    /// The e-mail address.
    pub email: Option<EmailAddress>,
    /// Where the address comes from.
    pub address_source: AddressSource,
    /// The role.
    pub role: Role,
    /// The kind.
    pub kind: MemberKind,
    /// When the subject first joined.
    pub first_joined_at: Timestamp,
    /// When the membership was given: of a restored one, when it was restored.
    pub given_at: Timestamp,
    /// When the person entered the organization: by a token that named it, or by accepting the membership. A membership
    /// that was given and not entered does not change what a token without an organization means.
    pub entered_at: Option<Timestamp>,
    /// When the membership ended.
    pub removed_at: Option<Timestamp>,
    /// The preferred method.
    pub primary: Option<Method>,
    /// The member's own deadline, where an administrator extended or cut it.
    pub deadline: Option<Timestamp>,
    /// The exemption.
    pub exemption: Option<Exemption>,
    /// When the member disavowed an authenticator. Their next enrolment needs a code that somebody else made.
    pub disavowed_at: Option<Timestamp>,
    /// When the address was changed, if it is not the one that the member was added with.
    pub address_changed_at: Option<Timestamp>,
    /// When mail to the address was refused for good.
    pub undeliverable_at: Option<Timestamp>,
}

/// How long a changed address carries no links, unless it is proved to be the member's.
const NEW_ADDRESS: SignedDuration = SignedDuration::from_hours(24);

impl Membership {
    /// A new member. A service as an administrator breaks a rule.
    pub fn new(details: MemberDetails, now: Timestamp) -> Result<Self, Rule> {
        let MemberDetails { subject, email, address_source, role, kind } = details;
        Self {
            subject,
            email,
            address_source,
            role,
            kind,
            first_joined_at: now,
            given_at: now,
            entered_at: None,
            removed_at: None,
            primary: None,
            deadline: None,
            exemption: None,
            disavowed_at: None,
            address_changed_at: None,
            undeliverable_at: None,
        }
        .checked()
    }

    /// The end of the time in which a changed address carries no links, if it has not come.
    pub fn address_waits_until(&self, now: Timestamp) -> Option<Timestamp> {
        let ends_at = self.address_changed_at?.saturating_add(NEW_ADDRESS).unwrap_or(Timestamp::MAX);
        (now < ends_at).then_some(ends_at)
    }

    /// The exemption, if it has not ended.
    pub fn exemption_at(&self, now: Timestamp) -> Option<&Exemption> {
        self.exemption.as_ref().filter(|exemption| now < exemption.ends_at)
    }

    /// Whether the next enrolment of the member counts only when a second channel confirms it: under `policy` their first
    /// one, and whichever they begin after they disavowed an authenticator. A further one is confirmed by the active
    /// authenticator that the session was verified with.
    pub fn must_confirm_enrolment(&self, policy: &EffectivePolicy, holds_active: bool) -> bool {
        self.disavowed_at.is_some() || (!holds_active && policy.enrolment() == EnrolmentRule::Confirmed)
    }

    /// Whether the membership is active.
    pub fn is_active(&self) -> bool {
        self.removed_at.is_none()
    }

    /// The same member with these details, active. The subject stays, also if `details` names another.
    #[must_use = "the member as it was is not changed"]
    pub fn rewritten(&self, details: MemberDetails, now: Timestamp) -> Result<Self, Rule> {
        let MemberDetails { email, address_source, role, kind, subject: _ } = details;
        let given_at = if self.is_active() { self.given_at } else { now };
        // another case is the same mailbox, but may be what was undeliverable
        let is_same = match (&email, &self.email) {
            (Some(new), Some(old)) => new.is_same_mailbox(old),
            (new, old) => new == old,
        };
        let address_changed_at = if is_same { self.address_changed_at } else { Some(now) };
        let undeliverable_at = self.undeliverable_at.filter(|_| email == self.email);
        let rewritten = Self { email, address_source, role, kind, given_at, removed_at: None, ..self.clone() };
        Self { address_changed_at, undeliverable_at, ..rewritten }.checked()
    }

    /// The same member, removed, without the exemption. A member who is added again has to enter again.
    #[must_use = "the member as it was is not changed"]
    pub fn removed(&self, now: Timestamp) -> Self {
        Self { removed_at: Some(now), entered_at: None, exemption: None, ..self.clone() }
    }

    /// The same member, who entered at `now` unless they did before.
    #[must_use = "the member as it was is not changed"]
    pub fn entered(&self, now: Timestamp) -> Self {
        Self { entered_at: self.entered_at.or(Some(now)), ..self.clone() }
    }

    /// Where it stands among the subject's active memberships: entered ones first, then the earliest given.
    pub fn precedence(&self) -> (bool, Timestamp) {
        (self.entered_at.is_none(), self.given_at)
    }

    /// Which of a subject's active memberships a token means that names no organization: the one that the person entered,
    /// or the earliest given if they entered none. `candidates` are the first ones by [`precedence`](Self::precedence),
    /// with their organizations; two are enough.
    pub fn meant<K>(candidates: impl IntoIterator<Item = (K, Self)>) -> Result<(K, Self), NoOrganization> {
        let mut candidates = candidates.into_iter();
        match (candidates.next(), candidates.next()) {
            (None, _) => Err(NoOrganization::NotAssociated),
            (Some(_), Some((_, second))) if second.entered_at.is_some() => Err(NoOrganization::Ambiguous),
            (Some(first), _) => Ok(first),
        }
    }

    /// What is left of an erased member, under the pseudonym: when the subject first joined and was removed, the kind, and
    /// whether the next enrolment must be confirmed after a disavowal.
    #[must_use = "the member as it was is not changed"]
    pub fn tombstone(&self, pseudonym: SubjectId, now: Timestamp) -> Self {
        Self {
            subject: pseudonym,
            email: None,
            role: Role::User,
            kind: self.kind,
            first_joined_at: self.first_joined_at,
            disavowed_at: self.disavowed_at,
            given_at: self.given_at,
            entered_at: None,
            address_source: self.address_source,
            address_changed_at: None,
            undeliverable_at: None,
            removed_at: Some(self.removed_at.unwrap_or(now)),
            primary: None,
            deadline: None,
            exemption: None,
        }
    }

    fn checked(self) -> Result<Self, Rule> {
        if self.kind == MemberKind::Service && self.role.administers() {
            return Err(Rule::ServiceIsNoAdministrator);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::policy::{GracePeriod, MfaPolicy, PolicyRecord};
    use crate::{Error, Result};

    fn details(role: Role, kind: MemberKind) -> Result<MemberDetails> {
        let address_source = AddressSource::Given;
        Ok(MemberDetails { subject: SubjectId::parse("s")?, email: None, address_source, role, kind })
    }

    #[test]
    fn a_service_is_never_an_administrator() -> Result<()> {
        let now = Timestamp::UNIX_EPOCH;
        for role in Role::ALL {
            let service = Membership::new(details(role, MemberKind::Service)?, now);
            assert_eq!(service.is_ok(), !role.administers(), "{role}");
            assert!(Membership::new(details(role, MemberKind::Person)?, now).is_ok(), "{role}");
            let person = Membership::new(details(Role::User, MemberKind::Person)?, now)?;
            let made_service = person.rewritten(details(role, MemberKind::Service)?, now);
            assert_eq!(made_service.is_ok(), !role.administers(), "{role}");
        }
        Ok(())
    }

    #[test]
    fn first_enrolment_and_one_after_a_disavowal_are_confirmed() -> Result<()> {
        let member = Membership::new(details(Role::User, MemberKind::Person)?, Timestamp::UNIX_EPOCH)?;
        let disavowing = Membership { disavowed_at: Some(Timestamp::UNIX_EPOCH), ..member.clone() };
        for (rule, member, holds_active, confirmed) in [
            (EnrolmentRule::Open, &member, false, false),
            (EnrolmentRule::Confirmed, &member, false, true),
            (EnrolmentRule::Confirmed, &member, true, false),
            (EnrolmentRule::Open, &disavowing, false, true),
            (EnrolmentRule::Open, &disavowing, true, true),
        ] {
            let open = MfaPolicy::new(GracePeriod::default()).record().clone();
            let policy = EffectivePolicy::new(MfaPolicy::restore(PolicyRecord { enrolment: rule, ..open }));
            assert_eq!(member.must_confirm_enrolment(&policy, holds_active), confirmed, "{rule} {holds_active}");
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
        let member = Membership { exemption: Some(exemption), deadline: Some(later), ..member }.entered(first);
        assert_eq!(member.entered(later).entered_at, Some(first));
        let gone = member.removed(later);
        assert!(!gone.is_active());
        assert_eq!((gone.exemption.clone(), gone.deadline), (None, Some(later)), "an exemption does not outlive it");
        let again = later.saturating_add(jiff::SignedDuration::from_secs(1)).map_err(Error::internal)?;
        let back = gone.rewritten(details(Role::User, MemberKind::Person)?, again)?;
        assert!(back.is_active());
        assert_eq!((back.first_joined_at, back.role), (first, Role::User));
        assert_eq!((back.given_at, back.entered_at), (again, None), "given anew, and not entered");
        Ok(())
    }

    #[test]
    fn token_without_organization_means_the_one_that_was_entered() -> Result<()> {
        let at = |second| Timestamp::from_second(second).map_err(Error::internal);
        let given =
            |second| -> Result<_> { Ok(Membership::new(details(Role::User, MemberKind::Person)?, at(second)?)?) };
        let entered = |second| -> Result<_> { Ok(given(second)?.entered(at(second + 1)?)) };
        for (mut memberships, expected) in [
            (vec![], Err(NoOrganization::NotAssociated)),
            (vec![("a", given(1)?)], Ok("a")),
            (vec![("a", given(2)?), ("b", given(1)?)], Ok("b")),
            (vec![("a", given(1)?), ("b", entered(9)?)], Ok("b")),
            (vec![("a", given(1)?), ("b", entered(9)?), ("c", given(5)?)], Ok("b")),
            (vec![("a", entered(1)?), ("b", entered(9)?)], Err(NoOrganization::Ambiguous)),
            (vec![("a", given(1)?), ("b", entered(9)?), ("c", entered(5)?)], Err(NoOrganization::Ambiguous)),
        ] {
            let context = format!("{memberships:?}");
            memberships.sort_by_key(|(_, membership)| membership.precedence());
            memberships.truncate(2);
            assert_eq!(Membership::meant(memberships).map(|(id, _)| id), expected, "{context}");
        }
        Ok(())
    }

    #[test]
    fn changed_address_waits_for_a_day() -> Result<()> {
        let at = |hours: i64| Timestamp::from_second(hours * 3600).map_err(Error::internal);
        let with = |email: Option<&str>| {
            let email = email.map(EmailAddress::parse).transpose()?;
            Ok::<_, Error>(MemberDetails { email, ..details(Role::User, MemberKind::Person)? })
        };
        let member = Membership::new(with(Some("a@example.com"))?, at(0)?)?;
        let member = Membership { undeliverable_at: Some(at(1)?), ..member };
        assert_eq!(member.address_waits_until(at(0)?), None, "the address that the member was added with");
        let same = member.rewritten(with(Some("a@example.com"))?, at(10)?)?;
        assert_eq!((same.address_waits_until(at(10)?), same.undeliverable_at), (None, Some(at(1)?)));
        let changed = member.rewritten(with(Some("b@example.com"))?, at(10)?)?;
        assert_eq!(changed.undeliverable_at, None);
        let respelled = member.rewritten(with(Some("A@Example.com"))?, at(10)?)?;
        assert_eq!(respelled.email.as_ref().map(EmailAddress::as_str), Some("A@Example.com"));
        assert_eq!((respelled.address_waits_until(at(10)?), respelled.undeliverable_at), (None, None), "the same mailbox");
        assert!(member.rewritten(with(None)?, at(10)?)?.address_waits_until(at(10)?).is_some());
        for (now, waits) in [(10, true), (33, true), (34, false), (0, true)] {
            assert_eq!(changed.address_waits_until(at(now)?), waits.then_some(at(34)?), "{now}");
        }
        Ok(())
    }
}
