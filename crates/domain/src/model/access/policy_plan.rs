//! What a policy would do to an organization's members, said before it is written.

use std::collections::BTreeMap;
use std::fmt;

use super::{AllowReason, Decision, DenialReason};
use crate::model::policy::{AllowedMethod, PolicySettings};
use crate::{Error, Result};

/// What a policy would have a member do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanGroup {
    /// Nothing: they pass.
    Pass,
    /// Use what they hold.
    StepUp,
    /// Enrol, by a day that is yet to come.
    InGrace,
    /// Enrol, at once.
    EnrolNow,
    /// Nothing, for a while.
    Exempt,
    /// Nothing: machines are never asked.
    Service,
}

impl PlanGroup {
    /// Every group.
    pub const ALL: [Self; 6] = [Self::Pass, Self::StepUp, Self::InGrace, Self::EnrolNow, Self::Exempt, Self::Service];

    /// The name, exactly as it is written.
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

    /// The group of exactly this name.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.map(Self::as_str).into();
            Error::invalid("group", format!("must be one of {}", names.join(", ")))
        })
    }

    /// The group that a decision puts somebody into.
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

/// How many members a policy would put where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The version of the policy that it would replace.
    pub version: u64,
    /// How many, by group. What is not there is nobody.
    pub groups: BTreeMap<PlanGroup, u64>,
    /// How many of those in grace must enrol by which day (UTC, `2026-01-15`).
    pub enrol_by: BTreeMap<String, u64>,
    /// What it would mean to the one who asks; nothing to an operator.
    pub own: Option<Decision>,
    /// What to send with the change, so that it is refused if more members would be shut out by then.
    pub fingerprint: PlanFingerprint,
}

/// What a plan said, in a form that can be compared with what it would say now. Nobody gains anything by making one up:
/// it only ever refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFingerprint {
    demands: String,
    enrol_now: u64,
    enrol_at_all: u64,
    shuts_out_oneself: bool,
}

impl PlanFingerprint {
    pub(crate) fn new(demands: &PolicySettings, groups: &BTreeMap<PlanGroup, u64>, own: Option<&Decision>) -> Self {
        let count = |group| groups.get(&group).copied().unwrap_or_default();
        let enrol_now = count(PlanGroup::EnrolNow);
        let enrol_at_all = enrol_now + count(PlanGroup::InGrace);
        let PolicySettings { enforced, grace, methods, maximum_age } = demands;
        let letter = |method| match method {
            AllowedMethod::Totp => 't',
            AllowedMethod::Passkey => 'p',
            AllowedMethod::MagicLink => 'l',
            AllowedMethod::IdentityProvider => 'i',
        };
        let methods: String = methods.iter().map(letter).collect();
        let demands = format!("{}-{}-{methods}-{}", u8::from(*enforced), grace.get(), maximum_age.get());
        let shuts_out_oneself = own.is_some_and(|own| PlanGroup::of(own) == PlanGroup::EnrolNow);
        Self { demands, enrol_now, enrol_at_all, shuts_out_oneself }
    }

    /// The one that is written so.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::invalid("If-Plan", "must be the fingerprint of a plan");
        let mut parts = text.splitn(4, '.');
        let mut part = || parts.next().ok_or_else(wrong);
        let (demands, enrol_now, enrol_at_all, own) = (part()?, part()?, part()?, part()?);
        let shuts_out_oneself = match own {
            "0" => false,
            "1" => true,
            _ => return Err(wrong()),
        };
        let count = |text: &str| text.parse().map_err(|_| wrong());
        let (enrol_now, enrol_at_all) = (count(enrol_now)?, count(enrol_at_all)?);
        Ok(Self { demands: demands.to_owned(), enrol_now, enrol_at_all, shuts_out_oneself })
    }

    /// Whether what holds now is no worse than what was planned: the same demands, nobody more who must enrol at once or by
    /// a day to come, and the one who asks no worse off.
    pub(crate) fn still_holds(&self, now: &Self) -> bool {
        self.demands == now.demands
            && now.enrol_now <= self.enrol_now
            && now.enrol_at_all <= self.enrol_at_all
            && (self.shuts_out_oneself || !now.shuts_out_oneself)
    }
}

impl fmt::Display for PlanFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { demands, enrol_now, enrol_at_all, shuts_out_oneself } = self;
        write!(f, "{demands}.{enrol_now}.{enrol_at_all}.{}", u8::from(*shuts_out_oneself))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_read_by_its_exact_name() {
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
    fn a_fingerprint_is_read_as_it_was_written() {
        for text in ["1-7-tp-600.3.4.0", "0-0-t-300.0.0.1"] {
            assert_eq!(PlanFingerprint::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "1.2.3", "1.2.3.2", "1.x.3.0", "1.2.3.0.0", "1.-2.3.0"] {
            assert!(PlanFingerprint::parse(text).is_err(), "{text}");
        }
    }
}
