//! Gate profiles: what single routes of the protected application require.

use std::collections::BTreeMap;

use portcullis_domain::{Error, Result, RouteRequirement, Violation};
use url::Url;

/// The profile of `/mfa/gate` itself.
pub(crate) const DEFAULT_PROFILE: &str = "default";

/// The rules of the gate for some routes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GateProfile {
    /// The requirement beyond the organization's policy.
    pub requirement: RouteRequirement,
    /// The cookie that holds the token where there is no bearer token.
    pub cookie: Option<String>,
    /// The page to which browsers are sent to step up or enrol.
    pub redirect: Option<Url>,
    /// The origins that the page may send the browser back to.
    pub returns: Vec<String>,
    /// Whether every request is allowed and the decision only logged.
    pub report: bool,
}

/// The profiles by name, always including `default`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateProfiles(BTreeMap<String, GateProfile>);

impl Default for GateProfiles {
    fn default() -> Self {
        Self(BTreeMap::from([(DEFAULT_PROFILE.to_owned(), GateProfile::default())]))
    }
}

impl GateProfiles {
    /// Reads `NAME: WORD WORD; NAME: WORD …`. A word is `phishing_resistant`, `max_age=SECONDS`, `cookie=NAME`,
    /// `redirect=URL`, `return=ORIGIN` (several times, if need be) or `report`.
    pub fn parse(text: &str) -> Result<Self> {
        let mut profiles = Self::default();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, words) = part.split_once(':').ok_or_else(|| wrong("must be NAME: WORD WORD; …"))?;
            let words = words.split_whitespace().map(|word| match word.split_once('=') {
                Some((word, value)) => (word, Some(value)),
                None => (word, None),
            });
            profiles.add(name.trim(), words)?;
        }
        Ok(profiles)
    }

    /// Adds a profile of these words, each with its value if it takes one. Each name is added once.
    pub fn add<'a>(&mut self, name: &str, words: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> Result<()> {
        let plain = name.chars().all(|one| one.is_ascii_alphanumeric() || "-_".contains(one));
        if name.is_empty() || !plain {
            return Err(wrong(&format!("must name the profile {name:?} by letters, digits, - and _")));
        }
        let mut profile = GateProfile::default();
        for (word, value) in words {
            profile.set(word, value).map_err(|problem| wrong(&format!("{problem} in profile {name:?}")))?;
        }
        let before = self.0.insert(name.to_owned(), profile);
        // the default profile is there before it is configured
        if before.is_some_and(|before| name != DEFAULT_PROFILE || before != GateProfile::default()) {
            return Err(wrong(&format!("has the duplicate profile {name:?}")));
        }
        Ok(())
    }

    /// The profile of this name.
    pub(crate) fn named(&self, name: &str) -> Option<&GateProfile> {
        self.0.get(name)
    }

    /// The names of the profiles.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl GateProfile {
    /// Sets what a word asks for. The error says what is wrong with it.
    fn set(&mut self, word: &str, value: Option<&str>) -> std::result::Result<(), String> {
        let must_be = |form: &str| format!("must have {form} as {word:?}");
        match (word, value) {
            ("phishing_resistant", None) => self.requirement.phishing_resistant = true,
            ("report", None) => self.report = true,
            ("phishing_resistant" | "report", Some(_)) => {
                return Err(format!("must have no value (in the file: true) of {word:?}"));
            }
            ("max_age", seconds) => {
                let seconds = seconds.and_then(|seconds| seconds.parse().ok()).filter(|seconds| *seconds > 0);
                self.requirement.maximum_age = Some(seconds.ok_or_else(|| must_be("a number of seconds from 1"))?);
            }
            ("cookie", name) => {
                let name = name.filter(|name| is_cookie_name(name)).ok_or_else(|| must_be("the name of a cookie"))?;
                self.cookie = Some(name.to_owned());
            }
            ("redirect", url) => {
                self.redirect = Some(url.and_then(page).ok_or_else(|| must_be("an https:// or http:// URL"))?);
            }
            ("return", origin) => {
                let origin = origin.and_then(page).ok_or_else(|| must_be("an https:// or http:// origin"))?;
                self.returns.push(origin.origin().ascii_serialization());
            }
            _ => return Err(format!("has the unknown word {word:?}")),
        }
        Ok(())
    }

    /// The page for a browser that asked for `original`, with the way back if its origin is listed.
    pub(crate) fn location(&self, original: Option<&str>) -> Option<String> {
        let mut page = self.redirect.clone()?;
        let original = original.and_then(|url| Url::parse(url).ok());
        let allowed = original.filter(|url| {
            let origin = url.origin().ascii_serialization();
            // user names and passwords are not passed on, and only web addresses have an origin to compare
            url.username().is_empty() && url.password().is_none() && self.returns.contains(&origin)
        });
        if let Some(original) = allowed {
            page.query_pairs_mut().append_pair("return_to", original.as_str());
        }
        Some(page.to_string())
    }
}

/// Whether the name is a token (RFC 6265, section 4.1.1).
fn is_cookie_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|one| one.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&one))
}

fn page(url: &str) -> Option<Url> {
    Url::parse(url).ok().filter(|url| matches!(url.scheme(), "https" | "http") && url.host().is_some())
}

fn wrong(rule: &str) -> Error {
    Error::Invalid(vec![Violation { field: "gate profiles".to_owned(), rule: rule.to_owned() }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_parsed_or_rejected_as_a_whole() {
        let text = "admin: phishing_resistant max_age=300; web: cookie=session redirect=https://app.example/step-up \
            return=https://app.example return=https://www.example; try: report";
        let profiles = GateProfiles::parse(text).unwrap();
        assert_eq!(profiles.names().collect::<Vec<_>>(), ["admin", "default", "try", "web"]);
        let admin = profiles.named("admin").unwrap();
        assert_eq!(admin.requirement, RouteRequirement { phishing_resistant: true, maximum_age: Some(300) });
        let web = profiles.named("web").unwrap();
        assert_eq!((web.cookie.as_deref(), web.returns.len()), (Some("session"), 2));
        assert!(profiles.named("try").unwrap().report);
        assert_eq!(
            GateProfiles::parse("default: max_age=60").unwrap().named(DEFAULT_PROFILE).unwrap().requirement.maximum_age,
            Some(60)
        );
        for bad in [
            "admin",
            ": report",
            "a b: report",
            "admin: strong",
            "admin: max_age=soon",
            "admin: max_age=-1",
            "admin: max_age=0",
            "admin: cookie=a;b",
            "admin: cookie=",
            "admin: redirect=/step-up",
            "admin: redirect=javascript:alert(1)",
            "a: report; a: report",
            "default: report; default: max_age=60",
            "admin: report=yes",
            "admin: max_age",
        ] {
            assert!(GateProfiles::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn error_names_the_profile_and_the_word() {
        for (text, expected) in [
            ("web: report; admin: strong=x", r#"has the unknown word "strong" in profile "admin""#),
            ("admin: max_age=0", r#"must have a number of seconds from 1 as "max_age" in profile "admin""#),
            ("admin: cookie=a,b", r#"must have the name of a cookie as "cookie" in profile "admin""#),
            ("admin: report=yes", r#"must have no value (in the file: true) of "report" in profile "admin""#),
            ("a b: report", r#"must name the profile "a b" by letters, digits, - and _"#),
            ("a: report; a: report", r#"has the duplicate profile "a""#),
        ] {
            let error = GateProfiles::parse(text).unwrap_err().to_string();
            assert!(error.ends_with(expected), "{error}");
        }
    }

    #[test]
    fn browsers_return_to_listed_origins_only() {
        let profiles =
            GateProfiles::parse("web: redirect=https://app.example/up?x=1 return=https://app.example").unwrap();
        let web = profiles.named("web").unwrap();
        let plain = "https://app.example/up?x=1";
        for (original, expected) in [
            (
                Some("https://app.example/a?b=c&d"),
                "https://app.example/up?x=1&return_to=https%3A%2F%2Fapp.example%2Fa%3Fb%3Dc%26d",
            ),
            (Some("https://app.example.evil/a"), plain),
            (Some("https://evil@app.example/a"), plain),
            (Some("http://app.example/a"), plain),
            (Some("https://app.example:8443/a"), plain),
            (Some("//app.example/a"), plain),
            (Some("javascript:alert(1)"), plain),
            (None, plain),
        ] {
            assert_eq!(web.location(original).as_deref(), Some(expected), "{original:?}");
        }
        assert_eq!(GateProfile::default().location(Some("https://app.example/a")), None);
    }
}
