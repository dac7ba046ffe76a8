//! The address that a request came from, for the audit log and the security log. No decision depends on it.

use std::net::IpAddr;

use actix_web::http::header::{HeaderMap, HeaderName};
use ipnet::IpNet;
use portcullis_domain::{Error, Result};

/// The only header that is read. `Forwarded` is not: proxies that set this header pass on whatever a client sends in that.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies whose `X-Forwarded-For` is trusted; by default none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Parses addresses (`10.0.0.7`) and networks (`10.0.0.0/8`).
    pub fn parse<S: AsRef<str>>(items: &[S]) -> Result<Self> {
        let network = |item: &S| {
            let item = item.as_ref();
            let parsed = item.parse::<IpNet>().or_else(|_| item.parse::<IpAddr>().map(IpNet::from));
            parsed
                .map_err(|_| Error::invalid("proxies", "must be addresses or networks: 10.0.0.7, 10.0.0.0/8, fd00::/8"))
        };
        items.iter().map(network).collect::<Result<_>>().map(Self)
    }

    /// The number of addresses and networks.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no proxy is trusted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn include(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Returns the client behind the trusted proxies: the last address of the list that is no trusted proxy. A list
    /// with an entry that is no address is ignored as a whole.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.include(peer) {
            return peer;
        }
        let mut forwarded = Vec::new();
        for value in headers.get_all(FORWARDED_FOR) {
            for word in value.to_str().unwrap_or_default().split(',') {
                let Ok(address) = word.trim().parse::<IpAddr>() else { return peer };
                forwarded.push(address.to_canonical());
            }
        }
        let outside = forwarded.iter().rev().find(|address| !self.include(**address));
        // only proxies: the request came from the first of them
        outside.or(forwarded.first()).copied().unwrap_or(peer)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::no_trusted_proxies(&[], "10.0.0.7", &["203.0.113.9"], "10.0.0.7")]
    #[case::the_peer_is_untrusted(&["10.0.0.0/8"], "198.51.100.1", &["203.0.113.9"], "198.51.100.1")]
    #[case::no_header(&["10.0.0.0/8"], "10.0.0.7", &[], "10.0.0.7")]
    #[case::a_trusted_proxy(&["10.0.0.7"], "10.0.0.7", &["203.0.113.9"], "203.0.113.9")]
    #[case::the_client_sent_one_too(&["10.0.0.7"], "10.0.0.7", &["192.0.2.1, 203.0.113.9"], "203.0.113.9")]
    #[case::the_client_sent_a_line_of_its_own(&["10.0.0.7"], "10.0.0.7", &["192.0.2.1", "203.0.113.9"], "203.0.113.9")]
    #[case::through_two_proxies(&["10.0.0.0/8"], "10.0.0.7", &["203.0.113.9, 10.0.0.8"], "203.0.113.9")]
    #[case::only_proxies(&["10.0.0.0/8"], "10.0.0.7", &["10.0.0.9, 10.0.0.8"], "10.0.0.9")]
    #[case::a_word(&["10.0.0.7"], "10.0.0.7", &["a"], "10.0.0.7")]
    #[case::a_word_before_an_address(&["10.0.0.7"], "10.0.0.7", &["unknown, 203.0.113.9"], "10.0.0.7")]
    #[case::an_empty_word(&["10.0.0.7"], "10.0.0.7", &[""], "10.0.0.7")]
    #[case::a_name(&["10.0.0.7"], "10.0.0.7", &["localhost"], "10.0.0.7")]
    #[case::with_a_port(&["10.0.0.7"], "10.0.0.7", &["203.0.113.9:443"], "10.0.0.7")]
    #[case::not_text(&["10.0.0.7"], "10.0.0.7", &["\u{e9}"], "10.0.0.7")]
    #[case::ipv6(&["fd00::/8"], "fd00::7", &["2001:db8::9"], "2001:db8::9")]
    #[case::ipv4_mapped_ipv6(&["10.0.0.7"], "::ffff:10.0.0.7", &["::ffff:203.0.113.9"], "203.0.113.9")]
    fn the_client_is_the_last_untrusted_address(
        #[case] trusted: &[&str],
        #[case] peer: &str,
        #[case] forwarded: &[&str],
        #[case] client: &str,
    ) {
        let mut headers = HeaderMap::new();
        for line in forwarded {
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
    fn other_texts_are_rejected(#[case] item: &str) {
        assert!(TrustedProxies::parse(&[item]).is_err());
    }
}
