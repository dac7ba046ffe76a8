//! Two processes on one PostgreSQL: what one changes the other honours, soon and never backwards, and without the
//! database nothing passes for long.
#![cfg(feature = "postgres")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::database::Database;
use crate::program::{Home, PATIENCE};

/// Within which time the gate honours what another process changed: the default.
const STALENESS: Duration = Duration::from_secs(1);

const CHANGES: usize = 200;

#[expect(clippy::disallowed_methods, reason = "how long a change takes is what is measured")]
fn monotonic_now() -> Instant {
    Instant::now()
}

/// A change is honoured by the other process within a second, and once it is, it stays so: while others commit what they
/// began before it, after it.
#[test]
fn a_change_here_is_honoured_there_within_a_second_and_never_taken_back() {
    let database = Database::postgres();
    let home = Home::of(&database);
    home.populate();
    let (here, there) = (home.serve(&[]), home.serve(&[]));
    let (owner, user) = (home.token("owner@acme"), home.token("user@acme"));
    let done = AtomicBool::new(false);
    let mut slowest = Duration::ZERO;
    thread::scope(|scope| {
        for rival in 0..3_usize {
            let (database, done) = (&database, &done);
            // writes its entry, and commits it when others that began later were committed long since
            scope.spawn(move || {
                let mut raw = database.raw();
                for nth in 0.. {
                    if done.load(Ordering::SeqCst) {
                        return;
                    }
                    let sequence = 1_000 + nth * 3 + rival;
                    raw.execute("BEGIN");
                    raw.execute(&format!(
                        "INSERT INTO audit_entries (organization_id, sequence, at, actor_kind, actor, action, target_kind,
                             outcome, changes, policy_version)
                         VALUES ('other', {sequence}, now(), 'operator', 'rival', 'rival', 'organization', 'changed',
                             '[]', 1)"
                    ));
                    raw.execute("SELECT pg_sleep(0.3)");
                    raw.execute("COMMIT");
                }
            });
        }
        for change in 0..CHANGES {
            let enforced = change.is_multiple_of(2);
            let expected = if enforced { 403 } else { 200 };
            assert_eq!(here.enforce(&owner, &format!(r#"{{"enforced":{enforced}}}"#)).status, 200);
            let told = monotonic_now();
            assert_eq!(here.gate(&user).0, expected, "at once where it was made");
            loop {
                let asked = told.elapsed();
                if there.gate(&user).0 == expected {
                    slowest = slowest.max(asked);
                    break;
                }
                // an old answer to a question from after the bound is one too many
                assert!(asked < STALENESS, "change {change} was not honoured after {asked:?}");
            }
            for _ in 0..3 {
                assert_eq!(there.gate(&user).0, expected, "change {change} was taken back");
            }
        }
        done.store(true, Ordering::SeqCst);
    });
    println!("the slowest of {CHANGES} changes was honoured after {slowest:?}");
}

/// What stands between the program and PostgreSQL, and can be cut, or made to say nothing.
struct Wire {
    port: u16,
    flows: Arc<Flow>,
    cut: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<(TcpStream, UnixStream)>>>,
}

/// Whether bytes go on.
#[derive(Default)]
struct Flow {
    held: Mutex<bool>,
    changed: Condvar,
}

impl Flow {
    fn hold(&self, held: bool) {
        *self.held.lock().unwrap() = held;
        self.changed.notify_all();
    }

    fn wait(&self) {
        drop(self.changed.wait_while(self.held.lock().unwrap(), |held| *held).unwrap());
    }
}

impl Wire {
    fn to(socket: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (cut, open) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let flows = Arc::new(Flow::default());
        let wire = Self { port, flows: flows.clone(), cut: cut.clone(), open: open.clone() };
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if cut.load(Ordering::SeqCst) {
                    continue;
                }
                let Ok(server) = UnixStream::connect(&socket) else { continue };
                let (there, back) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                open.lock().unwrap().push((client.try_clone().unwrap(), server.try_clone().unwrap()));
                let (one, other) = (flows.clone(), flows.clone());
                thread::spawn(move || pump(client, server, &one));
                thread::spawn(move || pump(back, there, &other));
            }
        });
        wire
    }

    fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
        for (client, server) in self.open.lock().unwrap().drain(..) {
            let _ = client.shutdown(std::net::Shutdown::Both);
            let _ = server.shutdown(std::net::Shutdown::Both);
        }
    }

    fn mend(&self) {
        self.cut.store(false, Ordering::SeqCst);
    }
}

fn pump(mut from: impl Read, mut to: impl Write, flows: &Flow) {
    let mut bytes = [0; 8192];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        flows.wait();
        if to.write_all(&bytes[..read]).is_err() {
            return;
        }
    }
}

/// Cut off from the database, the gate lets nothing pass after the bound, answers in time, and recovers by itself.
#[test]
fn without_the_database_nothing_passes_after_the_bound() {
    nothing_passes_after_the_bound_once(Wire::cut, Wire::mend);
}

/// The same with one that takes what is sent and never answers.
#[test]
fn beside_a_silent_database_nothing_passes_after_the_bound() {
    nothing_passes_after_the_bound_once(|wire| wire.flows.hold(true), |wire| wire.flows.hold(false));
}

fn nothing_passes_after_the_bound_once(broken: impl Fn(&Wire), mended: impl Fn(&Wire)) {
    let database = Database::postgres();
    let url = database.url();
    let home = Home::of(&database);
    home.populate();
    let (folder, name) = url.strip_prefix("postgres://postgres@").unwrap().rsplit_once('/').unwrap();
    let wire = Wire::to(format!("{}/.s.PGSQL.5432", folder.replace("%2F", "/")));
    let wired =
        Home::of(&database).with("DATABASE_URL", &format!("postgres://postgres@127.0.0.1:{}/{name}", wire.port));
    let service = wired.serve(&[]);
    let user = home.token("user@acme");
    assert_eq!(service.gate(&user).0, 200);
    broken(&wire);
    let cut = monotonic_now();
    let mut refused = 0;
    while refused < 10 {
        let asked = cut.elapsed();
        assert!(asked < PATIENCE, "it never noticed");
        match service.gate(&user) {
            (200, _) => assert!(asked < STALENESS, "passed {asked:?} after the cut"),
            (503, code) => {
                assert_eq!(code, "service.unavailable");
                let answered = cut.elapsed();
                assert!(
                    answered < asked + Duration::from_secs(3),
                    "asked {asked:?}, answered {answered:?} after the cut"
                );
                refused += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    mended(&wire);
    let mended = monotonic_now();
    while service.gate(&user).0 != 200 {
        assert!(mended.elapsed() < PATIENCE, "it did not recover");
    }
    println!("recovered {:?} after the database was back", mended.elapsed());
}
