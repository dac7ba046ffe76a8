//! Timeouts and limits of connections; `docs/operate/network.md` documents them for operators.

use std::time::Duration;

/// From the start of a connection to the end of its first request's head.
pub(super) const FIRST_HEAD: Duration = Duration::from_secs(5);

/// From a response to the first byte of the next request.
pub(super) const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// From a response to the end of the next request's head.
pub(super) const NEXT_HEAD: Duration = KEEP_ALIVE.saturating_add(FIRST_HEAD);

/// From the end of a request's head until the client has read the response. Of it, the body may take 5 s and the work 9
/// s.
pub(super) const RESPONSE: Duration = Duration::from_secs(30);

/// For a TLS handshake.
pub(super) const HANDSHAKE: Duration = Duration::from_secs(5);

/// For a client to read the last response of a connection and close its end.
pub(super) const CLOSE: Duration = Duration::from_secs(2);

/// Responses without a body that a connection gets in a row. The server buffers them for a client that does not read.
pub(super) const BODILESS_RESPONSES: u32 = 100;

/// Connections that the kernel queues until they are accepted.
pub(super) const BACKLOG: i32 = 1024;

/// Open files of the process besides connections of clients and of the database.
pub(super) const OTHER_FILES: u64 = 128;

/// Open files of a client's connection: its socket, and the handle that the watch closes it by.
pub(super) const FILES_PER_CONNECTION: u64 = 2;

/// How long a graceful stop waits for requests in progress, in seconds: longer than a body and a response take.
pub(super) const DRAIN_SECONDS: u64 = 15;
