//! Where probes go: to loopback and private addresses alone. Mapae is no tool to send requests to strangers with.

use crate::commands::views::SelfTestProblem;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs, UdpSocket};
use tauri::Url;

/// A gateway of the administrator's own.
#[derive(Debug)]
pub(super) struct Target {
    base: Url,
    address: SocketAddr,
}

impl Target {
    /// Asks the name service where a name is given.
    ///
    /// # Errors
    /// What is wrong with it, for its writer.
    pub(super) fn parse(text: &str) -> Result<Self, SelfTestProblem> {
        let base = Url::parse(text.trim()).map_err(|_| SelfTestProblem::UrlUnreadable)?;
        let is_plain = matches!(base.scheme(), "http" | "https") && base.username().is_empty();
        let (Some(host), Some(port)) = (base.host_str(), base.port_or_known_default()) else {
            return Err(SelfTestProblem::UrlUnreadable);
        };
        if !is_plain || base.password().is_some() || base.query().is_some() {
            return Err(SelfTestProblem::UrlUnreadable);
        }
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let found: Vec<SocketAddr> =
            (host, port).to_socket_addrs().map_err(|_| SelfTestProblem::HostUnknown)?.collect();
        if found.iter().any(|address| !is_near(address.ip())) {
            return Err(SelfTestProblem::UrlPublic);
        }
        let address = *found.first().ok_or(SelfTestProblem::HostUnknown)?;
        Ok(Self { base, address })
    }

    /// The address that was checked takes the name's place, so that no second answer of the name service counts; over TLS
    /// the name stays, for a gateway chooses its certificate by it.
    pub(super) fn url(&self, path: &str) -> String {
        let prefix = self.base.path().trim_end_matches('/');
        match self.base.scheme() {
            "https" => format!("https://{}{prefix}{path}", self.host()),
            _ => format!("http://{}{prefix}{path}", self.address),
        }
    }

    /// Name and port as the administrator wrote them.
    pub(super) fn host(&self) -> String {
        let host = self.base.host_str().expect("it was parsed with one");
        self.base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// This machine's own address as the gateway sees it, where there is a way to it. Nothing is sent.
    pub(super) fn our_address(&self) -> Option<IpAddr> {
        let any: SocketAddr =
            if self.address.is_ipv4() { ([0; 4], 0).into() } else { ([0_u16; 8], 0).into() };
        let socket = UdpSocket::bind(any).ok()?;
        socket.connect(self.address).ok()?;
        socket.local_addr().ok().map(|address| address.ip().to_canonical())
    }
}

/// Loopback, private (RFC 1918, RFC 4193) or of the link itself.
fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn probes_go_to_loopback_and_private_addresses_alone() {
        use SelfTestProblem::{UrlPublic, UrlUnreadable};
        for near in [
            "http://127.0.0.1:8080",
            "https://10.1.2.3",
            "http://[::1]:80/",
            "http://[fd00::1]",
            " http://192.168.0.9 ",
        ] {
            assert!(Target::parse(near).is_ok(), "{near}");
        }
        let refused = [
            ("http://192.0.2.1", UrlPublic),
            ("http://[2001:db8::1]", UrlPublic),
            ("http://[::ffff:8.8.8.8]", UrlPublic),
            ("http://0x08080808", UrlPublic),
            ("ftp://127.0.0.1", UrlUnreadable),
            ("127.0.0.1:8080", UrlUnreadable),
            ("http://a@127.0.0.1", UrlUnreadable),
            ("http://127.0.0.1/?a", UrlUnreadable),
            ("", UrlUnreadable),
        ];
        for (text, problem) in refused {
            assert_eq!(Target::parse(text).unwrap_err(), problem, "{text}");
        }
    }

    #[test]
    fn a_path_goes_behind_the_base() {
        let target = Target::parse("http://127.0.0.1:8080/base/").unwrap();
        assert_eq!(target.url("/v1/a"), "http://127.0.0.1:8080/base/v1/a");
        assert_eq!(target.host(), "127.0.0.1:8080");
        assert_eq!(target.our_address().unwrap(), IpAddr::from([127, 0, 0, 1]));
    }
}
