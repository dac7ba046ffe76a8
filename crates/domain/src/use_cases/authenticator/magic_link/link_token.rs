//! Generates and digests the tokens of magic links.

use crate::Result;
use crate::model::opaque_token::OpaqueToken;
use crate::model::sealed::Digest;
use crate::ports::{Random, Sealer};
use crate::use_cases::opaque_token;

/// The purpose that digests of links are made for.
const PURPOSE: &str = "magic link";

/// Generates a token and its digest.
pub(crate) fn new_link_token(random: &dyn Random, sealer: &dyn Sealer) -> Result<(OpaqueToken, Digest)> {
    let token = opaque_token::new_token(random)?;
    let digest = sealer.digest(PURPOSE, token.as_bytes())?.digest;
    Ok((token, digest))
}

/// Returns the digests by which a presented token can be found.
pub(crate) fn digests_of(token: &str, sealer: &dyn Sealer) -> Result<Vec<Digest>> {
    opaque_token::digests_of(PURPOSE, token, sealer)
}
