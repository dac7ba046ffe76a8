//! How long clients may take, and how many there may be: docs/operate/network.md says it to operators.

use std::time::Duration;

/// From a connection's begin, or from the first byte of a further request, to the end of the request's head.
pub(super) const HEAD: Duration = Duration::from_secs(5);

/// From the end of the head to the moment when the answer was taken: the body has 5 s, the slowest work 9 s, and what is
/// left is for a client that reads slowly.
pub(super) const REQUEST: Duration = Duration::from_secs(30);

/// From an answer to the first byte of the next request.
pub(super) const IDLE: Duration = Duration::from_secs(30);

/// For a TLS handshake.
pub(super) const HANDSHAKE: Duration = Duration::from_secs(5);

/// For the last answer of a connection to be read by a client that still sends.
pub(super) const PARTING: Duration = Duration::from_secs(2);

/// The largest head that is read at all, in bytes. The application takes no more than a quarter of it, and says so to
/// each in its own way.
pub(super) const LARGEST_HEAD: usize = 64 * 1024;

/// How many connections beyond the most are told so at a time. The others are closed without a word.
pub(super) const TURNED_AWAY: usize = 64;

/// How many connections the kernel keeps for us until they are accepted.
pub(super) const BACKLOG: i32 = 1024;

/// How many files the process has open beside connections of clients and of the database.
pub(super) const OTHER_FILES: u64 = 128;

/// How long a shutdown waits for requests that are under way, in seconds. More than a body and an answer may take.
pub(super) const DRAIN_SECONDS: u64 = 15;
