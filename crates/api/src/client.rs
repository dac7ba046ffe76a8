//! Where a request came from, for the trail and the security log. Nothing is ever decided by it.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::web::Data;
use ipnet::IpNet;
use portcullis_domain::{Error, Result};

use crate::Services;

/// The one header that is read. `Forwarded` is not: proxies that write this one hand on whatever a client says in that.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies whose word on where a request came from is believed; by default nobody's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Of addresses (`10.0.0.7`) and networks (`10.0.0.0/8`).
    pub fn parse<S: AsRef<str>>(items: &[S]) -> Result<Self> {
        let network = |item: &S| {
            let item = item.as_ref();
            let parsed = item.parse::<IpNet>().or_else(|_| item.parse::<IpAddr>().map(IpNet::from));
            parsed
                .map_err(|_| Error::invalid("proxies", "must be addresses or networks: 10.0.0.7, 10.0.0.0/8, fd00::/8"))
        };
        items.iter().map(network).collect::<Result<_>>().map(Self)
    }

    /// How many addresses and networks they are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nobody is believed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn include(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Whom the connection, or the proxies that are believed, say that the request came from: the last in the list that
    /// is no trusted proxy itself. A word that is no address makes the whole list worth nothing.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.include(peer) {
            return peer;
        }
        let mut told = Vec::new();
        for value in headers.get_all(FORWARDED_FOR) {
            for word in value.to_str().unwrap_or_default().split(',') {
                let Ok(address) = word.trim().parse::<IpAddr>() else { return peer };
                told.push(address.to_canonical());
            }
        }
        let outside = told.iter().rev().find(|address| !self.include(**address));
        // proxies all the way: the request came from the first of them
        outside.or(told.first()).copied().unwrap_or(peer)
    }
}

/// Where the request came from, if that is known.
pub(crate) fn source(request: &HttpRequest) -> Option<String> {
    let peer = request.peer_addr()?.ip();
    let services = request.app_data::<Data<Services>>();
    let client = services.map_or(peer, |services| services.proxies.client(peer, request.headers()));
    Some(client.to_string())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::nobody_is_believed(&[], "10.0.0.7", &["203.0.113.9"], "10.0.0.7")]
    #[case::who_is_no_proxy_is_not_believed(&["10.0.0.0/8"], "198.51.100.1", &["203.0.113.9"], "198.51.100.1")]
    #[case::nothing_is_said(&["10.0.0.0/8"], "10.0.0.7", &[], "10.0.0.7")]
    #[case::a_proxy_is_believed(&["10.0.0.7"], "10.0.0.7", &["203.0.113.9"], "203.0.113.9")]
    #[case::what_the_client_says_itself_is_not(&["10.0.0.7"], "10.0.0.7", &["192.0.2.1, 203.0.113.9"], "203.0.113.9")]
    #[case::nor_in_a_header_of_its_own(&["10.0.0.7"], "10.0.0.7", &["192.0.2.1", "203.0.113.9"], "203.0.113.9")]
    #[case::through_two_proxies(&["10.0.0.0/8"], "10.0.0.7", &["203.0.113.9, 10.0.0.8"], "203.0.113.9")]
    #[case::proxies_all_the_way(&["10.0.0.0/8"], "10.0.0.7", &["10.0.0.9, 10.0.0.8"], "10.0.0.9")]
    #[case::no_address(&["10.0.0.7"], "10.0.0.7", &["a"], "10.0.0.7")]
    #[case::no_address_before_one(&["10.0.0.7"], "10.0.0.7", &["unknown, 203.0.113.9"], "10.0.0.7")]
    #[case::an_empty_word(&["10.0.0.7"], "10.0.0.7", &[""], "10.0.0.7")]
    #[case::a_name(&["10.0.0.7"], "10.0.0.7", &["localhost"], "10.0.0.7")]
    #[case::with_a_port(&["10.0.0.7"], "10.0.0.7", &["203.0.113.9:443"], "10.0.0.7")]
    #[case::not_text(&["10.0.0.7"], "10.0.0.7", &["\u{e9}"], "10.0.0.7")]
    #[case::the_sixth_version(&["fd00::/8"], "fd00::7", &["2001:db8::9"], "2001:db8::9")]
    #[case::the_fourth_within_the_sixth(&["10.0.0.7"], "::ffff:10.0.0.7", &["::ffff:203.0.113.9"], "203.0.113.9")]
    fn the_client_is_the_last_that_is_no_trusted_proxy(
        #[case] trusted: &[&str],
        #[case] peer: &str,
        #[case] told: &[&str],
        #[case] client: &str,
    ) {
        let mut headers = HeaderMap::new();
        for line in told {
            headers.append(FORWARDED_FOR, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        let trusted = TrustedProxies::parse(trusted).unwrap();
        assert_eq!(trusted.client(peer.parse().unwrap(), &headers).to_string(), client);
    }

    #[rstest]
    #[case("")]
    #[case("proxy.example")]
    #[case("10.0.0.0/33")]
    #[case("10.0.0")]
    #[case("*")]
    fn what_is_neither_an_address_nor_a_network_is_refused(#[case] item: &str) {
        assert!(TrustedProxies::parse(&[item]).is_err());
    }
}
