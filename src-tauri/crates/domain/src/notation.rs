//! Why a text is no CIDR, and which CIDR means exactly the same: administrators paste from routers, proxies
//! and spreadsheets. A suggestion is only ever offered, never taken for the person.
//!
//! `head` is an entry's first word, in ASCII forms.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::entry::EntryProblem;
use crate::network::{Cidr, CidrFault, Network};

/// What to tell about a word that [`Cidr::parse`] refused.
pub(crate) fn diagnose(head: &str, fault: CidrFault) -> EntryProblem {
    leading_zero(head)
        .or_else(|| url(head))
        .or_else(|| bracketed(head))
        .or_else(|| zone(head))
        .or_else(|| port(head))
        .or_else(|| range(head))
        .or_else(|| wildcard(head))
        .or_else(|| netmask(head))
        .or_else(|| short(head))
        .or_else(|| is_host_name(head).then_some(EntryProblem::IsHostName))
        .unwrap_or(match fault {
            CidrFault::Address => EntryProblem::Unreadable,
            CidrFault::PrefixUnreadable => EntryProblem::PrefixUnreadable,
            CidrFault::PrefixTooLong { max } => EntryProblem::PrefixTooLong { max: u32::from(max) },
        })
}

/// An address that goes on after a space: `10.0.0.0 /8`, `10.0.0.0 255.255.255.0`, `10.0.0.0 - 10.0.0.255`,
/// `10.0.0.1 10.0.0.2`. Taken as address and note, it would mean far less (or more) than was meant.
pub(crate) fn continued_address(head: &str, words: &str) -> Option<EntryProblem> {
    let words = crate::text::ascii_forms(words);
    let first = words.chars().next()?;
    let joint = if first == '/' || RANGE_SIGNS.contains(&first) { Some(first) } else { None };
    let operand = joint.map_or(words.as_str(), |joint| words[joint.len_utf8()..].trim_start());
    let operand = operand.split_whitespace().next()?;
    let is_number = operand.bytes().all(|byte| byte.is_ascii_digit());
    if Cidr::parse(operand).is_err() && !(joint.is_some() && is_number) {
        return None;
    }
    // Without a sign between them, two addresses are an address and its mask, or a list of two.
    let joined = format!("{head}{}{operand}", joint.unwrap_or('/'));
    let suggestion = match Cidr::parse(&joined) {
        Ok(_) => Some(joined),
        Err(_) => match range(&joined).or_else(|| netmask(&joined)) {
            Some(EntryProblem::OtherNotation { suggestion }) => suggestion,
            _ => None,
        },
    };
    Some(EntryProblem::OtherNotation { suggestion })
}

const RANGE_SIGNS: [char; 5] = ['-', '~', '\u{2013}', '\u{2014}', '\u{301C}'];

fn other(suggestion: Option<Network>) -> Option<EntryProblem> {
    Some(EntryProblem::OtherNotation { suggestion: suggestion.map(|network| short_text(&network)) })
}

/// A single address without its prefix, as a person would type it.
fn short_text(network: &Network) -> String {
    if network.first() == network.last() { network.first().to_string() } else { network.to_string() }
}

fn if_cidr(text: String) -> Option<String> {
    Cidr::parse(&text).is_ok().then_some(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `010.0.0.1`, `::ffff:010.0.0.1`, `10.0.0.0/08`. Leading zeros in the hexadecimal groups of IPv6 are right.
fn leading_zero(head: &str) -> Option<EntryProblem> {
    let (address, prefix) = match head.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (head, None),
    };
    let dotted_at = address.rfind(':').map_or(0, |colon| colon + 1);
    let (hexadecimal, dotted) = address.split_at(dotted_at);
    let octets: Vec<&str> = dotted.split('.').collect();
    let is_dotted = octets.len() == 4 && octets.iter().all(|octet| is_digits(octet));
    let has_zero = |digits: &str| digits.len() > 1 && digits.starts_with('0');
    let in_address = is_dotted && octets.iter().any(|octet| has_zero(octet));
    let in_prefix = prefix.is_some_and(|prefix| is_digits(prefix) && has_zero(prefix))
        && (in_address || address.parse::<IpAddr>().is_ok());
    if !in_address && !in_prefix {
        return None;
    }
    let without = |digits: &str| match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        rest => rest.to_owned(),
    };
    let dotted = match in_address {
        true => octets.iter().map(|octet| without(octet)).collect::<Vec<_>>().join("."),
        false => dotted.to_owned(),
    };
    let prefix = prefix.map_or(String::new(), |prefix| {
        if in_prefix { format!("/{}", without(prefix)) } else { format!("/{prefix}") }
    });
    Some(EntryProblem::LeadingZero { suggestion: if_cidr(format!("{hexadecimal}{dotted}{prefix}")) })
}

/// `https://10.0.0.1:8443/path`.
fn url(head: &str) -> Option<EntryProblem> {
    let (_, rest) = head.split_once("://")?;
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    if let Ok(Some(network)) = Cidr::parse(authority).map(|cidr| cidr.network()) {
        return other(Some(network));
    }
    match bracketed(authority).or_else(|| port(authority)) {
        Some(EntryProblem::HasPort { suggestion } | EntryProblem::OtherNotation { suggestion }) => {
            Some(EntryProblem::OtherNotation { suggestion })
        }
        Some(problem) => Some(problem),
        None => is_host_name(authority).then_some(EntryProblem::IsHostName),
    }
}

/// `[2001:db8::1]`, `[2001:db8::1]:443`, `[2001:db8::]/32`.
fn bracketed(head: &str) -> Option<EntryProblem> {
    let (inside, after) = head.strip_prefix('[')?.split_once(']')?;
    inside.parse::<Ipv6Addr>().ok()?;
    match after.strip_prefix(':') {
        Some(port) if is_digits(port) => {
            Some(EntryProblem::HasPort { suggestion: if_cidr(inside.to_owned()) })
        }
        Some(_) => None,
        None => {
            let suggestion = if_cidr(format!("{inside}{after}"))?;
            Some(EntryProblem::OtherNotation { suggestion: Some(suggestion) })
        }
    }
}

/// `fe80::1%eth0`, `fe80::1%eth0/64`.
fn zone(head: &str) -> Option<EntryProblem> {
    let (address, zone) = head.split_once('%')?;
    address.parse::<Ipv6Addr>().ok()?;
    let prefix = zone.find('/').map_or("", |slash| &zone[slash..]);
    Some(EntryProblem::HasZone { suggestion: if_cidr(format!("{address}{prefix}")) })
}

/// `10.0.0.1:443`, `example.com:443`. An IPv6 address with a port has brackets.
fn port(head: &str) -> Option<EntryProblem> {
    let (host, port) = head.split_once(':')?;
    if !is_digits(port) {
        return None;
    }
    if host.parse::<Ipv4Addr>().is_ok() {
        return Some(EntryProblem::HasPort { suggestion: Some(host.to_owned()) });
    }
    is_host_name(host).then_some(EntryProblem::IsHostName)
}

/// `10.0.0.0-10.0.0.255`, `10.0.0.0-255`: exact where the range is one network.
fn range(head: &str) -> Option<EntryProblem> {
    let (from, to) = head.split_once(RANGE_SIGNS)?;
    let from: IpAddr = from.parse().ok()?;
    let to: IpAddr = match (from, to.parse::<IpAddr>()) {
        (_, Ok(to)) => to,
        (IpAddr::V4(from), Err(_)) => {
            let [a, b, c, _] = from.octets();
            IpAddr::V4(Ipv4Addr::new(a, b, c, to.parse().ok()?))
        }
        (IpAddr::V6(_), Err(_)) => return None,
    };
    other(
        match (from, to) {
            (IpAddr::V4(first), IpAddr::V4(last)) => {
                let free = u32::BITS - (first.to_bits() ^ last.to_bits()).leading_zeros();
                Network::new(from, (u32::BITS - free) as u8)
            }
            (IpAddr::V6(first), IpAddr::V6(last)) => {
                let free = u128::BITS - (first.to_bits() ^ last.to_bits()).leading_zeros();
                Network::new(from, (u128::BITS - free) as u8)
            }
            _ => None,
        }
        .filter(|network| network.first() == from.to_canonical() && network.last() == to.to_canonical()),
    )
}

/// `10.0.*`, `10.0.*.*`, `2001:db8:*`.
fn wildcard(head: &str) -> Option<EntryProblem> {
    if !head.contains('*') {
        return None;
    }
    let suggestion = dotted_wildcard(head).or_else(|| grouped_wildcard(head));
    let looks_like_address = head
        .chars()
        .all(|character| character.is_ascii_hexdigit() || matches!(character, '.' | ':' | '*' | '/'));
    if suggestion.is_some() || looks_like_address { other(suggestion) } else { None }
}

/// The parts before the stars, if only stars follow and there is at least one of each.
fn before_stars(head: &str, separator: char, most: usize) -> Option<Vec<&str>> {
    let parts: Vec<&str> = head.split(separator).collect();
    let known = parts.iter().position(|part| *part == "*")?;
    let only_stars = parts[known..].iter().all(|part| *part == "*");
    (known > 0 && only_stars && parts.len() <= most).then(|| parts[..known].to_vec())
}

fn dotted_wildcard(head: &str) -> Option<Network> {
    leading_octets(&before_stars(head, '.', 4)?)
}

fn leading_octets(parts: &[&str]) -> Option<Network> {
    let mut octets = [0; 4];
    for (place, part) in octets.iter_mut().zip(parts) {
        *place = part.parse().ok().filter(|octet: &u8| octet.to_string() == *part)?;
    }
    Network::new(IpAddr::V4(Ipv4Addr::from(octets)), u8::try_from(parts.len() * 8).ok()?)
}

fn grouped_wildcard(head: &str) -> Option<Network> {
    let parts = before_stars(head, ':', 8)?;
    let mut groups = [0; 8];
    for (place, part) in groups.iter_mut().zip(&parts) {
        let is_group = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        *place = u16::from_str_radix(part, 16).ok().filter(|_| is_group)?;
    }
    Network::new(IpAddr::V6(Ipv6Addr::from(groups)), u8::try_from(parts.len() * 16).ok()?)
}

/// `10.0.0.0/255.255.255.0`, and the inverse mask of routers, `10.0.0.0/0.0.0.255`.
fn netmask(head: &str) -> Option<EntryProblem> {
    let (address, mask) = head.split_once('/')?;
    let (address, mask): (Ipv4Addr, Ipv4Addr) = (address.parse().ok()?, mask.parse().ok()?);
    let bits = mask.to_bits();
    let is_mask = bits.leading_ones() + bits.trailing_zeros() == u32::BITS;
    let is_inverse = bits.leading_zeros() + bits.trailing_ones() == u32::BITS;
    let prefix = match bits {
        // All ones or none: a mask or its inverse, and these mean opposite things.
        0 | u32::MAX => None,
        _ if is_mask => Some(bits.leading_ones()),
        _ if is_inverse => Some(bits.leading_zeros()),
        _ => None,
    };
    other(prefix.and_then(|prefix| Network::new(IpAddr::V4(address), prefix as u8)))
}

/// `10.1/16`, `10.0.0`, `167772161`, `0x0a000001`: short and numeric forms of the C library. Only a prefix
/// that ends within the octets written makes the short form unambiguous (10.1 alone is 10.0.0.1 to the C
/// library).
fn short(head: &str) -> Option<EntryProblem> {
    let (address, prefix) = match head.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (head, None),
    };
    let parts: Vec<&str> = address.strip_suffix('.').unwrap_or(address).split('.').collect();
    let is_part = |part: &&str| {
        let hexadecimal = part.strip_prefix("0x").or_else(|| part.strip_prefix("0X"));
        is_digits(part)
            || hexadecimal.is_some_and(|digits| {
                !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
            })
    };
    let is_short =
        parts.len() < 4 || parts.iter().any(|part| part.starts_with("0x") || part.starts_with("0X"));
    if !is_short || parts.len() > 4 || !parts.iter().all(is_part) {
        return None;
    }
    let exact = prefix.and_then(|prefix| {
        let length: usize = prefix.parse().ok().filter(|length: &usize| length.to_string() == prefix)?;
        let octets = leading_octets(&parts)?;
        if length <= parts.len() * 8 {
            Network::new(octets.first(), u8::try_from(length).ok()?)
        } else {
            None
        }
    });
    other(exact)
}

/// Labels of letters, digits, `-` and `_`, ending in one that could be a top-level domain (`10.0.0.l` is a
/// slip, not a name). A single label must be ASCII: a Korean word alone is a note without its address.
fn is_host_name(head: &str) -> bool {
    let name = head.strip_suffix('.').unwrap_or(head);
    let is_label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|character| character.is_alphanumeric() || matches!(character, '-' | '_'))
    };
    let last = name.rsplit('.').next().unwrap_or(name);
    name.split('.').all(is_label)
        && last.chars().count() > 1
        && last.chars().any(char::is_alphabetic)
        && (name.contains('.') || name.is_ascii())
}
