//! What single values may be, where their types alone do not say it: the names that the domain knows, and the forms of
//! texts and parameters. Who generates a client learns it from the document, and so does who tests one.

use portcullis_domain::{
    AllowedMethod, AuditOutcome, CountEnrolments, LARGEST_PAGE, MemberKind, MemberState, Method, OrganizationId,
    PlanGroup, Role, SubjectId,
};
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{ArrayBuilder, KnownFormat, ObjectBuilder, SchemaFormat, Type};

/// Texts without control characters.
const PLAIN: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";

/// The same without spaces at their ends.
const TRIMMED: &str =
    r"^[^\s\u0000-\u001f\u007f-\u009f]([^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f])?$";

/// The same, not blank.
const NOT_BLANK: &str =
    r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$";

/// How the identity provider may name something.
const VISIBLE_ASCII: &str = "^[!-~]+$";

/// One plain address.
const ADDRESS: &str = r"^[!#-'*+./0-9=?A-Z^-~-]{1,64}@[!#-'*+/0-9=?A-Z^-~-]+(\.[!#-'*+/0-9=?A-Z^-~-]+)*$";

/// The kind of an authenticator.
pub(crate) fn method() -> ObjectBuilder {
    one_of(&Method::CHOICES.map(Method::as_str)).description(Some("The kind of the authenticator."))
}

/// What its holder calls an authenticator.
pub(crate) fn authenticator_name() -> ObjectBuilder {
    bounded(TRIMMED, 64).description(Some("1 to 64 characters."))
}

/// What an organization is called.
pub(crate) fn organization_name() -> ObjectBuilder {
    bounded(TRIMMED, 200).description(Some("1 to 200 characters."))
}

/// Why an exception is made.
pub(crate) fn reason() -> ObjectBuilder {
    bounded(NOT_BLANK, 500).description(Some("1 to 500 characters."))
}

/// Why somebody may administer without an authenticator.
pub(crate) fn override_reason() -> ObjectBuilder {
    let described = "The reason why they may administer an organization that enforces MFA without an authenticator \
        that counts.";
    or_null(bounded(NOT_BLANK, 500)).description(Some(described))
}

/// Where a member can be reached.
pub(crate) fn address() -> ObjectBuilder {
    or_null(bounded(ADDRESS, 254)).description(Some("Where they can be reached."))
}

/// What kind of member somebody is.
pub(crate) fn kind() -> ObjectBuilder {
    let names = [MemberKind::Person, MemberKind::Service].map(|kind| Some(kind.as_str()));
    let described = "`person` or `service`; a person for who is new.";
    or_null(text()).enum_values(Some(names.into_iter().chain([None]))).description(Some(described))
}

/// A role by its number.
pub(crate) fn role() -> ObjectBuilder {
    let numbers = Role::ALL.map(|role| Some(role.number()));
    let described = "0 USER, 1 BILLING, 2 WORKSPACES, 254 ADMINISTRATORS, 255 OWNER; USER for who is new.";
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Integer, Type::Null]))
        .enum_values(Some(numbers.into_iter().chain([None])))
        .description(Some(described))
}

/// With what a demand can be met.
pub(crate) fn allowed_methods() -> ArrayBuilder {
    ArrayBuilder::new()
        .items(one_of(&AllowedMethod::ALL.map(AllowedMethod::as_str)))
        .min_items(Some(1))
        .description(Some("With what the demand can be met: at least one."))
}

/// What may stand in a parameter of the path, the query or the head.
pub(crate) fn parameter(name: &str) -> ObjectBuilder {
    let named = |longest| bounded(VISIBLE_ASCII, longest);
    match name {
        "id" => text().format(Some(SchemaFormat::Custom("uuid".to_owned()))),
        "org" | "orgId" => named(OrganizationId::LONGEST),
        "subject" | "member" | "after" => named(SubjectId::LONGEST),
        "limit" => whole().minimum(Some(1)).maximum(Some(LARGEST_PAGE)),
        "days" => whole().minimum(Some(1)).maximum(Some(CountEnrolments::MOST_DAYS)),
        "before" => whole().minimum(Some(0)),
        "from" | "until" => text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))),
        "state" => one_of(&MemberState::ALL.map(MemberState::as_str)),
        "group" => one_of(&PlanGroup::ALL.map(PlanGroup::as_str)),
        "outcome" => one_of(&AuditOutcome::ALL.map(|outcome| outcome.to_string())),
        "If-Match" => text().pattern(Some("^\"[1-9][0-9]{0,8}\"$")),
        "If-Plan" => text().pattern(Some(r"^[01]-[0-9]+-[a-z]+-[0-9]+\.[0-9]{1,9}\.[0-9]{1,9}\.[01]$")),
        _ => text().pattern(Some(PLAIN)),
    }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn bounded(pattern: &str, longest: usize) -> ObjectBuilder {
    text().min_length(Some(1)).max_length(Some(longest)).pattern(Some(pattern))
}

/// A text that may be null.
fn or_null(text: ObjectBuilder) -> ObjectBuilder {
    text.schema_type(SchemaType::from_iter([Type::String, Type::Null]))
}

fn whole() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer)
}

fn one_of<T: AsRef<str>>(names: &[T]) -> ObjectBuilder {
    text().enum_values(Some(names.iter().map(AsRef::as_ref)))
}
