//! What the operator grants to clients, and what a client's token must be like.

use std::collections::BTreeSet;

use derive_more::Display;

use super::{Caller, OrganizationId, Scope, SubjectId};
use crate::model::violation::Violation;

/// A right that the operator grants to a client.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[display("{}", self.as_str())]
pub enum ClientRight {
    /// Provision organizations and members.
    Provision,
    /// Ask for decisions about other subjects.
    Decide,
    /// Act for a person (RFC 8693, section 4.1).
    Act,
}

impl ClientRight {
    /// Every right.
    pub const ALL: [Self; 3] = [Self::Provision, Self::Decide, Self::Act];

    /// The stable name, as in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provision => "provision",
            Self::Decide => "decide",
            Self::Act => "act",
        }
    }

    /// The right with this exact name.
    pub fn parse(name: &str) -> Result<Self, Violation> {
        Self::ALL
            .into_iter()
            .find(|right| right.as_str() == name)
            .ok_or_else(|| Violation::new("must be provision, decide or act"))
    }

    /// The scope that a token needs in addition. A client that acts for a person presents that person's token.
    pub fn scope(self) -> Option<Scope> {
        match self {
            Self::Provision => Some(Scope::Provision),
            Self::Decide => Some(Scope::Decide),
            Self::Act => None,
        }
    }
}

impl From<Scope> for ClientRight {
    /// The right that a token with the scope exercises.
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Provision => Self::Provision,
            Scope::Decide => Self::Decide,
        }
    }
}

/// The organizations that a grant is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrantedOrganizations {
    /// Every organization, also one that does not exist yet.
    All,
    /// These.
    Listed(BTreeSet<OrganizationId>),
}

impl GrantedOrganizations {
    /// No organization.
    pub const NONE: Self = Self::Listed(BTreeSet::new());

    /// Whether the grant is for this organization.
    pub fn contains(&self, organization: &OrganizationId) -> bool {
        match self {
            Self::All => true,
            Self::Listed(listed) => listed.contains(organization),
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Listed(listed) if listed.is_empty())
    }

    fn and(self, more: &Self) -> Self {
        match (self, more) {
            (Self::Listed(mut listed), Self::Listed(more)) => {
                listed.extend(more.iter().cloned());
                Self::Listed(listed)
            }
            (Self::All, _) | (_, Self::All) => Self::All,
        }
    }
}

/// The rights of a client in some organizations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientGrant {
    /// The subject of the client's tokens.
    pub client: SubjectId,
    /// Its rights.
    pub rights: BTreeSet<ClientRight>,
    /// Where it has them.
    pub organizations: GrantedOrganizations,
}

/// The grants of all clients. Several grants of one client add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientGrants {
    grants: Vec<ClientGrant>,
    scope_provisions: bool,
}

/// Why a token is not accepted as a client's.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq)]
pub enum ClientRefusal {
    /// It names a session, an e-mail address (verified or not) or a party that acts for its subject.
    #[display("the token is a person's: it names a session, an e-mail address or an acting party")]
    Person,
    /// It lacks the scope.
    #[display("the token lacks the scope")]
    Scope,
    /// The operator did not grant the client this right in this organization.
    #[display("the client is not granted this right in this organization")]
    NotGranted,
}

impl ClientGrants {
    /// These grants, and no others.
    pub fn listed(grants: Vec<ClientGrant>) -> Self {
        Self { grants, scope_provisions: false }
    }

    /// These grants, and every token with the scope of provisioning provisions every organization. As before grants
    /// could be listed.
    pub fn with_provisioning_by_scope(grants: Vec<ClientGrant>) -> Self {
        Self { grants, scope_provisions: true }
    }

    /// Whether every token with the scope provisions every organization.
    pub fn scope_provisions(&self) -> bool {
        self.scope_provisions
    }

    /// The grants.
    pub fn iter(&self) -> impl Iterator<Item = &ClientGrant> {
        self.grants.iter()
    }

    /// The organizations in which the client has the right.
    pub fn organizations(&self, client: &SubjectId, right: ClientRight) -> GrantedOrganizations {
        if self.scope_provisions && right == ClientRight::Provision {
            return GrantedOrganizations::All;
        }
        let theirs = self.grants.iter().filter(|grant| grant.client == *client && grant.rights.contains(&right));
        theirs.fold(GrantedOrganizations::NONE, |all, grant| all.and(&grant.organizations))
    }

    /// The organizations in which the bearer of a token has the right of a client. A token that names an organization is
    /// valid in no other.
    pub fn check(&self, caller: &Caller, right: ClientRight) -> Result<GrantedOrganizations, ClientRefusal> {
        let in_session = caller.authentication.session.is_some() || caller.mfa_session.is_some();
        if in_session || caller.names_address || caller.delegate.is_some() {
            return Err(ClientRefusal::Person);
        }
        if right.scope().is_some_and(|scope| !caller.scopes.contains(&scope)) {
            return Err(ClientRefusal::Scope);
        }
        let granted = self.organizations(&caller.subject, right);
        let granted = match &caller.organization {
            Some(own) if granted.contains(own) => GrantedOrganizations::Listed(BTreeSet::from([own.clone()])),
            Some(_) => GrantedOrganizations::NONE,
            None => granted,
        };
        if granted.is_empty() { Err(ClientRefusal::NotGranted) } else { Ok(granted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::a_caller;
    use crate::{Error, Result};

    fn organizations(ids: &[&str]) -> Result<GrantedOrganizations> {
        let ids = ids.iter().map(|id| OrganizationId::parse(*id)).collect::<Result<_, _>>();
        Ok(GrantedOrganizations::Listed(ids.map_err(Error::from)?))
    }

    fn grant(client: &str, rights: &[ClientRight], organizations: GrantedOrganizations) -> Result<ClientGrant> {
        Ok(ClientGrant { client: SubjectId::parse(client)?, rights: rights.iter().copied().collect(), organizations })
    }

    #[test]
    fn client_has_its_rights_in_its_organizations_alone() -> Result<()> {
        use ClientRight::{Act, Decide, Provision};
        let grants = ClientGrants::listed(vec![
            grant("crm", &[Provision], organizations(&["acme"])?)?,
            grant("crm", &[Provision, Decide], organizations(&["other"])?)?,
            grant("desk", &[Decide, Act], GrantedOrganizations::All)?,
        ]);
        let of = |client: &str, right| -> Result<_> { Ok(grants.organizations(&SubjectId::parse(client)?, right)) };
        assert_eq!(of("crm", Provision)?, organizations(&["acme", "other"])?);
        assert_eq!(of("crm", Decide)?, organizations(&["other"])?);
        assert_eq!(of("crm", Act)?, GrantedOrganizations::NONE);
        assert_eq!(of("desk", Act)?, GrantedOrganizations::All);
        assert_eq!(of("desk", Provision)?, GrantedOrganizations::NONE);
        assert_eq!(of("else", Provision)?, GrantedOrganizations::NONE);
        Ok(())
    }

    #[test]
    fn token_of_a_client_has_the_scope_and_no_person() -> Result<()> {
        let grants = ClientGrants::listed(vec![grant("crm", &[ClientRight::Provision], organizations(&["acme"])?)?]);
        let crm = || a_caller("crm").with_scope(Scope::Provision);
        let by_scope = ClientGrants::with_provisioning_by_scope(Vec::new());
        let with_address = Caller { names_address: true, ..crm().build() };
        for (caller, listed, scoped) in [
            (crm().build(), Ok(organizations(&["acme"])?), Ok(GrantedOrganizations::All)),
            (crm().of("acme").build(), Ok(organizations(&["acme"])?), Ok(organizations(&["acme"])?)),
            (crm().of("other").build(), Err(ClientRefusal::NotGranted), Ok(organizations(&["other"])?)),
            (
                a_caller("erp").with_scope(Scope::Provision).build(),
                Err(ClientRefusal::NotGranted),
                Ok(GrantedOrganizations::All),
            ),
            (a_caller("crm").build(), Err(ClientRefusal::Scope), Err(ClientRefusal::Scope)),
            (crm().in_session("s1").build(), Err(ClientRefusal::Person), Err(ClientRefusal::Person)),
            (crm().delegated_to("crm").build(), Err(ClientRefusal::Person), Err(ClientRefusal::Person)),
            (with_address, Err(ClientRefusal::Person), Err(ClientRefusal::Person)),
        ] {
            assert_eq!(grants.check(&caller, ClientRight::Provision), listed, "{caller:?}");
            assert_eq!(by_scope.check(&caller, ClientRight::Provision), scoped, "{caller:?}");
        }
        Ok(())
    }

    #[test]
    fn right_parses_exact_names_only() {
        for right in ClientRight::ALL {
            assert_eq!(ClientRight::parse(right.as_str()).ok(), Some(right));
        }
        assert!(ClientRight::parse("Provision").is_err() && ClientRight::parse("").is_err());
    }
}
