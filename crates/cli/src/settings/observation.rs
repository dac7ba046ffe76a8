//! Where the service is looked after.

use std::net::{SocketAddr, ToSocketAddrs};

use portcullis_domain::Result;

use super::reading::{Settings, wrong};

impl Settings<'_> {
    /// Where metrics and probes are told, if anywhere. Never where the service itself is.
    pub(crate) fn metrics_bind(&self) -> Result<Option<SocketAddr>> {
        let Some(given) = self.0.get("metrics_bind") else { return Ok(None) };
        let mut addresses = given.value.to_socket_addrs().map_err(|_| wrong(given, "must be ADDRESS:PORT"))?;
        let address = addresses.next().ok_or_else(|| wrong(given, "names no address"))?;
        // port 0 is another one each time
        if address.port() != 0 && address == self.bind()? {
            return Err(wrong(given, "must not be the address of the service itself"));
        }
        Ok(Some(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::reading::tests::sources;

    #[test]
    fn metrics_have_an_address_of_their_own_or_none() {
        let read = |given: &[(&'static str, &str)]| Settings(&sources(given)).metrics_bind();
        assert!(read(&[]).unwrap().is_none());
        assert_eq!(read(&[("metrics_bind", "127.0.0.1:9464")]).unwrap().map(|address| address.port()), Some(9464));
        assert!(read(&[("metrics_bind", "127.0.0.1:0"), ("bind", "127.0.0.1:0")]).unwrap().is_some());
        for wrong in ["nonsense", "127.0.0.1:3000"] {
            let told = read(&[("metrics_bind", wrong)]).unwrap_err().to_string();
            assert!(told.contains("--metrics_bind"), "{told}");
        }
    }
}
