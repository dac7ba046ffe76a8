//! Tokens that keep a session alive.

use crate::model::session::RefreshToken;

use crate::Result;
use crate::model::opaque_token::written;
use crate::model::sealed::Digest;
use crate::ports::{Random, Sealer};
use crate::use_cases::opaque_token;

const PURPOSE: &str = "refresh token";

const SUCCESSOR: &str = "successor of a refresh token";

/// A new token, and what is kept of it.
pub(crate) fn new_refresh_token(random: &dyn Random, sealer: &dyn Sealer) -> Result<(RefreshToken, Digest)> {
    kept(opaque_token::new_token(random)?, sealer)
}

/// What takes the place of a token, and what is kept of it. The same each time, for who holds the keys: when an answer is
/// lost and asked for again, or two ask at once, all of them get the one successor.
pub(crate) fn successor(token: &str, sealer: &dyn Sealer) -> Result<(RefreshToken, Digest)> {
    let derived = sealer.digest(SUCCESSOR, token.as_bytes())?.digest;
    kept(written(&derived), sealer)
}

fn kept(token: RefreshToken, sealer: &dyn Sealer) -> Result<(RefreshToken, Digest)> {
    let digest = sealer.digest(PURPOSE, token.as_bytes())?.digest;
    Ok((token, digest))
}

/// What may be kept of a token that somebody presents.
pub(crate) fn digests_of(token: &str, sealer: &dyn Sealer) -> Result<Vec<Digest>> {
    opaque_token::digests_of(PURPOSE, token, sealer)
}
