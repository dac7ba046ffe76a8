//! Tokens of eleven providers, in the form that their documentation describes, with the settings of
//! `docs/operate/providers.md`.

use serde_json::{Value, json};

use crate::fixtures::{Database, Home, root, seconds_ahead, signed_by_secret};

/// A token of a provider, and what is read from it.
struct Sample {
    /// The section of the page.
    provider: &'static str,
    /// The claims besides `iss`, which is the page's, and the dates.
    claims: Value,
    subject: &'static str,
    organization: Option<&'static str>,
    has_session: bool,
}

/// The text of an id, as long as Entra's.
const GUID: &str = "8f4d0f3a-0000-4000-8000-2c5d9a1b7e10";

#[expect(clippy::too_many_lines, reason = "a table")]
fn samples() -> Vec<Sample> {
    let sample = |provider, claims, subject, organization, has_session| Sample {
        provider,
        claims,
        subject,
        organization,
        has_session,
    };
    vec![
        sample(
            "Keycloak",
            json!({
                "jti": "onrtac:9d1c", "aud": ["portcullis", "account"], "sub": "0b1b4b31-9a3a", "typ": "Bearer",
                "azp": "web", "sid": "2c9f5a41", "acr": "1", "allowed-origins": ["https://app.example"],
                "realm_access": { "roles": ["offline_access"] }, "resource_access": { "account": { "roles": ["x"] } },
                "scope": "openid email organization:acme", "email_verified": true, "email": "ada@example.com",
                "organization": ["acme"], "name": "Ada Lovelace", "nonce": "n-0S6",
            }),
            "0b1b4b31-9a3a",
            Some("acme"),
            true,
        ),
        sample(
            "Keycloak",
            json!({
                "aud": "portcullis", "sub": "0b1b4b31-9a3a", "typ": "Bearer", "sid": "2c9f5a41",
                "organization": { "acme": { "id": "42c3e46f", "tier": ["gold"] } },
            }),
            "0b1b4b31-9a3a",
            Some("acme"),
            true,
        ),
        sample(
            "Auth0",
            json!({
                "sub": "auth0|5f7c8ec7c33c6c004bbafe82", "aud": ["https://api.product.example",
                "https://tenant.eu.auth0.com/userinfo"], "azp": "my_client_id", "scope": "openid profile read:all",
                "org_id": "org_9ybsU1dN2dKfDkBi", "permissions": ["read:all"], "https://product.example/sid": "s-1",
            }),
            "auth0|5f7c8ec7c33c6c004bbafe82",
            Some("org_9ybsU1dN2dKfDkBi"),
            true,
        ),
        sample(
            "Entra ID",
            json!({
                "aud": "2f1d8c50-0000-4000-8000-51b3a7c9d2ee", "aio": "AXQAi/8TAAAA", "azp": GUID, "azpacr": "1",
                "name": "Ada", "oid": "690222be-ff1a", "preferred_username": "ada@example.com", "rh": "0.AXQA.",
                "roles": ["portcullis.decide"], "scp": "x".repeat(300), "sid": "0012c7a5", "sub": "HKZpfaHyWadeOouYlitjrI",
                "tid": GUID, "uti": "fqiBqXLPj0eQa82S", "ver": "2.0", "groups": vec![GUID; 157], "xms_idrel": 7,
            }),
            "690222be-ff1a",
            Some(GUID),
            true,
        ),
        sample(
            "Okta",
            json!({
                "ver": 1, "jti": "AT.0mP4", "aud": "api://default", "cid": "0oab8eb55Kb9jdMIr5d6", "uid": "00ub0oNGTSWTBKOLGLNR",
                "scp": ["openid", "profile"], "auth_time": 1_700_000_000, "sub": "ada@example.com", "organization": "acme",
            }),
            "00ub0oNGTSWTBKOLGLNR",
            Some("acme"),
            false,
        ),
        sample(
            "Cognito",
            json!({
                "sub": "aaaaaaaa-bbbb-cccc", "device_key": "eu-central-1_aaaa", "cognito:groups": ["admin"],
                "version": 2, "client_id": "1example23456789", "origin_jti": "77ca-88", "event_id": "e-1",
                "token_use": "access", "scope": "aws.cognito.signin.user.admin", "auth_time": 1_700_000_000,
                "jti": "bbbb", "username": "ada", "custom:organization": "acme",
            }),
            "aaaaaaaa-bbbb-cccc",
            Some("acme"),
            true,
        ),
        sample(
            "Clerk",
            json!({
                "azp": "https://app.product.example", "fea": "o:dashboard", "fva": [9, -1], "pla": "o:pro",
                "o": { "id": "org_2abc", "rol": "admin", "slg": "acme", "per": "manage" }, "sid": "sess_2d", "sts": "active",
                "sub": "user_2d", "v": 2,
            }),
            "user_2d",
            Some("org_2abc"),
            true,
        ),
        sample(
            "WorkOS",
            json!({
                "aud": "portcullis", "sub": "user_01HBEQKA6K", "sid": "session_01HQSXZGF8", "org_id": "org_01HRDMC6CM",
                "role": "member", "roles": ["member"], "permissions": ["posts:read"], "entitlements": ["audit-logs"],
                "feature_flags": ["x"], "jti": "01HQSXZXPP",
            }),
            "user_01HBEQKA6K",
            Some("org_01HRDMC6CM"),
            true,
        ),
        sample(
            "Supabase",
            json!({
                "aud": "authenticated", "sub": "123e4567-e89b", "role": "authenticated", "aal": "aal2",
                "session_id": "123e4567-s", "email": "ada@example.com", "phone": "", "is_anonymous": false,
                "app_metadata": { "provider": "email", "providers": ["email"], "org_id": "acme" }, "user_metadata": {},
                "amr": [{ "method": "totp", "timestamp": 1_640_991_600 }, { "method": "password", "timestamp": 1_640_991_600 }],
            }),
            "123e4567-e89b",
            Some("acme"),
            true,
        ),
        sample(
            "Firebase",
            json!({
                "aud": "product-1234", "auth_time": 1_700_000_000, "user_id": "Zxy", "sub": "Zxy", "email": "ada@example.com",
                "email_verified": true, "firebase": { "identities": { "email": ["ada@example.com"] },
                "sign_in_provider": "password", "sign_in_second_factor": "totp", "tenant": "acme-7xq2p" },
            }),
            "Zxy",
            Some("acme-7xq2p"),
            false,
        ),
        sample(
            "Logto",
            json!({
                "jti": "M6ku", "sub": "foo1", "scope": "read write", "client_id": "web", "organization_id": "7s2xq",
                "aud": "https://api.product.example",
            }),
            "foo1",
            Some("7s2xq"),
            false,
        ),
        sample(
            "ZITADEL",
            json!({
                "aud": ["271828182845904523", "web@product"], "client_id": "web@product", "sub": "163840776835432705",
                "jti": "V2_1-at_2", "urn:zitadel:iam:user:resourceowner:id": "69234237810729019",
                "urn:zitadel:iam:user:resourceowner:name": "Acme",
                "urn:zitadel:iam:org:project:roles": { "admin": { "69234237810729019": "acme.example" } },
            }),
            "163840776835432705",
            Some("69234237810729019"),
            false,
        ),
    ]
}

/// The settings of a section, without the address of the keys: these tokens are signed with a secret.
fn settings_of(provider: &str) -> Vec<(String, String)> {
    let page = std::fs::read_to_string(root().join("docs/operate/providers.md")).unwrap();
    let (_, section) = page.split_once(&format!("\n## {provider}\n")).unwrap();
    let block = section.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let lines = block.lines().filter_map(|line| line.split_once('='));
    lines.filter(|(name, _)| *name != "PORTCULLIS_JWKS_URL").map(|(name, value)| (name.into(), value.into())).collect()
}

fn check(home: &Home, token: &str) -> String {
    let output = home.run_with_input(&["check", "--token", "-"], token);
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn each_providers_tokens_are_read_with_the_settings_of_the_page() {
    let database = Database::sqlite();
    Home::of(&database).succeed(&["migrate"]);
    for Sample { provider, claims, subject, organization, has_session } in samples() {
        let settings = settings_of(provider);
        let issuer = &settings.iter().find(|(name, _)| name == "PORTCULLIS_ISSUER").unwrap().1;
        let mut token = claims;
        token["iss"] = json!(issuer);
        token["iat"] = json!(1_700_000_000.25);
        token["exp"] = json!(seconds_ahead(60));
        let token = signed_by_secret(&token);
        let home = settings.iter().fold(Home::of(&database), |home, (name, value)| home.with(name, value));
        let report = check(&home, &token);
        let session = if has_session { "session: read from " } else { "session: none in " };
        let organization = organization.map_or("organization: none".to_owned(), |id| format!("organization: {id}\n"));
        for words in ["ok     token: accepted", &format!("subject: {subject}\n"), &organization, session] {
            assert!(report.contains(words), "{provider}: {words}: {report}");
        }
        // without the settings, the provider is recognized
        let report = check(&Home::of(&database), &token);
        let advice = format!("note   token: it has the form of {provider}'s tokens; see docs/operate/providers.md#");
        assert!(report.contains("wrong  token: rejected") && report.contains(&advice), "{provider}: {report}");
        for (name, value) in settings.iter().filter(|(name, _)| name.starts_with("PORTCULLIS_CLAIM_")) {
            assert!(report.contains(&format!("       {name}={value}\n")), "{provider}: {name}: {report}");
        }
    }
}
