//! Maps the identity provider's own MFA to assurance levels, as the operator configured.

use portcullis_domain::{AssuranceLevel, Error, Result};

/// The assurance levels of `acr` and `amr` values. Values without an entry have none (RFC 8176, section 3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderMfa(Vec<Entry>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    claim: Claim,
    value: String,
    level: AssuranceLevel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    Acr,
    Amr,
}

impl ProviderMfa {
    /// Parses a list of `acr=VALUE:LEVEL` and `amr=VALUE:LEVEL`. A value may contain colons; the level follows the last.
    pub fn parse<'a>(entries: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        entries.into_iter().map(Entry::parse).collect::<Result<_>>().map(Self)
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the strongest level of these values.
    pub(super) fn level(&self, acr: Option<&str>, amr: &[String]) -> Option<AssuranceLevel> {
        let matches = |entry: &&Entry| match entry.claim {
            Claim::Acr => acr == Some(&*entry.value),
            Claim::Amr => amr.contains(&entry.value),
        };
        self.0.iter().filter(matches).map(|entry| entry.level).max()
    }
}

impl Entry {
    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::invalid("MFA mapping", "must be a list of acr=VALUE:LEVEL and amr=VALUE:LEVEL");
        let (claim, rest) = text.split_once('=').ok_or_else(wrong)?;
        let (value, level) = rest.rsplit_once(':').ok_or_else(wrong)?;
        let claim = match claim {
            "acr" => Claim::Acr,
            "amr" => Claim::Amr,
            _ => return Err(wrong()),
        };
        if value.is_empty() {
            return Err(wrong());
        }
        Ok(Self { claim, value: value.to_owned(), level: AssuranceLevel::parse(level)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strongest_matching_level_counts() -> Result<()> {
        use AssuranceLevel::{Mfa, PhishingResistant};
        let mapping = ProviderMfa::parse(["acr=urn:example:aal2:mfa", "amr=mfa:mfa", "amr=hwk:phishing_resistant"])?;
        assert!(!mapping.is_empty() && ProviderMfa::default().is_empty());
        let amr = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        for (acr, values, level) in [
            (None, amr(&[]), None),
            (Some("urn:example:aal1"), amr(&["pwd"]), None),
            (Some("urn:example:aal2"), amr(&["pwd"]), Some(Mfa)),
            (None, amr(&["pwd", "mfa"]), Some(Mfa)),
            (None, amr(&["mfa", "hwk"]), Some(PhishingResistant)),
            (Some("URN:EXAMPLE:AAL2"), amr(&["MFA"]), None),
            (Some("mfa"), amr(&["urn:example:aal2"]), None),
        ] {
            assert_eq!(mapping.level(acr, &values), level, "{acr:?} {values:?}");
        }
        for bad in ["acr", "acr=aal2", "sub=x:mfa", "acr=:mfa", "acr=aal2:strong", "amr=hwk:"] {
            assert!(ProviderMfa::parse([bad]).is_err(), "{bad}");
        }
        Ok(())
    }
}
