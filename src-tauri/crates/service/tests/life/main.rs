//! The life of a token, by the verbs of the window, on the real store and the real vault.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod bulk;
mod deleting;
mod editing;
mod events;
mod following;
mod rotating;
#[path = "../support/mod.rs"]
mod support;
mod switching;

use mapae_domain::Token;
use mapae_service::{Copying, EventFilter, Registry, issue_token, list_events};
use support::{as_shown, draft, now};

fn issued(registry: &Registry, name: &str) -> Token {
    issue_token(registry, &draft(name), Copying::Kept, now()).unwrap().token
}

/// The names of all kinds of events, oldest first.
fn kinds(registry: &Registry) -> Vec<String> {
    let page = list_events(registry, &EventFilter::default(), 0, 1000).unwrap();
    page.rows.iter().rev().map(|event| event.kind.as_str().to_owned()).collect()
}
