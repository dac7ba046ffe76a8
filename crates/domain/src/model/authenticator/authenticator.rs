//! Authenticators.

use jiff::Timestamp;

use super::{Enrolment, PasskeyCredential, TotpCredential};
use crate::model::identity::{AuthenticatorId, Method};
use crate::model::membership::EmailAddress;
use crate::model::policy::EffectivePolicy;
use crate::model::session::SessionBinding;

/// An authenticator of a member. It belongs to one membership: a reset in one organization leaves another's in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticator {
    /// The id.
    pub id: AuthenticatorId,
    /// The name that its holder chose.
    pub name: String,
    /// The state.
    pub state: AuthenticatorState,
    /// The credential.
    pub credential: Credential,
    /// When it was set up.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When and how it was enrolled.
    pub enrolment: Enrolment,
}

/// The credential of an authenticator, by method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A one-time password.
    Totp(TotpCredential),
    /// A passkey.
    Passkey(PasskeyCredential),
    /// Links to this address, which the holder has confirmed.
    MagicLink(EmailAddress),
}

/// The state of an authenticator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthenticatorState {
    /// Not confirmed yet; does not count, and expires.
    Pending {
        /// When it expires.
        expires_at: Timestamp,
        /// The session in which it was set up, the only one in which it can be confirmed.
        session: SessionBinding,
    },
    /// Confirmed and enabled.
    Active,
    /// Disabled by its holder.
    Disabled,
    /// Disavowed by its holder; never enabled again.
    Suspended {
        /// Since when.
        since: Timestamp,
    },
}

impl Authenticator {
    /// The method.
    pub fn method(&self) -> Method {
        match self.credential {
            Credential::Totp(_) => Method::Totp,
            Credential::Passkey(_) => Method::Passkey,
            Credential::MagicLink(_) => Method::MagicLink,
        }
    }

    /// The credential of a one-time password.
    pub fn totp(&self) -> Option<&TotpCredential> {
        match &self.credential {
            Credential::Totp(credential) => Some(credential),
            Credential::Passkey(_) | Credential::MagicLink(_) => None,
        }
    }

    /// The same, mutable.
    pub fn totp_mut(&mut self) -> Option<&mut TotpCredential> {
        match &mut self.credential {
            Credential::Totp(credential) => Some(credential),
            Credential::Passkey(_) | Credential::MagicLink(_) => None,
        }
    }

    /// The credential of a passkey.
    pub fn passkey(&self) -> Option<&PasskeyCredential> {
        match &self.credential {
            Credential::Passkey(credential) => Some(credential),
            Credential::Totp(_) | Credential::MagicLink(_) => None,
        }
    }

    /// The address of a magic link.
    pub fn address(&self) -> Option<&EmailAddress> {
        match &self.credential {
            Credential::MagicLink(address) => Some(address),
            Credential::Totp(_) | Credential::Passkey(_) => None,
        }
    }

    /// Whether its links go to this mailbox.
    pub fn is_of_mailbox(&self, address: &EmailAddress) -> bool {
        self.address().is_some_and(|own| own.is_same_mailbox(address))
    }

    /// Whether it is active.
    pub fn is_active(&self) -> bool {
        self.state == AuthenticatorState::Active
    }

    /// Whether it is active and its method is allowed.
    pub fn counts_under(&self, policy: &EffectivePolicy) -> bool {
        self.is_active() && policy.methods().contains(self.method().counts_as())
    }

    /// Whether its holder has disavowed it.
    pub fn is_suspended(&self) -> bool {
        matches!(self.state, AuthenticatorState::Suspended { .. })
    }

    /// Whether it was ever confirmed.
    pub fn is_configured(&self) -> bool {
        !matches!(self.state, AuthenticatorState::Pending { .. })
    }

    /// Whether it is pending, set up in this session, and not expired.
    pub fn is_pending_in(&self, session: &SessionBinding, now: Timestamp) -> bool {
        matches!(&self.state, AuthenticatorState::Pending { expires_at, session: of } if now < *expires_at && of == session)
    }
}
