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

/// Matchers of all APIs that have a method and a path. The others can be held, but no request is theirs.
#[derive(Default)]
pub(crate) struct Routes {
    ids: Vec<ApiId>,
    /// A handful of methods: a scan is faster than a hash.
    methods: Vec<(String, Vec<(PathTemplate, u32)>)>,
}

impl Routes {
    pub(crate) fn of(catalogue: &Catalogue) -> Routes {
        let mut routes = Routes::default();
        for (number, api) in (0..).zip(catalogue.apis()) {
            routes.ids.push(api.id.clone());
            let (Some(method), Some(path)) = (&api.method, &api.path) else {
                continue;
            };
            let at = routes.methods.iter().position(|(known, _)| known == method.as_str());
            let at = at.unwrap_or_else(|| {
                routes.methods.push((method.as_str().to_owned(), Vec::new()));
                routes.methods.len() - 1
            });
            routes.methods[at].1.push((path.clone(), number));
        }
        for (_, templates) in &mut routes.methods {
            templates.sort_by_cached_key(|(path, _)| parameter_places(path));
        }
        routes
    }

    /// Numbers of the catalogue's APIs by id.
    pub(crate) fn numbers(&self) -> HashMap<&ApiId, u32> {
        self.ids.iter().zip(0..).collect()
    }

    #[inline]
    pub(crate) fn find(&self, method: &str, path: &RequestPath<'_>) -> Option<ApiRef<'_>> {
        let (_, templates) = self.methods.iter().find(|(known, _)| known == method)?;
        let (_, number) = templates.iter().find(|(template, _)| template.matches(path))?;
        Some(ApiRef { number: *number, id: &self.ids[*number as usize] })
    }
}

/// Which segments are parameters. Of two templates that match one path, the smaller key is the more specific: where they
/// first differ, one has a literal and the other a parameter, since two different literals can't both match.
fn parameter_places(template: &PathTemplate) -> Vec<bool> {
    template.as_str().split('/').map(|segment| segment.starts_with('{')).collect()
}
