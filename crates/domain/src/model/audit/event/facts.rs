//! What the trail tells of a change: names, and values before and after.

use jiff::Timestamp;

use crate::model::audit::{Change, Fact};
use crate::model::membership::{EmailAddress, Membership};
use crate::model::policy::{Justification, MfaPolicy};

/// Something to know beside the change.
pub(crate) fn told(field: &str, fact: Fact) -> Change {
    Change { field: field.to_owned(), before: Fact::Nothing, after: fact }
}

pub(crate) fn reason_told(reason: &Justification) -> Change {
    told("reason", Fact::Text(reason.to_string()))
}

pub(crate) fn moment(at: Option<Timestamp>) -> Fact {
    at.map_or(Fact::Nothing, |at| Fact::Text(at.to_string()))
}

type Facts = Vec<(&'static str, Fact)>;

pub(crate) fn policy_facts(policy: &MfaPolicy) -> Facts {
    vec![
        ("enforced", Fact::Flag(policy.enforced())),
        ("demandSince", moment(policy.demand_since())),
        ("relaxedAt", moment(policy.record().relaxed_at)),
        ("gracePeriodDays", Fact::Text(policy.grace().get().to_string())),
        ("allowedMethods", Fact::Text(policy.methods().to_string())),
        ("maximumAgeSeconds", Fact::Text(policy.maximum_age().get().to_string())),
    ]
}

fn member_facts(membership: &Membership) -> Facts {
    vec![
        ("role", Fact::Text(membership.role.wire_name().into())),
        ("kind", Fact::Text(membership.kind.wire_name().into())),
        ("email", membership.email.as_ref().map_or(Fact::Nothing, |address| Fact::Text(address.to_string()))),
        ("exemptUntil", moment(membership.exemption.as_ref().map(|exemption| exemption.ends_at))),
    ]
}

/// What differs of a member. An address that was given, replaced or taken away is told masked, even where both look the
/// same then: the trail is kept longer than the member.
pub(crate) fn member_changes(before: Option<&Membership>, after: Option<&Membership>) -> Vec<Change> {
    let facts = |membership: Option<&Membership>| membership.map(member_facts).unwrap_or_default();
    let mask = |fact: Fact| match fact {
        Fact::Text(address) => Fact::Text(EmailAddress::mask(&address)),
        other => other,
    };
    let mut changes = differences(&facts(before), &facts(after));
    for change in changes.iter_mut().filter(|change| change.field == "email") {
        change.before = mask(std::mem::replace(&mut change.before, Fact::Nothing));
        change.after = mask(std::mem::replace(&mut change.after, Fact::Nothing));
    }
    changes
}

/// The facts that differ. A fact that stands on one side alone is `Nothing` on the other.
pub(crate) fn differences(before: &[(&'static str, Fact)], after: &[(&'static str, Fact)]) -> Vec<Change> {
    let value = |facts: &[(&'static str, Fact)], name: &&'static str| {
        facts.iter().find(|(field, _)| field == name).map_or(Fact::Nothing, |(_, fact)| fact.clone())
    };
    let names = if after.is_empty() { before } else { after };
    names
        .iter()
        .map(|(field, _)| Change {
            field: (*field).to_owned(),
            before: value(before, field),
            after: value(after, field),
        })
        .filter(|change| change.before != change.after)
        .collect()
}
