//! What was typed after `mapae-gate`. What nobody asked for is an error, so that a typing mistake never serves something
//! else than was meant.

use std::{ffi::OsString, path::PathBuf};

use lexopt::{Arg, Parser, ValueExt};
use mapae_gate::recipe::{GateAddress, Gateway, RecipeInput, Token};

pub(crate) const USAGE: &str = "\
mapae-gate --data FOLDER [--state FOLDER] [--listen ADDRESS:PORT|unix:PATH]...
           [--trusted-proxy NETWORK]... [--client-header NAME]
    Answers API gateways by the registry in FOLDER, without a window. A window must not have it open.
    --state          where audit.jsonl is; `state` beside the data folder if nothing is said
    --listen         instead of what gate.json in the data folder says; at most one address and one socket
    --trusted-proxy  instead of what gate.json says
    --client-header  instead of what gate.json says
    SIGHUP reads settings and registry again; SIGTERM answers what has begun, and ends.

mapae-gate recipe nginx|caddy|haproxy|envoy|traefik [--gate ADDRESS:PORT|unix:PATH]
           [--application HOST:PORT] [--prefix /PATH/] [--client-header NAME] [--pass-token]
    Prints what such a gateway needs to ask the gate.
    --pass-token     the application gets the Authorization header too

mapae-gate --help | --version";

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Serve(Options),
    Recipe(Gateway, RecipeInput),
    Help,
    Version,
}

/// Where the registry is, and what goes before its settings.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) data: PathBuf,
    pub(crate) state: PathBuf,
    /// None given: as the settings say.
    pub(crate) listen: Vec<GateAddress>,
    pub(crate) trusted_proxies: Vec<String>,
    pub(crate) client_header: Option<String>,
}

/// Reads the words after the program's name; a sentence where they make no sense.
pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Task, String> {
    let mut parser = Parser::from_args(words);
    let task = match parser.next().map_err(sentence)? {
        Some(Arg::Value(word)) if word == "recipe" => recipe(parser),
        first => first.map(owned).transpose().and_then(|first| serve(parser, first)),
    };
    task.map_err(|sentence| format!("{sentence}\n\n{USAGE}"))
}

fn serve(mut parser: Parser, first: Option<String>) -> Result<Task, String> {
    let (mut data, mut state) = (None, None);
    let (mut listen, mut trusted_proxies, mut client_header) = (Vec::new(), Vec::new(), None);
    let mut given = first;
    while let Some(name) = given {
        match name.as_str() {
            "help" | "h" => return Ok(Task::Help),
            "version" => return Ok(Task::Version),
            "data" => once(&mut data, &name, value(&mut parser)?.into())?,
            "state" => once(&mut state, &name, value(&mut parser)?.into())?,
            "listen" => listen.push(text(&mut parser)?.parse().map_err(sentence)?),
            "trusted-proxy" => trusted_proxies.push(text(&mut parser)?),
            "client-header" => once(&mut client_header, &name, text(&mut parser)?)?,
            other => return Err(unknown(other)),
        }
        given = parser.next().map_err(sentence)?.map(owned).transpose()?;
    }
    let data: PathBuf = data.ok_or("say where the registry is: --data FOLDER")?;
    let state = state.unwrap_or_else(|| data.with_file_name("state"));
    Ok(Task::Serve(Options { data, state, listen, trusted_proxies, client_header }))
}

fn recipe(mut parser: Parser) -> Result<Task, String> {
    let gateway: Gateway = text(&mut parser)?.parse().map_err(sentence)?;
    let (mut gate, mut application, mut prefix, mut header) = (None, None, None, None);
    let mut token = Token::StopsHere;
    while let Some(name) = parser.next().map_err(sentence)?.map(owned).transpose()? {
        match name.as_str() {
            "gate" => once(&mut gate, &name, text(&mut parser)?)?,
            "application" => once(&mut application, &name, text(&mut parser)?)?,
            "prefix" => once(&mut prefix, &name, text(&mut parser)?)?,
            "client-header" => once(&mut header, &name, text(&mut parser)?)?,
            "pass-token" => token = Token::GoesOn,
            other => return Err(unknown(other)),
        }
    }
    let gate: GateAddress = gate.as_deref().unwrap_or("127.0.0.1:7461").parse().map_err(sentence)?;
    let application = application.as_deref().unwrap_or("127.0.0.1:8080");
    let header = header.as_deref().unwrap_or("X-Forwarded-For");
    let input = RecipeInput::new(gate, application, prefix.as_deref().unwrap_or("/"), header, token);
    Ok(Task::Recipe(gateway, input.map_err(sentence)?))
}

fn owned(argument: Arg<'_>) -> Result<String, String> {
    match argument {
        Arg::Long(name) => Ok(name.to_owned()),
        Arg::Short(letter) => Ok(letter.to_string()),
        Arg::Value(word) => Err(unknown(&word.to_string_lossy())),
    }
}

fn value(parser: &mut Parser) -> Result<OsString, String> {
    parser.value().map_err(sentence)
}

fn text(parser: &mut Parser) -> Result<String, String> {
    value(parser)?.string().map_err(sentence)
}

/// Of two that contradict each other neither is meant.
fn once<T>(place: &mut Option<T>, name: &str, value: T) -> Result<(), String> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("--{name} is there twice")),
    }
}

fn unknown(word: &str) -> String {
    format!("`{word}` means nothing here")
}

fn sentence(error: impl std::fmt::Display) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

    use super::*;

    fn typed(line: &str) -> Result<Task, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn the_state_folder_is_the_data_folder_s_sister_unless_another_is_named() {
        let state = |line| match typed(line) {
            Ok(Task::Serve(options)) => options.state,
            other => panic!("{other:?}"),
        };
        assert_eq!(state("--data /srv/mapae/data"), PathBuf::from("/srv/mapae/state"));
        assert_eq!(state("--data /srv/mapae/data --state /keys"), PathBuf::from("/keys"));
    }

    #[test]
    fn all_that_can_be_said_is_understood() {
        let Task::Serve(options) = typed(
            "--data d --listen 127.0.0.1:7461 --listen=unix:/run/g --trusted-proxy 10.0.0.0/8 --trusted-proxy ::1 \
             --client-header X-Real-IP",
        )
        .unwrap() else {
            panic!("to be served")
        };
        assert_eq!(options.listen.len(), 2);
        assert_eq!(options.trusted_proxies, ["10.0.0.0/8", "::1"]);
        assert_eq!(options.client_header.as_deref(), Some("X-Real-IP"));
        assert_eq!(typed("--help"), Ok(Task::Help));
        assert_eq!(typed("--version"), Ok(Task::Version));
        for gateway in Gateway::ALL {
            let line = format!("recipe {} --prefix /api/ --application app:1 --pass-token", gateway.word());
            assert!(matches!(typed(&line), Ok(Task::Recipe(found, _)) if found == gateway));
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_the_usage() {
        for line in [
            "",
            "--date d",
            "serve --data d",
            "--data d extra",
            "--data d --data e",
            "--data",
            "--data d --listen localhost:80",
            "--data d --listen unix:relative",
            "recipe",
            "recipe apache",
            "recipe nginx caddy",
            "recipe nginx --prefix api",
            "recipe nginx --client-header Forwarded",
        ] {
            assert!(typed(line).unwrap_err().ends_with(USAGE), "{line}");
        }
    }
}
