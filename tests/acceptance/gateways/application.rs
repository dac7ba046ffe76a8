//! An application behind a gateway: it gives every request the same answer and records it.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use super::message::Message;

/// A server in this process, stopped after the test.
pub(crate) struct Application {
    pub(crate) port: u16,
    seen: Arc<Mutex<Vec<Message>>>,
    closed: Arc<AtomicBool>,
}

impl Application {
    pub(crate) fn started() -> Self {
        Self::answering(&["200 OK"])
    }

    /// An application that answers with these statuses in turn, each with its header lines.
    pub(crate) fn answering(heads: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, closed) = (Arc::<Mutex<Vec<Message>>>::default(), Arc::new(AtomicBool::new(false)));
        let (keep, over) = (Arc::clone(&seen), Arc::clone(&closed));
        thread::spawn(move || {
            for (stream, head) in listener.incoming().map_while(Result::ok).zip(heads.iter().cycle()) {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let keep = Arc::clone(&keep);
                thread::spawn(move || answer(stream, head, &keep));
            }
        });
        Self { port, seen, closed }
    }

    /// The requests since the last call.
    pub(crate) fn taken(&self) -> Vec<Message> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }

    /// The only request since the last call.
    #[track_caller]
    pub(crate) fn one(&self) -> Message {
        let mut taken = self.taken();
        assert_eq!(taken.len(), 1, "{taken:?}");
        taken.remove(0)
    }

    #[track_caller]
    pub(crate) fn saw_nothing(&self) {
        let taken = self.taken();
        assert!(taken.is_empty(), "the application was reached: {taken:?}");
    }
}

fn answer(mut stream: TcpStream, head: &str, seen: &Mutex<Vec<Message>>) {
    let Some(message) = Message::read(&stream) else { return };
    seen.lock().unwrap().push(message);
    let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: 7\r\nConnection: close\r\n\r\nwelcome");
}

impl Drop for Application {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}
