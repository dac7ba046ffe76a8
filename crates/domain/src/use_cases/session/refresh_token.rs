//! Generates and digests refresh tokens.

use crate::model::session::RefreshToken;

use crate::Result;
use crate::model::opaque_token::written;
use crate::model::sealed::Digest;
use crate::ports::{Random, Sealer};
use crate::use_cases::opaque_token;

const PURPOSE: &str = "refresh token";

const SUCCESSOR: &str = "successor of a refresh token";

/// Generates a token and its digest.
pub(crate) fn new_refresh_token(random: &dyn Random, sealer: &dyn Sealer) -> Result<(RefreshToken, Digest)> {
    with_digest(opaque_token::new_token(random)?, sealer)
}

/// Returns the successor of a token and its digest. It is derived from the token and the encryption key, so that a repeated or
/// concurrent request gets the same successor.
pub(crate) fn successor(token: &str, sealer: &dyn Sealer) -> Result<(RefreshToken, Digest)> {
    let derived = sealer.digest(SUCCESSOR, token.as_bytes())?.digest;
    with_digest(written(&derived), sealer)
}

fn with_digest(token: RefreshToken, sealer: &dyn Sealer) -> Result<(RefreshToken, Digest)> {
    let digest = sealer.digest(PURPOSE, token.as_bytes())?.digest;
    Ok((token, digest))
}

/// Returns the digests by which a presented token can be found.
pub(crate) fn digests_of(token: &str, sealer: &dyn Sealer) -> Result<Vec<Digest>> {
    opaque_token::digests_of(PURPOSE, token, sealer)
}
