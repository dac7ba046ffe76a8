//! Why a token is rejected.

use derive_more::{Display, Error};

/// The rule that a token breaks. Names a claim, never its value.
#[derive(Debug, Display, Error, Clone, Copy, PartialEq, Eq)]
pub enum TokenRejection {
    /// It is longer than 16 KiB or is not three parts of base64url characters.
    #[display("not a compact token of at most 16 KiB")]
    Malformed,
    /// The header or the claims are not one JSON object with unique names.
    #[display("the header or the claims are not a JSON object with unique names")]
    NotAnObject,
    /// `alg` is absent, or no key is for it.
    #[display("no key is for this algorithm")]
    Algorithm,
    /// `crit` names header extensions, none of which is supported (RFC 7515, section 4.1.11).
    #[display("critical header extensions are not supported")]
    Critical,
    /// `typ` is not accepted (RFC 9068, section 4).
    #[display("not an accepted token type")]
    Type,
    /// A claim shows that it is an ID, refresh or logout token.
    #[display("an ID, refresh or logout token, as its claim {_0} shows")]
    Purpose(#[error(not(source))] &'static str),
    /// The issuer has no key with this `kid` and algorithm.
    #[display("no key has this kid and algorithm")]
    UnknownKey,
    /// No key verifies the signature.
    #[display("the signature does not verify")]
    Signature,
    /// A required claim is absent.
    #[display("the claim {_0} is missing")]
    Missing(#[error(not(source))] &'static str),
    /// A claim is of another JSON type, has control characters, or is out of range.
    #[display("the claim {_0} is malformed")]
    Form(#[error(not(source))] &'static str),
    /// A claim is too long to be stored.
    #[display("the claim {_0} is longer than 255 bytes")]
    TooLong(#[error(not(source))] &'static str),
    /// A claim names several values where one is meant.
    #[display("the claim {_0} names more than one")]
    Several(#[error(not(source))] &'static str),
    /// `iss` is not the configured issuer.
    #[display("another issuer")]
    Issuer,
    /// `aud` contains none of the configured audiences.
    #[display("another audience")]
    Audience,
    /// It is no logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6).
    #[display("not a logout token: {_0}")]
    Logout(#[error(not(source))] &'static str),
    /// `exp` has passed.
    #[display("expired")]
    Expired,
    /// `nbf` is in the future.
    #[display("not yet valid")]
    NotYetValid,
}

impl TokenRejection {
    /// Whether the signature had verified before this rule was checked, so that the claims are the issuer's.
    pub fn implies_verified_signature(self) -> bool {
        match self {
            // may be about the header, which is read before the signature
            Self::NotAnObject
            | Self::Malformed
            | Self::Algorithm
            | Self::Critical
            | Self::Type
            | Self::UnknownKey
            | Self::Signature => false,
            Self::Purpose(_)
            | Self::Missing(_)
            | Self::Form(_)
            | Self::TooLong(_)
            | Self::Several(_)
            | Self::Issuer
            | Self::Audience
            | Self::Logout(_)
            | Self::Expired
            | Self::NotYetValid => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TokenRejection::{
        Algorithm, Audience, Critical, Expired, Form, Issuer, Malformed, Missing, NotAnObject, NotYetValid, Purpose,
        Several, Signature, TooLong, Type, UnknownKey,
    };

    #[test]
    fn only_claim_rules_imply_a_verified_signature() {
        for before in [NotAnObject, Malformed, Algorithm, Critical, Type, UnknownKey, Signature] {
            assert!(!before.implies_verified_signature(), "{before}");
        }
        let of_claims = [Purpose("nonce"), Missing("exp"), Form("exp"), TooLong("sid"), Several("organization")];
        for after in of_claims.into_iter().chain([Issuer, Audience, Expired, NotYetValid]) {
            assert!(after.implies_verified_signature(), "{after}");
        }
    }
}
