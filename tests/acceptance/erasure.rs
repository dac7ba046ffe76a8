//! Erasing a member, by the command line and by a client.

use crate::fixtures::{Database, Home, now};
use serde_json::json;
use std::time::Duration;

on_each_database! {
    erased_member_is_gone_and_the_log_is_whole,
}

/// The command line is another process than the service, whose cache follows it.
fn erased_member_is_gone_and_the_log_is_whole(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let of = |subject: &'static str| ["--organization", "acme", "--subject", subject];
    for (name, address) in [("margarethe", "margarethe@example.com"), ("valentin", "valentin@example.com")] {
        home.succeed(&[&["member", "add"][..], &of(name), &["--email", address]].concat());
    }
    let service = home.serve(&[]);
    let token = home.token("margarethe@acme");
    assert_eq!(service.post(&token, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).status, 200);
    assert_eq!(service.enforce(&token, r#"{"enforced":true}"#).status, 403, "and the refusal is recorded");
    assert_eq!(service.gate(&token).0, 200);
    let before = database.assert_audit_log_agrees("acme");

    let said = home.succeed(&[&["member", "erase"][..], &of("margarethe")].concat());
    let pseudonym = said.strip_prefix("erased margarethe; the audit log names them ").unwrap();
    assert!(pseudonym.starts_with("erased:"), "{said}");
    let erased = now();
    while service.gate(&token).0 == 200 {
        assert!(erased.elapsed() < Duration::from_secs(1), "the gate did not follow");
    }
    assert_eq!(service.get_as(&token, "/mfa/organization/policy").status, 400);
    let again = home.succeed(&[&["member", "erase"][..], &of("margarethe")].concat());
    assert_eq!(again, format!("erased margarethe already; the audit log names them {pseudonym}"));
    assert!(
        home.fail(&[&["member", "erase"][..], &of("nobody")].concat())
            .contains("nobody is not and never was a member of acme")
    );

    let client = home.client_token("crm", "portcullis.provision");
    let path = "/organizations/acme/members/valentin?erase=true";
    let answer = service.delete(&client, path);
    assert_eq!((answer.status, &answer.body["message"]), (200, &json!("Member erased")));

    // the notices are on their way; each is sent or dropped within a day
    database.raw().execute("DELETE FROM outbox");
    let everything = database.everything();
    for name in ["margarethe", "valentin"] {
        assert!(!everything.contains(name), "{name}");
    }
    assert_eq!(database.raw().number("SELECT count(*) AS number FROM erasures"), 0);
    let after = database.assert_audit_log_agrees("acme");
    assert_eq!(after.len(), before.len() + 4, "each was removed and erased");
    let refused = after.iter().find(|entry| entry.outcome == "refused").unwrap();
    assert_eq!((&*refused.actor, &*refused.action), (pseudonym, "policy.enforce"));
}
