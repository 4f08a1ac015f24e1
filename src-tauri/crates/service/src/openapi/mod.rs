//! Documents of OpenAPI, read as far as a catalogue needs them: paths, methods, tags and titles.
//!
//! Deliberately absent: a model of the whole format. The crates that have one read either 3.0 or 3.1 (openapiv3,
//! oas3), and a whole document is refused for a part that nobody here looks at: by one of them, 2 of 21 published ones.
//! What is not needed is passed over unread. Absent, too, is the net: a reference to another file is told, never fetched.

mod base_path;
mod groups;
mod loose;
mod merge;
mod read_openapi;
mod references;
mod source;

pub use self::{
    base_path::BasePath,
    merge::{ImportMode, merge},
    read_openapi::{OpenApiProblem, read_openapi},
};

use mapae_domain::{Api, ApiId, PathProblem, Title};

/// What a document says of its APIs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenApiDocument {
    /// As it calls itself; may be blank.
    pub title: String,
    /// Of the format, such as `3.0.3`.
    pub version: String,
    /// From the first of its servers: stands before every path that has no servers of its own.
    pub base_path: BasePath,
    /// Paths of its further servers, which were not taken.
    pub other_base_paths: Vec<String>,
    /// In the order of its tags.
    pub groups: Vec<ImportedGroup>,
    /// Operations that can't become an API, in its order.
    pub skipped: Vec<SkippedOperation>,
}

/// Operations with the same first tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedGroup {
    /// The tag.
    pub id: String,
    /// The tag, or how it is to be shown.
    pub title: Title,
    /// In the document's order.
    pub apis: Vec<ImportedApi>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedApi {
    /// As an API of a catalogue. Its method and path are there.
    pub api: Api,
    /// The document gives a title by its language (`x-title-ko`, `x-title-en`). Else both are its one.
    pub has_own_titles: bool,
}

/// An operation that can't become an API, or a path whose operations are not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedOperation {
    /// Blank for all of a path.
    pub method: String,
    /// With the base path; the first 300 characters.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
}

/// Why an operation can't become an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// The gate could not match its path without doubt.
    Path(PathProblem),
    /// Its method is none.
    Method,
    /// An earlier one answers the same requests.
    SameRequests {
        /// The earlier one.
        other: ApiId,
    },
    /// It is in another file.
    Elsewhere,
    /// It refers to what is not there, or to itself.
    Unresolved,
    /// What stands there is no operation.
    NoOperation,
}

impl OpenApiDocument {
    /// How many APIs it has.
    pub fn apis(&self) -> usize {
        self.groups.iter().map(|group| group.apis.len()).sum()
    }
}
