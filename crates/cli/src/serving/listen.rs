//! The server, put together.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use actix_http::{HttpService, KeepAlive, Request};
use actix_server::Server;
use actix_service::{ServiceFactoryExt as _, apply_fn_factory, fn_service, map_config};
use actix_web::App;
use actix_web::dev::{AppConfig, Service as _};
use futures_util::future::pending;
use portcullis_api::Services;
use portcullis_domain::{Error, Result};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpStream;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;

use super::door::Door;
use super::guarded::Guarded;
use super::limits;
use super::progress::{Answer, Progress};
use super::tls::{Tls, TlsFiles};

/// What an operator decided about listening.
pub(crate) struct ListenConfig {
    /// Where.
    pub(crate) address: SocketAddr,
    /// How many connections clients may have.
    pub(crate) connections: u32,
    /// How many connections to the database there are.
    pub(crate) database: u32,
    /// TLS of our own.
    pub(crate) tls: Option<TlsFiles>,
}

/// An address that is bound, with the certificate read, and not yet served.
pub(crate) struct Listener {
    config: ListenConfig,
    tls: Option<Tls>,
    socket: TcpListener,
}

impl Listener {
    /// Reads the TLS files and binds the address.
    pub(crate) fn bind(config: ListenConfig) -> Result<Self> {
        let tls = config.tls.as_ref().map(Tls::of).transpose()?;
        let socket = bind(config.address).map_err(|error| cannot_listen(&error))?;
        Ok(Self { config, tls, socket })
    }

    /// Serves until SIGTERM, then finishes the requests in progress; SIGINT stops at once. Calls `listening` with the
    /// address.
    pub(crate) fn serve(self, services: Services, listening: impl FnOnce(SocketAddr)) -> Result<()> {
        let Self { config, tls, socket } = self;
        serve(config, tls, socket, services, listening)
    }
}

fn cannot_listen(error: &io::Error) -> Error {
    Error::invalid("PORTCULLIS_BIND", format!("cannot be listened on: {error}"))
}

fn serve(
    asked: ListenConfig,
    tls: Option<Tls>,
    listener: TcpListener,
    services: Services,
    listening: impl FnOnce(SocketAddr),
) -> Result<()> {
    let cannot = |error: io::Error| cannot_listen(&error);
    let address = listener.local_addr().map_err(cannot)?;
    let door = Door::new(services, possible(asked.connections, asked.database), tls.clone());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    // a thread more than there are connections could only wait for one
    let blocking = usize::try_from(asked.database).unwrap_or(usize::MAX).div_ceil(workers).max(2);
    let server = Server::build().workers(workers).worker_max_blocking_threads(blocking);
    let server = server.shutdown_timeout(limits::DRAIN_SECONDS);
    let drain = server.graceful_shutdown_signal();
    let serve = move || {
        let application = App::new().configure(portcullis_api::service(door.services()));
        let application = map_config(application, |()| AppConfig::default());
        let noted = apply_fn_factory(application, |mut request: Request, application| {
            let progress = request.conn_data::<Rc<Progress>>().cloned();
            let under_way = progress.and_then(|progress| progress.handed_over(&mut request));
            let answering = under_way.map(|under_way| (application.call(request), under_way));
            async move {
                match answering {
                    Some((answer, under_way)) => Ok(Answer::of(answer.await?, under_way)),
                    // the connection ends with the answer before
                    None => pending().await,
                }
            }
        });
        let drain = drain.clone();
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let drain = drain.clone();
                async move { drain.notified().await }
            })
            // `Guarded` keeps the time
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(limits::PARTING)
            .on_connect_ext(|guarded: &Guarded, data| {
                data.insert(Rc::clone(guarded.progress()));
            })
            .h1(noted);
        let door = door.clone();
        fn_service(move |stream: TcpStream| door.clone().admit(stream)).and_then(http.map_err(drop).map_init_err(drop))
    };
    let server = server.listen("portcullis", listener, serve).map_err(cannot)?;
    actix_web::rt::System::new().block_on(async move {
        let mut scheme = "http";
        if let (Some(tls), Some(files)) = (tls, asked.tls) {
            scheme = "https";
            let hangups = signal(SignalKind::hangup()).map_err(Error::unavailable)?;
            actix_web::rt::spawn(tls.follow(files, hangups));
        }
        println!("listening on {scheme}://{address}");
        listening(address);
        server.run().await.map_err(cannot)
    })
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(limits::BACKLOG)?;
    Ok(socket.into())
}

/// How many connections there may be: as many as were asked for, or fewer, if the system lets the process open no more.
fn possible(connections: u32, database: u32) -> usize {
    let beside = u64::from(database) + limits::OTHER_FILES;
    let wanted = u64::from(connections) + beside;
    let granted = rlimit::increase_nofile_limit(wanted).unwrap_or(wanted);
    let possible = granted.saturating_sub(beside).clamp(1, u64::from(connections));
    if possible < u64::from(connections) {
        log::warn!(connections, possible; "the system lets the process open too few files for so many connections");
    }
    usize::try_from(possible).unwrap_or(Semaphore::MAX_PERMITS)
}
