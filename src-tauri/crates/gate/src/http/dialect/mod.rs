//! How each kind of gateway tells which request it asks about, and what it makes of an answer.

mod envoy;
mod forward;
mod haproxy;
mod nginx;

use http::header::HeaderName;
use http::request::Parts;
use http::{HeaderMap, StatusCode};

/// A way to ask, each at a path of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// `/auth/nginx`: auth_request.
    Nginx,
    /// `/auth/forward`: Caddy's forward_auth, Traefik's ForwardAuth.
    Forward,
    /// `/auth/envoy...`: ext_authz over HTTP, which appends the original path.
    Envoy,
    /// `/auth/haproxy`.
    Haproxy,
}

/// The request that a gateway asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Original<'r> {
    pub(crate) method: &'r str,
    pub(crate) target: &'r [u8],
}

/// What a gateway does not tell, or tells twice. Nobody is let in then, and the administrator is told: it is the
/// gateway's configuration that is to be mended, not the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GatewayFault {
    /// No header with the original method.
    MissingMethod,
    /// Two of them, or one that is no text.
    BadMethod,
    /// No header with the original target.
    MissingTarget,
    /// Two of them.
    BadTarget,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Dialect; 4] = [Dialect::Nginx, Dialect::Forward, Dialect::Envoy, Dialect::Haproxy];

    /// In paths, metrics and records.
    pub fn as_str(self) -> &'static str {
        match self {
            Dialect::Nginx => "nginx",
            Dialect::Forward => "forward",
            Dialect::Envoy => "envoy",
            Dialect::Haproxy => "haproxy",
        }
    }

    /// The one that is asked at a path.
    pub(crate) fn at(path: &str) -> Option<Dialect> {
        match path {
            nginx::PATH => Some(Dialect::Nginx),
            forward::PATH => Some(Dialect::Forward),
            haproxy::PATH => Some(Dialect::Haproxy),
            _ => path.starts_with(envoy::PATH).then_some(Dialect::Envoy),
        }
    }

    /// The request that it is about.
    pub(crate) fn original<'r>(self, head: &'r Parts) -> Result<Original<'r>, GatewayFault> {
        match self {
            Dialect::Nginx => nginx::original(head),
            Dialect::Forward => forward::original(head),
            Dialect::Envoy => Ok(envoy::original(head)),
            Dialect::Haproxy => haproxy::original(head),
        }
    }

    /// The status to answer with so that the caller gets `meant`, and whether [`MEANT`] has to say so.
    pub(crate) fn status(self, meant: StatusCode) -> (StatusCode, bool) {
        match self {
            Dialect::Nginx => nginx::status(meant),
            Dialect::Forward | Dialect::Envoy | Dialect::Haproxy => (meant, false),
        }
    }

    /// Envoy asks in the name of the host that its own caller asked for.
    pub(crate) fn has_host_of_its_own(self) -> bool {
        self != Dialect::Envoy
    }
}

impl GatewayFault {
    /// In records and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            GatewayFault::MissingMethod => "missing_method",
            GatewayFault::BadMethod => "bad_method",
            GatewayFault::MissingTarget => "missing_target",
            GatewayFault::BadTarget => "bad_target",
        }
    }
}

/// The status that is meant, where a gateway can't be given it.
pub(crate) const MEANT: HeaderName = HeaderName::from_static("x-mapae-status");

/// Method and target as two headers tell them, each there once.
fn told<'r>(
    headers: &'r HeaderMap,
    method: &HeaderName,
    target: &HeaderName,
) -> Result<Original<'r>, GatewayFault> {
    let method = once(headers, method, GatewayFault::MissingMethod, GatewayFault::BadMethod)?;
    let target = once(headers, target, GatewayFault::MissingTarget, GatewayFault::BadTarget)?;
    Ok(Original { method: str::from_utf8(method).map_err(|_| GatewayFault::BadMethod)?, target })
}

/// A blank header is what an empty variable of a configuration leaves.
fn once<'r>(
    headers: &'r HeaderMap,
    name: &HeaderName,
    missing: GatewayFault,
    repeated: GatewayFault,
) -> Result<&'r [u8], GatewayFault> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().map(|value| value.as_bytes()).filter(|value| !value.is_empty());
    if values.next().is_some() { Err(repeated) } else { value.ok_or(missing) }
}
