//! An issuer of unsigned, readable tokens.

use jiff::Timestamp;

use crate::Result;
use crate::ports::{FullAccess, TokenIssuer};

/// Issues tokens of the form `SUBJECT@ORGANIZATION/SESSION/METHOD`. For tests.
#[derive(Debug, Default)]
pub struct PlainIssuer;

impl TokenIssuer for PlainIssuer {
    fn issue(&self, content: &FullAccess, _: Timestamp) -> Result<String> {
        let FullAccess { subject, organization, session, method, .. } = content;
        Ok(format!("{subject}@{organization}/{session}/{method}"))
    }

    fn public_keys(&self, _: Timestamp) -> Result<String> {
        Ok("{\"keys\":[]}".to_owned())
    }
}
