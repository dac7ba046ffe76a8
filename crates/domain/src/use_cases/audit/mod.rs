//! use_cases/audit

mod read_trail;

pub use read_trail::{CountEnrolments, ReadTrail};
