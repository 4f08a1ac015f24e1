//! HAProxy asks with the headers that nginx's recipe sets, and passes on any status.

use http::request::Parts;

use super::{GatewayFault, Original, nginx, told};

pub(super) const PATH: &str = "/auth/haproxy";

pub(super) fn original(head: &Parts) -> Result<Original<'_>, GatewayFault> {
    told(&head.headers, &nginx::METHOD, &nginx::TARGET)
}
