//! Maps the identity provider's own MFA to assurance levels, as the operator configured.

use portcullis_domain::{AssuranceLevel, Error, Result};
use serde_json::Value;

use super::claim_values::{class, methods};
use super::token_rejection::TokenRejection;

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

    /// Returns the strongest level that the claims `acr` and `amr` stand for. A claim without an entry is not read.
    pub(super) fn level_of(&self, claims: &Value) -> std::result::Result<Option<AssuranceLevel>, TokenRejection> {
        let uses = |claim| self.0.iter().any(|entry| entry.claim == claim);
        let acr = if uses(Claim::Acr) { class(claims.get("acr"), "acr")? } else { None };
        let amr = if uses(Claim::Amr) { methods(claims.get("amr"), "amr")? } else { Vec::new() };
        Ok(self.level(acr.as_deref(), &amr))
    }

    /// Returns the strongest level of these values.
    fn level(&self, acr: Option<&str>, amr: &[String]) -> Option<AssuranceLevel> {
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
    use serde_json::json;

    use super::*;

    #[test]
    fn only_mapped_claims_are_read() {
        let level =
            |entries: &[&str], claims: Value| ProviderMfa::parse(entries.iter().copied()).unwrap().level_of(&claims);
        let mfa = Ok(Some(AssuranceLevel::Mfa));
        assert_eq!(level(&["amr=mfa:mfa"], json!({ "acr": {}, "amr": [{ "method": "mfa" }] })), mfa);
        assert_eq!(level(&["acr=2:mfa"], json!({ "acr": 2, "amr": 7 })), mfa);
        assert_eq!(level(&["acr=2:mfa"], json!({ "acr": [2] })), Err(TokenRejection::Form("acr")));
        assert_eq!(level(&["amr=mfa:mfa"], json!({ "amr": 7 })), Err(TokenRejection::Form("amr")));
        assert_eq!(level(&[], json!({ "acr": {}, "amr": 7 })), Ok(None));
    }

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
