//! Configurations that put the gate before an application, one for each gateway that is known: plain text to paste, which
//! the acceptance tests give to the real programs word for word.
//!
//! Each of them keeps to the same rules. Who called is said by the gateway, never by the caller. Identity headers that a
//! caller wrote are gone before the application sees the request. The path that is judged is the path that the
//! application gets. No answer, or a late one, is a refusal with a status of 500 or more. Nothing is cached. The token
//! stops at the gateway, unless the application is to have it.
//!
//! Deliberately absent: TLS, logging, and all else that is the administrator's own affair.

mod input;

use std::{fmt, str::FromStr};

pub use input::{GateAddress, RecipeInput, RecipeProblem, Token};

/// A program that asks the gate before it passes a request on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gateway {
    /// nginx 1.22 or newer, by `auth_request`.
    Nginx,
    /// Caddy 2.6 or newer, by `forward_auth`.
    Caddy,
    /// HAProxy 2.6 or newer, by a Lua action of ours.
    Haproxy,
    /// Envoy, by `ext_authz` over HTTP.
    Envoy,
    /// Traefik, by `forwardAuth`.
    Traefik,
}

/// The files of a configuration, in the order in which they are to be put in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe(Vec<RecipeFile>);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipeFile {
    name: &'static str,
    text: String,
}

/// The configuration for a gateway.
///
/// # Errors
/// What this gateway can't do.
pub fn recipe(gateway: Gateway, input: &RecipeInput) -> Result<Recipe, RecipeProblem> {
    input.check_for(gateway)?;
    let values = input.values(gateway);
    let fill = |(name, text): &(&'static str, &str)| RecipeFile { name, text: fill(text, &values) };
    Ok(Recipe(gateway.templates().iter().map(fill).collect()))
}

/// Puts each value in the place of its name between two `@`.
fn fill(template: &str, values: &[(&str, String)]) -> String {
    let lines = template.lines().filter_map(|line| {
        let filled = values
            .iter()
            .fold(line.to_owned(), |line, (name, value)| line.replace(&format!("@{name}@"), value));
        // A line that held nothing but a value that is empty has nothing to say.
        (line.is_empty() || !filled.is_empty()).then_some(filled)
    });
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}

impl Recipe {
    /// The files.
    pub fn files(&self) -> &[RecipeFile] {
        &self.0
    }
}

/// All files, one after another. Each begins with a comment that says where it belongs.
impl fmt::Display for Recipe {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, file) in self.0.iter().enumerate() {
            if at > 0 {
                writeln!(formatter)?;
            }
            formatter.write_str(&file.text)?;
        }
        Ok(())
    }
}

impl RecipeFile {
    /// A name for it, without a folder.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it holds.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Gateway {
    /// All that there is a configuration for.
    pub const ALL: [Gateway; 5] =
        [Gateway::Nginx, Gateway::Caddy, Gateway::Haproxy, Gateway::Envoy, Gateway::Traefik];

    /// As a word on a command line.
    pub fn word(self) -> &'static str {
        match self {
            Gateway::Nginx => "nginx",
            Gateway::Caddy => "caddy",
            Gateway::Haproxy => "haproxy",
            Gateway::Envoy => "envoy",
            Gateway::Traefik => "traefik",
        }
    }

    fn templates(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Gateway::Nginx => &[
                ("mapae-upstreams.conf", include_str!("texts/nginx-upstreams.conf")),
                ("mapae-locations.conf", include_str!("texts/nginx-locations.conf")),
            ],
            Gateway::Caddy => &[("Caddyfile", include_str!("texts/Caddyfile"))],
            Gateway::Haproxy => &[
                ("haproxy.cfg", include_str!("texts/haproxy.cfg")),
                ("mapae.lua", include_str!("texts/haproxy.lua")),
            ],
            Gateway::Envoy => &[("envoy.yaml", include_str!("texts/envoy.yaml"))],
            Gateway::Traefik => &[("traefik.yaml", include_str!("texts/traefik.yaml"))],
        }
    }
}

/// As the programs call themselves.
impl fmt::Display for Gateway {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Gateway::Nginx => "nginx",
            Gateway::Caddy => "Caddy",
            Gateway::Haproxy => "HAProxy",
            Gateway::Envoy => "Envoy",
            Gateway::Traefik => "Traefik",
        })
    }
}

impl FromStr for Gateway {
    type Err = RecipeProblem;

    fn from_str(word: &str) -> Result<Gateway, RecipeProblem> {
        Gateway::ALL.into_iter().find(|gateway| gateway.word() == word).ok_or(RecipeProblem::Gateway)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

    use super::*;

    fn input(gate: &str, token: Token) -> RecipeInput {
        let gate: GateAddress = gate.parse().unwrap();
        RecipeInput::new(gate, "127.0.0.1:8080", "/api/", "X-Forwarded-For", token).unwrap()
    }

    #[test]
    fn nothing_is_left_to_be_filled_in() {
        for gateway in Gateway::ALL {
            for token in [Token::StopsHere, Token::GoesOn] {
                for gate in ["127.0.0.1:7461", "unix:/run/mapae/gate.sock"] {
                    let Ok(recipe) = recipe(gateway, &input(gate, token)) else {
                        assert_eq!((gateway, gate), (Gateway::Traefik, "unix:/run/mapae/gate.sock"));
                        continue;
                    };
                    let text = recipe.to_string();
                    // nginx has names of its own that begin like this.
                    let left = text.split('@').skip(1).find(|rest| rest.starts_with(char::is_uppercase));
                    assert_eq!(left, None, "{gateway}");
                    assert!(text.contains("8080"), "{gateway}");
                    assert!(
                        text.contains(if gate.starts_with("unix") { "/run/mapae" } else { "7461" }),
                        "{gateway}"
                    );
                    for file in recipe.files() {
                        assert!(file.text().lines().all(|line| line.trim_end() == line), "{gateway}");
                        assert!(!file.text().contains("\n\n\n"), "{gateway}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_gateway_is_found_by_its_word() {
        for gateway in Gateway::ALL {
            assert_eq!(gateway.word().parse(), Ok(gateway));
        }
        assert_eq!("apache".parse::<Gateway>(), Err(RecipeProblem::Gateway));
    }

    #[test]
    fn the_token_goes_on_only_where_it_is_wanted() {
        for gateway in Gateway::ALL {
            let [stops, goes] = [Token::StopsHere, Token::GoesOn]
                .map(|token| recipe(gateway, &input("127.0.0.1:7461", token)).unwrap().to_string());
            assert!(stops.lines().count() > goes.lines().count(), "{gateway}");
        }
    }
}
