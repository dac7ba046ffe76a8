//! Binds the address, and serves the API on it.

use std::future::{Future as _, poll_fn};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread;

use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer};
use portcullis_api::Services;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::signal::unix::{SignalKind, signal};

use super::connection_watch;
use super::limits;
use super::tls::{CurrentCertificate, TlsFiles};
use crate::error::{Error, Result};

/// The settings of the listener.
pub(crate) struct ListenConfig {
    /// The address to bind.
    pub(crate) address: SocketAddr,
    /// The most connections of clients at a time.
    pub(crate) connections: u32,
    /// The size of the database's connection pool.
    pub(crate) database: u32,
    /// The certificate, if the service terminates TLS itself.
    pub(crate) tls: Option<TlsFiles>,
}

/// An address that is bound, with the certificate read, and not yet served.
pub(crate) struct Listener {
    socket: Socket,
    address: SocketAddr,
    connections: u32,
    database: u32,
    certificate: Option<Arc<CurrentCertificate>>,
}

impl Listener {
    /// Reads the TLS files and binds the address. Until [`Self::serve`] is called, connections are refused. Errors name
    /// the setting that is wrong.
    pub(crate) fn bind(config: ListenConfig) -> Result<Self> {
        let ListenConfig { address, connections, database, tls } = config;
        let certificate = tls.map(CurrentCertificate::read).transpose()?;
        let (socket, address) = bind(address).map_err(|error| cannot_listen(&error))?;
        Ok(Self { socket, address, connections, database, certificate })
    }

    /// Serves until SIGTERM, then finishes the requests in progress; SIGINT stops at once. Calls `listening` with the
    /// address as soon as connections are accepted and signals are handled. Blocks, so background tasks start before it.
    pub(crate) fn serve(self, services: Services, listening: impl FnOnce(SocketAddr)) -> Result<()> {
        let Self { socket, address, connections, database, certificate } = self;
        let connections = available(connections, database);
        let workers = thread::available_parallelism().map_or(1, usize::from).min(connections);
        // a request with a place for work on the database has a thread, whichever worker its connection belongs to
        let blocking = usize::try_from(database).unwrap_or(usize::MAX).saturating_add(1);
        let app = move || {
            let app = App::new().wrap(from_fn(connection_watch::guard));
            app.configure(portcullis_api::service(services.clone()))
        };
        let server = HttpServer::new(app)
            .workers(workers)
            .worker_max_blocking_threads(blocking)
            .max_connections(connections / workers)
            .tcp_nodelay(true)
            .client_request_timeout(limits::FIRST_HEAD)
            .client_disconnect_timeout(limits::CLOSE)
            .keep_alive(limits::KEEP_ALIVE)
            .tls_handshake_timeout(limits::HANDSHAKE)
            .shutdown_timeout(limits::DRAIN_SECONDS)
            .on_connect(connection_watch::on_connect);
        socket.listen(limits::BACKLOG).map_err(|error| cannot_listen(&error))?;
        let socket = TcpListener::from(socket);
        let (scheme, server) = match &certificate {
            None => ("http", server.listen(socket)),
            Some(certificate) => ("https", server.listen_rustls_0_23(socket, Arc::clone(certificate).server_config()?)),
        };
        let server = server.map_err(|error| cannot_listen(&error))?;
        actix_web::rt::System::new().block_on(async move {
            if let Some(certificate) = certificate {
                let hangups = signal(SignalKind::hangup()).map_err(Error::unavailable)?;
                actix_web::rt::spawn(certificate.reload(hangups));
            }
            let mut server = pin!(server.run());
            // the first poll starts the workers and installs the signal handlers
            let ended = match poll_fn(|context| Poll::Ready(server.as_mut().poll(context))).await {
                Poll::Ready(ended) => ended,
                Poll::Pending => {
                    outln!("listening on {scheme}://{address}");
                    listening(address);
                    server.await
                }
            };
            ended.map_err(|error| cannot_listen(&error))
        })
    }
}

fn cannot_listen(error: &io::Error) -> Error {
    Error::invalid("PORTCULLIS_BIND", format!("cannot be listened on: {error}"))
}

fn bind(address: SocketAddr) -> io::Result<(Socket, SocketAddr)> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    let bound = socket.local_addr()?.as_socket().unwrap_or(address);
    Ok((socket, bound))
}

/// The number of connections that can be served: as many as configured, or fewer if the limit of open files is too low.
/// Raises that limit as far as the system allows.
fn available(connections: u32, database: u32) -> usize {
    let other = u64::from(database) + limits::OTHER_FILES;
    let wanted = u64::from(connections) * limits::FILES_PER_CONNECTION + other;
    let granted = rlimit::increase_nofile_limit(wanted).unwrap_or(wanted);
    let available = (granted.saturating_sub(other) / limits::FILES_PER_CONNECTION).clamp(1, u64::from(connections));
    if available < u64::from(connections) {
        log::warn!(connections, available; "the limit of open files is too low for the configured connections");
    }
    usize::try_from(available).unwrap_or(usize::MAX)
}
