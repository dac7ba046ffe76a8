//! The edge of the service towards the network: listening, TLS, how many connections and how long they may take.
//!
//! actix-web's own server has no place to put a watch around a connection. So its parts are put together here as it does
//! itself: actix-server accepts, `guarded.rs` watches, actix-http speaks HTTP, and the application answers.

mod door;
mod guarded;
mod head;
mod intake;
mod limits;
mod listen;
mod progress;
mod refused;
mod tls;
mod wire;

pub(crate) use listen::{ListenConfig, Listener};
pub(crate) use tls::TlsFiles;
