//! RFC 7239: the header `Forwarded`, of which only `for` is looked at.

use std::net::IpAddr;

use crate::http::client_address::{MAX_HOPS, hop};

/// The `for` of each element of a line, the last one first; `None` for an element without exactly one that is an address.
/// A line that is not as the RFC says has only unknown hops: nobody can tell where its elements end.
pub(crate) fn hops_from_right(line: &[u8]) -> impl Iterator<Item = Option<IpAddr>> {
    let mut hops = [None; MAX_HOPS];
    let count = read(line, &mut hops).unwrap_or_else(|| {
        hops[0] = None;
        1
    });
    (0..count).rev().map(move |at| hops[at])
}

/// Fills in the hops in order; how many. `None` if the line is malformed or too long.
fn read(line: &[u8], hops: &mut [Option<IpAddr>; MAX_HOPS]) -> Option<usize> {
    let mut rest = line;
    for (at, place) in hops.iter_mut().enumerate() {
        let (named, end) = element(&mut rest)?;
        *place = named;
        if end == End::OfLine {
            return Some(at + 1);
        }
    }
    None
}

#[derive(PartialEq, Eq)]
enum End {
    OfElement,
    OfLine,
}

/// One element: pairs with `;` between them.
fn element(rest: &mut &[u8]) -> Option<(Option<IpAddr>, End)> {
    let mut named = None;
    let mut count = 0;
    loop {
        skip_white(rest);
        // The RFC's grammar allows a pair to be left out.
        if !matches!(rest.first(), None | Some(b',' | b';')) {
            let (name, value) = pair(rest)?;
            if name.eq_ignore_ascii_case(b"for") {
                count += 1;
                named = hop(value);
            }
        }
        skip_white(rest);
        let end = match rest.split_first() {
            None => End::OfLine,
            Some((b';', after)) => {
                *rest = after;
                continue;
            }
            Some((b',', after)) => {
                *rest = after;
                End::OfElement
            }
            Some(_) => return None,
        };
        return Some((named.filter(|_| count == 1), end));
    }
}

/// `name=value` or `name="value"`. A quoted value with a backslash is no address, whatever it means.
fn pair<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let name = take_while(rest, is_token_byte);
    if name.is_empty() || rest.first() != Some(&b'=') {
        return None;
    }
    *rest = &rest[1..];
    let value = match rest.first() {
        Some(b'"') => {
            *rest = &rest[1..];
            quoted(rest)?
        }
        _ => {
            let value = take_while(rest, |byte| is_token_byte(byte) || matches!(byte, b':' | b'[' | b']'));
            (!value.is_empty()).then_some(value)?
        }
    };
    Some((name, value))
}

/// Up to the closing quote, which is taken too.
fn quoted<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let whole = *rest;
    let mut at = 0;
    loop {
        match whole.get(at)? {
            b'"' => break,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    *rest = &whole[at + 1..];
    Some(&whole[..at])
}

fn take_while<'a>(rest: &mut &'a [u8], fits: impl Fn(u8) -> bool) -> &'a [u8] {
    let end = rest.iter().position(|byte| !fits(*byte)).unwrap_or(rest.len());
    let (taken, after) = rest.split_at(end);
    *rest = after;
    taken
}

fn skip_white(rest: &mut &[u8]) {
    take_while(rest, |byte| matches!(byte, b' ' | b'\t'));
}

/// RFC 9110, 5.6.2.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
