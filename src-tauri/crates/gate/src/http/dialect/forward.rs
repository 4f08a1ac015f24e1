//! Caddy's forward_auth and Traefik's ForwardAuth: both send a GET and set the same two headers themselves, whatever their
//! caller sent.

use http::header::HeaderName;
use http::request::Parts;

use super::{GatewayFault, Original, told};

pub(super) const PATH: &str = "/auth/forward";

const METHOD: HeaderName = HeaderName::from_static("x-forwarded-method");
const TARGET: HeaderName = HeaderName::from_static("x-forwarded-uri");

pub(super) fn original(head: &Parts) -> Result<Original<'_>, GatewayFault> {
    told(&head.headers, &METHOD, &TARGET)
}
