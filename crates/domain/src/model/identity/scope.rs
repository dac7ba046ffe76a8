//! What a machine's token may be used for.

use derive_more::Display;

/// One use that the identity provider granted a client (RFC 6749, section 3.3). People's tokens need none.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[display("{}", self.as_str())]
pub enum Scope {
    /// To say which organizations and members there are.
    Provision,
    /// To ask what others may.
    Decide,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 2] = [Self::Provision, Self::Decide];

    /// The name, exactly as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provision => "portcullis.provision",
            Self::Decide => "portcullis.decide",
        }
    }

    /// The scope of exactly this name; every other is somebody else's.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_by_its_exact_name() {
        assert_eq!(Scope::ALL.map(Scope::as_str), ["portcullis.provision", "portcullis.decide"]);
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
        }
        for other in ["portcullis.Provision", "portcullis", "", "openid"] {
            assert_eq!(Scope::parse(other), None, "{other}");
        }
    }
}
