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
    /// The text before, between and after the parameters, slashes included and percent-decoded: the segments for a
    /// comparison in few steps.
    runs: Vec<Vec<u8>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    /// Percent-decoded.
    Literal(Vec<u8>),
    Parameter,
}

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

const MAX_LENGTH: usize = 8192;

impl<'a> RequestPath<'a> {
    /// From a request target in origin form; from `?` on it is not looked at.
    #[inline]
    pub fn parse(target: &'a [u8]) -> Result<RequestPath<'a>, PathProblem> {
        // Nearly every path is plain, and one look at each byte shows it.
        match plain_path(target) {
            Some(bytes) => Ok(RequestPath { bytes, is_plain: true }),
            None => RequestPath::parse_any(target),
        }
    }

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

    fn segments(&self) -> impl Iterator<Item = &'a [u8]> {
        self.bytes.split(|byte| *byte == b'/').skip(1)
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
        let runs = runs_of(&segments);
        Ok(PathTemplate { text: text.to_owned(), segments, runs })
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True if the path is one of those that the template stands for. Allocates nothing.
    #[inline]
    pub fn matches(&self, path: &RequestPath<'_>) -> bool {
        if path.is_plain { self.matches_plain(path.bytes) } else { self.matches_decoded(path) }
    }

    /// Segment by segment.
    fn matches_decoded(&self, path: &RequestPath<'_>) -> bool {
        let mut asked = path.segments();
        self.segments.iter().all(|segment| match (segment, asked.next()) {
            (Segment::Literal(literal), Some(asked)) => decoded(asked).eq(literal.iter().copied()),
            (Segment::Parameter, Some(asked)) => !asked.is_empty(),
            (_, None) => false,
        }) && asked.next().is_none()
    }

    /// The same for a path in which nothing needs decoding: run by run, and a parameter between two of them reaches to
    /// the next slash.
    #[inline]
    fn matches_plain(&self, path: &[u8]) -> bool {
        let Some((first, others)) = self.runs.split_first() else { return false };
        let Some(mut rest) = after_run(path, first) else { return false };
        for run in others {
            let end = rest.iter().position(|byte| *byte == b'/').unwrap_or(rest.len());
            match after_run(&rest[end..], run) {
                Some(after) if end > 0 => rest = after,
                _ => return false,
            }
        }
        rest.is_empty()
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

/// What follows a run that a text begins with. Runs are short: a call of the C library's comparison costs more than
/// comparing them here, eight bytes at a time.
#[inline]
fn after_run<'a>(text: &'a [u8], run: &[u8]) -> Option<&'a [u8]> {
    let (begin, after) = text.split_at_checked(run.len())?;
    let (words, bytes) = begin.as_chunks::<8>();
    let (run_words, run_bytes) = run.as_chunks::<8>();
    let is_run = words
        .iter()
        .zip(run_words)
        .all(|(word, other)| u64::from_ne_bytes(*word) == u64::from_ne_bytes(*other))
        && bytes.iter().zip(run_bytes).all(|(byte, other)| byte == other);
    is_run.then_some(after)
}

/// One run more than there are parameters.
fn runs_of(segments: &[Segment]) -> Vec<Vec<u8>> {
    let mut runs = vec![Vec::new()];
    for segment in segments {
        let run = runs.last_mut().expect("it begins with one and only grows");
        run.push(b'/');
        match segment {
            Segment::Literal(literal) => run.extend_from_slice(literal),
            Segment::Parameter => runs.push(Vec::new()),
        }
    }
    runs
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
