//! Lists that leave and come back, and what a person is reminded of, on the real store and the real vault.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod exporting;
mod importing;
mod reminding;
#[path = "../support/mod.rs"]
mod support;

use mapae_domain::{Draft, ExpiryDraft, Period, TokenId};
use mapae_service::{Copying, Query, Registry, issue_token, matching};
use std::ops::ControlFlow;
use support::{House, draft, now};

/// With its index, which is what a list is cut from.
fn opened(house: &House) -> Registry {
    let registry = house.open();
    registry.start_indexing(|| ());
    registry
}

fn go_on(_: usize, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// All tokens. Those of one instant stand in any order.
fn ids(registry: &Registry) -> Vec<TokenId> {
    matching(registry, &Query::default(), now()).unwrap()
}

fn id(registry: &Registry, name: &str) -> TokenId {
    let query = Query { text: name.to_owned(), ..Query::default() };
    matching(registry, &query, now()).unwrap()[0]
}

/// One with something in every field, and one with nothing in any.
fn issue_two(registry: &Registry) {
    let full = Draft {
        description: "=cmd|'/c calc'!A1\n둘째 줄".to_owned(),
        expiry: ExpiryDraft::On("2027-02-21".to_owned()),
        allow: vec!["10.0.0.0/8 사무실; 2층, 안쪽".to_owned()],
        block: vec!["10.2.0.0/16".to_owned(), "2001:db8::/32 # 시험망".to_owned()],
        limit_count: "1,000".to_owned(),
        limit_period: Period::Day,
        scopes: vec!["build-create".to_owned()],
        ..draft("@배포")
    };
    issue_token(registry, &full, Copying::Kept, now()).unwrap();
    issue_token(registry, &draft("맨몸"), Copying::Kept, now()).unwrap();
}
