//! The crate's one error: a text or value from a record, a file or a header that does not have its form.
//! Texts that a person types in a form have problem enums of their own, beside their types.

use thiserror::Error;

use crate::catalogue::CatalogueProblem;
use crate::path::PathProblem;

/// What a value was meant to be and is not. Never carries the value: it may come from anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Malformed {
    /// Not a hyphenated UUID of version 7.
    #[error("not a token id")]
    TokenId,
    /// Not `mapae_` and four base62 characters.
    #[error("not a token hint")]
    TokenHint,
    /// Not a network as [`crate::Network`] prints it.
    #[error("not a network")]
    Network,
    /// Not 1 to 128 characters of RFC 6749's scope-token.
    #[error("not an API id")]
    ApiId,
    /// Not an HTTP method (a token of RFC 9110, 5.6.2).
    #[error("not an HTTP method")]
    Method,
    /// Blank, over 200 characters, or with a control character.
    #[error("not a title")]
    Title,
    /// Not a path template such as `/v1/build/{id}`.
    #[error("not a path template: {0}")]
    PathTemplate(#[from] PathProblem),
    /// The parts are valid, but don't make a catalogue together.
    #[error("not a catalogue: {0}")]
    Catalogue(#[from] CatalogueProblem),
}
