//! The way to a PostgreSQL server, which can be cut.

use std::io::{Read, Write, copy};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Passes connections on until the test ends.
pub(crate) struct Relay {
    /// The same database, by way of the relay.
    pub(crate) url: String,
    way: Arc<Way>,
    port: u16,
}

struct Way {
    socket: String,
    open: AtomicBool,
    over: AtomicBool,
    clients: Mutex<Vec<TcpStream>>,
}

impl Relay {
    /// To the server of this URL, which listens on a Unix socket, as that of `scripts/with-postgres` does.
    pub(crate) fn to(url: &str) -> Self {
        let (user, rest) = url.rsplit_once('@').unwrap();
        let (folder, name) = rest.split_once('/').unwrap();
        let socket = format!("{}/.s.PGSQL.5432", folder.replace("%2F", "/"));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let way = Way { socket, open: AtomicBool::new(true), over: AtomicBool::new(false), clients: Mutex::default() };
        let way = Arc::new(way);
        let on = Arc::clone(&way);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if on.over.load(Ordering::SeqCst) {
                    return;
                }
                let clients = &mut *on.clients.lock().unwrap();
                if on.open.load(Ordering::SeqCst) {
                    clients.push(client.try_clone().unwrap());
                    on.pass(client);
                }
            }
        });
        Self { url: format!("{user}@127.0.0.1:{port}/{name}"), way, port }
    }

    /// Ends every connection, and each new one at once.
    pub(crate) fn cut(&self) {
        let clients = &mut *self.way.clients.lock().unwrap();
        self.way.open.store(false, Ordering::SeqCst);
        for client in clients.drain(..) {
            let _ = client.shutdown(Shutdown::Both);
        }
    }

    pub(crate) fn mend(&self) {
        self.way.open.store(true, Ordering::SeqCst);
    }
}

impl Way {
    fn pass(&self, client: TcpStream) {
        let server = UnixStream::connect(&self.socket).unwrap();
        let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        thread::spawn(move || {
            pump(from, &to);
            let _ = to.shutdown(Shutdown::Both);
        });
        thread::spawn(move || {
            pump(server, &client);
            let _ = client.shutdown(Shutdown::Both);
        });
    }
}

fn pump(mut from: impl Read, mut to: impl Write) {
    let _ = copy(&mut from, &mut to);
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.way.over.store(true, Ordering::SeqCst);
        self.cut();
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}
