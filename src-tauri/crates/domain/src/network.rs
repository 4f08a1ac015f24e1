//! A network of addresses: what an IP rule compares with.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use ipnet::IpNet;

use crate::malformed::Malformed;

/// An IPv4 or IPv6 network without host bits, never one of IPv4-mapped addresses (`::ffff:0:0/96`, RFC 4291
/// 2.5.5.2): that is the IPv4 network itself. Prints as CIDR, always with the prefix.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network(IpNet);

/// Bits before the IPv4 address in an IPv4-mapped one.
const MAPPED_PREFIX: u8 = 96;

impl Network {
    /// Cuts host bits and turns mapped networks into IPv4; `None` if the prefix is too long for the address.
    pub fn new(address: IpAddr, prefix: u8) -> Option<Network> {
        let (address, prefix) = match address {
            IpAddr::V6(v6) if prefix >= MAPPED_PREFIX => match v6.to_ipv4_mapped() {
                Some(v4) => (IpAddr::V4(v4), prefix - MAPPED_PREFIX),
                None => (address, prefix),
            },
            _ => (address, prefix),
        };
        IpNet::new(address, prefix).ok().map(|network| Network(network.trunc()))
    }

    /// The first address.
    pub fn first(&self) -> IpAddr {
        self.0.network()
    }

    /// The last address.
    pub fn last(&self) -> IpAddr {
        self.0.broadcast()
    }

    /// The number of leading bits that all its addresses share.
    pub fn prefix(&self) -> u8 {
        self.0.prefix_len()
    }

    /// 4 or 6.
    pub fn version(&self) -> u32 {
        match self.0 {
            IpNet::V4(_) => 4,
            IpNet::V6(_) => 6,
        }
    }

    /// `0.0.0.0/0` or `::/0`.
    pub fn is_every_address(&self) -> bool {
        self.prefix() == 0
    }

    /// An IPv4-mapped address is judged as IPv4; `::/0` holds no IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }

    /// True if every address of `other` is in this network.
    pub fn covers(&self, other: &Network) -> bool {
        self.0.contains(&other.0)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Network({self})")
    }
}

impl FromStr for Network {
    type Err = Malformed;

    /// Strict: what [`Network`] prints, and no other spelling of it (for records, not for people).
    fn from_str(text: &str) -> Result<Network, Malformed> {
        let network = Cidr::parse(text).ok().and_then(|cidr| cidr.network()).ok_or(Malformed::Network)?;
        if network.to_string() == text { Ok(network) } else { Err(Malformed::Network) }
    }
}

/// An address and perhaps a prefix, as typed: host bits are still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cidr {
    pub(crate) address: IpAddr,
    pub(crate) prefix: Option<u8>,
}

/// Which part of a CIDR can't be read. The prefix is looked at only where the address is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CidrFault {
    Address,
    PrefixUnreadable,
    PrefixTooLong { max: u8 },
}

impl Cidr {
    /// Strict: the address as std reads it (no leading zeros), the prefix in 1 to 3 ASCII digits without sign
    /// or leading zero. Never `IpNet::from_str`: ipnet 2.12 takes `010.0.0.1/32` and `/08`
    /// (krisprice/ipnet#32).
    pub(crate) fn parse(text: &str) -> Result<Cidr, CidrFault> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| CidrFault::Address)?;
        let prefix = prefix.map(|digits| read_prefix(digits, longest_prefix(address))).transpose()?;
        Ok(Cidr { address, prefix })
    }

    /// The network meant; a bare address is one of a single address.
    pub(crate) fn network(&self) -> Option<Network> {
        Network::new(self.address, self.prefix.unwrap_or(longest_prefix(self.address)))
    }

    pub(crate) fn is_mapped_ipv4(&self) -> bool {
        let is_mapped = matches!(self.address, IpAddr::V6(v6) if is_mapped(v6));
        is_mapped && self.prefix.is_none_or(|prefix| prefix >= MAPPED_PREFIX)
    }

    /// True if the address has bits beyond the prefix.
    pub(crate) fn has_host_bits(&self) -> bool {
        self.prefix.is_some_and(|prefix| {
            IpNet::new(self.address, prefix).is_ok_and(|network| network.addr() != network.network())
        })
    }
}

fn is_mapped(address: Ipv6Addr) -> bool {
    address.to_ipv4_mapped().is_some()
}

pub(crate) fn longest_prefix(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn read_prefix(digits: &str, max: u8) -> Result<u8, CidrFault> {
    let is_plain = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain || (digits.len() > 1 && digits.starts_with('0')) {
        return Err(CidrFault::PrefixUnreadable);
    }
    match digits.parse::<u8>() {
        Ok(prefix) if prefix <= max => Ok(prefix),
        _ => Err(CidrFault::PrefixTooLong { max }),
    }
}
