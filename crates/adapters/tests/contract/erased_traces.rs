//! No column of any table keeps the subject, an address or a session of an erased member.

use std::collections::BTreeSet;
use std::sync::Arc;

use portcullis_domain::testing::{
    FixedClock, MemoryStore, PlainSealer, SeededRandom, a_caller, a_client_of, an_operator_of, an_organization,
    the_organization,
};
use portcullis_domain::{
    Actor, AttemptId, Authenticator, AuthenticatorState, Ceremony, CeremonyPurpose, CodeOrigin, Credential,
    DeliverMail, Disavowal, EmailAddress, Event, Exemption, Justification, Lane, LinkPurpose, MagicLink, Mail,
    MailSession, MailWorker, Mailer, Membership, Method, MfaSession, Permission, Role, SendError, SendWindow,
    ServerPause, SessionBinding, Store, StoredEnrolmentCode, Transaction, UndoWindow, WrongProof, record,
    record_erasure,
};

use crate::fixtures::{at, id, insert, keyed, session, subject, totp};

/// The subject; a backslash and wildcards of SQL are characters of subjects.
const NAME: &str = r"DOMAIN\zenobia_%1";
const ADDRESS: &str = "queen@palmyra.example";
const FORMER: &str = "princess@palmyra.example";
const SESSION: &str = "sid-4711";

/// What must not be found: parts of these, because some texts escape the backslash.
const TRACES: [&str; 5] = ["zenobia", "queen@", "princess@", "palmyra", SESSION];

fn address(text: &str) -> Option<EmailAddress> {
    EmailAddress::parse(text).ok()
}

/// Saves the member in `acme`, beside `bob`, with rows in every table that has rows of members.
fn fill(store: &dyn Store) {
    an_organization("acme").with_member(NAME, Role::Owner).with_member("bob", Role::Owner).save(store).unwrap();
    let (acme, name, binding) = (id("acme"), subject(NAME), SessionBinding::restore(format!("provider {SESSION}")));
    let pending = AuthenticatorState::Pending { expires_at: at(600), session: binding.clone() };
    let link = Credential::MagicLink(address(ADDRESS).unwrap());
    let authenticators =
        [Authenticator { state: pending, ..totp(1) }, Authenticator { credential: link, ..totp(2) }, totp(3)];
    for authenticator in &authenticators {
        insert(store, "acme", NAME, authenticator).unwrap();
    }
    let begun = MfaSession { provider_session: Some(SESSION.to_owned()), ..session(NAME, Method::Totp, 1, 9) };
    let attempt = AttemptId::new(at(1), &SeededRandom::new(1)).unwrap();
    store
        .transaction(|tx| {
            tx.recovery_codes().replace(&acme, &name, &keyed("key", &[[1; 32]]))?;
            tx.sessions().insert(&acme, &begun)?;
            tx.attempts().count(&acme, &name, &binding, attempt, at(1))?;
            let (subject, session, expires_at) = (name.clone(), binding.clone(), at(600));
            let link = MagicLink { subject, purpose: LinkPurpose::Login, session, digest: [2; 32], expires_at };
            tx.magic_links().put(&acme, &link)?;
            let (subject, session, challenge) = (name.clone(), binding.clone(), vec![3; 32]);
            let (purpose, state) = (CeremonyPurpose::Assert, format!("{{\"user\":\"{ADDRESS}\"}}"));
            tx.ceremonies().put(&acme, &Ceremony { subject, session, purpose, challenge, state, expires_at })?;
            let (subject, origin) = (name.clone(), CodeOrigin::Mailed(binding.clone()));
            let code = StoredEnrolmentCode { subject, origin, digest: [4; 32], expires_at, failures: 0 };
            tx.enrolment_codes().put(&acme, &code, at(1))?;
            let disavowal = Disavowal {
                subject: name.clone(),
                authenticator: authenticators[2].id,
                method: Method::Totp,
                spared: BTreeSet::new(),
                digest: [5; 32],
                expires_at,
            };
            tx.disavowals().put(&acme, &disavowal)?;
            let proof = WrongProof {
                subject: name.clone(),
                method: Method::Totp,
                at: at(1),
                issuer: "https://idp.example".to_owned(),
                token_id: None,
                request: None,
                source: None,
            };
            tx.wrong_proofs().count(&acme, &proof)?;
            for scope in scopes() {
                let window = tx.send_limits().lock(&scope, at(1))?;
                tx.send_limits().put(&scope, SendWindow { sent: 1, ..window })?;
            }
            share_with_bob(tx)
        })
        .unwrap();
    fill_log(store);
}

/// The counts of mails to the member.
fn scopes() -> [String; 5] {
    [
        format!("member acme {NAME}"),
        format!("session acme {NAME} provider {SESSION}"),
        format!("notices acme {NAME}"),
        format!("topic acme removed {ADDRESS} {NAME}"),
        format!("topic acme address {FORMER} {NAME}"),
    ]
}

/// Names the member in rows of the organization and of `bob`.
fn share_with_bob(tx: &mut dyn Transaction) -> portcullis_domain::Result<()> {
    let acme = id("acme");
    let mut organization = tx.organizations().lock(&acme)?.unwrap();
    let (subject_of, session) = (subject(NAME), SessionBinding::restore(format!("provider {SESSION}")));
    organization.undo = Some(UndoWindow { subject: subject_of.clone(), session, since: at(1), policy_version: 1 });
    tx.organizations().update(&organization)?;
    let member = tx.memberships().find(&acme, &subject_of)?.unwrap();
    tx.memberships().update(&acme, &Membership { email: address(ADDRESS), ..member })?;
    let bob = tx.memberships().find(&acme, &subject("bob"))?.unwrap();
    let reason = Justification::parse("travels").unwrap();
    let exemption = Exemption { reason, granted_by: NAME.to_owned(), granted_at: at(1), ends_at: at(600) };
    tx.memberships().update(&acme, &Membership { exemption: Some(exemption), ..bob })
}

/// Writes entries that name the member in each of their parts, and enqueues the mail about them.
fn fill_log(store: &dyn Store) {
    let own = a_caller(NAME).of("acme").in_session(SESSION).acting();
    let delegated = a_caller("bob").of("acme").delegated_to(NAME).acting();
    let member = store.read(|tx| tx.memberships().find(&id("acme"), &subject(NAME))).unwrap().unwrap();
    let before = Membership { email: address(FORMER), ..member.clone() };
    let reply = format!("550 5.1.1 <{ADDRESS}>: no such mailbox");
    let write = |actor: &Actor, event: Event| {
        let organization = the_organization(store, "acme");
        store.transaction(|tx| record(tx, actor, &organization, at(5), &event)).unwrap();
    };
    write(&own, Event::AuthenticatorRemoved(subject(NAME), Method::Totp));
    write(&own, Event::SessionEnded(subject("bob")));
    write(&a_caller("bob").of("acme").acting(), Event::MfaReset(subject(NAME), 1));
    write(&delegated, Event::Refused(Permission::EnforcePolicy));
    write(&an_operator_of("acme"), Event::MemberChanged { before, after: member });
    write(&an_operator_of("acme"), Event::MailUndeliverable(subject(NAME), reply));
}

fn erase(store: &dyn Store) {
    let organization = the_organization(store, "acme");
    let before = store.read(|tx| tx.memberships().find(&id("acme"), &subject(NAME))).unwrap().unwrap();
    let tombstone = before.tombstone(subject(&format!("erased:key:{}", "0f".repeat(32))), at(9));
    store
        .transaction(|tx| record_erasure(tx, &a_client_of("acme"), &organization, at(9), (&before, &tombstone)))
        .unwrap();
    while store.transaction(|tx| tx.erasures().replace(2)).unwrap() {}
}

/// A mail server that takes everything, or refuses every recipient with a reply that quotes the address.
struct Server {
    refuses: bool,
}

impl Mailer for Server {
    fn connect(&self) -> Result<Box<dyn MailSession>, SendError> {
        Ok(Box::new(Self { refuses: self.refuses }))
    }
}

impl MailSession for Server {
    fn send(&mut self, mail: &Mail<'_>) -> Result<(), SendError> {
        if self.refuses { Err(SendError::Refused(format!("550 5.1.1 <{}>", mail.to))) } else { Ok(()) }
    }
}

/// Delivers the mail that waits, whatever became of its recipient.
fn deliver(store: &Arc<dyn Store>, refuses: bool) {
    // notices about one topic wait for each other
    for clock in ["2027-01-15T09:00:00Z", "2027-01-15T10:00:00Z", "2027-01-15T11:00:00Z"] {
        for lane in Lane::ALL {
            let deliver = DeliverMail {
                store: store.clone(),
                clock: Arc::new(FixedClock::at(clock)),
                mailer: Some(Arc::new(Server { refuses })),
                sealer: Arc::new(PlainSealer),
                pause: ServerPause::default(),
            };
            let mut worker = MailWorker::new(lane);
            while !deliver.execute(&mut worker).unwrap().is_empty() {}
        }
    }
}

/// Fills a store, erases the member and delivers the mail. `found` says which columns have a trace.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn leaves_no_trace(store: &Arc<dyn Store>, refuses: bool, mut found: impl FnMut() -> BTreeSet<String>) {
    fill(&**store);
    assert_eq!(found(), COLUMNS.iter().map(|column| (*column).to_owned()).collect(), "before the erasure");
    erase(&**store);
    let waiting = ["body", "member", "recipient", "subject"].map(|column| format!("outbox.{column}"));
    assert_eq!(found(), BTreeSet::from(waiting), "mail that is on its way");
    deliver(store, refuses);
    assert_eq!(found(), BTreeSet::new(), "after the delivery");
}

/// The columns with a trace before the erasure. A new column that names a member belongs here, and into `fill`. Only the
/// previous version writes `attempts`.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
const COLUMNS: &[&str] = &[
    "attempt_counts.session",
    "attempt_counts.subject",
    "audit_entries.actor",
    "audit_entries.actor_delegate",
    "audit_entries.changes",
    "audit_entries.target",
    "authenticators.address",
    "authenticators.pending_session",
    "authenticators.subject",
    "disavowals.subject",
    "enrolment_codes.session",
    "enrolment_codes.subject",
    "link_sends.scope",
    "magic_links.session",
    "magic_links.subject",
    "memberships.email",
    "memberships.exempt_by",
    "memberships.subject",
    "organizations.undo_session",
    "organizations.undo_subject",
    "outbox.body",
    "outbox.member",
    "outbox.recipient",
    "outbox.subject",
    "passkey_ceremonies.session",
    "passkey_ceremonies.state",
    "passkey_ceremonies.subject",
    "recovery_codes.subject",
    "sessions.provider_session",
    "sessions.subject",
    "wrong_proofs.subject",
];

/// A column of a table, and whether it has a trace.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
#[derive(diesel::QueryableByName)]
struct Column {
    #[diesel(sql_type = diesel::sql_types::Text)]
    table_name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
#[derive(diesel::QueryableByName)]
struct Rows {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

/// Returns which of the columns have a trace. `holds` is the condition of SQL for a column and a text.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn walk(
    columns: &[Column],
    holds: impl Fn(&str, &str) -> String,
    mut count: impl FnMut(&str) -> Rows,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for Column { table_name, name } in columns {
        let quoted = format!("\"{name}\"");
        let conditions = TRACES.map(|trace| holds(&quoted, trace)).join(" OR ");
        if count(&format!("SELECT count(*) AS number FROM {table_name} WHERE {conditions}")).number > 0 {
            found.insert(format!("{table_name}.{name}"));
        }
    }
    found
}

#[cfg(feature = "sqlite")]
#[test]
fn erased_member_leaves_no_trace_in_sqlite() {
    use diesel::{RunQueryDsl as _, sql_query};
    for refuses in [false, true] {
        let database = crate::fixtures::databases::Sqlite::new();
        let mut raw = database.raw();
        let columns = "SELECT t.name AS table_name, c.name AS name FROM sqlite_schema t, pragma_table_info(t.name) c
                       WHERE t.type = 'table' AND t.name <> 'sqlite_sequence'";
        let columns: Vec<Column> = sql_query(columns).load(&mut raw).unwrap();
        let holds = |column: &str, trace: &str| format!("instr(CAST({column} AS BLOB), CAST('{trace}' AS BLOB)) > 0");
        let store: Arc<dyn Store> = database.store.clone();
        let mut count = |statement: &str| sql_query(statement).get_result(&mut raw).unwrap();
        leaves_no_trace(&store, refuses, || walk(&columns, holds, &mut count));
    }
}

#[cfg(feature = "postgres")]
#[test]
fn erased_member_leaves_no_trace_in_postgresql() {
    use diesel::{Connection as _, RunQueryDsl as _, sql_query};
    for refuses in [false, true] {
        let database = crate::fixtures::databases::Postgres::new();
        let mut raw = diesel::PgConnection::establish(&database.text).unwrap();
        let columns = "SELECT table_name::text, column_name::text AS name FROM information_schema.columns
                       WHERE table_schema = 'public'";
        let columns: Vec<Column> = sql_query(columns).load(&mut raw).unwrap();
        // bytes are written in hexadecimal digits
        let holds = |column: &str, trace: &str| {
            let digits = trace.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
            format!("position('{trace}' in {column}::text) > 0 OR position('{digits}' in {column}::text) > 0")
        };
        let store: Arc<dyn Store> = database.store.clone();
        let mut count = |statement: &str| sql_query(statement).get_result(&mut raw).unwrap();
        leaves_no_trace(&store, refuses, || walk(&columns, holds, &mut count));
    }
}

#[test]
fn erased_member_leaves_no_trace_in_memory() {
    let memory = Arc::new(MemoryStore::default());
    let store: Arc<dyn Store> = memory.clone();
    fill(&*store);
    erase(&*store);
    deliver(&store, false);
    let rows = memory.rows();
    let kept: Vec<_> = rows.lines().filter(|row| TRACES.iter().any(|trace| row.contains(trace))).collect();
    assert!(kept.is_empty(), "{kept:?}");
}
