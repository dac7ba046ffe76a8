//! Reads a PostgreSQL URL as libpq does (`conninfo_uri_parse_options`, and the precedence of section 34.1.1 of its manual),
//! to know which servers it names and whether their certificates are verified.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use portcullis_domain::{Error, Result};

/// How connections to a database are protected on their way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// They do not leave the machine: a file, a socket, or loopback.
    Local,
    /// By TLS, with the server's certificate and name verified.
    Verified,
    /// By nothing that stops an attacker between us and these servers.
    Unverified(Vec<String>),
}

/// The parameters of a connection, from its URL. A later one replaces an earlier one, as in libpq.
#[derive(Debug, Default)]
pub(super) struct PostgresUri {
    parameters: Vec<(String, String)>,
    /// Whether the URL has a part after `?`.
    pub(super) has_query: bool,
}

impl PostgresUri {
    /// Parses a URL.
    pub(super) fn parse(url: &str) -> Result<Self> {
        let rest = url.split_once("://").map(|(_, rest)| rest).ok_or_else(unreadable)?;
        // credentials end at the first `@` before a `/`; a `?` belongs to them
        let servers = match rest.split_once('@') {
            Some((credentials, servers)) if !credentials.contains('/') => servers,
            _ => rest,
        };
        let mut uri = Self::default();
        let (hosts, rest) = hosts(servers)?;
        uri.put("host", &hosts)?;
        let query = rest.split_once('?').map(|(_, query)| query);
        uri.has_query = query.is_some();
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some((_, value)) if value.contains('=') => return Err(unreadable()),
                Some(("ssl", "true")) => uri.put("sslmode", "require")?,
                Some((name, value)) => uri.put(&decoded(name)?, value)?,
                None => return Err(unreadable()),
            }
        }
        Ok(uri)
    }

    fn put(&mut self, name: &str, value: &str) -> Result<()> {
        let value = decoded(value)?;
        self.parameters.push((name.to_owned(), value));
        Ok(())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| &**value).filter(|value| !value.is_empty())
    }

    /// Returns how connections are protected. `variable` reads the environment, where libpq finds what the URL leaves out.
    pub(super) fn transport(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Transport> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let service = self.get("service").map(str::to_owned).or_else(|| variable("PGSERVICE"));
        let or_variable = |name: &str, fallback: &str| self.get(name).map(str::to_owned).or_else(|| variable(fallback));
        let verifies = |mode: Option<String>| mode.as_deref() == Some("verify-full");
        if let Some(service) = service {
            // the service's file may set whatever the URL does not, before the environment
            let mode = self.get("sslmode").map(str::to_owned);
            return Ok(if verifies(mode) { Transport::Verified } else { Transport::Unverified(vec![service]) });
        }
        let hosts = or_variable("host", "PGHOST").unwrap_or_default();
        let addresses = or_variable("hostaddr", "PGHOSTADDR");
        let remote = remote_servers(&hosts, addresses.as_deref())?;
        Ok(if remote.is_empty() {
            Transport::Local
        } else if verifies(or_variable("sslmode", "PGSSLMODE")) {
            Transport::Verified
        } else {
            Transport::Unverified(remote)
        })
    }
}

/// Splits off the list `HOST:PORT,HOST:PORT…` and returns its hosts, still encoded, and the rest.
fn hosts(text: &str) -> Result<(String, &str)> {
    let mut hosts = Vec::new();
    let mut rest = text;
    loop {
        let host;
        if let Some(bracketed) = rest.strip_prefix('[') {
            (host, rest) = bracketed.split_once(']').ok_or_else(unreadable)?;
            if host.is_empty() || !(rest.is_empty() || rest.starts_with([':', '/', '?', ','])) {
                return Err(unreadable());
            }
        } else {
            (host, rest) = rest.split_at(rest.find([':', '/', '?', ',']).unwrap_or(rest.len()));
        }
        hosts.push(host);
        if rest.starts_with(':') {
            (_, rest) = rest.split_at(rest.find(['/', '?', ',']).unwrap_or(rest.len()));
        }
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => return Ok((hosts.join(","), rest)),
        }
    }
}

/// Returns those of the servers that are neither a socket nor a loopback address. An address, where there is one, is what a
/// connection is made to; the host is then only the name in the certificate.
fn remote_servers(hosts: &str, addresses: Option<&str>) -> Result<Vec<String>> {
    let hosts: Vec<_> = hosts.split(',').collect();
    let addresses: Vec<_> = addresses.map(|list| list.split(',').collect()).unwrap_or_default();
    if !addresses.is_empty() && hosts != [""] && hosts.len() != addresses.len() {
        return Err(unreadable());
    }
    let servers = if addresses.len() > hosts.len() { addresses.len() } else { hosts.len() };
    let server = |nth: usize| {
        let address = addresses.get(nth).copied().filter(|address| !address.is_empty());
        address.or_else(|| hosts.get(nth).copied()).unwrap_or_default()
    };
    Ok((0..servers).map(server).filter(|server| !is_local(server)).map(str::to_owned).collect())
}

/// Whether this is a socket (a path, or an abstract name), the default socket, or a loopback address.
fn is_local(server: &str) -> bool {
    server.is_empty()
        || server.starts_with(['/', '@'])
        || server.eq_ignore_ascii_case("localhost")
        || server.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// Decodes `%XX`, and strips white space at both ends as newer versions of libpq do.
fn decoded(text: &str) -> Result<String> {
    let is_hex = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_hexdigit);
    if text.match_indices('%').any(|(at, _)| !is_hex(at + 1) || !is_hex(at + 2)) {
        return Err(unreadable());
    }
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| unreadable())?;
    if decoded.contains('\0') { Err(unreadable()) } else { Ok(decoded.trim().to_owned()) }
}

/// Names nothing of the URL, which may contain a password.
fn unreadable() -> Error {
    Error::invalid("database URL", "is not a URL that libpq can parse")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn transport(url: &str, variables: &[(&str, &str)]) -> Result<Transport> {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        PostgresUri::parse(url)?.transport(variable)
    }

    fn to(servers: &[&str]) -> Transport {
        Transport::Unverified(servers.iter().map(|server| (*server).to_owned()).collect())
    }

    #[rstest]
    #[case::default_socket("postgres:///portcullis")]
    #[case::nothing("postgres://")]
    #[case::encoded_socket("postgres://service@%2Fvar%2Frun%2Fpostgresql/portcullis")]
    #[case::socket_as_parameter("postgres://service@/portcullis?host=/var/run/postgresql")]
    #[case::abstract_socket("postgres:///portcullis?host=@portcullis")]
    #[case::name("postgresql://user:p@localhost:5433/portcullis")]
    #[case::ipv4("postgres://127.0.0.1,127.1.2.3:5433/portcullis?sslmode=disable")]
    #[case::ipv6("postgres://[::1]:5432,[::ffff:127.0.0.1]/portcullis")]
    #[case::address("postgres://db.example/portcullis?hostaddr=127.0.0.1")]
    #[case::addresses_alone("postgres:///portcullis?hostaddr=127.0.0.1,::1")]
    fn local_servers_need_no_tls(#[case] url: &str) {
        assert_eq!(transport(url, &[]).unwrap(), Transport::Local);
    }

    #[rstest]
    #[case::plain("postgres://db.example/portcullis", &["db.example"])]
    #[case::require("postgres://db.example/portcullis?sslmode=require", &["db.example"])]
    #[case::certificate_of_anybody("postgres://db.example/portcullis?sslmode=verify-ca", &["db.example"])]
    #[case::other_case("postgres://db.example/portcullis?sslmode=VERIFY-FULL", &["db.example"])]
    #[case::of_jdbc("postgres://db.example/portcullis?sslmode=verify-full&ssl=true", &["db.example"])]
    #[case::last_one_counts("postgres://db.example/portcullis?sslmode=verify-full&sslmode=disable", &["db.example"])]
    #[case::encoded("postgres://db.example/portcullis?sslmode=verify-full&%73slmode=disable", &["db.example"])]
    #[case::spaced("postgres://db.example/portcullis?sslmode=verify-full&%20sslmode=disable", &["db.example"])]
    #[case::one_of_several("postgres://localhost,db.example:5433/portcullis", &["db.example"])]
    #[case::encoded_list("postgres://localhost%2Cdb.example/portcullis", &["db.example"])]
    #[case::host_as_parameter("postgres://localhost/portcullis?host=db.example", &["db.example"])]
    #[case::address("postgres://localhost/portcullis?hostaddr=192.0.2.1", &["192.0.2.1"])]
    #[case::address_of_one("postgres://localhost,db.example/portcullis?hostaddr=192.0.2.1,127.0.0.1", &["192.0.2.1"])]
    #[case::without_a_path("postgres://db.example?sslmode=require", &["db.example"])]
    #[case::mode_in_the_password("postgres://u:x?sslmode=verify-full@db.example/portcullis", &["db.example"])]
    #[case::host_in_the_password("postgres://u:localhost@db.example/portcullis", &["db.example"])]
    #[case::looks_local("postgres://localhost.example,127.0.0.1.example,[fe80::1]/portcullis",
        &["localhost.example", "127.0.0.1.example", "fe80::1"])]
    #[case::odd_loopback("postgres://127.1/portcullis", &["127.1"])]
    #[case::service("postgres://localhost/portcullis?service=main", &["main"])]
    fn unverified_servers_are_named(#[case] url: &str, #[case] servers: &[&str]) {
        assert_eq!(transport(url, &[]).unwrap(), to(servers));
    }

    #[test]
    fn verify_full_verifies() {
        for url in [
            "postgres://db.example/portcullis?sslmode=verify-full",
            "postgres://a.example,b.example/portcullis?sslmode=require&sslmode=verify-full&sslrootcert=system",
            "postgres://u:p?@db.example/portcullis?connect_timeout=2&sslmode=verify%2dfull",
            "postgres:///portcullis?service=main&sslmode=verify-full",
        ] {
            assert_eq!(transport(url, &[]).unwrap(), Transport::Verified, "{url}");
        }
    }

    #[test]
    fn environment_fills_in_what_the_url_leaves_out() {
        let remote = "postgres://db.example/portcullis";
        assert_eq!(transport(remote, &[("PGSSLMODE", "verify-full")]).unwrap(), Transport::Verified);
        let url = "postgres://db.example/portcullis?sslmode=prefer";
        assert_eq!(transport(url, &[("PGSSLMODE", "verify-full")]).unwrap(), to(&["db.example"]));
        assert_eq!(transport("postgres:///portcullis", &[("PGHOST", "db.example")]).unwrap(), to(&["db.example"]));
        assert_eq!(transport(remote, &[("PGHOST", "localhost")]).unwrap(), to(&["db.example"]));
        let address = [("PGHOSTADDR", "192.0.2.1")];
        assert_eq!(transport("postgres://localhost/portcullis", &address).unwrap(), to(&["192.0.2.1"]));
        let service = [("PGSERVICE", "main"), ("PGSSLMODE", "verify-full")];
        assert_eq!(transport("postgres://localhost/portcullis", &service).unwrap(), to(&["main"]));
    }

    #[rstest]
    #[case("postgres://[::1/portcullis")]
    #[case("postgres://[]/portcullis")]
    #[case("postgres://[::1]x/portcullis")]
    #[case("postgres://h/d?sslmode")]
    #[case("postgres://h/d?sslmode=a=b")]
    #[case("postgres://h/d?sslmode=%zz")]
    #[case("postgres://h/d?sslmode=verify-full%00")]
    #[case("postgres://a,b/d?hostaddr=127.0.0.1")]
    fn unreadable_url_is_rejected(#[case] url: &str) {
        assert!(transport(url, &[]).is_err());
    }
}
