//! Values that are one of a list of names.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use portcullis_domain::{
    AllowedMethod, AllowedMethods, AssuranceLevel, AuditOutcome, EnrolmentRule, Means, MemberKind, MemberState, Method,
    PlanGroup, Role,
};
use serde::{Serialize, Serializer};
use utoipa::openapi::{ArrayBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::schemas::{described, text};
use crate::violations::Violations;

/// Values that are one of a list of names.
macro_rules! names {
    ($(#[doc = $doc:literal] $name:ident($domain:ty) = $all:expr, $written:expr;)+) => {$(
        #[doc = $doc]
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct $name(pub(crate) $domain);

        impl Deserr<Violations> for $name {
            fn deserialize_from_value<V: IntoValue>(
                value: Value<V>,
                location: ValuePointerRef<'_>,
            ) -> Result<Self, Violations> {
                let text = String::deserialize_from_value(value, location)?;
                let named = $all.into_iter().find(|one| $written(*one) == text).map(Self);
                named.ok_or_else(|| {
                    let names: Vec<_> = $all.into_iter().map($written).collect();
                    Violations::at(location, format!("must be one of {}", names.join(", ")))
                })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($written(self.0))
            }
        }

        described! { $name, $doc, text().enum_values(Some($all.into_iter().map($written))) }
    )+};
}

names! {
    /// A kind of authenticator.
    MfaType(Method) = Method::CHOICES, Method::as_str;
    /// A kind of authenticator, or a recovery code in place of one.
    MethodName(Method) = METHODS, Method::as_str;
    /// What the session was verified with.
    MeansName(Means) = MEANS, Means::as_str;
    /// A method that a policy can allow.
    AllowedMethodName(AllowedMethod) = AllowedMethod::ALL, AllowedMethod::as_str;
    /// The MFA status of a member.
    MemberStateName(MemberState) = MemberState::ALL, MemberState::as_str;
    /// What a planned policy would mean for a member.
    PlanGroupName(PlanGroup) = PlanGroup::ALL, PlanGroup::as_str;
    /// What a member's first authenticator needs before it counts: nothing, or a confirmation by a second channel.
    EnrolmentRuleName(EnrolmentRule) = EnrolmentRule::ALL, EnrolmentRule::as_str;
    /// The kind of a membership: a person or a machine.
    MemberKindName(MemberKind) = [MemberKind::Person, MemberKind::Service], MemberKind::as_str;
    /// The name of a role.
    RoleName(Role) = Role::ALL, Role::as_str;
    /// The outcome of an audited action.
    OutcomeName(AuditOutcome) = AuditOutcome::ALL, outcome_name;
}

const METHODS: [Method; 4] = [Method::Totp, Method::MagicLink, Method::Passkey, Method::RecoveryCode];

const MEANS: [Means; 5] = [
    Means::Method(Method::Totp),
    Means::Method(Method::MagicLink),
    Means::Method(Method::Passkey),
    Means::Method(Method::RecoveryCode),
    Means::IdentityProvider(AssuranceLevel::Mfa),
];

fn outcome_name(outcome: AuditOutcome) -> &'static str {
    match outcome {
        AuditOutcome::Changed => "changed",
        AuditOutcome::Unchanged => "unchanged",
        AuditOutcome::Refused => "refused",
    }
}

/// The methods that a policy allows: at least one.
#[derive(Debug, Clone)]
pub(crate) struct AllowedMethodNames(pub(crate) AllowedMethods);

impl Deserr<Violations> for AllowedMethodNames {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Violations> {
        let names = Vec::<AllowedMethodName>::deserialize_from_value(value, location)?;
        let methods = AllowedMethods::new(names.into_iter().map(|name| name.0).collect::<Vec<_>>());
        methods.map(Self).map_err(|error| Violations::by_rule(location, error))
    }
}

impl Serialize for AllowedMethodNames {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(AllowedMethodName))
    }
}

impl PartialSchema for AllowedMethodNames {
    fn schema() -> RefOr<Schema> {
        let methods = ArrayBuilder::new().items(AllowedMethodName::schema()).min_items(Some(1));
        methods.description(Some("The allowed methods: at least one.")).into()
    }
}

impl ToSchema for AllowedMethodNames {}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read<T: Deserr<Violations>>(value: serde_json::Value) -> Result<T, String> {
        deserr::deserialize(value).map_err(|Violations(all)| all.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for method in Method::CHOICES {
            let name = serde_json::to_value(MfaType(method)).unwrap();
            assert_eq!(read::<MfaType>(name).map(|name| name.0), Ok(method));
        }
        let error = read::<MemberKindName>(json!("robot")).map(|kind| kind.0);
        assert_eq!(error, Err("\"\" must be one of person, service".to_owned()));
    }
}
