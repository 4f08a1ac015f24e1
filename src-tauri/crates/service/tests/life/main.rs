//! The life of a token, by the verbs of the window, on the real store and the real vault.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod bulk;
mod deleting;
mod editing;
mod events;
mod rotating;
#[path = "../support/mod.rs"]
mod support;
mod switching;

use mapae_domain::{Edit, Expiry, ExpiryDraft, Limit, Period, Token};
use mapae_service::{Copying, EventFilter, Registry, issue_token, list_events};
use support::{draft, now};

fn issued(registry: &Registry, name: &str) -> Token {
    issue_token(registry, &draft(name), Copying::Kept, now()).unwrap().token
}

/// What the dialog shows of a token.
fn as_shown(token: &Token) -> Edit {
    let (limit_count, limit_period) = match token.limit {
        Limit::Unlimited => (String::new(), Period::Total),
        Limit::Max { count, period } => (count.to_string(), period),
    };
    let texts = |entries: &[mapae_domain::IpEntry]| entries.iter().map(ToString::to_string).collect();
    Edit {
        description: token.description.as_str().to_owned(),
        expiry: match token.expiry {
            Expiry::Never => ExpiryDraft::Never,
            Expiry::On(day) => ExpiryDraft::On(day.date().to_string()),
        },
        allow: texts(token.allow.entries()),
        block: texts(token.block.entries()),
        limit_count,
        limit_period,
        scopes: token.scopes.ids().iter().map(|id| id.as_str().to_owned()).collect(),
    }
}

/// The names of all kinds of events, oldest first.
fn kinds(registry: &Registry) -> Vec<String> {
    let page = list_events(registry, &EventFilter::default(), 0, 1000).unwrap();
    page.rows.iter().rev().map(|event| event.kind.as_str().to_owned()).collect()
}
