//! Members without evidence are stopped, whatever their token and however they joined.

use crate::fixtures::{Database, Home, Service, code, enrolled, enrolled_by, login};
use serde_json::{Value, json};

on_each_database! {
    no_token_or_membership_bypasses_enforcement,
    evidence_passes_until_it_is_revoked,
    decide_command_agrees_with_the_gate,
    provider_mfa_counts_where_the_policy_allows_it,
}

fn enforce(home: &Home, service: &Service) {
    let answer = service.enforce(&home.token("owner@acme"), r#"{"enforced":true}"#);
    assert_eq!(answer.status, 200, "{answer:?}");
}

fn no_token_or_membership_bypasses_enforcement(database: &Database) {
    let home = Home::of(database)
        .with("PORTCULLIS_JOIN", "token")
        .with("PORTCULLIS_DECIDERS", "decider")
        .with("PORTCULLIS_GATE_PROFILES", "web: cookie=session; fresh: max_age=60");
    home.populate();
    let service = home.serve(&[]);
    let with_session = |subject: &str, organization: &str| {
        home.succeed(&["token", "--subject", subject, "--organization", organization, "--session", "sid-1"])
    };
    // sessions from before enforcement, cached by the gate
    let before = [home.token("user@acme"), with_session("user", "acme"), home.token("user"), home.token("both@acme")];
    for token in &before {
        assert_eq!(service.gate(token), (200, "not_required".into()));
    }
    enforce(&home, &service);

    // members added later, in every way
    home.succeed(&["member", "add", "--organization", "acme", "--subject", "added"]);
    let list = home.folder.path().join("more.csv");
    std::fs::write(&list, "subject\nimported\n").unwrap();
    home.succeed(&["member", "import", "--organization", "acme", list.to_str().unwrap()]);
    let back_end = home.client_token("back-end", "openid portcullis.provision");
    let put = service.put(&back_end, "/organizations/acme/members/provisioned", &json!({}));
    assert_eq!(put.status, 200, "{put:?}");
    home.succeed(&["member", "remove", "--organization", "acme", "--subject", "billing"]);
    home.succeed(&["member", "add", "--organization", "acme", "--subject", "billing"]);

    let mut tokens: Vec<(&str, String)> = before.into_iter().map(|token| ("from before", token)).collect();
    for subject in ["added", "imported", "provisioned", "billing", "owner", "administrator"] {
        tokens.push((subject, home.token(&format!("{subject}@acme"))));
        tokens.push((subject, with_session(subject, "acme")));
    }
    tokens.push(("joined by a token", home.token("joiner@acme")));
    tokens.push(("joined by a token, again", with_session("joiner", "acme")));
    // a client's scope makes no difference
    tokens.push(("with a machine's scope", {
        home.succeed(&["token", "--subject", "user", "--organization", "acme", "--scope", "portcullis.provision"])
    }));
    let decider = home.client_token("decider", "portcullis.decide");
    for (case, token) in &tokens {
        let refused = (403, "enrolment.required".to_owned());
        assert_eq!(service.gate(token), refused, "{case}");
        let bearer = format!("Bearer {token}");
        let cookie = format!("session={token}");
        assert_eq!(service.gate_at("/mfa/gate/default/any/path?x", &[("authorization", &bearer)]), refused, "{case}");
        assert_eq!(service.gate_at("/mfa/gate/web", &[("cookie", &cookie)]), refused, "{case}");
        assert_eq!(service.gate_at("/mfa/gate/fresh", &[("authorization", &bearer)]), refused, "{case}");
        let own = service.get_as(token, "/mfa/decision");
        assert_eq!(own.body["data"]["decision"], "enrol", "{case}: {own:?}");
        let asked = service.post(&decider, "/mfa/decision", &json!({ "token": token }));
        assert_eq!(asked.body["data"]["decision"], "enrol", "{case}: {asked:?}");
    }
    // the same subject in an organization that does not enforce MFA
    assert_eq!(service.gate(&home.token("both@other")), (200, "not_required".into()));
    // a token does not restore a removed member
    home.succeed(&["member", "remove", "--organization", "acme", "--subject", "workspaces"]);
    assert_eq!(service.gate(&home.token("workspaces@acme")), (403, "organization.not_associated".into()));
    // all of them may enrol
    let setup = service.post(&home.token("joiner@acme"), "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" }));
    assert_eq!(setup.status, 200, "{setup:?}");
    database.assert_audit_log_agrees("acme");
}

fn evidence_passes_until_it_is_revoked(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    // an administrator who is verified
    let administrator = enrolled_by(home.token_in("administrator", "sid-1"), &service).token;
    enforce(&home, &service);
    let alice = enrolled(&home, &service);
    // a confirmed enrolment verifies its own session
    assert_eq!(service.gate(&alice.token), (200, "verified".into()));
    let granted = login(&service, &alice.token, &code(&alice.secret, 0));
    assert_eq!(granted.status, 200, "{granted:?}");
    let full = granted.body["fullAccessToken"].as_str().unwrap();
    // the provider's token of that session, and ours
    for token in [&*alice.token, full] {
        assert_eq!(service.gate(token), (200, "verified".into()));
    }
    let other_session = home.session_token("sid-2");
    assert_eq!(service.gate(&other_session), (401, "authentication.insufficient".into()));
    // the evidence does not count in another organization
    home.succeed(&["member", "add", "--organization", "other", "--subject", "user"]);
    let foreign = home.token("foreign@other");
    assert_eq!(service.enforce(&foreign, r#"{"enforced":true}"#).status, 200);
    let there = home.succeed(&["token", "--subject", "user", "--organization", "other", "--session", "sid-1"]);
    assert_eq!(service.gate(&there), (403, "enrolment.required".into()));
    // a reset takes effect at once
    assert_eq!(service.post(&administrator, "/mfa/reset", &json!({ "resetUserId": "user" })).status, 200);
    assert_eq!(service.gate(&alice.token), (403, "enrolment.required".into()));
    assert_eq!(service.gate(full), (401, "token.invalid".into()));
    // and so does the end of the membership
    let back_end = home.client_token("back-end", "portcullis.provision");
    assert_eq!(service.delete(&back_end, "/organizations/acme/members/user").status, 200);
    assert_eq!(service.gate(&alice.token), (403, "organization.not_associated".into()));
    assert_eq!(service.delete(&back_end, "/organizations/acme").status, 200);
    assert_eq!(service.gate(&administrator), (403, "organization.not_associated".into()));
}

fn decide_command_agrees_with_the_gate(database: &Database) {
    let home = Home::of(database).with("PORTCULLIS_JOIN", "token");
    home.populate();
    let decide = |arguments: &[&str], token: &str| {
        let mut all = vec!["decide"];
        all.extend(arguments);
        let output = home.run_with_input(&all, token);
        (output.status.code(), String::from_utf8(output.stdout).unwrap().trim().to_owned())
    };
    let user = home.token("user@acme");
    assert_eq!(decide(&[], &user), (Some(0), "allow".into()));
    home.succeed(&["policy", "enforce", "--organization", "acme"]);
    assert_eq!(decide(&[], &user), (Some(1), "enrol".into()));
    let (status, explanation) = decide(&["--explain"], &user);
    let explanation: Value = serde_json::from_str(&explanation).unwrap();
    assert_eq!((status, &explanation["rule"], &explanation["member"]["binding"]), (Some(1), &json!(6), &json!(true)));
    assert_eq!(decide(&[], "nonsense"), (Some(1), "deny".into()));
    // a decision about a token adds no member
    for _ in 0..2 {
        assert_eq!(decide(&[], &home.token("joiner@acme")), (Some(1), "deny".into()));
    }
    // a new administrator without an authenticator needs a reason
    let refused = home.fail(&["member", "role", "--organization", "acme", "--subject", "user", "--role", "OWNER"]);
    assert!(refused.contains("must have an authenticator"), "{refused}");
    let add = ["member", "add", "--organization", "acme", "--subject", "new", "--role", "ADMINISTRATORS"];
    assert!(home.fail(&add).contains("must have an authenticator"));
    let list = home.folder.path().join("administrators.csv");
    std::fs::write(&list, "subject,role\nnew,OWNER\n").unwrap();
    let refused = home.fail(&["member", "import", "--organization", "acme", list.to_str().unwrap()]);
    assert!(refused.contains("line 2: role"), "{refused}");
    let mut over = add.to_vec();
    over.extend(["--override", "the first administrator"]);
    home.succeed(&over);
    let entries = database.assert_audit_log_agrees("acme");
    assert!(entries.iter().any(|entry| entry.action == "member.override"), "{entries:?}");
}

fn provider_mfa_counts_where_the_policy_allows_it(database: &Database) {
    let home = Home::of(database).with("PORTCULLIS_PROVIDER_MFA", "acr=aal2:mfa,amr=hwk:phishing_resistant");
    home.populate();
    let service = home.serve(&[]);
    let owner = enrolled_by(home.token_in("owner", "sid-1"), &service).token;
    let sign = |acr: &str, ago: i64| crate::fixtures::token_with_acr("user", "acme", acr, ago);
    enforce(&home, &service);
    assert_eq!(service.gate(&sign("aal2", 5)), (403, "enrolment.required".into()), "the policy does not name it");
    let policy = json!({ "enforced": true, "gracePeriodDays": 0,
        "allowedMethods": ["GOOGLE_AUTH", "IDENTITY_PROVIDER"], "maximumAgeSeconds": 600 });
    let written = service.put_if("\"2\"", &owner, "/mfa/organization/policy", &policy);
    assert_eq!(written.status, 200, "{written:?}");
    for (acr, ago, expected) in [
        ("aal2", 5, (200, "verified")),
        ("aal2", 590, (200, "verified")),
        ("aal2", 601, (403, "enrolment.required")),
        ("aal1", 5, (403, "enrolment.required")),
        ("", 5, (403, "enrolment.required")),
        ("aal2", -3600, (403, "enrolment.required")),
    ] {
        let (status, said) = service.gate(&sign(acr, ago));
        assert_eq!((status, &*said), expected, "{acr} {ago} s ago");
    }
}
