//! Contract of `Erasures`.

use std::collections::BTreeSet;

use portcullis_domain::testing::{
    SeededRandom, a_caller, a_client_of, an_operator_of, the_audit_records_of, the_organization,
};
use portcullis_domain::{
    Actor, AttemptId, AuditActor, AuditFilter, AuditRecord, AuditTarget, AuditValue, Ceremony, CeremonyPurpose, Change,
    Disavowal, EmailAddress, Event, ExpiredKind, Identity, Justification, LinkPurpose, MagicLink, Membership, Method,
    MfaSession, PageSize, RefreshState, SendWindow, SessionBinding, Store, SubjectId, record, record_erasure,
};

use crate::fixtures::{at, authenticators, id, insert, keyed, save_members, session, subject, totp};

/// The pseudonym of `alice`.
fn pseudonym() -> SubjectId {
    subject(&format!("erased:key:{}", "0f".repeat(32)))
}

fn member(store: &dyn Store, organization: &str, name: &SubjectId) -> Option<Membership> {
    store.read(|tx| tx.memberships().find(&id(organization), name)).unwrap()
}

/// Erases `alice` in `acme`; her name stays in the log until it is replaced.
fn erase(store: &dyn Store) {
    let organization = the_organization(store, "acme");
    let before = member(store, "acme", &subject("alice")).unwrap();
    let tombstone = before.tombstone(pseudonym(), at(9));
    let erase = |tx: &mut dyn portcullis_domain::Transaction| {
        record_erasure(tx, &a_client_of("acme"), &organization, at(9), (&before, &tombstone))
    };
    store.transaction(erase).unwrap();
}

fn replace(store: &dyn Store, limit: u32) -> bool {
    store.transaction(|tx| tx.erasures().replace(limit)).unwrap()
}

/// Stores a row of each kind for `alice`.
fn fill(store: &dyn Store, organization: &str, seed: u8) -> MfaSession {
    let (acme, alice, binding) = (id(organization), subject("alice"), SessionBinding::restore("provider s"));
    insert(store, organization, "alice", &totp(seed.into())).unwrap();
    let begun = session("alice", Method::Totp, 100, seed);
    let refresh = RefreshState { current: [seed + 1; 32], previous: Some([seed; 32]), rotated_at: at(101) };
    let rotated = MfaSession { refresh, ..begun.clone() };
    let attempt = AttemptId::new(at(100), &SeededRandom::new(seed.into())).unwrap();
    let link = MagicLink {
        subject: alice.clone(),
        purpose: LinkPurpose::Login,
        session: binding.clone(),
        digest: [seed; 32],
        expires_at: at(600),
    };
    let ceremony = Ceremony {
        subject: alice.clone(),
        session: binding.clone(),
        purpose: CeremonyPurpose::Assert,
        challenge: vec![seed; 32],
        state: "{}".to_owned(),
        expires_at: at(600),
    };
    let disavowal = Disavowal {
        subject: alice.clone(),
        authenticator: totp(seed.into()).id,
        method: Method::Totp,
        spared: BTreeSet::new(),
        digest: [seed; 32],
        expires_at: at(600),
    };
    store
        .transaction(|tx| {
            tx.recovery_codes().replace(&acme, &alice, &keyed("key", &[[seed; 32]]))?;
            tx.sessions().insert(&acme, &begun)?;
            tx.sessions().update(&acme, &rotated)?;
            tx.attempts().count(&acme, &alice, &binding, attempt, at(100))?;
            tx.magic_links().put(&acme, &link)?;
            tx.disavowals().put(&acme, &disavowal)?;
            tx.ceremonies().put(&acme, &ceremony)?;
            let scope = format!("member {organization} alice");
            tx.send_limits().lock(&scope, at(1))?;
            tx.send_limits().put(&scope, SendWindow { began_at: at(1), sent: 4 })
        })
        .unwrap();
    rotated
}

/// The kinds of rows that `alice` has.
fn kept(store: &dyn Store, organization: &str, session: &MfaSession, seed: u8) -> Vec<&'static str> {
    let (organization_id, alice, binding) = (id(organization), subject("alice"), SessionBinding::restore("provider s"));
    let read = store.transaction(|tx| {
        let window = tx.send_limits().lock(&format!("member {organization} alice"), at(2))?;
        Ok([
            ("authenticator", !tx.authenticators().of(&organization_id, &alice)?.is_empty()),
            ("codes", tx.recovery_codes().remaining(&organization_id, &alice)? > 0),
            ("session", tx.sessions().find(&organization_id, &alice, session.id)?.is_some()),
            ("refresh token", tx.sessions().refreshed_by(&[[seed + 1; 32]])?.is_some()),
            ("spent token", tx.sessions().refreshed_by(&[[seed; 32]])?.is_some()),
            ("link", tx.magic_links().find(&[[seed; 32]])?.is_some()),
            ("disavowal", tx.disavowals().find(&[[seed; 32]])?.is_some()),
            ("challenge", tx.ceremonies().take_assertion(&organization_id, &alice, &binding)?.is_some()),
            ("attempts", tx.attempts().clear(&organization_id, &alice)?),
            ("links sent", window.sent > 0),
        ])
    });
    read.unwrap().into_iter().filter(|(_, kept)| *kept).map(|(name, _)| name).collect()
}

pub(crate) fn erased_member_leaves_a_tombstone_alone(store: &dyn Store) {
    save_members(store);
    let (here, elsewhere) = (fill(store, "acme", 10), fill(store, "other", 20));
    let before = member(store, "acme", &subject("alice")).unwrap();
    erase(store);
    assert_eq!(member(store, "acme", &subject("alice")), None);
    assert_eq!(member(store, "acme", &pseudonym()), Some(before.tombstone(pseudonym(), at(9))));
    assert!(authenticators(store, "acme", "bob").is_empty() && member(store, "acme", &subject("bob")).is_some());
    assert!(member(store, "other", &subject("alice")).is_some());
    assert_eq!(kept(store, "other", &elsewhere, 20).len(), 10, "another organization's rows stay");
    // rows of a member can only be read while there is a membership
    store.transaction(|tx| tx.memberships().insert(&id("acme"), &before)).unwrap();
    assert_eq!(kept(store, "acme", &here, 10), [""; 0]);
    // who returned is erased again, in the place of the same tombstone
    erase(store);
    assert_eq!(member(store, "acme", &subject("alice")), None);
    assert!(member(store, "acme", &pseudonym()).is_some());
    let purged = |tx: &mut dyn portcullis_domain::Transaction| tx.retention().purge(ExpiredKind::OldSessions, at(0), 9);
    assert_eq!(store.transaction(purged).unwrap(), 0);
}

/// Records an event.
fn write(store: &dyn Store, actor: &Actor, event: &Event) {
    let organization = the_organization(store, &organization_of(actor));
    store.transaction(|tx| record(tx, actor, &organization, at(5), event)).unwrap();
}

fn organization_of(actor: &Actor) -> String {
    match &actor.identity {
        Identity::Caller(caller) => caller.organization.as_ref().unwrap().to_string(),
        Identity::Operator(operator) => operator.organization.to_string(),
        Identity::Client(client) => client.organization.to_string(),
    }
}

/// Each entry as `actor action target`.
fn lines(records: &[AuditRecord]) -> Vec<String> {
    let line = |AuditRecord { entry, .. }: &AuditRecord| {
        let target = match &entry.target {
            AuditTarget::Member(subject) => subject.to_string(),
            AuditTarget::Organization | AuditTarget::Policy => "-".to_owned(),
        };
        format!("{} {} {target}", entry.actor.name(), entry.action).replace(pseudonym().as_str(), "PSEUDONYM")
    };
    records.iter().map(line).collect()
}

pub(crate) fn pseudonym_replaces_the_subject_up_to_the_erasure(store: &dyn Store) {
    save_members(store);
    let (alice, bob) = (a_caller("alice").of("acme").acting(), a_caller("bob").of("acme").acting());
    let mut client = a_client_of("acme");
    if let Identity::Client(client) = &mut client.identity {
        client.client = subject("alice");
    }
    let operator = Actor::operator("alice", id("acme"));
    let before = member(store, "acme", &subject("alice")).unwrap();
    let moved = Membership { email: EmailAddress::parse("new@example.com").ok(), ..before.clone() };
    let changed = Event::MemberChanged { before: before.clone(), after: moved };
    let overridden = Event::AdminMfaOverridden(subject("alice"), Justification::parse("is ill").unwrap());
    let about = |name| Event::SessionEnded(subject(name));
    write(store, &alice, &about("alice"));
    write(store, &alice, &about("bob"));
    write(store, &bob, &about("alice"));
    write(store, &bob, &about("bob"));
    write(store, &client, &changed);
    write(store, &operator, &overridden);
    write(store, &a_caller("alice").of("other").acting(), &about("alice"));
    erase(store);
    // a member who returned is another matter
    store.transaction(|tx| tx.memberships().insert(&id("acme"), &before)).unwrap();
    write(store, &alice, &about("alice"));

    let untouched = lines(&the_audit_records_of(store, "acme"));
    assert!(replace(store, 2));
    let half = lines(&the_audit_records_of(store, "acme"));
    assert_eq!(half[2..], untouched[2..], "two entries at a time");
    while replace(store, 3) {}
    let records = the_audit_records_of(store, "acme");
    assert_eq!(
        lines(&records),
        [
            "PSEUDONYM session.end PSEUDONYM",
            "PSEUDONYM session.end bob",
            "bob session.end PSEUDONYM",
            "bob session.end bob",
            "alice member.change PSEUDONYM",
            "alice member.override PSEUDONYM",
            "back-end member.erase PSEUDONYM",
            "alice session.end alice",
        ]
    );
    assert_eq!(records.iter().map(|record| record.sequence).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 8]);
    let token = |record: &AuditRecord| match &record.entry.actor {
        AuditActor::Subject { token_id, .. } | AuditActor::Client { token_id, .. } => token_id.clone(),
        AuditActor::Operator { .. } | AuditActor::System { .. } => None,
    };
    assert_eq!((token(&records[0]), token(&records[2])), (None, Some("token-1".to_owned())));
    for record in &records[4..6] {
        for change in &record.entry.changes {
            assert_eq!((&change.before, &change.after), (&AuditValue::Null, &AuditValue::Null), "{}", change.field);
        }
        assert_eq!(record.entry.changes.len(), 1);
    }
    assert_eq!(lines(&the_audit_records_of(store, "other")), ["alice session.end alice"]);
    let filter = AuditFilter { member: Some(pseudonym()), ..AuditFilter::default() };
    let found = store.read(|tx| tx.audit().page(&id("acme"), &filter, None, PageSize::MAX)).unwrap();
    assert_eq!(found.items.len(), 5, "the tombstone finds the entries");
    assert!(!replace(store, 3));
}

pub(crate) fn erasure_changes_its_whole_organization(store: &dyn Store) {
    save_members(store);
    let since = |mark| store.read(|tx| tx.changes().changes_since(mark)).unwrap();
    let mark = since(None).mark;
    erase(store);
    while replace(store, 100) {}
    assert!(since(Some(mark)).changes.contains(&Change::Organization(id("acme"))));
}

pub(crate) fn concurrent_replacements_are_all_done(store: &dyn Store) {
    save_members(store);
    let alice = a_caller("alice").of("acme").acting();
    for _ in 0..40 {
        write(store, &alice, &Event::SessionEnded(subject("alice")));
    }
    write(store, &an_operator_of("other"), &Event::SessionEnded(subject("alice")));
    erase(store);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| while replace(store, 3) {});
        }
    });
    let records = the_audit_records_of(store, "acme");
    assert!(lines(&records).iter().all(|line| !line.contains("alice")), "{records:?}");
}

#[cfg(feature = "postgres")]
#[test]
fn function_replaces_by_pseudonyms_alone() {
    use diesel::connection::SimpleConnection as _;
    use diesel::{Connection as _, PgConnection};
    let database = crate::fixtures::databases::Postgres::new();
    save_members(&*database.store);
    let mut raw = PgConnection::establish(&database.text).unwrap();
    let entry = |target: &str| {
        format!(
            r#"{{"at": "{}", "actor_kind": "operator", "actor": "thief", "action": "policy.read", "outcome": "refused",
                "target": "{target}", "changes": [], "policy_version": 1}}"#,
            at(0)
        )
    };
    let pseudonym = pseudonym();
    for (erased, target) in
        [("alice", "bob"), ("alice", ""), ("alice", "erased:key:0f"), (pseudonym.as_str(), pseudonym.as_str())]
    {
        let call = format!("SELECT portcullis_erase_member('acme', '{erased}', '{}')", entry(target));
        let refused = raw.batch_execute(&call).unwrap_err().to_string();
        assert!(refused.contains("replaced by a pseudonym"), "{erased} {target}: {refused}");
    }
    let call = format!("SELECT portcullis_erase_member('acme', 'nobody', '{}')", entry(pseudonym.as_str()));
    raw.batch_execute(&call).unwrap();
    // whatever the caller says, the entry is that of an erasure
    let records = the_audit_records_of(&*database.store, "acme");
    assert_eq!(lines(&records), ["thief member.erase PSEUDONYM"]);
    assert_eq!(records[0].entry.outcome.to_string(), "changed");
}
