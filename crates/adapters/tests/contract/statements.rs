//! Limits on the statements of frequent use cases, BEGIN and COMMIT included.

use std::cell::RefCell;
use std::sync::Arc;

use diesel::connection::{InstrumentationEvent, set_default_instrumentation};
use portcullis_adapters::database::DieselStore;
use portcullis_domain::testing::{
    FixedClock, PlainIssuer, PlainSealer, SeededRandom, a_caller, an_organization, verify_in_session,
};
use portcullis_domain::{
    Authenticator, AuthenticatorId, AuthenticatorState, Clock as _, Credential, EnforceMfa, Enrolment, Membership,
    Method, Proof, ProofRate, Role, Sealer as _, StepUpRule, Store, TotpCredential, TypedCode, VerifyLogin,
};

use crate::fixtures::{id, subject};

thread_local! {
    /// The statements of this thread's connections.
    static STATEMENTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Records the statements of connections that are opened from now on.
fn record_statements() {
    set_default_instrumentation(|| {
        Some(Box::new(|event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                STATEMENTS.with_borrow_mut(|all| all.push(query.to_string()));
            }
        }))
    })
    .unwrap();
}

fn statements_of(work: impl FnOnce()) -> Vec<String> {
    STATEMENTS.take();
    work();
    STATEMENTS.take()
}

fn assert_at_most(limit: usize, transactions: usize, statements: &[String]) {
    let text = statements.join("\n");
    assert!(statements.len() <= limit, "{} statements, at most {limit}:\n{text}", statements.len());
    let commits = statements.iter().filter(|one| one.starts_with("COMMIT")).count();
    assert_eq!(commits, transactions, "{text}");
    let begins = statements.iter().filter(|one| one.starts_with("BEGIN")).count();
    assert_eq!(begins, transactions, "{text}");
}

/// An owner without an address (a mail to an administrator is a statement more) who holds a one-time password.
fn enrolled_owner(store: &dyn Store) {
    an_organization("acme").with_member("alice", Role::Owner).save(store).unwrap();
    let (acme, alice) = (id("acme"), subject("alice"));
    let at = FixedClock::at("2026-01-01T00:00:00Z").now();
    let totp = AuthenticatorId::new(at, &SeededRandom::new(1)).unwrap();
    let secret = PlainSealer.seal(&[0; 20], &TotpCredential::place(&acme, &alice, totp)).unwrap();
    let authenticator = Authenticator {
        id: totp,
        name: "Authenticator app".to_owned(),
        state: AuthenticatorState::Active,
        credential: Credential::Totp(TotpCredential { secret, last_step: None }),
        created_at: at,
        last_used_at: None,
        enrolment: Enrolment::default(),
    };
    store
        .transaction(|tx| {
            let member = tx.memberships().find(&acme, &alice)?.unwrap();
            tx.memberships().update(&acme, &Membership { email: None, ..member })?;
            tx.authenticators().insert(&acme, &alice, &authenticator)
        })
        .unwrap();
}

fn frequent_use_cases_need_few_statements(store: Arc<DieselStore>) {
    enrolled_owner(&*store);
    let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
    verify_in_session(&*store, "acme", "alice", "sid-1", Method::Totp, clock.now()).unwrap();
    let alice = a_caller("alice").of("acme").in_session("sid-1").acting();
    let enforce = EnforceMfa { store: store.clone(), clock: clock.clone(), step_up: StepUpRule::default() };
    let verify = VerifyLogin {
        store,
        clock,
        random: Arc::new(SeededRandom::new(2)),
        sealer: Arc::new(PlainSealer),
        relying_party: None,
        issuer: Arc::new(PlainIssuer),
    };

    let enforced = statements_of(|| assert!(enforce.execute(&alice, true).unwrap().changed));
    assert_at_most(7, 1, &enforced);
    let stopped = statements_of(|| assert!(enforce.execute(&alice, false).unwrap().changed));
    assert_at_most(10, 1, &stopped);
    // the code of twenty zero bytes at that time
    let code = TypedCode::parse("474889").unwrap();
    let verified =
        statements_of(|| assert!(verify.execute(&alice, Proof::Code(&code), ProofRate::Within).unwrap().is_some()));
    assert_at_most(14, 2, &verified);
}

#[cfg(feature = "sqlite")]
#[test]
fn frequent_use_cases_need_few_statements_on_sqlite() {
    record_statements();
    let database = crate::fixtures::databases::Sqlite::new();
    frequent_use_cases_need_few_statements(database.reopened());
}

#[cfg(feature = "postgres")]
#[test]
fn frequent_use_cases_need_few_statements_on_postgresql() {
    record_statements();
    let database = crate::fixtures::databases::Postgres::new();
    frequent_use_cases_need_few_statements(database.reopened());
}
