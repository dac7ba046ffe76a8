//! The policy as a document: what `PUT` takes whole and `GET` gives.

use portcullis_domain::{AllowedMethod, AllowedMethods, Error, GracePeriod, MaximumAge, PolicySettings};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::body::{Object, complaints};
use crate::reference::values;
use crate::refusal::BodyRefusal;

/// What an organization demands of its members, all of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub(crate) struct PolicyDocument {
    /// Whether every member must use MFA.
    enforced: bool,
    /// For how many days after the demand, or after joining, a member may still pass: 0 to 90.
    #[schema(maximum = 90)]
    grace_period_days: u8,
    /// With what: at least one.
    #[schema(schema_with = values::allowed_methods)]
    allowed_methods: Vec<&'static str>,
    /// For how many seconds a verification counts: 300 to 2592000.
    #[schema(minimum = 300, maximum = 2_592_000)]
    maximum_age_seconds: u32,
}

const FIELDS: [&str; 4] = ["enforced", "gracePeriodDays", "allowedMethods", "maximumAgeSeconds"];

impl From<PolicySettings> for PolicyDocument {
    fn from(demands: PolicySettings) -> Self {
        Self {
            enforced: demands.enforced,
            grace_period_days: demands.grace.get(),
            allowed_methods: demands.methods.iter().map(AllowedMethod::as_str).collect(),
            maximum_age_seconds: demands.maximum_age.get(),
        }
    }
}

/// Reads the whole document; every rule that it breaks is told.
pub(crate) fn demands(body: &Object) -> Result<PolicySettings, BodyRefusal> {
    let mut violations = body.violations_beyond(&FIELDS);
    let mut noted = |error: Error| violations.extend(complaints(error));
    let [enforced, grace, methods, maximum_age] = FIELDS;
    let enforced = body
        .get(enforced)
        .and_then(Value::as_bool)
        .ok_or_else(|| Error::invalid(enforced, "must be a boolean"))
        .map_err(&mut noted);
    let grace = whole_number(body, grace).map_or_else(|| GracePeriod::days(u32::MAX), GracePeriod::days);
    let grace = grace.map_err(&mut noted);
    let methods = allowed_methods(body.get(methods)).map_err(&mut noted);
    let maximum_age = whole_number(body, maximum_age).map_or_else(|| MaximumAge::seconds(0), MaximumAge::seconds);
    let maximum_age = maximum_age.map_err(&mut noted);
    match (enforced, grace, methods, maximum_age) {
        (Ok(enforced), Ok(grace), Ok(methods), Ok(maximum_age)) if violations.is_empty() => {
            Ok(PolicySettings { enforced, grace, methods, maximum_age })
        }
        _ => Err(BodyRefusal::Violations(violations)),
    }
}

fn whole_number(body: &Object, name: &str) -> Option<u32> {
    body.get(name).and_then(crate::body::whole_number)
}

fn allowed_methods(given: Option<&Value>) -> portcullis_domain::Result<AllowedMethods> {
    let wrong = || Error::invalid("allowedMethods", "must be a list of texts");
    let names = given.and_then(Value::as_array).ok_or_else(wrong)?;
    let method = |name: &Value| name.as_str().ok_or_else(wrong).and_then(AllowedMethod::parse);
    AllowedMethods::new(names.iter().map(method).collect::<Result<Vec<_>, _>>()?)
}
