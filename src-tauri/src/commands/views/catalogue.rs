//! The catalogue of APIs: as it is, as it is edited, and what a document of OpenAPI would make of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CatalogueView {
    /// Changes with the catalogue: an edit says which one it was made of.
    pub(crate) revision: String,
    pub(crate) groups: Vec<GroupView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct GroupView {
    pub(crate) id: String,
    pub(crate) title: TitleView,
    pub(crate) apis: Vec<ApiView>,
}

/// `method` and `path` are absent where nobody documented them: such an API can be ticked and shown, but the
/// gate has nothing to match, and the window says so.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ApiView {
    pub(crate) id: String,
    pub(crate) title: TitleView,
    pub(crate) method: Option<String>,
    pub(crate) path: Option<String>,
    /// Its owner says that it should no longer be used.
    pub(crate) deprecated: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(deny_unknown_fields)]
pub(crate) struct TitleView {
    pub(crate) ko: String,
    pub(crate) en: String,
}

/// The whole catalogue as it should be, as typed. A group or an API with an empty `id` is new and gets one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CatalogueInput {
    /// Of the one it was made of.
    pub(crate) revision: String,
    pub(crate) groups: Vec<GroupView>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CatalogueReport {
    pub(crate) problems: Vec<CatalogueProblemView>,
    pub(crate) added: Vec<ApiView>,
    pub(crate) changed: Vec<ApiChange>,
    pub(crate) removed: Vec<RemovedApi>,
    /// Titles or order of groups differ, or an API stands in another group.
    pub(crate) regrouped: bool,
    /// The catalogue was changed since: its revision now.
    pub(crate) outdated: Option<String>,
    /// True if `set_catalogue` would take it now.
    pub(crate) ready: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CatalogueProblemView {
    /// Place of the group in what was sent; `null`: the whole.
    pub(crate) group: Option<u32>,
    /// Place of the API in its group; `null`: the group itself.
    pub(crate) api: Option<u32>,
    pub(crate) field: CatalogueField,
    pub(crate) code: CatalogueProblemCode,
    /// The other API, where two are at odds.
    pub(crate) other: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CatalogueField {
    Id,
    TitleKo,
    TitleEn,
    Method,
    Path,
    /// Of the catalogue as a whole.
    Whole,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CatalogueProblemCode {
    Empty,
    TooLong,
    /// A character that may not be there.
    Forbidden,
    /// An id that is there twice.
    Repeated,
    /// Another API has the same method and path.
    SameRequests,
    /// Does not begin with `/`.
    PathNotAbsolute,
    /// `//`, `.` or `..`.
    PathAmbiguous,
    /// Braces around less than a whole segment, or a parameter without a name or twice.
    PathParameter,
    PathUnreadable,
    /// More than 10,000 APIs.
    TooMany,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiChange {
    pub(crate) before: ApiView,
    pub(crate) after: ApiView,
}

/// An API that would leave the catalogue: the tokens that hold it keep it, and it authorises nothing.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemovedApi {
    pub(crate) api: ApiView,
    /// Tokens in force that hold it.
    pub(crate) tokens: u32,
    /// The first of them, by name; at most 100.
    pub(crate) names: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OpenApiMode {
    /// What is in the catalogue and not in the document stays.
    Add,
    /// The document is the catalogue from here on.
    Replace,
}

/// What a document would make of the catalogue. Nothing is changed.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OpenApiPreview {
    /// Why it could not be read; the rest is empty then.
    pub(crate) problem: Option<OpenApiProblem>,
    pub(crate) title: String,
    pub(crate) version: String,
    /// Put before every path, from the first of the document's servers; empty: none.
    pub(crate) base_path: String,
    pub(crate) operations: u32,
    pub(crate) skipped: Vec<SkippedOperation>,
    /// To be edited further, or given to `set_catalogue`.
    pub(crate) draft: CatalogueInput,
    pub(crate) report: CatalogueReport,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum OpenApiProblem {
    TooLarge,
    /// Neither JSON nor YAML; where, as far as is known.
    Unreadable {
        line: Option<u32>,
        column: Option<u32>,
    },
    /// Nested too deep, or its aliases would make too much of it.
    TooComplex,
    /// Read, but no OpenAPI document.
    NotOpenApi,
    /// Swagger 2.0, or a version to come.
    Version {
        version: String,
    },
    TooMany,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SkippedOperation {
    pub(crate) method: String,
    /// With the base path.
    pub(crate) path: String,
    pub(crate) reason: SkipReason,
}

/// Why an operation can't become an API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SkipReason {
    /// `//`, `.`, `..`, or a character that could be read in two ways.
    PathAmbiguous,
    /// Braces around less than a whole segment, or a parameter without a name or twice.
    PathParameter,
    PathUnreadable,
    Method,
    /// An earlier one answers the same requests.
    SameRequests,
    /// It is in another file.
    Elsewhere,
    /// It refers to what is not there, or to itself.
    Unresolved,
    /// What stands there is no operation.
    NoOperation,
}

/// Who holds an API, and how often it was asked for lately.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiUsage {
    pub(crate) id: String,
    /// False: 목록에 없음.
    pub(crate) listed: bool,
    /// Tokens in force that hold it.
    pub(crate) tokens: u32,
    /// Allowed and refused among the last 10,000 decisions of the gate.
    pub(crate) allowed: u32,
    pub(crate) refused: u32,
}
