//! Why a token is not accepted.

use derive_more::{Display, Error};

/// The rule that refuses a token. Names a claim, never its value.
#[derive(Debug, Display, Error, Clone, Copy, PartialEq, Eq)]
pub enum TokenRejection {
    /// Not three parts of base64url characters, or too long.
    #[display("not a compact token of at most 8 KiB")]
    Malformed,
    /// The header or the claims are not one JSON object without doubled names.
    #[display("the header or the claims are not a JSON object without doubled names")]
    NotAnObject,
    /// `alg` is absent or not one of those that our keys are for.
    #[display("no key is for this algorithm")]
    Algorithm,
    /// `crit` names extensions, of which we understand none (RFC 7515, section 4.1.11).
    #[display("critical header extensions are not understood")]
    Critical,
    /// `typ` is not an accepted one (RFC 9068, section 4).
    #[display("not an accepted token type")]
    Type,
    /// No key of the issuer has this `kid` and algorithm.
    #[display("no key of this name and algorithm")]
    UnknownKey,
    /// The signature is not of any of the keys.
    #[display("the signature does not verify")]
    Signature,
    /// A claim that must be there is not.
    #[display("the claim {_0} is missing")]
    Missing(#[error(not(source))] &'static str),
    /// A claim is of another JSON type, too long, or out of range.
    #[display("the claim {_0} is not of its form")]
    Form(#[error(not(source))] &'static str),
    /// `iss` is not exactly the configured issuer.
    #[display("another issuer")]
    Issuer,
    /// `aud` does not contain any of ours.
    #[display("another audience")]
    Audience,
    /// `exp` has passed.
    #[display("expired")]
    Expired,
    /// `nbf` is yet to come.
    #[display("not yet valid")]
    NotYetValid,
}

impl TokenRejection {
    /// Whether only a token whose signature has verified can be refused so: then its claims are its issuer's words.
    pub fn implies_verified_signature(self) -> bool {
        match self {
            // the header or the claims: it is not known which
            Self::NotAnObject
            | Self::Malformed
            | Self::Algorithm
            | Self::Critical
            | Self::Type
            | Self::UnknownKey
            | Self::Signature => false,
            Self::Missing(_) | Self::Form(_) | Self::Issuer | Self::Audience | Self::Expired | Self::NotYetValid => {
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TokenRejection::{
        Algorithm, Audience, Critical, Expired, Form, Issuer, Malformed, Missing, NotAnObject, NotYetValid, Signature,
        Type, UnknownKey,
    };

    #[test]
    fn claims_are_believed_to_be_the_issuers_after_the_signature_alone() {
        for before in [NotAnObject, Malformed, Algorithm, Critical, Type, UnknownKey, Signature] {
            assert!(!before.implies_verified_signature(), "{before}");
        }
        for after in [Missing("exp"), Form("exp"), Issuer, Audience, Expired, NotYetValid] {
            assert!(after.implies_verified_signature(), "{after}");
        }
    }
}
