//! Paths: the templates of the catalogue, and those of requests. Anything that two programs might read
//! differently is refused before matching, for a gateway and the application behind it must not see two
//! different paths.
//!
//! Segments are compared after percent-decoding (RFC 3986, 6.2.2.2), case-sensitively. A trailing slash is a
//! segment of its own: `/v1/build/` is not `/v1/build`.

use std::fmt;

use thiserror::Error;

/// A path of an API: `/v1/build/run/log/{buildRunSeq}`. A parameter stands for one whole, non-empty segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate {
    text: String,
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    /// Percent-decoded.
    Literal(Vec<u8>),
    Parameter,
}

/// The path of a request target, without the query: absolute and unambiguous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestPath<'a>(&'a [u8]);

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

const MAX_LENGTH: usize = 8192;

impl<'a> RequestPath<'a> {
    /// From a request target in origin form; from `?` on it is not looked at.
    pub fn parse(target: &'a [u8]) -> Result<RequestPath<'a>, PathProblem> {
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
        Ok(RequestPath(path))
    }

    fn segments(&self) -> impl Iterator<Item = &'a [u8]> {
        self.0.split(|byte| *byte == b'/').skip(1)
    }
}

impl PathTemplate {
    /// Literal segments may be written raw (also in Korean) or percent-encoded.
    pub fn parse(text: &str) -> Result<PathTemplate, PathProblem> {
        let inner = text.strip_prefix('/').ok_or(PathProblem::NotAbsolute)?;
        if text.len() > MAX_LENGTH {
            return Err(PathProblem::TooLong);
        }
        let mut segments = Vec::new();
        let mut names = Vec::new();
        let last = inner.split('/').count() - 1;
        for (at, segment) in inner.split('/').enumerate() {
            if segment.is_empty() && at < last {
                return Err(PathProblem::EmptySegment);
            }
            let is_forbidden = |character: char| {
                character.is_control()
                    || character.is_whitespace()
                    || matches!(character, ';' | '\\' | '#' | '?')
            };
            if segment.contains(is_forbidden) {
                return Err(PathProblem::ForbiddenByte);
            }
            if let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                if name.is_empty() || name.contains(['{', '}']) || names.contains(&name) {
                    return Err(PathProblem::BadParameter);
                }
                names.push(name);
                segments.push(Segment::Parameter);
            } else if segment.contains(['{', '}']) {
                return Err(PathProblem::BadParameter);
            } else {
                check_segment(segment.as_bytes())?;
                segments.push(Segment::Literal(decoded(segment.as_bytes()).collect()));
            }
        }
        Ok(PathTemplate { text: text.to_owned(), segments })
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True if the path is one of those that the template stands for. Allocates nothing.
    pub fn matches(&self, path: &RequestPath<'_>) -> bool {
        let mut asked = path.segments();
        self.segments.iter().all(|segment| match (segment, asked.next()) {
            (Segment::Literal(literal), Some(asked)) => decoded(asked).eq(literal.iter().copied()),
            (Segment::Parameter, Some(asked)) => !asked.is_empty(),
            (_, None) => false,
        }) && asked.next().is_none()
    }

    /// True if both stand for exactly the same paths, whatever their parameters are called.
    pub fn same_paths_as(&self, other: &PathTemplate) -> bool {
        self.segments == other.segments
    }

    /// Of two templates that match one path, which is meant: at the first segment that differs, a literal
    /// goes before a parameter (OpenAPI 3.1, 4.8.8.2, carried on from left to right).
    pub fn is_more_specific_than(&self, other: &PathTemplate) -> bool {
        let differing = self.segments.iter().zip(&other.segments).find(|(mine, theirs)| mine != theirs);
        matches!(differing, Some((Segment::Literal(_), Segment::Parameter)))
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

fn check_segment(segment: &[u8]) -> Result<(), PathProblem> {
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

fn decoded(mut rest: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (byte, length) = match encoded_byte(rest) {
            Some(byte) => (byte, 3),
            None => (*rest.first()?, 1),
        };
        rest = &rest[length..];
        Some(byte)
    })
}
