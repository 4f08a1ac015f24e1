//! A line of the audit file: one event as JSON (RFC 8259), for people and their tools. The members before
//! `event` are there to be read; `event` is what counts: the event as it is stored, MAC included, in base64
//! (RFC 4648, 4). The others follow from it byte for byte, and a line in which they do not is an altered one.
//!
//! ```json
//! {"sequence":7,"at":"2026-11-23T04:26:40.123Z","actor":"kim","kind":"token_issued","token":"0198...","name":"야간 배포","event":"TVBT..."}
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::SecondsFormat;
use serde::{Deserialize, Serialize};

use crate::chain::{ChainFlaw, ChainHead, ChainKey};
use crate::envelope::Unreadable;
use crate::event::{self, Event};

#[derive(Serialize)]
struct LineOut<'a> {
    sequence: u64,
    at: String,
    actor: &'a str,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// Of the token, where the event holds its record.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    event: String,
}

#[derive(Deserialize)]
struct LineIn {
    event: String,
}

/// The line of an event, with its line break. `stored` is its stored form.
pub(crate) fn render(event: &Event, stored: &[u8]) -> Vec<u8> {
    let record = event.token.and(event.after.as_ref().or(event.before.as_ref()));
    let name = record.and_then(|record| record.token().ok()).map(|stored| stored.token.name.to_string());
    let line = LineOut {
        sequence: event.sequence,
        at: event.at.to_rfc3339_opts(SecondsFormat::Millis, true),
        actor: &event.actor,
        kind: event.kind.as_str(),
        token: event.token.map(|id| id.to_string()),
        name,
        event: BASE64.encode(stored),
    };
    let mut bytes = serde_json::to_vec(&line).expect("text and numbers always serialise");
    bytes.push(b'\n');
    bytes
}

/// The event of a line (without its line break): its stored form, and what it says. No key is needed, so
/// nothing is said of who wrote it.
pub(crate) fn parse(line: &[u8]) -> Result<(Event, Vec<u8>), Unreadable> {
    let LineIn { event } = serde_json::from_slice(line).map_err(Unreadable::damaged)?;
    let stored = BASE64.decode(event).map_err(Unreadable::damaged)?;
    Ok((event::decode(&stored)?, stored))
}

/// Checks that `line` is the genuine line of the event that follows `previous`.
pub(crate) fn check(line: &[u8], previous: ChainHead, key: &ChainKey) -> Result<ChainHead, ChainFlaw> {
    let (event, stored) = parse(line).map_err(|_| ChainFlaw::Unreadable)?;
    let head = event::check(&stored, previous, key)?;
    match render(&event, &stored).strip_suffix(b"\n") == Some(line) {
        true => Ok(head),
        false => Err(ChainFlaw::Altered),
    }
}

/// What a line of the audit file (without its line break) says. No key is needed, so nothing is said of who wrote it.
pub fn parse_audit_line(line: &[u8]) -> Result<Event, Unreadable> {
    parse(line).map(|(event, _)| event)
}

/// Checks that `line` is the genuine line of the event that follows `previous`, and returns its place in the chain.
pub fn check_audit_line(line: &[u8], previous: ChainHead, key: &ChainKey) -> Result<ChainHead, ChainFlaw> {
    check(line, previous, key)
}
