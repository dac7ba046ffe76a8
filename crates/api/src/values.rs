//! Single values of requests and answers: each is read by a rule of the domain and described in the document.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use jiff::Timestamp;
use portcullis_domain::{
    AllowedMethod, AllowedMethods, AssuranceLevel, AuditOutcome, AuthenticatorId, AuthenticatorName, CountEnrolments,
    EmailAddress, Error, GracePeriod, Justification, LARGEST_PAGE, MaximumAge, Means, MemberKind, MemberState, Method,
    OrganizationId, OrganizationName, PageSize, PlanGroup, Result, Role, SessionId, SubjectId,
};
use serde::{Serialize, Serializer};
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{ArrayBuilder, KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::violations::Violations;

/// Texts without control characters.
const PLAIN: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";

/// Texts without control characters and outer spaces.
const TRIMMED: &str =
    r"^[^\s\u0000-\u001f\u007f-\u009f]([^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f])?$";

/// Texts without control characters that are not blank.
const NOT_BLANK: &str =
    r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$";

/// The ids of an identity provider.
const VISIBLE_ASCII: &str = "^[!-~]+$";

/// One plain e-mail address.
const ADDRESS: &str = r"^[!#-'*+./0-9=?A-Z^-~-]{1,64}@[!#-'*+/0-9=?A-Z^-~-]+(\.[!#-'*+/0-9=?A-Z^-~-]+)*$";

/// The first moment of the year 1: databases differ in how far before it they go.
const BEGINNING: Timestamp = Timestamp::constant(-62_135_596_800, 0);

/// The items of a page where the caller does not say.
const DEFAULT_LIMIT: u32 = 100;

/// Values that are written as a string and read by a rule of the domain.
macro_rules! texts {
    ($(#[doc = $doc:literal] $name:ident($domain:ty) = $parse:expr, $schema:expr;)+) => {$(
        #[doc = $doc]
        #[derive(Debug, Clone)]
        pub(crate) struct $name(pub(crate) $domain);

        impl Deserr<Violations> for $name {
            fn deserialize_from_value<V: IntoValue>(
                value: Value<V>,
                location: ValuePointerRef<'_>,
            ) -> std::result::Result<Self, Violations> {
                let parse: fn(String) -> Result<$domain> = $parse;
                let text = String::deserialize_from_value(value, location)?;
                parse(text).map(Self).map_err(|error| Violations::by_rule(location, error))
            }
        }

        described! { $name, $doc, $schema }
    )+};
}

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
            ) -> std::result::Result<Self, Violations> {
                let text = String::deserialize_from_value(value, location)?;
                let named = $all.into_iter().find(|one| $written(*one) == text).map(Self);
                named.ok_or_else(|| {
                    let names: Vec<_> = $all.into_iter().map($written).collect();
                    Violations::at(location, format!("must be one of {}", names.join(", ")))
                })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str($written(self.0))
            }
        }

        described! { $name, $doc, text().enum_values(Some($all.into_iter().map($written))) }
    )+};
}

/// Values that are answered as they are displayed.
macro_rules! displayed {
    ($($name:ident)+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }
    )+};
}

/// The schema of a value.
macro_rules! described {
    ($name:ident, $doc:literal, $schema:expr) => {
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                $schema.description(Some($doc.trim())).into()
            }
        }

        impl ToSchema for $name {}
    };
}

texts! {
    /// A subject, as the identity provider names it.
    Subject(SubjectId) = SubjectId::parse, subject_id();
    /// An organization, as the identity provider names it.
    Organization(OrganizationId) = OrganizationId::parse, organization_id();
    /// The display name of an organization: 1 to 200 characters.
    OrganizationTitle(OrganizationName) = OrganizationName::parse, bounded(TRIMMED, 200);
    /// The name that its holder gives an authenticator: 1 to 64 characters.
    AuthenticatorLabel(AuthenticatorName) = AuthenticatorName::parse, bounded(TRIMMED, 64);
    /// An e-mail address.
    Email(EmailAddress) = EmailAddress::parse, bounded(ADDRESS, 254);
    /// The reason for an exception: 1 to 500 characters.
    Reason(Justification) = Justification::parse, bounded(NOT_BLANK, 500);
    /// A moment, as in RFC 3339.
    Moment(Timestamp) = |text| moment(&text), text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
    /// The id of an authenticator.
    AuthenticatorKey(AuthenticatorId) = |text| AuthenticatorId::parse(&text), uuid();
    /// The id of a session.
    SessionKey(SessionId) = |text| SessionId::parse(&text), uuid();
    /// Text without control characters.
    PlainText(String) = plain, text().pattern(Some(PLAIN));
    /// The largest number of items on a page: 1 to 1000, by default 100.
    PageLimit(PageSize) = |text| PageSize::new(number(&text)), whole().minimum(Some(1)).maximum(Some(LARGEST_PAGE));
    /// The number of days to look back: 1 to 366, by default 30.
    Days(u32) = |text| days(&text), whole().minimum(Some(1)).maximum(Some(CountEnrolments::MOST_DAYS));
    /// The number of an audit entry.
    EntryNumber(u64) = |text| entry_number(&text), whole().minimum(Some(0));
}

displayed! { Subject Organization OrganizationTitle AuthenticatorKey SessionKey Email Reason Moment }

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

/// The number of a role.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RoleNumber(pub(crate) Role);

impl Deserr<Violations> for RoleNumber {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> std::result::Result<Self, Violations> {
        let number = whole_number(&value).and_then(|number| u8::try_from(number).ok());
        let role = number.and_then(|number| Role::ALL.into_iter().find(|role| role.number() == number));
        role.map(Self).ok_or_else(|| Violations::at(location, "must be 0, 1, 2, 254 or 255"))
    }
}

impl Serialize for RoleNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
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
    ) -> std::result::Result<Self, Violations> {
        let days = GracePeriod::days(whole_number(&value).unwrap_or(u32::MAX));
        days.map(Self).map_err(|error| Violations::by_rule(location, error))
    }
}

impl Serialize for GraceDays {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
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
    ) -> std::result::Result<Self, Violations> {
        let seconds = MaximumAge::seconds(whole_number(&value).unwrap_or(0));
        seconds.map(Self).map_err(|error| Violations::by_rule(location, error))
    }
}

impl Serialize for MaximumAgeSeconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.0.get())
    }
}

described! {
    MaximumAgeSeconds, "The seconds for which a verification counts: 300 to 2592000.",
    whole().minimum(Some(300)).maximum(Some(2_592_000))
}

/// The methods that a policy allows: at least one.
#[derive(Debug, Clone)]
pub(crate) struct AllowedMethodNames(pub(crate) AllowedMethods);

impl Deserr<Violations> for AllowedMethodNames {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> std::result::Result<Self, Violations> {
        let names = Vec::<AllowedMethodName>::deserialize_from_value(value, location)?;
        let methods = AllowedMethods::new(names.into_iter().map(|name| name.0).collect::<Vec<_>>());
        methods.map(Self).map_err(|error| Violations::by_rule(location, error))
    }
}

impl Serialize for AllowedMethodNames {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
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

impl PageLimit {
    /// The size that the caller asks for, or the usual one.
    pub(crate) fn or_default(given: Option<Self>) -> PageSize {
        let usual = || PageSize::new(DEFAULT_LIMIT).unwrap_or(PageSize::MAX);
        given.map_or_else(usual, |limit| limit.0)
    }
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

/// A number of a query; 0, which no rule accepts, for anything else.
fn number(text: &str) -> u32 {
    text.parse().unwrap_or_default()
}

fn moment(text: &str) -> Result<Timestamp> {
    let at = text.parse::<Timestamp>().ok().filter(|at| *at >= BEGINNING);
    at.map(portcullis_domain::whole_microseconds)
        .ok_or_else(|| Error::invalid("moment", "must be a moment as in RFC 3339, such as 2026-01-15T00:00:00Z"))
}

fn plain(text: String) -> Result<String> {
    if text.chars().any(char::is_control) {
        return Err(Error::invalid("text", "must not contain control characters"));
    }
    Ok(text)
}

fn days(text: &str) -> Result<u32> {
    text.parse().map_err(|_| Error::invalid("days", "must be a number of days"))
}

fn entry_number(text: &str) -> Result<u64> {
    text.parse().map_err(|_| Error::invalid("number", "must be the number of an entry"))
}

pub(crate) fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// The schema of a subject's id.
pub(crate) fn subject_id() -> ObjectBuilder {
    bounded(VISIBLE_ASCII, SubjectId::LONGEST)
}

/// The schema of an organization's id.
pub(crate) fn organization_id() -> ObjectBuilder {
    bounded(VISIBLE_ASCII, OrganizationId::LONGEST)
}

fn uuid() -> ObjectBuilder {
    text().format(Some(SchemaFormat::Custom("uuid".to_owned())))
}

fn bounded(pattern: &str, longest: usize) -> ObjectBuilder {
    text().min_length(Some(1)).max_length(Some(longest)).pattern(Some(pattern))
}

fn whole() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::new(Type::Integer))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read<T: Deserr<Violations>>(value: serde_json::Value) -> std::result::Result<T, String> {
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
