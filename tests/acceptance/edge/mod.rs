//! Tests of the network edge: malformed HTTP, limits, timeouts, overload, TLS and proxies.

mod bodiless_answers;
mod malformed;
mod max_connections;
mod overload;
mod proxies;
mod raw_requests;
mod raw_socket;
mod timeouts;
mod tls;
