//! Who the client is: the socket's peer, unless that is a proxy that the administrator trusts. Then one configured header
//! is walked from right to left, past other trusted proxies; the first other hop is the client.
//!
//! What can't be read, an empty hop, or no header where a trusted proxy should have sent one is an unknown client, never
//! another header or the proxy itself: guessing would let in whoever sends garbage.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::HeaderMap;
use http::header::{self, HeaderName, HeaderValue};
use mapae_domain::{AddressSet, Network};

use crate::http::forwarded;

/// More proxies than this stand in no one's way to an application.
pub(crate) const MAX_HOPS: usize = 32;

/// The one header in which trusted proxies name the client.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ClientHeader {
    /// A list; each proxy adds the address that it was asked from.
    #[default]
    XForwardedFor,
    /// One address.
    XRealIp,
    /// RFC 7239.
    Forwarded,
    /// Any other, read as a list of addresses.
    Other(HeaderName),
}

/// The other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// Over TCP.
    Address(IpAddr),
    /// Over the Unix socket, which only those reach whom the file's permissions admit: trusted.
    Local,
}

/// Whose word counts, and in which header.
#[derive(Debug, Clone)]
pub(crate) struct ClientRule {
    trusted: AddressSet,
    header: ClientHeader,
}

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");

impl ClientHeader {
    /// By name. `None` for what is no header's name, and for headers that never name a client.
    pub fn parse(name: &str) -> Option<ClientHeader> {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        const NEVER: [HeaderName; 6] = [
            header::AUTHORIZATION,
            header::HOST,
            header::COOKIE,
            header::CONNECTION,
            header::CONTENT_LENGTH,
            header::TRANSFER_ENCODING,
        ];
        if NEVER.contains(&name) {
            return None;
        }
        let known = [ClientHeader::XForwardedFor, ClientHeader::XRealIp, ClientHeader::Forwarded];
        let known = known.into_iter().find(|known| known.name().eq_ignore_ascii_case(name.as_str()));
        Some(known.unwrap_or(ClientHeader::Other(name)))
    }

    /// As it is usually written.
    pub fn name(&self) -> &str {
        match self {
            ClientHeader::XForwardedFor => "X-Forwarded-For",
            ClientHeader::XRealIp => "X-Real-IP",
            ClientHeader::Forwarded => "Forwarded",
            ClientHeader::Other(name) => name.as_str(),
        }
    }
}

impl ClientRule {
    pub(crate) fn new(trusted: impl Iterator<Item = Network>, header: ClientHeader) -> ClientRule {
        ClientRule { trusted: AddressSet::of(trusted), header }
    }

    /// The client's address; `None` where a trusted proxy did not say it properly.
    pub(crate) fn client(&self, peer: Peer, headers: &HeaderMap) -> Option<IpAddr> {
        match peer {
            Peer::Address(address) if !self.is_trusted(address) => Some(address.to_canonical()),
            Peer::Address(_) | Peer::Local => self.named(headers),
        }
    }

    fn named(&self, headers: &HeaderMap) -> Option<IpAddr> {
        match &self.header {
            ClientHeader::XForwardedFor => self.walked(lines(headers, &X_FORWARDED_FOR).flat_map(from_right)),
            ClientHeader::Other(name) => self.walked(lines(headers, name).flat_map(from_right)),
            ClientHeader::XRealIp => only(headers.get_all(X_REAL_IP).iter()).and_then(hop),
            ClientHeader::Forwarded => {
                self.walked(lines(headers, &header::FORWARDED).flat_map(forwarded::hops_from_right))
            }
        }
    }

    /// The first hop that is not trusted. Where all are, the request began at the farthest.
    fn walked(&self, hops: impl Iterator<Item = Option<IpAddr>>) -> Option<IpAddr> {
        let mut farthest = None;
        for (count, hop) in hops.enumerate() {
            let address = hop.filter(|_| count < MAX_HOPS)?;
            if !self.is_trusted(address) {
                return Some(address);
            }
            farthest = Some(address);
        }
        farthest
    }

    fn is_trusted(&self, address: IpAddr) -> bool {
        self.trusted.contains(address.to_canonical())
    }
}

/// Several lines of one header are one list, in order (RFC 9110, 5.3): so the last line comes first here.
fn lines<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a [u8]> {
    let mut lines = headers.get_all(name).iter();
    std::iter::from_fn(move || lines.next_back()).map(HeaderValue::as_bytes)
}

fn only<'a>(mut values: impl Iterator<Item = &'a HeaderValue>) -> Option<&'a [u8]> {
    let first = values.next()?;
    values.next().is_none().then(|| first.as_bytes())
}

fn from_right(line: &[u8]) -> impl Iterator<Item = Option<IpAddr>> {
    line.rsplit(|byte| *byte == b',').map(hop)
}

/// An address, perhaps with a port, perhaps in brackets. Zones mean nothing on another machine, and are refused.
pub(crate) fn hop(text: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(text.trim_ascii()).ok()?;
    let address = text
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()))
        .ok()
        .or_else(|| {
            let inner = text.strip_prefix('[')?.strip_suffix(']')?;
            inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6)
        })?;
    let has_zone = text.contains('%');
    (!has_zone).then(|| address.to_canonical())
}
