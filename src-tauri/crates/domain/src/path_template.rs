//! Paths of the catalogue's APIs: templates that stand for many paths.
//!
//! Segments are compared after percent-decoding (RFC 3986, 6.2.2.2), case-sensitively.

use std::fmt;

use crate::path::{MAX_LENGTH, PathProblem, RequestPath, check_segment, decoded};

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
        match path.plain() {
            Some(plain) => self.matches_plain(plain),
            None => self.matches_decoded(path),
        }
    }

    /// The rule itself: segment by segment.
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

    /// Equal for templates of the same paths, and for no others ([`PathTemplate::same_paths_as`]): a key for maps.
    pub fn shape(&self) -> &[Vec<u8>] {
        // Slashes part segments here too, and none is inside one: what encodes a slash is refused.
        &self.runs
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
