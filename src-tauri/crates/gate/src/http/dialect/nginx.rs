//! nginx's auth_request. Its sub-request is a GET without a body; a location of the recipe sets the headers.
//!
//! nginx passes on 2xx, 401 and 403 alone, and makes 500 of everything else (nginx/nginx#941). So 400 and 429 travel as
//! 403, and a header of their own tells the recipe which is meant.

use http::StatusCode;
use http::header::HeaderName;
use http::request::Parts;

use super::{GatewayFault, Original, told};

pub(super) const PATH: &str = "/auth/nginx";

pub(super) const METHOD: HeaderName = HeaderName::from_static("x-original-method");
pub(super) const TARGET: HeaderName = HeaderName::from_static("x-original-uri");

pub(super) fn original(head: &Parts) -> Result<Original<'_>, GatewayFault> {
    told(&head.headers, &METHOD, &TARGET)
}

pub(super) fn status(meant: StatusCode) -> (StatusCode, bool) {
    match meant {
        StatusCode::BAD_REQUEST | StatusCode::TOO_MANY_REQUESTS => (StatusCode::FORBIDDEN, true),
        other => (other, false),
    }
}
