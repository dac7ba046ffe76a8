//! Recovery codes.

use zeroize::Zeroizing;

/// The purpose of the digests of codes.
pub(crate) const PURPOSE: &str = "recovery code";

/// The number of codes in a set.
pub const RECOVERY_CODES: usize = 10;

/// Letters and digits that are hard to confuse (Crockford's base 32).
pub(crate) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The number of characters of a code: 5 bits each, 80 in all. NIST SP 800-63B-4, section 4.2.1.1, requires at least 64.
pub(crate) const LENGTH: usize = 16;

/// A recovery code as it is shown once: `XXXX-XXXX-XXXX-XXXX`.
pub type RecoveryCode = Zeroizing<String>;
