//! packaging/postgres/roles.sql: one role migrates, another serves and cannot change the audit log.
#![cfg(feature = "postgres")]

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{Bool, Text};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, sql_query};
use serde_json::json;

use crate::fixtures::{Database, Home, code, enrolled, enrolled_by, get_text, login, root};
use crate::metrics::value;

/// The same database as another role.
fn as_role(database: &Database, role: &str) -> String {
    let url = database.url();
    let (_, rest) = url.split_once("://postgres@").expect("the URL has the user postgres");
    format!("postgres://{role}@{rest}")
}

fn apply_roles(database: &Database) {
    let script = std::fs::read_to_string(root().join("packaging/postgres/roles.sql")).unwrap();
    database.raw().execute(&script);
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    readable: bool,
}

#[test]
fn service_role_can_change_neither_tables_nor_audit_log() {
    let database = Database::postgres();
    apply_roles(&database);
    let owner = Home::of(&database).with("DATABASE_URL", &as_role(&database, "portcullis_owner"));
    let service_url = as_role(&database, "portcullis_service");
    let home = Home::of(&database).with("DATABASE_URL", &service_url).with("PORTCULLIS_METRICS_BIND", "127.0.0.1:0");
    assert!(!home.run(&["migrate"]).status.success(), "the service role cannot migrate");
    owner.populate();
    assert!(!home.run(&["organization", "list"]).status.success(), "a new table is closed until the script ran again");
    apply_roles(&database);

    // the command line, enforcement, enrolment, verification, refresh, a passkey's challenge, reset, the gate
    home.succeed(&["member", "add", "--organization", "acme", "--subject", "newcomer"]);
    let service = home.serve(&[]);
    assert_eq!(service.get("/readyz").status, 200);
    let administrator = enrolled_by(home.token_in("administrator", "sid-1"), &service).token;
    let alice = enrolled(&home, &service);
    let granted = login(&service, &alice.token, &code(&alice.secret, 0));
    assert_eq!(granted.status, 200, "{granted:?}");
    let refreshed = service.post("", "/user/refresh", &json!({ "refresh_token": granted.body["refreshToken"] }));
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
    let begun = service.post(&alice.token, "/mfa/setup", &json!({ "mfaType": "PASSKEY" }));
    assert_eq!(begun.status, 200, "{begun:?}");
    assert_eq!(service.gate(&alice.token).0, 200);
    assert_eq!(service.enforce(&administrator, r#"{"enforced":true}"#).status, 200);
    let user = home.token("billing@acme");
    assert_eq!(service.enforce(&user, r#"{"enforced":true}"#).status, 403, "and a refusal is recorded");
    let reset = service.post(&administrator, "/mfa/reset", &json!({ "resetUserId": "user" }));
    assert_eq!(reset.status, 200, "{reset:?}");
    assert!(database.audit_log("acme").iter().any(|entry| entry.outcome == "refused"));
    let erase = ["member", "erase", "--organization", "acme", "--subject", "newcomer"];
    assert!(home.succeed(&erase).starts_with("erased newcomer; the audit log names them erased:"));
    assert!(!database.everything().contains("newcomer"), "by functions of the owner");
    // every change was recorded
    let output = get_text(&format!("{}/metrics", service.metrics_address())).1;
    let changes = ["portcullis_changes_total", "portcullis_recorded_changes_total"].map(|name| value(&output, name));
    assert!(changes[0] > 3 && changes[0] == changes[1], "{changes:?}");

    // statements that are denied
    let mut raw = PgConnection::establish(&service_url).unwrap();
    for statement in [
        "UPDATE audit_entries SET actor = 'nobody'",
        "UPDATE audit_entries SET outcome = 'unchanged' WHERE sequence = 1",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "TRUNCATE attempt_counts",
        "INSERT INTO erasures VALUES ('acme', 3, 'user', 'nobody', 1)",
        "UPDATE erasures SET subject = 'user'",
        "UPDATE audit_entries SET source = NULL",
        "INSERT INTO address_removals VALUES ('acme', 1)",
        "DELETE FROM organizations",
        "DELETE FROM memberships",
        "ALTER TABLE audit_entries ADD COLUMN x text",
        "DROP TABLE audit_entries",
        "CREATE TABLE mine (x text)",
        "CREATE TEMPORARY TABLE mine (x text)",
        "INSERT INTO installation VALUES ('mode', 'development')",
        "SET ROLE portcullis_owner",
    ] {
        let refused = raw.batch_execute(statement).unwrap_err().to_string();
        assert!(refused.contains("permission denied") || refused.contains("must be owner"), "{statement}: {refused}");
    }

    // addresses are removed by a function of the owner, but no recent ones
    let recent = raw.batch_execute("SELECT * FROM portcullis_remove_addresses('', now(), 10)").unwrap_err().to_string();
    assert!(recent.contains("addresses are kept for 30 days"), "{recent}");
    raw.batch_execute("SELECT * FROM portcullis_remove_addresses('', now() - interval '31 days', 10)").unwrap();

    // the script grants access to every table, and deletion where rows expire
    let tables: Vec<Named> = sql_query(
        "SELECT tablename::text AS name, has_table_privilege(format('public.%I', tablename), 'SELECT') AS readable
         FROM pg_tables WHERE schemaname = 'public'",
    )
    .load(&mut raw)
    .unwrap();
    assert!(tables.len() >= 15, "{}", tables.len());
    for table in &tables {
        assert!(table.readable, "roles.sql does not mention {}", table.name);
    }
    for table in [
        "sessions",
        "spent_refresh_tokens",
        "authenticators",
        "recovery_codes",
        "passkey_ceremonies",
        "magic_links",
        "link_sends",
    ] {
        raw.batch_execute(&format!("DELETE FROM {table} WHERE false")).unwrap();
    }
}
