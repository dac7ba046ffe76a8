//! A defect in a stored or computed value.

use derive_more::{Display, Error};

/// Why a value that should always be usable is not: a moment out of range, a secret of the wrong length. For logs; never
/// holds a secret.
#[derive(Debug, Display, Error, Clone, PartialEq, Eq)]
#[display("{_0}")]
pub struct Defect(#[error(not(source))] String);

impl Defect {
    /// The defect that `cause` describes.
    pub fn new(cause: impl std::fmt::Display) -> Self {
        Self(cause.to_string())
    }
}
