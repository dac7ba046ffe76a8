//! What stands between the program and PostgreSQL, and does to their connections what networks and dying servers do.
//!
//! It passes on whole messages of PostgreSQL's protocol, so that a test can say at which of them a connection ends.

use std::io::{self, BufReader, Read, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use socket2::{Domain, SockRef, Socket, Type};

/// Passes connections on until the test ends.
pub(crate) struct Proxy {
    /// The same database, by way of the proxy.
    pub(crate) url: String,
    way: Arc<Way>,
}

/// Who sent a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    Program,
    Server,
}

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Pass,
    /// This many of its bytes pass, then the connection is closed.
    Close(usize),
    /// The same without a word of farewell (TCP's reset).
    Reset(usize),
}

/// Says what becomes of each message: of which connection, from whom, its bytes.
type Judge = Box<dyn FnMut(usize, Sender, &[u8]) -> Fate + Send>;

struct Way {
    /// The server's.
    socket: String,
    listener: Socket,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Nobody listens.
    refusing: bool,
    /// Connections are taken, and nothing passes.
    holding: bool,
    /// How long each message is under way.
    delay: Duration,
    judge: Option<Judge>,
    over: bool,
    opened: usize,
    open: Vec<(usize, Arc<Ends>)>,
}

struct Ends {
    program: TcpStream,
    server: UnixStream,
}

impl Proxy {
    /// To the server of this URL, which listens on a Unix socket, as that of `scripts/with-postgres` does.
    pub(crate) fn to(url: &str) -> Self {
        let (user, rest) = url.rsplit_once('@').unwrap();
        let (folder, name) = rest.split_once('/').unwrap();
        let socket = format!("{}/.s.PGSQL.5432", folder.replace("%2F", "/"));
        let free = bound(0);
        let port = free.local_addr().unwrap().as_socket().unwrap().port();
        let listener = bound(port);
        let state = Mutex::new(State { refusing: true, ..State::default() });
        let way = Arc::new(Way { socket, listener, state, changed: Condvar::new() });
        let on = Arc::clone(&way);
        thread::spawn(move || on.take_connections());
        // messages in the clear, from the first one on
        let url = format!("{user}@127.0.0.1:{port}/{name}?sslmode=disable&gssencmode=disable");
        let proxy = Self { url, way };
        proxy.mend();
        proxy
    }

    /// Ends every connection and refuses new ones, as a port does that nobody listens on.
    pub(crate) fn refuse(&self) {
        self.way.tell(|state| state.refusing = true);
        let _ = self.way.listener.shutdown(Shutdown::Both);
        self.way.close_all();
    }

    /// Takes connections and what is sent, and passes nothing on.
    pub(crate) fn hold(&self) {
        self.way.tell(|state| state.holding = true);
    }

    /// Lets each message be under way so long.
    pub(crate) fn delay(&self, each: Duration) {
        self.way.tell(|state| state.delay = each);
    }

    /// Asks what becomes of each message from now on.
    pub(crate) fn judge(&self, judge: impl FnMut(usize, Sender, &[u8]) -> Fate + Send + 'static) {
        self.way.tell(|state| state.judge = Some(Box::new(judge)));
    }

    /// Passes everything on again. What was held goes on its way; connections that ended stay so.
    pub(crate) fn mend(&self) {
        self.way.tell(|state| {
            if std::mem::take(&mut state.refusing) {
                self.way.listener.listen(128).unwrap();
            }
            (state.holding, state.delay, state.judge) = (false, Duration::ZERO, None);
        });
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.way.tell(|state| state.over = true);
        let _ = self.way.listener.shutdown(Shutdown::Both);
        self.way.close_all();
    }
}

impl Way {
    fn tell(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap());
        self.changed.notify_all();
    }

    fn take_connections(self: &Arc<Self>) {
        loop {
            let refuses = |state: &mut State| state.refusing && !state.over;
            if self.changed.wait_while(self.state.lock().unwrap(), refuses).unwrap().over {
                return;
            }
            // fails when the listener was shut down
            let Ok((program, _)) = self.listener.accept() else { continue };
            let program = TcpStream::from(program);
            let Ok(server) = UnixStream::connect(&self.socket) else { continue };
            let _ = program.set_nodelay(true);
            let ends = Arc::new(Ends { program, server });
            let state = &mut *self.state.lock().unwrap();
            if state.refusing {
                continue;
            }
            let connection = state.opened;
            state.opened += 1;
            state.open.push((connection, Arc::clone(&ends)));
            for from in [Sender::Program, Sender::Server] {
                let (way, ends) = (Arc::clone(self), Arc::clone(&ends));
                thread::spawn(move || {
                    let fate = way.pump(connection, from, &ends).unwrap_or(Fate::Close(0));
                    way.close(connection, fate);
                });
            }
        }
    }

    /// Passes messages on until the connection ends, and says how it does.
    fn pump(&self, connection: usize, from: Sender, ends: &Ends) -> io::Result<Fate> {
        let mut program = BufReader::new(&ends.program);
        let mut server = BufReader::new(&ends.server);
        // the first thing that a program sends has no type
        let mut is_typed = from == Sender::Server;
        loop {
            let message = match from {
                Sender::Program => message(&mut program, is_typed)?,
                Sender::Server => message(&mut server, is_typed)?,
            };
            is_typed = true;
            let fate = self.fate(connection, from, &message);
            let passing = match fate {
                Fate::Pass => message.len(),
                Fate::Close(bytes) | Fate::Reset(bytes) => bytes.min(message.len()),
            };
            match from {
                Sender::Program => (&ends.server).write_all(&message[..passing])?,
                Sender::Server => (&ends.program).write_all(&message[..passing])?,
            }
            if fate != Fate::Pass {
                return Ok(fate);
            }
        }
    }

    fn fate(&self, connection: usize, from: Sender, message: &[u8]) -> Fate {
        let state = self.state.lock().unwrap();
        let delay = state.delay;
        let (state, _) = self.changed.wait_timeout_while(state, delay, |state| !state.over).unwrap();
        let mut state = self.changed.wait_while(state, |state| state.holding && !state.over).unwrap();
        state.judge.as_mut().map_or(Fate::Pass, |judge| judge(connection, from, message))
    }

    fn close(&self, connection: usize, fate: Fate) {
        let open = &mut self.state.lock().unwrap().open;
        let Some(place) = open.iter().position(|(number, _)| *number == connection) else { return };
        open.remove(place).1.close(fate);
    }

    fn close_all(&self) {
        for (_, ends) in self.state.lock().unwrap().open.drain(..) {
            ends.close(Fate::Close(0));
        }
    }
}

impl Ends {
    fn close(&self, fate: Fate) {
        let of_the_program = match fate {
            Fate::Pass | Fate::Close(_) => Shutdown::Both,
            Fate::Reset(_) => {
                // what is closed with the last handle is then reset, and the reading one lets go now
                let _ = SockRef::from(&self.program).set_linger(Some(Duration::ZERO));
                Shutdown::Read
            }
        };
        let _ = self.program.shutdown(of_the_program);
        let _ = self.server.shutdown(Shutdown::Both);
    }
}

/// A socket that does not listen yet. Bound to a port by its number it keeps it while it does not listen; bound to any, it
/// would come back on another one.
fn bound(port: u16) -> Socket {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_reuse_address(true).unwrap();
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], port)).into()).unwrap();
    socket
}

/// The next message: its type, how long the rest is, the rest.
fn message(from: &mut impl Read, is_typed: bool) -> io::Result<Vec<u8>> {
    let before = usize::from(is_typed);
    let mut message = vec![0; before + 4];
    from.read_exact(&mut message)?;
    let rest = u32::from_be_bytes(message[before..].try_into().unwrap());
    message.resize(before + usize::try_from(rest).unwrap(), 0);
    from.read_exact(&mut message[before + 4..])?;
    Ok(message)
}
