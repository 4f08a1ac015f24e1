//! Envoy's ext_authz over HTTP asks with its caller's own method, host and path, the path after a prefix. It lets pass what
//! is answered with 200, and gives its caller any other answer as it is.
//!
//! A fragment, which no request may have, never gets here: Envoy refuses it, and the parser of our own head cuts it off.

use http::request::Parts;

use super::Original;

/// What `path_prefix` of the recipe puts before the original path.
pub(super) const PATH: &str = "/auth/envoy";

pub(super) fn original(head: &Parts) -> Original<'_> {
    let whole = head.uri.path_and_query().map_or("", |target| target.as_str());
    let target = whole.strip_prefix(PATH).unwrap_or_default();
    Original { method: head.method.as_str(), target: target.as_bytes() }
}
