//! Recognizes the identity provider of a token, and names the settings for its tokens.

use serde_json::Value;

/// A provider that `docs/operate/providers.md` describes.
pub(super) struct Provider {
    /// Its name, the title of its section.
    pub(super) name: &'static str,
    /// The settings that its tokens need, besides the issuer and the audience.
    pub(super) settings: &'static [(&'static str, &'static str)],
    /// Whether it wrote a token of this issuer and these claims.
    wrote: fn(&str, &Value) -> bool,
}

impl Provider {
    /// Returns the provider of a token. Nothing of the token needs to be verified: this is advice.
    pub(super) fn of(claims: &Value) -> Option<&'static Self> {
        let issuer = claims.get("iss").and_then(Value::as_str).unwrap_or_default();
        PROVIDERS.iter().find(|provider| (provider.wrote)(issuer, claims))
    }

    /// Returns the section about it.
    pub(super) fn section(&self) -> String {
        format!("docs/operate/providers.md#{}", self.name.to_lowercase().replace(' ', "-"))
    }
}

/// The host of an issuer's URL.
fn host(issuer: &str) -> &str {
    let rest = issuer.strip_prefix("https://").unwrap_or(issuer);
    rest.split(['/', ':']).next().unwrap_or(rest)
}

fn starts(claims: &Value, name: &str, prefix: &str) -> bool {
    claims.get(name).and_then(Value::as_str).is_some_and(|value| value.starts_with(prefix))
}

const ORGANIZATION: &str = "PORTCULLIS_CLAIM_ORGANIZATION";
const SUBJECT: &str = "PORTCULLIS_CLAIM_SUBJECT";
const SESSION: &str = "PORTCULLIS_CLAIM_SESSION";
const AUDIENCE: &str = "PORTCULLIS_CLAIM_AUDIENCE";
const SCOPE: &str = "PORTCULLIS_CLAIM_SCOPE";
const KEYS: &str = "PORTCULLIS_JWKS_URL";

/// The providers. Those that are hosted by many come after those with hosts of their own.
const PROVIDERS: [Provider; 11] = [
    Provider {
        name: "Auth0",
        settings: &[(ORGANIZATION, "org_id"), (SESSION, "https://product.example/sid")],
        wrote: |issuer, _| host(issuer).ends_with(".auth0.com"),
    },
    Provider {
        name: "Entra ID",
        settings: &[(SUBJECT, "oid"), (ORGANIZATION, "tid"), (SCOPE, "roles")],
        wrote: |issuer, _| {
            let host = host(issuer);
            matches!(host, "login.microsoftonline.com" | "login.microsoftonline.us" | "sts.windows.net")
                || host.ends_with(".ciamlogin.com")
        },
    },
    Provider {
        name: "Okta",
        settings: &[(SUBJECT, "uid"), (ORGANIZATION, "organization")],
        wrote: |issuer, claims| {
            let host = host(issuer);
            [".okta.com", ".oktapreview.com", ".okta-emea.com"].iter().any(|domain| host.ends_with(domain))
                || (claims.get("cid").is_some() && starts(claims, "uid", "00u"))
        },
    },
    Provider {
        name: "Cognito",
        settings: &[(AUDIENCE, "client_id"), (SESSION, "origin_jti"), (ORGANIZATION, "custom:organization")],
        wrote: |issuer, _| host(issuer).starts_with("cognito-idp."),
    },
    Provider {
        name: "Clerk",
        settings: &[(AUDIENCE, "azp"), (ORGANIZATION, "/o/id")],
        wrote: |issuer, claims| {
            host(issuer).ends_with(".clerk.accounts.dev")
                || (starts(claims, "sid", "sess_") && starts(claims, "sub", "user_"))
        },
    },
    Provider {
        name: "WorkOS",
        settings: &[(ORGANIZATION, "org_id"), (KEYS, "https://api.workos.com/sso/jwks/client_01EXAMPLE")],
        wrote: |issuer, claims| {
            host(issuer) == "api.workos.com" || (starts(claims, "sid", "session_") && starts(claims, "sub", "user_"))
        },
    },
    Provider {
        name: "Firebase",
        settings: &[
            (ORGANIZATION, "/firebase/tenant"),
            (KEYS, "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com"),
        ],
        wrote: |issuer, _| host(issuer) == "securetoken.google.com",
    },
    Provider {
        name: "ZITADEL",
        settings: &[(ORGANIZATION, "urn:zitadel:iam:user:resourceowner:id")],
        wrote: |issuer, claims| {
            let is_its_own = |name: &String| name.starts_with("urn:zitadel:");
            host(issuer).ends_with(".zitadel.cloud") || claims.as_object().is_some_and(|all| all.keys().any(is_its_own))
        },
    },
    Provider {
        name: "Supabase",
        settings: &[(ORGANIZATION, "/app_metadata/org_id"), (SESSION, "session_id")],
        wrote: |issuer, claims| issuer.ends_with("/auth/v1") && claims.get("app_metadata").is_some(),
    },
    Provider {
        name: "Keycloak",
        settings: &[(ORGANIZATION, "organization")],
        wrote: |issuer, _| issuer.contains("/realms/"),
    },
    Provider {
        name: "Logto",
        settings: &[(ORGANIZATION, "organization_id")],
        wrote: |issuer, _| issuer.ends_with("/oidc"),
    },
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::settings::SETTINGS;

    #[test]
    fn page_has_a_section_with_the_settings_of_each_provider() {
        let page = include_str!("../../../../docs/operate/providers.md");
        for Provider { name, settings, .. } in &PROVIDERS {
            let (_, section) =
                page.split_once(&format!("\n## {name}\n")).unwrap_or_else(|| panic!("no section {name}"));
            let section = section.split("\n## ").next().unwrap_or_default();
            for (variable, value) in *settings {
                assert!(SETTINGS.iter().any(|setting| setting.variable == *variable), "{variable}");
                assert!(section.contains(&format!("\n{variable}={value}\n")), "{name}: {variable}={value}");
            }
        }
        assert_eq!(page.matches("\n## ").count(), PROVIDERS.len());
    }

    #[test]
    fn issuers_of_others_are_not_recognized() {
        for issuer in ["https://idp.example", "https://auth0.com.evil.example/", "https://evil.example/auth0.com", ""] {
            assert!(Provider::of(&json!({ "iss": issuer, "sub": "user_1" })).is_none(), "{issuer}");
        }
        assert!(Provider::of(&json!([])).is_none());
    }
}
