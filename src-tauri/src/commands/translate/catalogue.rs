//! The catalogue of APIs, its edits, and documents of OpenAPI.

use super::count;
use crate::commands::views::{
    ApiChange, ApiUsage, ApiView, CatalogueField, CatalogueInput, CatalogueProblemCode, CatalogueProblemView,
    CatalogueReport, CatalogueView, GroupView, OpenApiMode, OpenApiPreview, OpenApiProblem, RemovedApi,
    SkipReason, SkippedOperation, TitleView,
};
use mapae_domain::{Api, Catalogue, Group, PathProblem, Title};
use mapae_service::{
    ApiDraft, ApiTokens, BasePath, CatalogueCheck, CatalogueDraft, CatalogueFieldProblem, CatalogueRevision,
    GroupDraft, HeldApi, ImportMode, OpenApiDocument, PlacedProblem,
};

/// The scope tree.
pub(in crate::commands) fn catalogue(catalogue: &Catalogue) -> CatalogueView {
    let group = |group: &Group| GroupView {
        id: group.id.clone(),
        title: title(&group.title),
        apis: group.apis.iter().map(api).collect(),
    };
    CatalogueView {
        revision: CatalogueRevision::of(catalogue).to_string(),
        groups: catalogue.groups().iter().map(group).collect(),
    }
}

pub(super) fn api(api: &Api) -> ApiView {
    ApiView {
        id: api.id.as_str().to_owned(),
        title: title(&api.title),
        method: api.method.as_ref().map(|method| method.as_str().to_owned()),
        path: api.path.as_ref().map(|path| path.as_str().to_owned()),
        deprecated: api.deprecated,
    }
}

pub(super) fn title(title: &Title) -> TitleView {
    TitleView { ko: title.ko().to_owned(), en: title.en().to_owned() }
}

/// As typed, and which catalogue it was made of.
pub(in crate::commands) fn catalogue_draft(input: CatalogueInput) -> (CatalogueRevision, CatalogueDraft) {
    let api = |api: ApiView| ApiDraft {
        id: api.id,
        title_ko: api.title.ko,
        title_en: api.title.en,
        method: api.method.unwrap_or_default(),
        path: api.path.unwrap_or_default(),
        deprecated: api.deprecated,
    };
    let group = |group: GroupView| GroupDraft {
        id: group.id,
        title_ko: group.title.ko,
        title_en: group.title.en,
        apis: group.apis.into_iter().map(api).collect(),
    };
    let groups = input.groups.into_iter().map(group).collect();
    (CatalogueRevision::from(input.revision), CatalogueDraft { groups })
}

pub(in crate::commands) fn catalogue_report(check: &CatalogueCheck) -> CatalogueReport {
    CatalogueReport {
        problems: check.problems.iter().map(problem).collect(),
        added: check.added.iter().map(|added| api(&added.api)).collect(),
        changed: check
            .changed
            .iter()
            .map(|change| ApiChange { before: api(&change.before), after: api(&change.after) })
            .collect(),
        removed: check.removed.iter().map(removed).collect(),
        regrouped: check.regrouped,
        outdated: check.outdated.then(|| check.revision.to_string()),
        ready: check.is_ready(),
    }
}

fn removed(held: &HeldApi) -> RemovedApi {
    RemovedApi {
        api: api(&held.api),
        tokens: count(held.tokens),
        names: held.first.iter().map(ToString::to_string).collect(),
    }
}

fn problem(placed: &PlacedProblem) -> CatalogueProblemView {
    use mapae_service::CatalogueField as Field;
    let (code, other) = match &placed.problem {
        CatalogueFieldProblem::Empty => (CatalogueProblemCode::Empty, None),
        CatalogueFieldProblem::TooLong => (CatalogueProblemCode::TooLong, None),
        CatalogueFieldProblem::Forbidden => (CatalogueProblemCode::Forbidden, None),
        CatalogueFieldProblem::Repeated => (CatalogueProblemCode::Repeated, None),
        CatalogueFieldProblem::SameRequests { other } => {
            (CatalogueProblemCode::SameRequests, Some(other.as_str().to_owned()))
        }
        CatalogueFieldProblem::Path(problem) => (path_problem(*problem), None),
        CatalogueFieldProblem::TooMany => (CatalogueProblemCode::TooMany, None),
    };
    CatalogueProblemView {
        group: placed.group.map(count),
        api: placed.api.map(count),
        field: match placed.field {
            Field::Id => CatalogueField::Id,
            Field::TitleKo => CatalogueField::TitleKo,
            Field::TitleEn => CatalogueField::TitleEn,
            Field::Method => CatalogueField::Method,
            Field::Path => CatalogueField::Path,
            Field::Whole => CatalogueField::Whole,
        },
        code,
        other,
    }
}

fn path_problem(problem: PathProblem) -> CatalogueProblemCode {
    match problem {
        PathProblem::NotAbsolute => CatalogueProblemCode::PathNotAbsolute,
        PathProblem::TooLong => CatalogueProblemCode::TooLong,
        PathProblem::EmptySegment | PathProblem::DotSegment | PathProblem::AmbiguousEncoding => {
            CatalogueProblemCode::PathAmbiguous
        }
        PathProblem::ForbiddenByte | PathProblem::BrokenEncoding => CatalogueProblemCode::PathUnreadable,
        PathProblem::BadParameter => CatalogueProblemCode::PathParameter,
    }
}

impl From<OpenApiMode> for ImportMode {
    fn from(mode: OpenApiMode) -> Self {
        match mode {
            OpenApiMode::Add => Self::Add,
            OpenApiMode::Replace => Self::Replace,
        }
    }
}

impl From<mapae_service::OpenApiProblem> for OpenApiProblem {
    fn from(problem: mapae_service::OpenApiProblem) -> Self {
        use mapae_service::OpenApiProblem as Problem;
        let number = |number: Option<u64>| number.and_then(|number| number.try_into().ok());
        match problem {
            Problem::TooLarge => Self::TooLarge,
            Problem::Unreadable { line, column } => {
                Self::Unreadable { line: number(line), column: number(column) }
            }
            Problem::TooComplex => Self::TooComplex,
            Problem::NotOpenApi => Self::NotOpenApi,
            Problem::Swagger2 => Self::Version { version: "2.0".to_owned() },
            Problem::Version { version } => Self::Version { version },
            Problem::TooMany => Self::TooMany,
        }
    }
}

/// A document beside the catalogue that it would make; both absent where it could not be read.
pub(in crate::commands) fn openapi_preview(
    revision: &CatalogueRevision,
    read: Result<(OpenApiDocument, CatalogueDraft, CatalogueCheck), mapae_service::OpenApiProblem>,
) -> OpenApiPreview {
    let revision = revision.to_string();
    match read {
        Err(problem) => OpenApiPreview {
            problem: Some(problem.into()),
            title: String::new(),
            version: String::new(),
            base_path: String::new(),
            operations: 0,
            skipped: Vec::new(),
            draft: CatalogueInput { revision, groups: Vec::new() },
            report: nothing(),
        },
        Ok((document, draft, check)) => OpenApiPreview {
            problem: None,
            operations: count(document.apis() + document.skipped.len()),
            base_path: match document.base_path {
                BasePath::Prefix(prefix) => prefix,
                BasePath::None | BasePath::Unclear(_) => String::new(),
            },
            title: document.title,
            version: document.version,
            skipped: document.skipped.into_iter().map(skipped).collect(),
            draft: CatalogueInput { revision, groups: draft.groups.into_iter().map(group).collect() },
            report: catalogue_report(&check),
        },
    }
}

fn nothing() -> CatalogueReport {
    CatalogueReport {
        problems: Vec::new(),
        added: Vec::new(),
        changed: Vec::new(),
        removed: Vec::new(),
        regrouped: false,
        outdated: None,
        ready: false,
    }
}

fn skipped(skipped: mapae_service::SkippedOperation) -> SkippedOperation {
    use mapae_service::SkipReason as Reason;
    SkippedOperation {
        method: skipped.method,
        path: skipped.path,
        reason: match skipped.reason {
            Reason::Path(PathProblem::BadParameter) => SkipReason::PathParameter,
            Reason::Path(
                PathProblem::EmptySegment | PathProblem::DotSegment | PathProblem::AmbiguousEncoding,
            ) => SkipReason::PathAmbiguous,
            Reason::Path(
                PathProblem::NotAbsolute
                | PathProblem::TooLong
                | PathProblem::ForbiddenByte
                | PathProblem::BrokenEncoding,
            ) => SkipReason::PathUnreadable,
            Reason::Method => SkipReason::Method,
            Reason::SameRequests { .. } => SkipReason::SameRequests,
            Reason::Elsewhere => SkipReason::Elsewhere,
            Reason::Unresolved => SkipReason::Unresolved,
            Reason::NoOperation => SkipReason::NoOperation,
        },
    }
}

fn group(group: GroupDraft) -> GroupView {
    let typed = |text: String| Some(text).filter(|text| !text.is_empty());
    let api = |api: ApiDraft| ApiView {
        id: api.id,
        title: TitleView { ko: api.title_ko, en: api.title_en },
        method: typed(api.method),
        path: typed(api.path),
        deprecated: api.deprecated,
    };
    GroupView {
        id: group.id,
        title: TitleView { ko: group.title_ko, en: group.title_en },
        apis: group.apis.into_iter().map(api).collect(),
    }
}

/// With how often the gate allowed and refused a request for it lately.
pub(in crate::commands) fn api_usage(held: ApiTokens, (allowed, refused): (u32, u32)) -> ApiUsage {
    ApiUsage {
        id: held.id.as_str().to_owned(),
        listed: held.listed,
        tokens: count(held.tokens),
        allowed,
        refused,
    }
}
