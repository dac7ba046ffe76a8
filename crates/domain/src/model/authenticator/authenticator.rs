//! The enrolled thing.

use jiff::Timestamp;

use super::{PasskeyCredential, TotpCredential};
use crate::model::identity::{AuthenticatorId, Method};
use crate::model::membership::EmailAddress;
use crate::model::policy::EffectivePolicy;
use crate::model::session::SessionBinding;

/// What a member holds to prove who they are. Belongs to a membership: what one organization resets, another keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticator {
    /// Its name for us.
    pub id: AuthenticatorId,
    /// Its name for its holder.
    pub name: String,
    /// How far it is.
    pub state: AuthenticatorState,
    /// What it is made of.
    pub credential: Credential,
    /// When it was set up.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// What an authenticator is made of, by its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A one-time password.
    Totp(TotpCredential),
    /// A passkey.
    Passkey(PasskeyCredential),
    /// Links to this address, which its holder was shown to read.
    MagicLink(EmailAddress),
}

/// How far an authenticator is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthenticatorState {
    /// Not proven yet, and worth nothing; gone at that moment.
    Pending {
        /// The moment.
        expires_at: Timestamp,
        /// The session that it was set up in, in which alone it can be proven.
        session: SessionBinding,
    },
    /// It counts.
    Active,
    /// Its holder switched it off.
    Disabled,
}

impl Authenticator {
    /// Its kind.
    pub fn method(&self) -> Method {
        match self.credential {
            Credential::Totp(_) => Method::Totp,
            Credential::Passkey(_) => Method::Passkey,
            Credential::MagicLink(_) => Method::MagicLink,
        }
    }

    /// What is kept of it, if it is a one-time password.
    pub fn totp(&self) -> Option<&TotpCredential> {
        match &self.credential {
            Credential::Totp(credential) => Some(credential),
            Credential::Passkey(_) | Credential::MagicLink(_) => None,
        }
    }

    /// The same, to be changed.
    pub fn totp_mut(&mut self) -> Option<&mut TotpCredential> {
        match &mut self.credential {
            Credential::Totp(credential) => Some(credential),
            Credential::Passkey(_) | Credential::MagicLink(_) => None,
        }
    }

    /// What is kept of it, if it is a passkey.
    pub fn passkey(&self) -> Option<&PasskeyCredential> {
        match &self.credential {
            Credential::Passkey(credential) => Some(credential),
            Credential::Totp(_) | Credential::MagicLink(_) => None,
        }
    }

    /// The address that links go to, if it is for links.
    pub fn address(&self) -> Option<&EmailAddress> {
        match &self.credential {
            Credential::MagicLink(address) => Some(address),
            Credential::Totp(_) | Credential::Passkey(_) => None,
        }
    }

    /// Whether it counts.
    pub fn is_active(&self) -> bool {
        self.state == AuthenticatorState::Active
    }

    /// Whether it meets what the policy demands.
    pub fn counts_under(&self, policy: &EffectivePolicy) -> bool {
        self.is_active() && policy.methods().contains(self.method().counts_as())
    }

    /// Whether it was ever proven.
    pub fn is_configured(&self) -> bool {
        !matches!(self.state, AuthenticatorState::Pending { .. })
    }

    /// Whether it waits to be proven in this session and still can be.
    pub fn is_pending_in(&self, session: &SessionBinding, now: Timestamp) -> bool {
        matches!(&self.state, AuthenticatorState::Pending { expires_at, session: of } if now < *expires_at && of == session)
    }
}
