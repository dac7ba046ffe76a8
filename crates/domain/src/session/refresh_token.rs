//! Tokens that keep a session alive.

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::MfaSession;
use crate::sealing::Digest;
use crate::{Error, Random, Result, Sealer};

/// An opaque token: 256 random bits, in hexadecimal.
pub type RefreshToken = Zeroizing<String>;

/// What a member has after proving, or after refreshing: a session, its full-access token, and what refreshes it.
pub struct Grant {
    /// The session.
    pub session: MfaSession,
    /// The token to go on with.
    pub full_access_token: String,
    /// When that one ends.
    pub expires_at: Timestamp,
    /// The token to get the next one with. Used once.
    pub refresh_token: RefreshToken,
}

const PURPOSE: &str = "refresh token";
const SUCCESSOR: &str = "successor of a refresh token";

/// A new token, and what is kept of it.
pub(crate) fn new_refresh_token(random: &dyn Random, sealer: &dyn Sealer) -> Result<(RefreshToken, Digest)> {
    let mut bytes = Zeroizing::new([0; 32]);
    random.fill(&mut *bytes)?;
    written(&bytes, sealer)
}

/// What takes the place of a token, and what is kept of it. The same each time, for who holds the keys: when an answer is
/// lost and asked for again, or two ask at once, all of them get the one successor.
pub(crate) fn successor(token: &str, sealer: &dyn Sealer) -> Result<(RefreshToken, Digest)> {
    let derived = sealer.digests(SUCCESSOR, token.as_bytes())?.into_iter().next();
    written(&derived.ok_or_else(no_key)?, sealer)
}

/// A token as it is written, and what is kept of it.
fn written(bytes: &[u8; 32], sealer: &dyn Sealer) -> Result<(RefreshToken, Digest)> {
    let mut token = Zeroizing::new(String::with_capacity(64));
    for byte in bytes {
        for half in [byte >> 4, byte & 0x0f] {
            token.push(char::from_digit(u32::from(half), 16).unwrap_or_default());
        }
    }
    let digest = digests_of(&token, sealer)?.into_iter().next();
    Ok((token, digest.ok_or_else(no_key)?))
}

fn no_key() -> Error {
    Error::internal("no key to digest with")
}

/// What may be kept of a token that somebody presents. Nothing is kept of what has not the form of one.
pub(crate) fn digests_of(token: &str, sealer: &dyn Sealer) -> Result<Vec<Digest>> {
    let formed = token.len() == 64 && token.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if formed { sealer.digests(PURPOSE, token.as_bytes()) } else { Ok(Vec::new()) }
}
