//! An issuer on loopback that publishes what a test tells it to, in the way that it tells it to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What it does when it is asked.
#[derive(Clone)]
pub(crate) enum Conduct {
    /// Answers so: status, further head lines, body.
    Answer(u16, String, String),
    /// Announces more than it sends.
    BreakOff,
    /// Sends a byte a second, for longer than anybody should wait.
    Drip,
    /// Takes the question and says nothing.
    Silence,
}

impl Conduct {
    pub(crate) fn publish(body: &str) -> Self {
        Self::Answer(200, String::new(), body.to_owned())
    }
}

/// What is asked of the fake, whatever it is asked over.
pub(crate) trait Line: Read + Write + Send {}
impl<T: Read + Write + Send> Line for T {}

pub(crate) struct FakeIssuer {
    pub(crate) address: SocketAddr,
    conduct: Arc<Mutex<Conduct>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl FakeIssuer {
    pub(crate) fn plain(conduct: Conduct) -> Self {
        Self::over(conduct, |stream| Some(Box::new(stream)))
    }

    /// Over whatever `dress` makes of a connection.
    pub(crate) fn over(
        conduct: Conduct,
        dress: impl Fn(TcpStream) -> Option<Box<dyn Line>> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let conduct = Arc::new(Mutex::new(conduct));
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let (now, told, dress) = (Arc::clone(&conduct), Arc::clone(&asked), Arc::new(dress));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (now, told, dress) = (Arc::clone(&now), Arc::clone(&told), Arc::clone(&dress));
                thread::spawn(move || {
                    let Some(mut line) = dress(stream) else { return };
                    let Some(path) = question(&mut line) else { return };
                    told.lock().unwrap().push(path);
                    let conduct = now.lock().unwrap().clone();
                    let _ = answer(&mut line, conduct);
                });
            }
        });
        Self { address, conduct, asked }
    }

    pub(crate) fn conduct(&self, conduct: Conduct) {
        *self.conduct.lock().unwrap() = conduct;
    }

    /// The paths that it was asked for so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

fn question(line: &mut Box<dyn Line>) -> Option<String> {
    let mut lines = BufReader::new(line).lines();
    let first = lines.next()?.ok()?;
    lines.map_while(Result::ok).find(String::is_empty)?;
    first.split(' ').nth(1).map(str::to_owned)
}

fn answer(line: &mut impl Write, conduct: Conduct) -> std::io::Result<()> {
    let pause = || {
        let (_never, time_passes) = channel::<()>();
        let _ = time_passes.recv_timeout(Duration::from_secs(1));
    };
    match conduct {
        Conduct::Answer(status, head, body) => {
            let length = body.len();
            write!(line, "HTTP/1.1 {status} x\r\ncontent-length: {length}\r\nconnection: close\r\n{head}\r\n{body}")
        }
        Conduct::BreakOff => write!(line, "HTTP/1.1 200 x\r\ncontent-length: 9999\r\n\r\n{{\"keys\":["),
        Conduct::Drip => {
            write!(line, "HTTP/1.1 200 x\r\ncontent-length: 9999\r\n\r\n")?;
            for _ in 0..20 {
                pause();
                line.write_all(b" ")?;
                line.flush()?;
            }
            Ok(())
        }
        Conduct::Silence => {
            for _ in 0..20 {
                pause();
            }
            Ok(())
        }
    }
}
