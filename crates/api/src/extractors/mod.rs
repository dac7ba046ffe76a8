//! Extractors of handlers: the caller, the ids in the path, the parameters of the query, the body.

mod caller;
mod json;
mod path;
mod query;

pub(crate) use caller::{Acting, DecisionClient, Provisioning, trace};
pub(crate) use json::{Json, OptionalJson};
pub(crate) use path::Path;
pub(crate) use query::Query;
