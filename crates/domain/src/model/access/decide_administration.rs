//! The decision about an administrative call: a pure function of facts and `now`.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Decision, Evidence, Facts, RouteRequirement, decide};
use crate::model::identity::Method;

/// What an administrative call requires of the caller's session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AdministrativeRequirement {
    /// Whether the session must be verified, whatever grace period or exemption the caller has.
    pub(crate) verified: bool,
    /// The maximum age of evidence in seconds, if less than the policy's.
    pub(crate) maximum_age: u32,
}

/// Decides about an administrative call. The gate's own decision must be to allow the caller, to whom recovery codes do
/// not count; a caller with an active authenticator, allowed by the policy or not, needs evidence that is at least as
/// strong as the strongest one.
pub(crate) fn decide_administration(
    facts: &Facts<'_>,
    requirement: AdministrativeRequirement,
    now: Timestamp,
) -> Decision {
    let age = requirement.maximum_age.min(facts.policy.maximum_age().get());
    let counts = |one: &&Evidence| {
        one.is_named_by(facts.policy) && one.means.strength().is_some() && one.is_younger_than(age, now)
    };
    let evidence: Vec<Evidence> = facts.evidence.iter().filter(counts).copied().collect();
    let raised = RouteRequirement { maximum_age: Some(age), ..RouteRequirement::NONE };
    let route = if requirement.verified { raised } else { RouteRequirement::NONE };
    let decision = decide(&Facts { evidence: &evidence, requirement: route, ..*facts }, now);
    let Some(strongest) = facts.active.iter().filter_map(|method| method.strength()).max() else { return decision };
    let strongest_methods = || facts.active.iter().copied().filter(|method| method.strength() == Some(strongest));
    match decision {
        Decision::Allow(_) if evidence.iter().any(|one| one.means.strength() >= Some(strongest)) => decision,
        Decision::Allow(_) => Decision::StepUp(strongest_methods().collect()),
        Decision::StepUp(usable) => {
            let both: BTreeSet<Method> = strongest_methods().filter(|method| usable.contains(method)).collect();
            Decision::StepUp(if both.is_empty() { usable } else { both })
        }
        Decision::Enrol(_) | Decision::Deny(_) => decision,
    }
}

#[cfg(test)]
mod tests;
