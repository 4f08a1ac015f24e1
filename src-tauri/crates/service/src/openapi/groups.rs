//! Makes groups and APIs of what a document says.

use super::{
    BasePath, ImportedApi, ImportedGroup, OpenApiDocument, OpenApiProblem, SkipReason, SkippedOperation,
    loose::Object,
    read_openapi::MOST_OPERATIONS,
    references::References,
    source::{Operation, PathItem, Server, Source, Tag, Titles},
};
use crate::catalogue::route_id;
use mapae_domain::{Api, ApiId, Method, PathTemplate, Title};
use std::collections::{HashMap, HashSet};

/// Characters of a title, and so of a tag.
const LONGEST_TITLE: usize = 200;
const LONGEST_SHOWN: usize = 300;

/// What an operation without a tag stands under.
const UNTAGGED: &str = "other";

/// # Errors
/// [`OpenApiProblem::TooMany`].
pub(super) fn groups_of(source: &Source) -> Result<OpenApiDocument, OpenApiProblem> {
    let mut bases = source.servers.0.iter().map(BasePath::of);
    let base_path = bases.next().unwrap_or(BasePath::None);
    let mut other_base_paths: Vec<String> = Vec::new();
    for base in bases.filter(|base| *base != base_path) {
        let shown = match base {
            BasePath::None => "/".to_owned(),
            BasePath::Prefix(path) | BasePath::Unclear(path) => path,
        };
        if other_base_paths.len() < 10 && !other_base_paths.contains(&shown) {
            other_base_paths.push(shown);
        }
    }
    let mut reading = Reading {
        base_path: &base_path,
        references: References::of(source),
        operations: 0,
        ids: HashSet::new(),
        routes: HashMap::new(),
        groups: Groups::of(&source.tags.0),
        skipped: Vec::new(),
    };
    for (path, item) in source.paths.0.iter().filter(|(path, _)| !path.starts_with("x-")) {
        reading.path(path, item)?;
    }
    let (groups, skipped) = (reading.groups.into_used(), reading.skipped);
    let title = source.info.0.as_ref().map(|info| shown(&info.title)).unwrap_or_default();
    let version = source.openapi.trim().chars().take(32).collect();
    Ok(OpenApiDocument { title, version, base_path, other_base_paths, groups, skipped })
}

struct Reading<'a> {
    base_path: &'a BasePath,
    references: References<'a>,
    /// Read so far, with those that were skipped.
    operations: usize,
    ids: HashSet<ApiId>,
    routes: HashMap<(Method, Vec<Vec<u8>>), ApiId>,
    groups: Groups,
    skipped: Vec<SkippedOperation>,
}

impl<'a> Reading<'a> {
    fn path(&mut self, path: &str, item: &'a Object<PathItem>) -> Result<(), OpenApiProblem> {
        let Some(item) = &item.0 else {
            return self.count_and_skip("", &self.base_path.before(path), SkipReason::NoOperation);
        };
        let (chain, broken) = self.references.chain(item);
        if let Some(reason) = broken {
            self.count_and_skip("", &self.base_path.before(path), reason)?;
        }
        let servers = chain.iter().find_map(|item| item.servers.0.first());
        let mut above: HashSet<&str> = HashSet::new();
        for item in chain {
            let operations = item.operations.iter().filter(|(method, _)| !above.contains(method.as_str()));
            for (method, operation) in operations {
                self.operation(method, path, servers, operation)?;
            }
            above.extend(item.operations.iter().map(|(method, _)| method.as_str()));
        }
        Ok(())
    }

    fn operation(
        &mut self,
        method: &str,
        path: &str,
        server: Option<&Server>,
        operation: &Object<Operation>,
    ) -> Result<(), OpenApiProblem> {
        let own = operation.0.as_ref().and_then(|operation| operation.servers.0.first());
        let path = match own.or(server) {
            Some(server) => BasePath::of(server).before(path),
            None => self.base_path.before(path),
        };
        match self.judge(method, &path, operation) {
            Ok((tag, api)) => {
                self.groups.group(&tag).apis.push(api);
                self.count()
            }
            Err(reason) => self.count_and_skip(method, &path, reason),
        }
    }

    /// The tag and the API.
    fn judge(
        &mut self,
        method: &str,
        path: &str,
        operation: &Object<Operation>,
    ) -> Result<(String, ImportedApi), SkipReason> {
        let operation = operation.0.as_ref().ok_or(SkipReason::NoOperation)?;
        let method = Method::parse(method).map_err(|_| SkipReason::Method)?;
        let path = PathTemplate::parse(path).map_err(SkipReason::Path)?;
        let route = (method, path.shape().to_vec());
        if let Some(other) = self.routes.get(&route) {
            return Err(SkipReason::SameRequests { other: other.clone() });
        }
        let id = self.id(&operation.id, &route.0, &path);
        let (title, has_own_titles) = api_title(operation, &id);
        let tag = operation.tags.iter().map(|tag| shown(tag)).find(|tag| !tag.is_empty());
        self.routes.insert(route.clone(), id.clone());
        let (method, path) = (Some(route.0), Some(path));
        let api = Api { id, title, method, path, deprecated: operation.deprecated };
        Ok((tag.unwrap_or_else(|| UNTAGGED.to_owned()), ImportedApi { api, has_own_titles }))
    }

    /// The document's own id, if it can be one and is the first of its kind; else one made of method and path.
    fn id(&mut self, own: &str, method: &Method, path: &PathTemplate) -> ApiId {
        let own = ApiId::parse(own).ok().filter(|id| !self.ids.contains(id));
        let id = own.unwrap_or_else(|| {
            let made = route_id(method.as_str(), path);
            let numbered = (2..).map(|number| ApiId::parse(&format!("{made}-{number}")));
            let ids = std::iter::once(made.clone()).chain(numbered.map(|id| id.expect("not too long")));
            ids.into_iter().find(|id| !self.ids.contains(id)).expect("there are more numbers than ids")
        });
        self.ids.insert(id.clone());
        id
    }

    fn count_and_skip(&mut self, method: &str, path: &str, reason: SkipReason) -> Result<(), OpenApiProblem> {
        let (method, path) = (method.chars().take(32).collect(), path.chars().take(LONGEST_SHOWN).collect());
        self.skipped.push(SkippedOperation { method, path, reason });
        self.count()
    }

    fn count(&mut self) -> Result<(), OpenApiProblem> {
        self.operations += 1;
        if self.operations > MOST_OPERATIONS { Err(OpenApiProblem::TooMany) } else { Ok(()) }
    }
}

/// Groups by their tags: those that the document lists in its order, then the others as they come.
struct Groups {
    groups: Vec<ImportedGroup>,
    places: HashMap<String, usize>,
}

impl Groups {
    fn of(tags: &[Tag]) -> Self {
        let mut groups = Self { groups: Vec::new(), places: HashMap::new() };
        for tag in tags {
            let id = shown(&tag.name);
            if !id.is_empty() && !groups.places.contains_key(&id) {
                let title = titled(&tag.titles, &[&tag.display_name, &id]);
                groups.push(id, title);
            }
        }
        groups
    }

    fn group(&mut self, tag: &str) -> &mut ImportedGroup {
        if !self.places.contains_key(tag) {
            let title = match tag {
                UNTAGGED => Title::new("기타", "Other").ok(),
                _ => titled(&Titles::default(), &[tag]),
            };
            self.push(tag.to_owned(), title);
        }
        &mut self.groups[self.places[tag]]
    }

    fn push(&mut self, id: String, title: Option<Title>) {
        let title = title.unwrap_or_else(|| Title::new("기타", "Other").expect("two short words"));
        self.places.insert(id.clone(), self.groups.len());
        self.groups.push(ImportedGroup { id, title, apis: Vec::new() });
    }

    /// Without the tags that no operation has; what has none stands last.
    fn into_used(mut self) -> Vec<ImportedGroup> {
        self.groups.retain(|group| !group.apis.is_empty());
        self.groups.sort_by_key(|group| group.id == UNTAGGED);
        self.groups
    }
}

fn api_title(operation: &Operation, id: &ApiId) -> (Title, bool) {
    let has_own = !shown(&operation.titles.ko).is_empty() || !shown(&operation.titles.en).is_empty();
    let title = titled(&operation.titles, &[&operation.summary, &operation.id, id.as_str()]);
    (title.expect("an id is a title"), has_own)
}

/// What the document says by language, and the first of `others` for a language that it says nothing of.
fn titled(titles: &Titles, others: &[&str]) -> Option<Title> {
    let sound = |text: &str| Some(shown(text)).filter(|text| Title::new(text, text).is_ok());
    let other = others.iter().find_map(|text| sound(text));
    let ko = sound(&titles.ko).or_else(|| other.clone());
    let en = sound(&titles.en).or_else(|| other.clone());
    Title::new(&ko?, &en?).ok()
}

/// One line of what was written, as long as a title may be.
fn shown(text: &str) -> String {
    // Documents have whole paragraphs here: what is behind the cut is never looked at.
    let start: String = text.chars().take(4 * LONGEST_TITLE).collect();
    let line = start.split(|character: char| character.is_whitespace() || character.is_control());
    let line = line.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST_TITLE {
        return line;
    }
    let cut: String = line.chars().take(LONGEST_TITLE - 1).collect();
    format!("{}…", cut.trim_end())
}
