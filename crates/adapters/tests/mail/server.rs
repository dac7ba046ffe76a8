//! An SMTP server that answers one command with its own reply, and accepts all others.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

#[derive(Clone)]
pub(super) struct Server {
    pub(super) port: u16,
    /// The lines of commands.
    lines: Arc<Mutex<Vec<String>>>,
    messages: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// `stage` is the command, `greeting`, or `message` for the reply after the content.
    pub(super) fn replying(stage: &'static str, reply: &'static str) -> Self {
        Self::over(move |at: &str, usual: &'static str| if at == stage { reply } else { usual }, |stream| {
            Some(Box::new(stream))
        })
    }

    /// A server that speaks TLS from the first byte on.
    pub(super) fn encrypted(config: Arc<ServerConfig>) -> Self {
        Self::over(|_, usual| usual, move |stream| {
            Some(Box::new(StreamOwned::new(ServerConnection::new(Arc::clone(&config)).ok()?, stream)))
        })
    }

    fn over(
        reply: impl Fn(&str, &'static str) -> &'static str + Send + 'static,
        wrap: impl Fn(TcpStream) -> Option<Box<dyn Stream>> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self { port, lines: Arc::default(), messages: Arc::default() };
        let served = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten().filter_map(&wrap) {
                let _ = served.converse(BufReader::new(stream), &reply);
            }
        });
        server
    }

    pub(super) fn url(&self, credentials: &str) -> String {
        format!("smtp://{credentials}127.0.0.1:{}", self.port)
    }

    /// Takes the lines of commands that it received.
    pub(super) fn lines(&self) -> Vec<String> {
        std::mem::take(&mut *self.lines.lock().unwrap())
    }

    /// Takes the commands that it received, without their arguments.
    pub(super) fn commands(&self) -> Vec<String> {
        self.lines().iter().map(|line| command_of(line).to_owned()).collect()
    }

    /// Takes the messages that it received.
    pub(super) fn messages(&self) -> Vec<String> {
        std::mem::take(&mut *self.messages.lock().unwrap())
    }

    fn converse(
        &self,
        mut stream: BufReader<Box<dyn Stream>>,
        reply: &impl Fn(&str, &'static str) -> &'static str,
    ) -> std::io::Result<()> {
        write!(stream.get_mut(), "{}\r\n", reply("greeting", "220 ready"))?;
        while let Some(line) = next_line(&mut stream)? {
            let command = command_of(&line).to_owned();
            let usual = match &*command {
                "EHLO" => "250-server\r\n250 AUTH PLAIN",
                "AUTH" => "235 welcome",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            let answer = reply(&command, usual);
            self.lines.lock().unwrap().push(line);
            if answer == "hang up" {
                return Ok(());
            }
            write!(stream.get_mut(), "{answer}\r\n")?;
            if command == "DATA" && answer == usual {
                let mut message = String::new();
                while let Some(line) = next_line(&mut stream)?.filter(|line| line != ".") {
                    message.push_str(&line);
                    message.push('\n');
                }
                self.messages.lock().unwrap().push(message);
                let answer = reply("message", "250 taken");
                if answer == "hang up" {
                    return Ok(());
                }
                write!(stream.get_mut(), "{answer}\r\n")?;
            }
        }
        Ok(())
    }
}

/// A connection, encrypted or not.
trait Stream: Read + Write {}

impl<T: Read + Write> Stream for T {}

fn next_line(stream: &mut BufReader<Box<dyn Stream>>) -> std::io::Result<Option<String>> {
    let mut line = String::new();
    let length = stream.read_line(&mut line)?;
    Ok((length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
}

fn command_of(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}
