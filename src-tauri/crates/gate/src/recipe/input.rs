//! What a configuration is made for. Everything that ends up in one is of a few harmless characters: none can begin a
//! second directive.

use std::{fmt, net::SocketAddr, path::PathBuf, str::FromStr};

use thiserror::Error;

use super::Gateway;

/// Where the gate, the application and the client's address are to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipeInput {
    gate: GateAddress,
    upstream: Upstream,
    prefix: String,
    client_header: String,
    token: Token,
}

/// Where the gate listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GateAddress {
    /// As `127.0.0.1:7461`.
    Tcp(SocketAddr),
    /// As `unix:/run/mapae/gate.sock`: absolute, of letters, digits and `/ . _ -`.
    Unix(PathBuf),
}

/// What becomes of the token once it has been judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Token {
    /// The application does not see it: what it does not have it can't log.
    #[default]
    StopsHere,
    /// The application gets the Authorization header as it came.
    GoesOn,
}

/// Why there is no such configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RecipeProblem {
    /// Not one of [`Gateway::ALL`].
    #[error("there are recipes for nginx, caddy, haproxy, envoy and traefik")]
    Gateway,
    /// Neither `address:port` nor `unix:` and an absolute path of plain characters.
    #[error("the gate's address is neither like 127.0.0.1:7461 nor like unix:/run/mapae/gate.sock")]
    Gate,
    /// Not `host:port`.
    #[error("the application's address is not like 127.0.0.1:8080 or app.internal:8080")]
    Upstream,
    /// Does not begin and end with `/`, or has characters that mean something to a gateway.
    #[error(
        "the path prefix does not begin and end with a slash, or has other than letters, digits, / . _ ~ -"
    )]
    Prefix,
    /// No name of a header, or one that says more than an address.
    #[error("the client's address goes in a header of its own, such as X-Forwarded-For; Forwarded is none")]
    ClientHeader,
    /// Envoy and Traefik name the client in X-Forwarded-For alone.
    #[error("this gateway tells the client's address in X-Forwarded-For only")]
    OnlyForwardedFor,
    /// Traefik's forwardAuth asks over TCP alone.
    #[error("this gateway can't ask over a Unix socket")]
    OnlyTcp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Upstream {
    host: String,
    port: u16,
}

impl RecipeInput {
    /// `upstream` is the application's `host:port`; `prefix` the part of the paths that it answers, from `/` to `/`;
    /// `client_header` the header in which the gate is set to find the client's address.
    ///
    /// # Errors
    /// The first value that can't stand in a configuration.
    pub fn new(
        gate: GateAddress,
        upstream: &str,
        prefix: &str,
        client_header: &str,
        token: Token,
    ) -> Result<RecipeInput, RecipeProblem> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._~-".contains(&byte);
        if !prefix.starts_with('/') || !prefix.ends_with('/') || !prefix.bytes().all(is_plain) {
            return Err(RecipeProblem::Prefix);
        }
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let says_more = client_header.eq_ignore_ascii_case("forwarded");
        if client_header.is_empty() || !client_header.bytes().all(is_name) || says_more {
            return Err(RecipeProblem::ClientHeader);
        }
        Ok(RecipeInput {
            gate,
            upstream: upstream.parse()?,
            prefix: prefix.to_owned(),
            client_header: client_header.to_owned(),
            token,
        })
    }

    pub(super) fn check_for(&self, gateway: Gateway) -> Result<(), RecipeProblem> {
        let only_forwarded_for = matches!(gateway, Gateway::Envoy | Gateway::Traefik);
        if only_forwarded_for && !self.client_header.eq_ignore_ascii_case("x-forwarded-for") {
            return Err(RecipeProblem::OnlyForwardedFor);
        }
        if gateway == Gateway::Traefik && matches!(self.gate, GateAddress::Unix(_)) {
            return Err(RecipeProblem::OnlyTcp);
        }
        Ok(())
    }

    /// By the names that stand in the templates.
    pub(super) fn values(&self, gateway: Gateway) -> Vec<(&'static str, String)> {
        let prefix = &self.prefix;
        vec![
            ("TRUST", self.trust(gateway)),
            ("GATE_HOST", self.gate.host()),
            ("UPSTREAM", self.upstream.to_string()),
            ("UPSTREAM_HOST", self.upstream.host.trim_matches(['[', ']']).to_owned()),
            ("UPSTREAM_PORT", self.upstream.port.to_string()),
            ("PREFIX", prefix.clone()),
            ("ROUTE", if prefix == "/" { "route".to_owned() } else { format!("route {prefix}*") }),
            ("CLIENT_HEADER", self.client_header.clone()),
            ("NGINX_GATE", self.gate.to_string()),
            ("CADDY_GATE", self.gate.for_caddy()),
            ("LUA_GATE", self.gate.for_lua()),
            ("LUA_PORT", self.gate.port().map_or_else(|| "nil".to_owned(), |port| port.to_string())),
            ("ENVOY_GATE", self.gate.for_envoy()),
            ("MIDDLEWARES", self.middlewares().to_owned()),
            ("AUTHORIZATION", self.authorization(gateway).to_owned()),
        ]
    }

    /// Whom the gate must believe, as comments.
    fn trust(&self, gateway: Gateway) -> String {
        match self.gate {
            GateAddress::Tcp(_) => format!(
                "# In Mapae, {gateway}'s address (127.0.0.1 where it runs on the same machine) has to be one of the gate's trusted\n\
                 # proxies: only then does the gate believe what {header} says about the client.",
                header = self.client_header
            ),
            GateAddress::Unix(_) => format!(
                "# The gate believes whoever may open its socket: let {gateway} be a member of the group that the socket belongs to,\n\
                 # and nobody else."
            ),
        }
    }

    fn middlewares(&self) -> &'static str {
        match self.token {
            Token::StopsHere => "[mapae-clean, mapae, mapae-token]",
            Token::GoesOn => "[mapae-clean, mapae]",
        }
    }

    /// What keeps the token from the application.
    fn authorization(&self, gateway: Gateway) -> &'static str {
        match (self.token, gateway) {
            (Token::GoesOn, _) => "",
            (Token::StopsHere, Gateway::Nginx) => {
                "    # The token stops here: the application does not need it.\n    proxy_set_header Authorization \"\";"
            }
            (Token::StopsHere, Gateway::Caddy) => {
                "    # The token stops here: the application does not need it.\n    request_header -Authorization\n"
            }
            (Token::StopsHere, Gateway::Haproxy) => {
                "    # The token stops here: the application does not need it.\n    http-request del-header Authorization"
            }
            (Token::StopsHere, Gateway::Envoy) => {
                "                          # The token stops here: the application does not need it.\n                          request_headers_to_remove: [authorization]"
            }
            (Token::StopsHere, Gateway::Traefik) => {
                "    # The token stops here: the application does not need it.\n    mapae-token:\n      headers:\n        customRequestHeaders:\n          Authorization: \"\""
            }
        }
    }
}

impl GateAddress {
    /// What a request to it names as its host.
    fn host(&self) -> String {
        match self {
            GateAddress::Tcp(address) => address.to_string(),
            GateAddress::Unix(_) => "localhost".to_owned(),
        }
    }

    fn port(&self) -> Option<u16> {
        match self {
            GateAddress::Tcp(address) => Some(address.port()),
            GateAddress::Unix(_) => None,
        }
    }

    fn for_caddy(&self) -> String {
        match self {
            GateAddress::Tcp(address) => address.to_string(),
            GateAddress::Unix(path) => format!("unix/{}", path.display()),
        }
    }

    fn for_lua(&self) -> String {
        match self {
            GateAddress::Tcp(address) => address.ip().to_string(),
            GateAddress::Unix(path) => format!("unix@{}", path.display()),
        }
    }

    fn for_envoy(&self) -> String {
        match self {
            GateAddress::Tcp(address) => {
                format!(
                    "{{ socket_address: {{ address: \"{}\", port_value: {} }} }}",
                    address.ip(),
                    address.port()
                )
            }
            GateAddress::Unix(path) => format!("{{ pipe: {{ path: {} }} }}", path.display()),
        }
    }
}

/// As nginx and the command line have it.
impl fmt::Display for GateAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GateAddress::Tcp(address) => write!(formatter, "{address}"),
            GateAddress::Unix(path) => write!(formatter, "unix:{}", path.display()),
        }
    }
}

impl FromStr for GateAddress {
    type Err = RecipeProblem;

    fn from_str(text: &str) -> Result<GateAddress, RecipeProblem> {
        let Some(path) = text.strip_prefix("unix:") else {
            return text.parse().map(GateAddress::Tcp).map_err(|_| RecipeProblem::Gate);
        };
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
        match path.starts_with('/') && path.bytes().all(is_plain) {
            true => Ok(GateAddress::Unix(path.into())),
            false => Err(RecipeProblem::Gate),
        }
    }
}

impl fmt::Display for Upstream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.host, self.port)
    }
}

impl FromStr for Upstream {
    type Err = RecipeProblem;

    fn from_str(text: &str) -> Result<Upstream, RecipeProblem> {
        let (host, port) = text.rsplit_once(':').ok_or(RecipeProblem::Upstream)?;
        let is_address = format!("{host}:1").parse::<SocketAddr>().is_ok();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
        let is_name =
            host.starts_with(|first: char| first.is_ascii_alphanumeric()) && host.bytes().all(is_plain);
        let port = port.parse().ok().filter(|port| *port > 0).ok_or(RecipeProblem::Upstream)?;
        match is_address || is_name {
            true => Ok(Upstream { host: host.to_owned(), port }),
            false => Err(RecipeProblem::Upstream),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

    use super::super::recipe;
    use super::*;

    #[test]
    fn what_could_begin_a_directive_of_its_own_is_refused() {
        let good = ("127.0.0.1:8080", "/", "X-Real-IP");
        let cases = [
            (("127.0.0.1:8080", "/v1/", "X-Forwarded-For"), None),
            (("app.internal:1", "/", "X-Client"), None),
            (("[::1]:8080", good.1, good.2), None),
            (("a;b:80", good.1, good.2), Some(RecipeProblem::Upstream)),
            (("-a:80", good.1, good.2), Some(RecipeProblem::Upstream)),
            (("a:0", good.1, good.2), Some(RecipeProblem::Upstream)),
            (("a", good.1, good.2), Some(RecipeProblem::Upstream)),
            (("http://a:80", good.1, good.2), Some(RecipeProblem::Upstream)),
            ((good.0, "", good.2), Some(RecipeProblem::Prefix)),
            ((good.0, "/api", good.2), Some(RecipeProblem::Prefix)),
            ((good.0, "/a b/", good.2), Some(RecipeProblem::Prefix)),
            ((good.0, "/a{/", good.2), Some(RecipeProblem::Prefix)),
            ((good.0, good.1, "Forwarded"), Some(RecipeProblem::ClientHeader)),
            ((good.0, good.1, "X-A: b"), Some(RecipeProblem::ClientHeader)),
            ((good.0, good.1, ""), Some(RecipeProblem::ClientHeader)),
        ];
        for ((upstream, prefix, header), expected) in cases {
            let gate = GateAddress::Tcp(([127, 0, 0, 1], 7461).into());
            let input = RecipeInput::new(gate, upstream, prefix, header, Token::StopsHere);
            assert_eq!(input.err(), expected, "{upstream} {prefix} {header}");
        }
    }

    #[test]
    fn the_gate_s_address_is_a_socket_of_either_kind() {
        for good in ["127.0.0.1:7461", "[::1]:7461", "unix:/run/mapae/gate.sock"] {
            assert_eq!(good.parse::<GateAddress>().unwrap().to_string(), good);
        }
        for bad in ["localhost:7461", "7461", "unix:gate.sock", "unix:/a b", "unix:/a;", ""] {
            assert_eq!(bad.parse::<GateAddress>(), Err(RecipeProblem::Gate), "{bad}");
        }
    }

    #[test]
    fn what_a_gateway_can_t_do_is_said() {
        let input = |gate: &str, header| {
            RecipeInput::new(gate.parse().unwrap(), "a:1", "/", header, Token::StopsHere).unwrap()
        };
        let unix = input("unix:/run/gate.sock", "X-Forwarded-For");
        let real = input("127.0.0.1:1", "X-Real-IP");
        assert_eq!(recipe(Gateway::Traefik, &unix), Err(RecipeProblem::OnlyTcp));
        assert_eq!(recipe(Gateway::Traefik, &real), Err(RecipeProblem::OnlyForwardedFor));
        assert_eq!(recipe(Gateway::Envoy, &real), Err(RecipeProblem::OnlyForwardedFor));
        assert!(recipe(Gateway::Envoy, &unix).is_ok());
        assert!(recipe(Gateway::Haproxy, &real).is_ok());
    }
}
