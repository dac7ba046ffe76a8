//! Scopes of clients' tokens.

use derive_more::Display;

/// A scope that the identity provider granted a client (RFC 6749, section 3.3). People's tokens need none.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[display("{}", self.as_str())]
pub enum Scope {
    /// Provision organizations and members.
    Provision,
    /// Ask for decisions about other subjects.
    Decide,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 2] = [Self::Provision, Self::Decide];

    /// The stable name, as stored and audited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provision => "portcullis.provision",
            Self::Decide => "portcullis.decide",
        }
    }

    /// The scope with this exact name; other names belong to other services.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scope_parses_exact_names_only() {
        assert_eq!(Scope::ALL.map(Scope::as_str), ["portcullis.provision", "portcullis.decide"]);
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
        }
        for other in ["portcullis.Provision", "portcullis", "", "openid"] {
            assert_eq!(Scope::parse(other), None, "{other}");
        }
    }
}
