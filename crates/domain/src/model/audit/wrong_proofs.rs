//! Wrong proofs: the audit log has one entry for those of a member by one method in one minute.

use jiff::Timestamp;

use super::minute::minute_of;
use crate::model::identity::{Method, RequestId, SubjectId};

/// A wrong proof of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongProof {
    /// The member.
    pub subject: SubjectId,
    /// The method.
    pub method: Method,
    /// When it was given.
    pub at: Timestamp,
    /// The issuer of the token (`iss`).
    pub issuer: String,
    /// The id of the token (`jti`).
    pub token_id: Option<String>,
    /// The id of the request.
    pub request: Option<RequestId>,
    /// The network address of the request.
    pub source: Option<String>,
}

impl WrongProof {
    /// The beginning of the minute by which it is counted.
    pub fn minute(&self) -> Timestamp {
        minute_of(self.at).start
    }
}

/// The wrong proofs of a member by one method in one minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongProofs {
    /// The first one.
    pub first: WrongProof,
    /// When the last one was given.
    pub last_at: Timestamp,
    /// How many there were.
    pub count: u32,
    /// The network addresses of the requests, in the order in which they first appeared; about twenty at most.
    pub sources: Vec<String>,
}

impl From<WrongProof> for WrongProofs {
    fn from(proof: WrongProof) -> Self {
        Self { last_at: proof.at, count: 1, sources: proof.source.iter().cloned().collect(), first: proof }
    }
}
