//! The `Host` of a request. A web page whose name was pointed at this machine (DNS rebinding) asks in its own name, and
//! is turned away; gateways ask in the name or address that they were configured with.

use std::net::IpAddr;

use http::uri::Authority;
use http::{HeaderMap, header};

/// A name without a port, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostName(String);

/// Which hosts are ours: any address, for behind an address is no name that could be pointed elsewhere; `localhost`; and
/// the names that were set.
#[derive(Debug, Clone)]
pub(crate) struct HostRule(Vec<HostName>);

impl HostName {
    /// Letters, digits, `-`, `_` and dots (container networks have names with `_`); no port. Addresses need not be named.
    pub fn parse(text: &str) -> Option<HostName> {
        const MAX_LENGTH: usize = 253;
        let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let is_name = !text.is_empty() && text.len() <= MAX_LENGTH && text.bytes().all(is_name_byte);
        is_name.then(|| HostName(text.to_ascii_lowercase()))
    }

    /// As compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl HostRule {
    pub(crate) fn new(names: &[HostName]) -> HostRule {
        HostRule(names.to_vec())
    }

    /// True for exactly one `Host` that is ours. Ports are not compared: a page can
    /// choose its own.
    pub(crate) fn admits(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        if self.is_plainly_ours(host.as_bytes()) {
            return true;
        }
        let Ok(authority) = Authority::try_from(host.as_bytes()) else { return false };
        // `user@127.0.0.1` is nobody's way to name a host.
        !authority.as_str().contains('@') && self.is_ours(authority.host())
    }

    /// A name of ours with or without a port, which nearly every request has: it needs no parser that makes a copy.
    fn is_plainly_ours(&self, host: &[u8]) -> bool {
        let end = host.iter().position(|byte| *byte == b':').unwrap_or(host.len());
        let (name, port) = host.split_at(end);
        let is_plain = name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
            && (port.is_empty() || (2..=6).contains(&port.len()) && port[1..].iter().all(u8::is_ascii_digit));
        is_plain && str::from_utf8(name).is_ok_and(|name| self.is_ours(name))
    }

    fn is_ours(&self, host: &str) -> bool {
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        bare.parse::<IpAddr>().is_ok()
            || host.eq_ignore_ascii_case("localhost")
            || self.0.iter().any(|name| host.eq_ignore_ascii_case(name.as_str()))
    }
}
