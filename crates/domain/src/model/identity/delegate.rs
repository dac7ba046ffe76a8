//! The party that uses a person's token.

use super::GrantedOrganizations;

/// The party that acts for the subject of a token, as the identity provider states it: a support agent who impersonates
/// the person, or a service to which they delegated (`act`, RFC 8693, section 4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegate {
    /// Its name, for the audit log.
    pub name: String,
    /// The organizations in which the operator lets it act as the person.
    pub granted: GrantedOrganizations,
}
