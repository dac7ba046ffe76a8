//! The HTTP server: actix-web's, with a watch on every connection, TLS, and limits.
//!
//! [`Listener::bind`] and [`Listener::serve`] are two steps, so that a start can find out that the address and the
//! certificate are good before it touches the database.

mod connection_watch;
mod limits;
mod listen;
mod tls;

pub(crate) use listen::{ListenConfig, Listener};
pub(crate) use tls::TlsFiles;
