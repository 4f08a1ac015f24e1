//! What stands before the paths of a document: the path of a server's URL (OpenAPI 3.1.1, 4.8.5).

use super::source::Server;
use mapae_domain::PathTemplate;

/// What stands before the paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BasePath {
    /// Nothing.
    None,
    /// `/v1`: without a slash at its end.
    Prefix(String),
    /// Something, but not from this URL: it is relative to where the document lies, or no path that a gate could match.
    /// Nothing is put before the paths.
    Unclear(String),
}

impl BasePath {
    pub(super) fn of(server: &Server) -> Self {
        let url = with_defaults(server);
        let url = url.trim();
        let after_scheme = url.split_once("://").map(|(_, rest)| rest).or_else(|| url.strip_prefix("//"));
        let path = match after_scheme {
            Some(rest) => rest.find(['/', '?', '#']).map_or("", |start| &rest[start..]),
            None => url,
        };
        let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        if path.is_empty() || path == "." {
            return Self::None;
        }
        if path.contains(['{', '}']) || PathTemplate::parse(path).is_err() {
            return Self::Unclear(url.chars().take(300).collect());
        }
        Self::Prefix(path.to_owned())
    }

    /// A path of the document, as a request has it.
    pub(super) fn before(&self, path: &str) -> String {
        match self {
            Self::Prefix(prefix) => format!("{prefix}{path}"),
            Self::None | Self::Unclear(_) => path.to_owned(),
        }
    }
}

/// `{version}` as the document says that it is where nothing else is said.
fn with_defaults(server: &Server) -> String {
    let mut url = String::new();
    let mut rest = server.url.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        url.push_str(before);
        let variables = server.variables.0.iter();
        let variable = variables.filter(|(known, _)| known == name).find_map(|(_, known)| known.0.as_ref());
        match variable.filter(|variable| !variable.default.is_empty()) {
            Some(variable) => url.push_str(&variable.default),
            None => url.extend(["{", name, "}"]),
        }
        rest = behind;
    }
    url.push_str(rest);
    url
}

#[cfg(test)]
mod tests {
    use super::{super::loose::Object, *};
    use crate::openapi::{loose::Entries, source::Variable};

    fn server(url: &str) -> Server {
        let variable = Variable { default: "v2".to_owned() };
        let variables = Entries(vec![("version".to_owned(), Object(Some(variable)))]);
        Server { url: url.to_owned(), variables }
    }

    #[test]
    fn the_path_of_a_url_stands_before_the_paths() {
        let prefix = |text: &str| BasePath::Prefix(text.to_owned());
        let cases = [
            ("https://api.example.com/v1", prefix("/v1")),
            ("https://api.example.com:8443/a/b/?x#y", prefix("/a/b")),
            ("https://api.example.com?x=/v1", BasePath::None),
            ("//api.example.com/v1/", prefix("/v1")),
            ("https://{host}/{version}", prefix("/v2")),
            ("/{version}/빌드", prefix("/v2/빌드")),
            ("/", BasePath::None),
            ("", BasePath::None),
            ("https://api.example.com", BasePath::None),
            ("v1", BasePath::Unclear("v1".to_owned())),
            ("../v1", BasePath::Unclear("../v1".to_owned())),
            ("/{tenant}/v1", BasePath::Unclear("/{tenant}/v1".to_owned())),
            ("/a//b", BasePath::Unclear("/a//b".to_owned())),
            ("/{", BasePath::Unclear("/{".to_owned())),
        ];
        for (url, expected) in cases {
            assert_eq!(BasePath::of(&server(url)), expected, "{url}");
        }
    }
}
