//! Credentials of passkeys.

/// The maximum number of passkeys of a member.
pub const MOST_PASSKEYS: usize = 20;

/// The user handle of a member: random, and disclosed only to its holder (WebAuthn, section 14.6.1).
pub type UserHandle = [u8; 16];

/// A passkey's public key and signature counter. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyCredential {
    /// The credential id: at most 1023 bytes, globally unique.
    pub credential_id: Vec<u8>,
    /// The user handle, the same for all passkeys of a member.
    pub user_handle: UserHandle,
    /// The highest signature counter seen; 0 for authenticators without one.
    pub sign_count: u32,
    /// The public key and the rest of the relying party's record, in its own format.
    pub record: String,
}
