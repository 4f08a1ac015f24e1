//! Reads the text of a document.

use super::{
    OpenApiDocument,
    groups::groups_of,
    loose::{Any, Object},
    source::Source,
};
use std::thread;

/// A longer document is not read: a published one of 283 operations has an eighth of it.
const MOST_BYTES: usize = 16 << 20;

/// More operations than a catalogue has room for.
pub(super) const MOST_OPERATIONS: usize = crate::catalogue::MAX_APIS;

/// As deep as serde_json reads JSON.
const DEEPEST: usize = 128;

/// Five times what a document of that depth takes where nothing is optimised.
const YAML_STACK: usize = 16 << 20;

/// A document that can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenApiProblem {
    /// Over 16 MiB.
    #[error("the document is too long")]
    TooLarge,
    /// Neither JSON nor YAML, from this place on.
    #[error("the document is broken at {line:?}:{column:?}")]
    Unreadable {
        /// From 1.
        line: Option<u64>,
        /// From 1, in characters.
        column: Option<u64>,
    },
    /// It is nested too deep, or its aliases would make too much of it.
    #[error("the document is nested too deep, or grows too much")]
    TooComplex,
    /// Something else than a document of OpenAPI.
    #[error("this is no document of OpenAPI")]
    NotOpenApi,
    /// Swagger 2.0, the format before OpenAPI 3: it has to be converted.
    #[error("the document is one of Swagger 2.0")]
    Swagger2,
    /// A version of the format that nobody here knows.
    #[error("the document is of an unknown version")]
    Version {
        /// As the document says; the first 32 characters.
        version: String,
    },
    /// More than 10,000 operations.
    #[error("the document has too many operations")]
    TooMany,
}

/// Reads a document of OpenAPI 3.0, 3.1 or 3.2, in JSON or YAML, whichever it is. What can't become an API is listed
/// with its reason.
///
/// # Errors
/// [`OpenApiProblem`].
pub fn read_openapi(text: &str) -> Result<OpenApiDocument, OpenApiProblem> {
    if text.len() > MOST_BYTES {
        return Err(OpenApiProblem::TooLarge);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = if text.trim_start().starts_with('{') { from_json(text)? } else { from_yaml(text)? };
    let source = source.ok_or(OpenApiProblem::NotOpenApi)?;
    let version = source.openapi.trim();
    match version.split('.').take(2).collect::<Vec<_>>()[..] {
        ["3", "0" | "1" | "2"] => groups_of(&source),
        _ if version.is_empty() && source.swagger.trim().starts_with('2') => Err(OpenApiProblem::Swagger2),
        _ if version.is_empty() => Err(OpenApiProblem::NotOpenApi),
        _ => Err(OpenApiProblem::Version { version: version.chars().take(32).collect() }),
    }
}

/// What begins like JSON is YAML too, if it is not JSON: with comments, or commas at the end of lists.
fn from_json(text: &str) -> Result<Option<Source>, OpenApiProblem> {
    match serde_json::from_str::<Any<Object<Source>>>(text) {
        Ok(read) => Ok(read.0.0),
        Err(error) => from_yaml(text).map_err(|_| OpenApiProblem::Unreadable {
            line: Some(error.line() as u64),
            column: Some(error.column() as u64),
        }),
    }
}

/// On a thread of its own, for the parser calls itself as deep as a document is nested: how much room there is must not
/// depend on who asks.
fn from_yaml(text: &str) -> Result<Option<Source>, OpenApiProblem> {
    thread::scope(|scope| {
        let reader = thread::Builder::new().stack_size(YAML_STACK).spawn_scoped(scope, || parse_yaml(text));
        match reader.map_err(|_| OpenApiProblem::TooComplex)?.join() {
            Ok(read) => read,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn parse_yaml(text: &str) -> Result<Option<Source>, OpenApiProblem> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEEPEST,
            flow_nesting_limit: DEEPEST,
            max_events: 8_000_000,
            max_nodes: 4_000_000,
            // One anchor may well have a hundred aliases; what they make is counted.
            enforce_alias_anchor_ratio: false,
        },
        // An alias costs its author nothing, and whoever reads it all that it stands for.
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: 500_000 },
        // They are seen here, and told.
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::PassThrough,
        with_snippet: false,
    };
    let read = serde_saphyr::from_str_with_options::<Any<Object<Source>>>(text, options);
    read.map(|read| read.0.0).map_err(|error| problem(&error))
}

fn problem(error: &serde_saphyr::Error) -> OpenApiProblem {
    use serde_saphyr::Error;
    match error {
        Error::WithSnippet { error, .. } | Error::AliasError { error, .. } => problem(error),
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => OpenApiProblem::TooComplex,
        _ => {
            let place = error.location();
            let (line, column) = (place.map(|place| place.line()), place.map(|place| place.column()));
            OpenApiProblem::Unreadable { line, column }
        }
    }
}
