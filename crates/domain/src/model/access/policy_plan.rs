//! The plan of a policy: what it would mean for each member.

use std::collections::BTreeMap;
use std::fmt;

use super::{AllowReason, Decision, DenialReason};
use crate::model::identity::AllowedMethod;
use crate::model::policy::{EnrolmentRule, PolicySettings};
use crate::model::violation::Violation;

/// What a policy would mean for a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanGroup {
    /// The member passes.
    Pass,
    /// The member must step up.
    StepUp,
    /// The member must enrol by a later day.
    InGrace,
    /// The member must enrol at once.
    EnrolNow,
    /// The member is exempt.
    Exempt,
    /// A machine identity, which is never asked.
    Service,
}

impl PlanGroup {
    /// Every group.
    pub const ALL: [Self; 6] = [Self::Pass, Self::StepUp, Self::InGrace, Self::EnrolNow, Self::Exempt, Self::Service];

    /// The stable name, as stored and audited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::StepUp => "stepUp",
            Self::InGrace => "inGrace",
            Self::EnrolNow => "enrolNow",
            Self::Exempt => "exempt",
            Self::Service => "services",
        }
    }

    /// The group with this exact name.
    pub fn parse(name: &str) -> Result<Self, Violation> {
        Self::ALL.into_iter().find(|group| group.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.map(Self::as_str).into();
            Violation::new(format!("must be one of {}", names.join(", ")))
        })
    }

    /// The group that corresponds to a decision.
    pub fn of(decision: &Decision) -> Self {
        match decision {
            Decision::Allow(AllowReason::Verified | AllowReason::NotRequired) => Self::Pass,
            Decision::Allow(AllowReason::Service) => Self::Service,
            Decision::Allow(AllowReason::Exempt { .. }) => Self::Exempt,
            Decision::Allow(AllowReason::Grace { .. }) => Self::InGrace,
            Decision::StepUp(_) => Self::StepUp,
            Decision::Enrol(_) | Decision::Deny(DenialReason::NotAMember | DenialReason::Unmeetable) => Self::EnrolNow,
        }
    }
}

/// How many members a policy would put into each group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The version of the policy that it would replace.
    pub version: u64,
    /// The number of members by group; an absent group is empty.
    pub groups: BTreeMap<PlanGroup, u64>,
    /// The number of members in grace by the day by which they must enrol (UTC, `2026-01-15`).
    pub enrol_by: BTreeMap<String, u64>,
    /// The number of members whose next enrolment would have to be confirmed: those who hold no active authenticator, if the
    /// policy confirms enrolments, and those who disavowed one.
    pub need_confirmation: u64,
    /// The decision about the caller; `None` for an operator.
    pub own: Option<Decision>,
    /// The fingerprint to send with the change, which rejects it if more members would be stopped by then.
    pub fingerprint: PlanFingerprint,
}

/// The result of a plan in a form that can be compared with a later plan. It can only reject a change, so a forged one
/// gains nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFingerprint {
    settings: String,
    enrol_now: u64,
    enrol_at_all: u64,
    shuts_out_oneself: bool,
}

impl PlanFingerprint {
    pub(crate) fn new(settings: &PolicySettings, groups: &BTreeMap<PlanGroup, u64>, own: Option<&Decision>) -> Self {
        let count = |group| groups.get(&group).copied().unwrap_or_default();
        let enrol_now = count(PlanGroup::EnrolNow);
        let enrol_at_all = enrol_now + count(PlanGroup::InGrace);
        let PolicySettings { enforced, grace, methods, maximum_age, enrolment } = settings;
        let letter = |method| match method {
            AllowedMethod::Totp => 't',
            AllowedMethod::Passkey => 'p',
            AllowedMethod::MagicLink => 'l',
            AllowedMethod::IdentityProvider => 'i',
        };
        let methods: String = methods.iter().map(letter).collect();
        let confirmed = if *enrolment == Some(EnrolmentRule::Confirmed) { "-c" } else { "" };
        let settings = format!("{}-{}-{methods}-{}{confirmed}", u8::from(*enforced), grace.get(), maximum_age.get());
        let shuts_out_oneself = own.is_some_and(|own| PlanGroup::of(own) == PlanGroup::EnrolNow);
        Self { settings, enrol_now, enrol_at_all, shuts_out_oneself }
    }

    /// Parses a fingerprint.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let wrong = || Violation::new("must be the fingerprint of a plan");
        let mut parts = text.splitn(4, '.');
        let mut part = || parts.next().ok_or_else(wrong);
        let (settings, enrol_now, enrol_at_all, own) = (part()?, part()?, part()?, part()?);
        let shuts_out_oneself = match own {
            "0" => false,
            "1" => true,
            _ => return Err(wrong()),
        };
        let count = |text: &str| text.parse().map_err(|_| wrong());
        let (enrol_now, enrol_at_all) = (count(enrol_now)?, count(enrol_at_all)?);
        Ok(Self { settings: settings.to_owned(), enrol_now, enrol_at_all, shuts_out_oneself })
    }

    /// Whether the plan `now` is no worse: the same settings, no more members who must enrol at once or later, and the
    /// caller no worse off.
    pub(crate) fn still_holds(&self, now: &Self) -> bool {
        self.settings == now.settings
            && now.enrol_now <= self.enrol_now
            && now.enrol_at_all <= self.enrol_at_all
            && (self.shuts_out_oneself || !now.shuts_out_oneself)
    }
}

impl fmt::Display for PlanFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { settings, enrol_now, enrol_at_all, shuts_out_oneself } = self;
        write!(f, "{settings}.{enrol_now}.{enrol_at_all}.{}", u8::from(*shuts_out_oneself))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn group_parses_exact_names_only() {
        assert_eq!(
            PlanGroup::ALL.map(PlanGroup::as_str),
            ["pass", "stepUp", "inGrace", "enrolNow", "exempt", "services"]
        );
        for one in PlanGroup::ALL {
            assert_eq!(PlanGroup::parse(one.as_str()).ok(), Some(one));
        }
        assert!(PlanGroup::parse("").is_err() && PlanGroup::parse("Pass").is_err());
    }

    #[test]
    fn fingerprint_parses_its_own_text() {
        for text in ["1-7-tp-600.3.4.0", "0-0-t-300.0.0.1", "1-7-tp-600-c.3.4.0"] {
            assert_eq!(PlanFingerprint::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "1.2.3", "1.2.3.2", "1.x.3.0", "1.2.3.0.0", "1.-2.3.0"] {
            assert!(PlanFingerprint::parse(text).is_err(), "{text}");
        }
    }
}
