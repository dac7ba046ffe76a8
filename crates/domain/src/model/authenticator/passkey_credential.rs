//! What is kept of a passkey.

/// How many passkeys a member can have.
pub const MOST_PASSKEYS: usize = 20;

/// By what an authenticator knows a member: random, and told to nobody who does not hold it (WebAuthn, section 14.6.1).
pub type UserHandle = [u8; 16];

/// A public key and how far its counter is. No secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyCredential {
    /// The id that the authenticator gave it: at most 1023 bytes, of no other passkey anywhere.
    pub credential_id: Vec<u8>,
    /// By what it knows its holder. The same for all passkeys of a member.
    pub user_handle: UserHandle,
    /// The highest count of signatures that was seen; 0 for those that do not count.
    pub sign_count: u32,
    /// The public key and what else the relying party has to know of it, in the relying party's own form.
    pub record: String,
}
