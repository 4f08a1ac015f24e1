//! Paths of requests. Anything that two programs might read differently is refused before matching, for a gateway
//! and the application behind it must not see two different paths. A trailing slash is a segment of its own:
//! `/v1/build/` is not `/v1/build`.
//!
//! Nearly every path is plain: nothing in it is encoded, and one look at each byte shows that nothing is ambiguous.
//! Such paths go a short way through parsing and matching, with the same answers.

use thiserror::Error;

/// The path of a request target, without the query: absolute and unambiguous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestPath<'a> {
    bytes: &'a [u8],
    /// Nothing in it needs decoding.
    is_plain: bool,
}

/// Why a path is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PathProblem {
    /// Does not begin with `/` (a whole URL, `*`, nothing).
    #[error("does not begin with a slash")]
    NotAbsolute,
    /// Longer than 8,192 bytes.
    #[error("too long")]
    TooLong,
    /// `//`.
    #[error("has an empty segment")]
    EmptySegment,
    /// A segment `.` or `..`.
    #[error("has a dot segment")]
    DotSegment,
    /// `;`, a backslash, `#`, a control or a raw non-ASCII byte.
    #[error("has a character that paths may not have")]
    ForbiddenByte,
    /// `%2e`, `%2f`, `%5c`, `%3b`, `%25` or a control character: decoded once more, it would be another path.
    #[error("encodes a character that changes the path when decoded")]
    AmbiguousEncoding,
    /// `%` without two hexadecimal digits.
    #[error("has a broken percent-encoding")]
    BrokenEncoding,
    /// A template with braces around less than a whole segment, or an unnamed or repeated parameter.
    #[error("has a parameter that is not one whole, named segment")]
    BadParameter,
}

pub(crate) const MAX_LENGTH: usize = 8192;

impl<'a> RequestPath<'a> {
    /// From a request target in origin form; from `?` on it is not looked at.
    #[inline]
    pub fn parse(target: &'a [u8]) -> Result<RequestPath<'a>, PathProblem> {
        match plain_path(target) {
            Some(bytes) => Ok(RequestPath { bytes, is_plain: true }),
            None => RequestPath::parse_any(target),
        }
    }

    /// The rule itself, for any target.
    fn parse_any(target: &'a [u8]) -> Result<RequestPath<'a>, PathProblem> {
        let path = target.split(|byte| *byte == b'?').next().unwrap_or(target);
        let inner = path.strip_prefix(b"/").ok_or(PathProblem::NotAbsolute)?;
        if path.len() > MAX_LENGTH {
            return Err(PathProblem::TooLong);
        }
        let mut segments = inner.split(|byte| *byte == b'/').peekable();
        while let Some(segment) = segments.next() {
            // Only the last segment may be empty: `/` and a trailing slash.
            if segment.is_empty() && segments.peek().is_some() {
                return Err(PathProblem::EmptySegment);
            }
            if segment.iter().any(|byte| !byte.is_ascii_graphic() || matches!(byte, b';' | b'\\' | b'#')) {
                return Err(PathProblem::ForbiddenByte);
            }
            check_segment(segment)?;
        }
        Ok(RequestPath { bytes: path, is_plain: false })
    }

    /// All of it, if nothing in it needs decoding.
    #[inline]
    pub(crate) fn plain(&self) -> Option<&'a [u8]> {
        self.is_plain.then_some(self.bytes)
    }

    pub(crate) fn segments(&self) -> impl Iterator<Item = &'a [u8]> {
        self.bytes.split(|byte| *byte == b'/').skip(1)
    }
}

/// What a byte of a request target is for [`plain_path`].
const PLAIN: u8 = 0;
const SLASH: u8 = 1;
const END: u8 = 2;
/// Allowed here and there, or never: whoever knows looks closer.
const OTHER: u8 = 4;

const CLASSES: [u8; 256] = {
    let mut classes = [OTHER; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'~' => PLAIN,
            b'/' => SLASH,
            b'?' => END,
            _ => OTHER,
        };
        byte += 1;
    }
    classes
};

/// The path of a target if it is one of letters, digits, `-`, `_`, `~` and single slashes: unambiguous as it stands.
#[inline]
fn plain_path(target: &[u8]) -> Option<&[u8]> {
    if is_plain_throughout(target) { Some(target) } else { plain_path_by_byte(target) }
}

/// How many neighbours are looked at together: as many as fit a register of any processor of the last twenty years.
const TOGETHER: usize = 16;

/// True for a plain path without a query. False tells nothing.
#[inline]
fn is_plain_throughout(target: &[u8]) -> bool {
    let Some(last) = target.len().checked_sub(TOGETHER + 1).filter(|_| target.len() <= MAX_LENGTH) else {
        return false;
    };
    // The last ones overlap those before, so that none are left over.
    let begins = (0..last).step_by(TOGETHER).chain([last]);
    let runs = begins.filter_map(|begin| target[begin..].first_chunk());
    let ends_well = matches!(target.last().map(|byte| CLASSES[usize::from(*byte)]), Some(PLAIN | SLASH));
    target.starts_with(b"/") && ends_well && runs.fold(true, |are_plain, run| are_plain & are_all_plain(run))
}

/// All but the last, which is here for the slash before it. Without a branch or a table, so that a compiler can take all of
/// them at once.
#[inline]
fn are_all_plain(run: &[u8; TOGETHER + 1]) -> bool {
    (0..TOGETHER).fold(true, |are_plain, at| {
        let (byte, next) = (run[at], run[at + 1]);
        let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let is_digit = byte.wrapping_sub(b'0') < 10;
        let is_mark = (byte == b'-') | (byte == b'_') | (byte == b'~');
        let is_single_slash = (byte == b'/') & (next != b'/');
        are_plain & (is_letter | is_digit | is_mark | is_single_slash)
    })
}

fn plain_path_by_byte(target: &[u8]) -> Option<&[u8]> {
    let mut seen = 0;
    let mut before = PLAIN;
    let mut end = target.len();
    for (at, byte) in target.iter().enumerate() {
        let class = CLASSES[usize::from(*byte)];
        if class == END {
            end = at;
            break;
        }
        // A slash counts only after another.
        seen |= class & (before | OTHER);
        before = class;
    }
    let path = &target[..end];
    (seen == 0 && path.first() == Some(&b'/') && end <= MAX_LENGTH).then_some(path)
}

pub(crate) fn check_segment(segment: &[u8]) -> Result<(), PathProblem> {
    if matches!(segment, b"." | b"..") {
        return Err(PathProblem::DotSegment);
    }
    for (at, _) in segment.iter().enumerate().filter(|(_, byte)| **byte == b'%') {
        match encoded_byte(&segment[at..]).ok_or(PathProblem::BrokenEncoding)? {
            b'.' | b'/' | b'\\' | b';' | b'%' => return Err(PathProblem::AmbiguousEncoding),
            byte if byte.is_ascii_control() => return Err(PathProblem::AmbiguousEncoding),
            _ => {}
        }
    }
    Ok(())
}

fn encoded_byte(text: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = text else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()
}

pub(crate) fn decoded(mut rest: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (byte, length) = match encoded_byte(rest) {
            Some(byte) => (byte, 3),
            None => (*rest.first()?, 1),
        };
        rest = &rest[length..];
        Some(byte)
    })
}
