//! Values that are written as numbers.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use portcullis_domain::{GracePeriod, MaximumAge, Role};
use serde::{Serialize, Serializer};

use super::schemas::{described, whole};
use crate::violations::Violations;

/// The number of a role.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RoleNumber(pub(crate) Role);

impl Deserr<Violations> for RoleNumber {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Violations> {
        let number = whole_number(&value).and_then(|number| u8::try_from(number).ok());
        let role = number.and_then(|number| Role::ALL.into_iter().find(|role| role.number() == number));
        role.map(Self).ok_or_else(|| Violations::at(location, "must be 0, 1, 2, 254 or 255"))
    }
}

impl Serialize for RoleNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.0.number())
    }
}

described! {
    RoleNumber, "The number of a role: 0 USER, 1 BILLING, 2 WORKSPACES, 254 ADMINISTRATORS, 255 OWNER.",
    whole().enum_values(Some(Role::ALL.map(Role::number)))
}

/// The grace period in days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GraceDays(pub(crate) GracePeriod);

impl Deserr<Violations> for GraceDays {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Violations> {
        let days = GracePeriod::days(whole_number(&value).unwrap_or(u32::MAX));
        days.map(Self).map_err(|error| Violations::by_rule(location, error))
    }
}

impl Serialize for GraceDays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.0.get())
    }
}

described! {
    GraceDays, "The days in which a member may enrol, counted from the requirement or from joining: 0 to 90.",
    whole().minimum(Some(0)).maximum(Some(90))
}

/// The maximum age of a verification in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MaximumAgeSeconds(pub(crate) MaximumAge);

impl Deserr<Violations> for MaximumAgeSeconds {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Violations> {
        let seconds = MaximumAge::seconds(whole_number(&value).unwrap_or(0));
        seconds.map(Self).map_err(|error| Violations::by_rule(location, error))
    }
}

impl Serialize for MaximumAgeSeconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.0.get())
    }
}

described! {
    MaximumAgeSeconds, "The seconds for which a verification counts: 300 to 2592000.",
    whole().minimum(Some(300)).maximum(Some(2_592_000))
}

/// A number without a fraction, however it is written: to JSON Schema `300.0` is as whole as `300`.
fn whole_number<V: IntoValue>(value: &Value<V>) -> Option<u32> {
    match value {
        Value::Integer(number) => u32::try_from(*number).ok(),
        // 300.0 is displayed as 300, and with zero added -0.0 as 0
        Value::Float(number) => (number + 0.0).to_string().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read<T: Deserr<Violations>>(value: serde_json::Value) -> Result<T, String> {
        deserr::deserialize(value).map_err(|Violations(all)| all.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn numbers_without_a_fraction_are_whole() {
        for (value, expected) in
            [(json!(14), Some(14)), (json!(14.0), Some(14)), (json!(-0.0), Some(0)), (json!(14.5), None)]
        {
            assert_eq!(read::<GraceDays>(value.clone()).ok().map(|days| days.0.get()), expected, "{value}");
        }
        for value in [json!(91), json!(-1), json!("14"), json!(null), json!(1e300)] {
            assert!(read::<GraceDays>(value.clone()).is_err(), "{value}");
        }
        assert_eq!(read::<RoleNumber>(json!(254.0)).map(|role| role.0), Ok(Role::Administrators));
        assert!(read::<RoleNumber>(json!(3)).is_err());
    }
}
