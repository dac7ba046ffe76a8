//! The metrics listener's address.

use std::net::SocketAddr;

use super::{listening, web_address};
use crate::error::Result;
use crate::settings::Settings;

/// Reads the address of `/metrics` and the probes, if one is given. It is never the service's own.
pub(crate) fn read(settings: &Settings) -> Result<Option<SocketAddr>> {
    let Some(given) = settings.get("metrics_bind") else { return Ok(None) };
    let address = web_address::socket_address(given)?;
    // port 0 is a different one each time
    if address.port() != 0 && listening::address(settings).is_ok_and(|service| service == address) {
        return Err(given.wrong("must not be the address of the service itself"));
    }
    Ok(Some(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_never_share_the_services_address() {
        let read = |given: &[(&'static str, &str)]| read(&Settings::given(given));
        assert!(read(&[]).unwrap().is_none());
        assert_eq!(read(&[("metrics_bind", "127.0.0.1:9464")]).unwrap().map(|address| address.port()), Some(9464));
        assert!(read(&[("metrics_bind", "127.0.0.1:0"), ("bind", "127.0.0.1:0")]).unwrap().is_some());
        for wrong in ["nonsense", "127.0.0.1:3000"] {
            let error = read(&[("metrics_bind", wrong)]).unwrap_err().to_string();
            assert!(error.contains("--metrics_bind"), "{error}");
        }
    }
}
