//! Parameters of the query: each once, judged late like bodies.

use std::str::FromStr;

use actix_web::HttpRequest;
use actix_web::web::Query;
use jiff::Timestamp;
use portcullis_domain::{Error, PageSize, Result, SubjectId, Violation};

use crate::refusal::BodyRefusal;

/// How many items a page holds if nobody says.
const USUAL: u32 = 100;

/// The first moment of the year 1: databases differ in how far they go back before it.
const BEGINNING: Timestamp = Timestamp::constant(-62_135_596_800, 0);

/// The parameters of a request.
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// All that stand in the query.
    pub(crate) fn of(request: &HttpRequest) -> std::result::Result<Self, BodyRefusal> {
        let pairs = Query::<Vec<(String, String)>>::from_query(request.query_string());
        pairs.map(|pairs| Self(pairs.into_inner())).map_err(|_| refused(Error::invalid("query", "must be readable")))
    }

    /// What the parameter of this name says. One that says nothing is as good as none; two of the same are refused.
    pub(crate) fn text(&self, name: &str) -> std::result::Result<Option<&str>, BodyRefusal> {
        let mut given = self.0.iter().filter(|(of, _)| of == name).map(|(_, value)| &**value);
        match (given.next(), given.next()) {
            (_, Some(_)) => Err(refused(Error::invalid(name, "must stand once"))),
            // no store takes them all
            (Some(value), None) if value.chars().any(char::is_control) => {
                Err(refused(Error::invalid(name, "must be without control characters")))
            }
            (first, None) => Ok(first.filter(|value| !value.is_empty())),
        }
    }

    /// The same, as something else.
    pub(crate) fn parsed<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T>,
    ) -> std::result::Result<Option<T>, BodyRefusal> {
        self.text(name)?.map(parse).transpose().map_err(|error| refused(named(error, name)))
    }

    /// The same, as a moment of our era.
    pub(crate) fn moment(&self, name: &str) -> std::result::Result<Option<Timestamp>, BodyRefusal> {
        self.parsed(name, |text| {
            let moment = text.parse::<Timestamp>().ok().filter(|moment| *moment >= BEGINNING);
            moment.ok_or_else(|| Error::invalid(name, "must be a moment as RFC 3339 has it"))
        })
    }

    /// The same, as a number.
    pub(crate) fn read<T: FromStr>(&self, name: &str, form: &str) -> std::result::Result<Option<T>, BodyRefusal> {
        self.parsed(name, |text| text.parse().map_err(|_| Error::invalid(name, format!("must be {form}"))))
    }

    /// The same, as a member's name.
    pub(crate) fn subject(&self, name: &str) -> std::result::Result<Option<SubjectId>, BodyRefusal> {
        self.parsed(name, |text| SubjectId::parse(text))
    }

    /// How many items a page is to hold.
    pub(crate) fn limit(&self) -> std::result::Result<PageSize, BodyRefusal> {
        let size = |text: &str| PageSize::new(text.parse().unwrap_or_default());
        let given = self.parsed("limit", size)?;
        given.map_or_else(|| PageSize::new(USUAL).map_err(refused), Ok)
    }
}

/// The complaint of a value's own rule, under the name that it has here.
fn named(error: Error, name: &str) -> Error {
    match error {
        Error::Invalid(violations) => Error::Invalid(
            violations.into_iter().map(|violation| Violation { field: name.to_owned(), ..violation }).collect(),
        ),
        other => other,
    }
}

fn refused(error: Error) -> BodyRefusal {
    match error {
        Error::Invalid(violations) => BodyRefusal::Parameters(violations),
        _ => BodyRefusal::Invalid,
    }
}
