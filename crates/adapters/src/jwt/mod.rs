//! JSON Web Tokens: verifying bearer tokens and issuing our own (RFC 7519, RFC 8725, RFC 9068).
//!
//! | file | content |
//! | --- | --- |
//! | `compact_token` | parsing a token and checking its header, before the signature |
//! | `hmac_secrets`, `published_key`, `verification_keys` | secrets and public keys, each for algorithms of one kind |
//! | `key_source`, `issuer_keys` | fetching the issuer's published keys, and which of them are valid now |
//! | `claim_values`, `claim_names`, `copied_claims`, `provider_mfa`, `token_rules` | reading the claims of a verified token |
//! | `token_purpose` | telling access tokens from a provider's other tokens |
//! | `logout_rules` | reading the claims of a verified logout token |
//! | `identity_verifier` | the port: form, signature, claims |
//! | `token_rejection`, `token_report` | why a token is rejected; the same with details for an operator |
//! | `key_schedule`, `signing_keys`, `token_issuer` | rotation of our signing keys; tokens that we sign |
//! | `hmac_signer` | tokens for development and tests |

mod acting_party;
mod claim_names;
mod claim_values;
mod compact_token;
mod copied_claims;
mod hmac_secrets;
mod hmac_signer;
mod identity_verifier;
mod issuer_keys;
mod key_schedule;
mod key_source;
mod logout_rules;
mod provider_mfa;
mod published_key;
mod signing_keys;
mod token_issuer;
mod token_purpose;
mod token_rejection;
mod token_report;
mod token_rules;
mod verification_keys;

pub use claim_names::{ClaimNames, ClaimPath};
pub use compact_token::TokenType;
pub use copied_claims::CopiedClaimNames;
pub use hmac_secrets::HmacSecrets;
pub use hmac_signer::{HmacSigner, TokenContent};
pub use identity_verifier::JwtIdentityVerifier;
pub use issuer_keys::{IssuerKeys, RefreshInterval};
pub use key_schedule::{KeyState, Rotation};
pub use key_source::{KeyLocation, KeySource};
pub use provider_mfa::ProviderMfa;
pub use signing_keys::{ResealedKeys, SigningKeys};
pub use token_issuer::JwtTokenIssuer;
pub use token_rejection::TokenRejection;
pub use token_report::{HeaderSummary, TokenReport, VerifiedClaims};
pub use token_rules::TokenRules;
pub use verification_keys::VerificationKeys;
