//! JSON Web Tokens: who a bearer token speaks for (RFC 7519, RFC 8725, RFC 9068).
//!
//! | file | what it is for |
//! | --- | --- |
//! | `compact` | the token's form, before anything of it is believed |
//! | `keys` | the keys that may have signed it, each of one algorithm |
//! | `issuer_keys`, `key_source` | which of the issuer's count now, and how they are fetched where the issuer publishes them |
//! | `claims`, `claim_values` | what it says, by strict rules, at a moment that the caller names |
//! | `copied` | claims of the provider's token that ours repeat |
//! | `identity_verifier` | the port: all three in a row |
//! | `examination` | the same for an operator, who is told more |
//! | `own_tokens` | tokens that we sign ourselves |
//! | `signing_keys`, `key_schedule` | the keys of those, and when each is made, signs, verifies and is gone |
//! | `hmac_signer` | tokens for development and tests |
//! | `refusal` | why a token is not accepted |

mod claim_values;
mod claims;
mod compact;
mod copied;
mod examination;
mod hmac_signer;
mod identity_verifier;
mod issuer_keys;
mod key_schedule;
mod key_source;
mod keys;
mod own_tokens;
mod provider_mfa;
mod refusal;
mod signing_keys;

pub use claims::{ClaimNames, ClaimPath, TokenRules};
pub use compact::TokenType;
pub use copied::CopiedClaimNames;
pub use examination::{VerifiedClaims, TokenReport, HeaderNames};
pub use hmac_signer::{HmacSigner, TokenContent};
pub use identity_verifier::JwtIdentityVerifier;
pub use issuer_keys::{IssuerKeys, RefreshInterval};
pub use key_schedule::{KeyState, Rotation};
pub use key_source::{KeyLocation, KeySource};
pub use keys::{HmacSecrets, VerificationKeys};
pub use own_tokens::JwtTokenIssuer;
pub use provider_mfa::ProviderMfa;
pub use refusal::TokenRejection;
pub use signing_keys::{ResealedKeys, SigningKeys};
