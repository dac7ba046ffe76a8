//! The values of an audit entry: names, and values before and after.

use std::collections::BTreeSet;
use std::fmt::Display;

use jiff::Timestamp;

use super::{AuditChange, AuditValue, WrongProofs};
use crate::model::identity::Method;
use crate::model::membership::{EmailAddress, Membership};
use crate::model::policy::{Justification, MfaPolicy};

/// Named values of one state.
type Values = Vec<(&'static str, AuditValue)>;

pub(super) fn text(value: impl Display) -> AuditValue {
    AuditValue::Text(value.to_string())
}

pub(super) fn flag(value: bool) -> AuditValue {
    AuditValue::Flag(value)
}

pub(super) fn moment(at: Option<Timestamp>) -> AuditValue {
    at.map_or(AuditValue::Null, text)
}

/// A value that explains the event and did not change.
pub(super) fn information(field: &str, value: AuditValue) -> AuditChange {
    AuditChange { field: field.to_owned(), before: AuditValue::Null, after: value }
}

pub(super) fn reason_given(reason: &Justification) -> AuditChange {
    information("reason", text(reason))
}

pub(super) fn method_name(method: Method) -> AuditChange {
    information("method", text(method.as_str()))
}

/// The methods, if there are any.
pub(super) fn method_names(field: &str, methods: &BTreeSet<Method>) -> AuditChange {
    let names: Vec<_> = methods.iter().map(|method| method.as_str()).collect();
    information(field, if names.is_empty() { AuditValue::Null } else { text(names.join(", ")) })
}

/// The method, how many there were and when. The addresses are listed if there are several.
pub(super) fn wrong_proof_values(WrongProofs { first, last_at, count, sources }: &WrongProofs) -> Vec<AuditChange> {
    let mut values = vec![
        method_name(first.method),
        information("count", text(count)),
        information("first", text(first.at)),
        information("last", text(last_at)),
    ];
    if sources.len() > 1 {
        values.push(information("sources", text(sources.join(", "))));
    }
    values
}

pub(super) fn policy_values(policy: &MfaPolicy) -> Values {
    vec![
        ("enforced", flag(policy.enforced())),
        ("demandSince", moment(policy.required_since())),
        ("relaxedAt", moment(policy.record().relaxed_at)),
        ("gracePeriodDays", text(policy.grace().get())),
        ("allowedMethods", text(policy.methods())),
        ("maximumAgeSeconds", text(policy.maximum_age().get())),
        ("enrolment", text(policy.enrolment())),
    ]
}

fn member_values(membership: &Membership) -> Values {
    vec![
        ("role", text(membership.role.as_str())),
        ("kind", text(membership.kind.as_str())),
        ("email", membership.email.as_ref().map_or(AuditValue::Null, text)),
        ("emailSource", membership.email.as_ref().map_or(AuditValue::Null, |_| text(membership.address_source))),
        ("exemptUntil", moment(membership.exemption.as_ref().map(|exemption| exemption.ends_at))),
    ]
}

/// The differences of a membership. A changed e-mail address is listed masked, even where both look the same then: audit
/// entries are kept longer than the member's data.
pub(super) fn member_changes(before: Option<&Membership>, after: Option<&Membership>) -> Vec<AuditChange> {
    let values = |membership: Option<&Membership>| membership.map(member_values).unwrap_or_default();
    let mask = |value: AuditValue| match value {
        AuditValue::Text(address) => AuditValue::Text(EmailAddress::mask(&address)),
        AuditValue::Null | AuditValue::Flag(_) => value,
    };
    let mut changes = differences(&values(before), &values(after));
    for change in changes.iter_mut().filter(|change| change.field == "email") {
        change.before = mask(std::mem::replace(&mut change.before, AuditValue::Null));
        change.after = mask(std::mem::replace(&mut change.after, AuditValue::Null));
    }
    changes
}

/// The values that differ. A value that only one side has is `Null` on the other.
pub(super) fn differences(
    before: &[(&'static str, AuditValue)],
    after: &[(&'static str, AuditValue)],
) -> Vec<AuditChange> {
    let value = |values: &[(&'static str, AuditValue)], name: &&'static str| {
        values.iter().find(|(field, _)| field == name).map_or(AuditValue::Null, |(_, value)| value.clone())
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
