//! Values that are written as text.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use jiff::Timestamp;
use portcullis_domain::{
    AuthenticatorId, AuthenticatorName, CountEnrolments, EmailAddress, EnrolmentCode, Justification, LARGEST_PAGE,
    OrganizationId, OrganizationName, PageSize, SessionId, SubjectId, Violation, whole_microseconds,
};
use serde::{Serialize, Serializer};
use utoipa::openapi::{KnownFormat, SchemaFormat};

use super::schemas::{
    ADDRESS, ENROLMENT_CODE, NOT_BLANK, PLAIN, TRIMMED, bounded, described, organization_id, subject_id, text, uuid,
    whole,
};
use crate::violations::Violations;

/// The first moment of the year 1, the earliest that every database stores.
const BEGINNING: Timestamp = Timestamp::constant(-62_135_596_800, 0);

/// The default number of items on a page.
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
            ) -> Result<Self, Violations> {
                let parse: fn(String) -> Result<$domain, Violation> = $parse;
                let text = String::deserialize_from_value(value, location)?;
                parse(text).map(Self).map_err(|violation| Violations::by_rule(location, violation))
            }
        }

        described! { $name, $doc, $schema }
    )+};
}

/// Values that are serialized as they are displayed.
macro_rules! displayed {
    ($($name:ident)+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }
    )+};
}

texts! {
    /// A subject, as the identity provider names it.
    Subject(SubjectId) = SubjectId::parse, subject_id();
    /// An organization, as the identity provider names it.
    OrganizationKey(OrganizationId) = OrganizationId::parse, organization_id();
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
    /// A code that confirms an enrolment: 16 letters and digits (O is 0, I and L are 1); dashes and spaces are ignored.
    EnrolmentCodeText(EnrolmentCode) = |text| EnrolmentCode::parse(&text), bounded(ENROLMENT_CODE, 64);
    /// The number of an audit entry.
    EntryNumber(u64) = |text| entry_number(&text), whole().minimum(Some(0));
}

displayed! { Subject OrganizationKey OrganizationTitle AuthenticatorKey SessionKey Email Reason Moment }

impl PageLimit {
    /// Returns the requested size, or the default.
    pub(crate) fn or_default(given: Option<Self>) -> PageSize {
        let usual = || PageSize::new(DEFAULT_LIMIT).unwrap_or(PageSize::MAX);
        given.map_or_else(usual, |limit| limit.0)
    }
}

/// A number of a query; 0, which no rule accepts, for anything else.
fn number(text: &str) -> u32 {
    text.parse().unwrap_or_default()
}

fn moment(text: &str) -> Result<Timestamp, Violation> {
    let at = text.parse::<Timestamp>().ok().filter(|at| *at >= BEGINNING);
    at.map(whole_microseconds)
        .ok_or_else(|| Violation::new("must be a moment as in RFC 3339, such as 2026-01-15T00:00:00Z"))
}

fn plain(text: String) -> Result<String, Violation> {
    if text.chars().any(char::is_control) {
        return Err(Violation::new("must not contain control characters"));
    }
    Ok(text)
}

fn days(text: &str) -> Result<u32, Violation> {
    text.parse().map_err(|_| Violation::new("must be a number of days"))
}

fn entry_number(text: &str) -> Result<u64, Violation> {
    text.parse().map_err(|_| Violation::new("must be the number of an entry"))
}
