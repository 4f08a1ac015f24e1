//! The catalogue for look-ups by request: by method, the most specific template first, so that the first match is the
//! one that `Catalogue::route` would choose.

use std::collections::HashMap;

use mapae_domain::{ApiId, Catalogue, PathTemplate, RequestPath};

/// An API of a snapshot's catalogue.
#[derive(Debug, Clone, Copy)]
pub struct ApiRef<'a> {
    pub(crate) number: u32,
    pub(crate) id: &'a ApiId,
}

impl<'a> ApiRef<'a> {
    /// The API's id.
    pub fn id(&self) -> &'a ApiId {
        self.id
    }
}

/// Numbers of APIs, which lines refer to. They are only ever added: an API keeps its number while catalogues come and go,
/// and one that has left the catalogue has one too, for it may come back to the tokens that still hold it.
#[derive(Clone, Default)]
pub(crate) struct Numbers {
    ids: Vec<ApiId>,
    known: HashMap<ApiId, u32>,
}

impl Numbers {
    pub(crate) fn of(&mut self, id: &ApiId) -> u32 {
        if let Some(number) = self.known.get(id) {
            return *number;
        }
        let number = u32::try_from(self.ids.len()).expect("fewer APIs than lines");
        self.ids.push(id.clone());
        self.known.insert(id.clone(), number);
        number
    }

    pub(crate) fn id(&self, number: u32) -> &ApiId {
        &self.ids[number as usize]
    }
}

/// Matchers of all APIs that have a method and a path. The others can be held, but no request is theirs.
#[derive(Default)]
pub(crate) struct Routes {
    /// A handful of methods: a scan is faster than a hash.
    methods: Vec<(String, Vec<Route>)>,
    /// Which numbers are of the catalogue's APIs.
    listed: Vec<bool>,
}

struct Route {
    template: PathTemplate,
    number: u32,
    id: ApiId,
}

impl Routes {
    pub(crate) fn of(catalogue: &Catalogue, numbers: &mut Numbers) -> Routes {
        let mut routes = Routes::default();
        for api in catalogue.apis() {
            let number = numbers.of(&api.id);
            routes.listed.resize(routes.listed.len().max(number as usize + 1), false);
            routes.listed[number as usize] = true;
            let (Some(method), Some(template)) = (&api.method, &api.path) else {
                continue;
            };
            let at = routes.methods.iter().position(|(known, _)| known == method.as_str());
            let at = at.unwrap_or_else(|| {
                routes.methods.push((method.as_str().to_owned(), Vec::new()));
                routes.methods.len() - 1
            });
            routes.methods[at].1.push(Route { template: template.clone(), number, id: api.id.clone() });
        }
        for (_, templates) in &mut routes.methods {
            templates.sort_by_cached_key(|route| parameter_places(&route.template));
        }
        routes
    }

    /// True for the number of an API of the catalogue.
    pub(crate) fn lists(&self, number: u32) -> bool {
        self.listed.get(number as usize).copied().unwrap_or(false)
    }

    #[inline]
    pub(crate) fn find(&self, method: &str, path: &RequestPath<'_>) -> Option<ApiRef<'_>> {
        let (_, routes) = self.methods.iter().find(|(known, _)| known == method)?;
        let route = routes.iter().find(|route| route.template.matches(path))?;
        Some(ApiRef { number: route.number, id: &route.id })
    }
}

/// Which segments are parameters. Of two templates that match one path, the smaller key is the more specific: where they
/// first differ, one has a literal and the other a parameter, since two different literals can't both match.
fn parameter_places(template: &PathTemplate) -> Vec<bool> {
    template.as_str().split('/').map(|segment| segment.starts_with('{')).collect()
}
