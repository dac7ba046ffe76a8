//! What the trail tells of a change: names, and values before and after.

use jiff::Timestamp;

use crate::model::audit::{AuditChange, AuditValue};
use crate::model::membership::{EmailAddress, Membership};
use crate::model::policy::{Justification, MfaPolicy};

/// Something to know beside the change.
pub(crate) fn told(field: &str, fact: AuditValue) -> AuditChange {
    AuditChange { field: field.to_owned(), before: AuditValue::Null, after: fact }
}

pub(crate) fn reason_told(reason: &Justification) -> AuditChange {
    told("reason", AuditValue::Text(reason.to_string()))
}

pub(crate) fn moment(at: Option<Timestamp>) -> AuditValue {
    at.map_or(AuditValue::Null, |at| AuditValue::Text(at.to_string()))
}

type Facts = Vec<(&'static str, AuditValue)>;

pub(crate) fn policy_facts(policy: &MfaPolicy) -> Facts {
    vec![
        ("enforced", AuditValue::Flag(policy.enforced())),
        ("demandSince", moment(policy.demand_since())),
        ("relaxedAt", moment(policy.record().relaxed_at)),
        ("gracePeriodDays", AuditValue::Text(policy.grace().get().to_string())),
        ("allowedMethods", AuditValue::Text(policy.methods().to_string())),
        ("maximumAgeSeconds", AuditValue::Text(policy.maximum_age().get().to_string())),
    ]
}

fn member_facts(membership: &Membership) -> Facts {
    vec![
        ("role", AuditValue::Text(membership.role.as_str().into())),
        ("kind", AuditValue::Text(membership.kind.as_str().into())),
        ("email", membership.email.as_ref().map_or(AuditValue::Null, |address| AuditValue::Text(address.to_string()))),
        ("exemptUntil", moment(membership.exemption.as_ref().map(|exemption| exemption.ends_at))),
    ]
}

/// What differs of a member. An address that was given, replaced or taken away is told masked, even where both look the
/// same then: the trail is kept longer than the member.
pub(crate) fn member_changes(before: Option<&Membership>, after: Option<&Membership>) -> Vec<AuditChange> {
    let facts = |membership: Option<&Membership>| membership.map(member_facts).unwrap_or_default();
    let mask = |fact: AuditValue| match fact {
        AuditValue::Text(address) => AuditValue::Text(EmailAddress::mask(&address)),
        other => other,
    };
    let mut changes = differences(&facts(before), &facts(after));
    for change in changes.iter_mut().filter(|change| change.field == "email") {
        change.before = mask(std::mem::replace(&mut change.before, AuditValue::Null));
        change.after = mask(std::mem::replace(&mut change.after, AuditValue::Null));
    }
    changes
}

/// The facts that differ. A fact that stands on one side alone is `Nothing` on the other.
pub(crate) fn differences(
    before: &[(&'static str, AuditValue)],
    after: &[(&'static str, AuditValue)],
) -> Vec<AuditChange> {
    let value = |facts: &[(&'static str, AuditValue)], name: &&'static str| {
        facts.iter().find(|(field, _)| field == name).map_or(AuditValue::Null, |(_, fact)| fact.clone())
    };
    let names = if after.is_empty() { before } else { after };
    names
        .iter()
        .map(|(field, _)| AuditChange {
            field: (*field).to_owned(),
            before: value(before, field),
            after: value(after, field),
        })
        .filter(|change| change.before != change.after)
        .collect()
}
