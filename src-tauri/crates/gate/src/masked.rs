//! Texts from outside, made fit to be kept and shown: short, visible ASCII, and never a token.

use mapae_domain::token_format::PREFIX;
use percent_encoding::percent_decode;

/// Bytes of a text that are kept.
const MAX_LENGTH: usize = 256;
/// What stands for a token. The prefix stays, so that a reader sees what it was.
const MASK: &str = "mapae_***";
/// What stands for a byte that is no visible ASCII. Neither a method nor a path without its query has one of its own.
const FOREIGN: char = '?';

/// Appends `text` to `out`. A token in it, plain or percent-encoded, is masked.
pub(crate) fn append(out: &mut String, text: &[u8]) {
    // Nearly every one: what has neither `_` nor `%` hides no token.
    let is_plain = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b'_' | b'%');
    match str::from_utf8(text) {
        Ok(plain) if text.len() <= MAX_LENGTH && text.iter().all(is_plain) => out.push_str(plain),
        _ => append_foreign(out, text),
    }
}

fn append_foreign(out: &mut String, text: &[u8]) {
    let begin = out.len();
    let mut rest = text;
    while let Some(at) = find_prefix(rest) {
        push(out, begin, &rest[..at]);
        out.push_str(MASK);
        let secret = &rest[at + PREFIX.len()..];
        // Underscores too: a second token may follow at once.
        let is_over = |byte: &u8| !byte.is_ascii_alphanumeric() && *byte != b'_';
        let length = secret.iter().position(is_over).unwrap_or(secret.len());
        rest = &secret[length..];
    }
    push(out, begin, rest);
    if text.contains(&b'%') && hides_a_token(text) {
        out.truncate(begin);
        out.push_str(MASK);
    }
    out.truncate(begin + MAX_LENGTH);
}

/// Whether a method or a path that was written is as it came. One of just the longest length is taken for one that was
/// cut.
pub(crate) fn is_verbatim(text: &str) -> bool {
    text.len() < MAX_LENGTH && !text.contains(MASK) && !text.contains(FOREIGN)
}

fn find_prefix(text: &[u8]) -> Option<usize> {
    text.windows(PREFIX.len()).position(|part| part == PREFIX.as_bytes())
}

/// Encoded once, or more than once.
fn hides_a_token(text: &[u8]) -> bool {
    let mut decoded: Vec<u8> = percent_decode(text).collect();
    loop {
        if find_prefix(&decoded).is_some() {
            return true;
        }
        let again: Vec<u8> = percent_decode(&decoded).collect();
        // Each round is shorter than the one before, or the last.
        if again == decoded {
            return false;
        }
        decoded = again;
    }
}

/// Past the limit nothing is read: a text may be as long as a head.
fn push(out: &mut String, begin: usize, text: &[u8]) {
    let room = (begin + MAX_LENGTH).saturating_sub(out.len());
    out.extend(
        text.iter().take(room).map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { FOREIGN }),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        let mut out = "mapae".to_owned();
        append(&mut out, text.as_bytes());
        out.strip_prefix("mapae").expect("what was there stays").to_owned()
    }

    #[test]
    fn a_token_is_never_kept() {
        let secret = "0123456789abcdefghijABCDEFGHIJ01234567";
        for (text, kept) in [
            (format!("/v1/mapae_{secret}/x"), "/v1/mapae_***/x".to_owned()),
            (format!("/mapae_{secret}mapae_{secret}"), "/mapae_***".to_owned()),
            (format!("/%6dapae_{secret}"), "mapae_***".to_owned()),
            (format!("/mapae%5F{secret}"), "mapae_***".to_owned()),
            (format!("/mapae%255F{secret}"), "mapae_***".to_owned()),
            ("/v1/build".to_owned(), "/v1/build".to_owned()),
            ("/v1/a b\u{7f}ä%20".to_owned(), "/v1/a?b???%20".to_owned()),
            ("/".repeat(1000), "/".repeat(256)),
        ] {
            assert_eq!(masked(&text), kept, "{text}");
            assert!(!masked(&text).contains(&secret[..8]), "{text}");
        }
    }
}
