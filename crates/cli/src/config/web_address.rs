//! Addresses and URLs as settings give them.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};

use crate::error::Result;
use crate::settings::Given;

/// Reads `ADDRESS:PORT`. Of a host name the first address is used.
pub(super) fn socket_address(given: &Given) -> Result<SocketAddr> {
    let mut addresses = given.value.to_socket_addrs().map_err(|_| given.wrong("must be ADDRESS:PORT"))?;
    addresses.next().ok_or_else(|| given.wrong("names no address"))
}

/// Whether a connection to this URL is safe from the network: `https://`, or `http://` on loopback.
pub(super) fn is_https_or_loopback(url: &str) -> bool {
    url.starts_with("https://") || url.strip_prefix("http://").is_some_and(is_loopback)
}

/// Whether the host of a URL, given without its scheme, is this machine.
pub(super) fn is_loopback(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return false;
    }
    let host = match authority.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((host, _)) => host,
        None => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
    };
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
