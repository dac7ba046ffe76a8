//! The edge towards the network: what is not HTTP, what is too much, what is too slow, TLS, and who is believed.

mod connections;
mod malformed;
mod overload;
mod proxies;
mod slow;
mod socket;
mod table;
mod tls;
