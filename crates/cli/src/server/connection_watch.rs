//! The watch on a connection: closes it when its client is too slow, and executes nothing after its last request.
//!
//! actix-web bounds the time of a connection's first head and the idle time between requests. It does not bound the time
//! of a further head once its first byte came, nor that of a response that the client does not read; and it executes
//! requests that follow one that ends the connection. [`on_connect`] creates a [`Connection`] for each socket, and
//! [`guard`] updates it with each request.

use std::any::Any;
use std::cell::Cell;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd as _;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Extensions, Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::ConnectionType;
use actix_web::middleware::Next;
use actix_web::rt::{net, spawn};
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage as _, HttpResponse};
use futures_util::Stream;
use socket2::SockRef;
use tokio::time::{Instant, sleep};

use super::limits::{BODILESS_RESPONSES, CLOSE, NEXT_HEAD, RESPONSE};

/// How often a connection's deadline is checked.
const CHECK: Duration = Duration::from_secs(1);

/// The state of one connection, shared by its watch and the requests on it.
pub(super) struct Connection {
    /// A second handle of the socket, to close it by.
    socket: TcpStream,
    /// When the connection is closed, unless the deadline is moved before.
    deadline: Cell<Instant>,
    /// Whether the latest request is the last one to be executed.
    last: Cell<bool>,
    /// Whether the latest request's body was read to its end.
    body_read: Cell<bool>,
    /// The number of responses without a body since the last one with a body.
    bodiless: Cell<u32>,
}

/// Starts the watch on a new connection.
pub(super) fn on_connect(io: &dyn Any, data: &mut Extensions) {
    let over_tls = || io.downcast_ref::<TlsStream<net::TcpStream>>().map(|tls| tls.get_ref().0);
    let Some(stream) = io.downcast_ref::<net::TcpStream>().or_else(over_tls) else { return };
    let Ok(socket) = stream.as_fd().try_clone_to_owned() else {
        // without a second handle it could not be watched
        let _ = SockRef::from(stream).shutdown(Shutdown::Both);
        return;
    };
    let connection = Rc::new(Connection {
        socket: TcpStream::from(socket),
        deadline: Cell::new(Instant::now() + NEXT_HEAD),
        last: Cell::new(false),
        body_read: Cell::new(true),
        bodiless: Cell::new(0),
    });
    spawn(watch(Rc::downgrade(&connection)));
    data.insert(connection);
}

/// Closes the connection when its deadline has passed.
async fn watch(connection: Weak<Connection>) {
    loop {
        sleep(CHECK).await;
        match connection.upgrade() {
            Some(connection) if Instant::now() >= connection.deadline.get() => return connection.close(),
            Some(_) => {}
            None => return,
        }
    }
}

impl Connection {
    fn close(&self) {
        let _ = self.socket.shutdown(Shutdown::Both);
    }

    /// Records that a request's head is complete, and whether it has a body.
    fn request_started(&self, request: &ServiceRequest, has_body: bool) {
        let persists = request.head().connection_type() == ConnectionType::KeepAlive;
        // where a chunked body ends depends on its content: no request is read behind one
        let chunked = request.chunked().unwrap_or(true);
        self.last.set(!persists || chunked);
        self.body_read.set(!has_body);
        self.deadline.set(Instant::now() + RESPONSE);
    }

    /// Records the size of a response, and decides whether it is the connection's last one.
    fn request_executed(&self, size: BodySize) {
        // the server waits for the client to read earlier responses only before it sends a body
        let bodiless = matches!(size, BodySize::None | BodySize::Sized(0));
        self.bodiless.set(if bodiless { self.bodiless.get() + 1 } else { 0 });
        if !self.body_read.get() || self.bodiless.get() >= BODILESS_RESPONSES {
            self.last.set(true);
        }
    }

    /// Records that the whole response was handed over for sending. After the last one the client has time left to read
    /// it, unless it still sends a body, which would be read until the deadline.
    fn response_sent(&self) {
        match (self.last.get(), self.body_read.get()) {
            (false, _) => self.deadline.set(Instant::now() + NEXT_HEAD),
            (true, false) => self.deadline.set(Instant::now() + CLOSE),
            (true, true) => {}
        }
    }
}

/// Middleware for all requests: updates the connection's state. A request after the connection's last one is neither
/// executed nor answered.
pub(super) async fn guard(
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<EitherBody<WatchedBody>>, Error> {
    let connection = request.conn_data::<Rc<Connection>>().map(Rc::clone);
    let connection = match connection {
        Some(connection) if !connection.last.get() => connection,
        closed => {
            if let Some(connection) = closed {
                // the previous response may still be in transit
                sleep(CLOSE).await;
                connection.close();
            }
            // not sent: the socket is shut down, which the server finds out by this
            return Ok(request.into_response(HttpResponse::ServiceUnavailable().finish()).map_into_right_body());
        }
    };
    let payload = request.take_payload();
    let has_body = !matches!(payload, Payload::None);
    connection.request_started(&request, has_body);
    if has_body {
        let payload = WatchedPayload { payload, connection: Rc::clone(&connection) };
        request.set_payload(Payload::Stream { payload: Box::pin(payload) });
    }
    let mut response = next.call(request).await?;
    connection.request_executed(response.response().body().size());
    if connection.last.get() {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response.map_body(|_, body| WatchedBody { body, connection }).map_into_left_body())
}

/// A request's body that records when it was read to its end.
struct WatchedPayload {
    payload: Payload,
    connection: Rc<Connection>,
}

impl Stream for WatchedPayload {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(Pin::new(&mut self.payload).poll_next(context));
        if item.is_none() {
            self.connection.body_read.set(true);
        }
        Poll::Ready(item)
    }
}

/// A response's body that records when all of it was handed over for sending.
pub(super) struct WatchedBody {
    body: BoxBody,
    connection: Rc<Connection>,
}

impl MessageBody for WatchedBody {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

impl Drop for WatchedBody {
    fn drop(&mut self) {
        self.connection.response_sent();
    }
}
