//! A token that passes every step, for tests to spoil.

use chrono::{DateTime, Utc};
use mapae_domain::token_format::LENGTH;
use mapae_domain::{
    AllowList, ApiId, BlockList, Credential, Description, Expiry, ExpiryDate, IpEntry, Life, Limit, Period,
    Scopes, Token, TokenDigest, TokenHint, TokenId, TokenName, assemble_token_text,
};

pub(crate) fn text_of(digit: u8) -> [u8; LENGTH] {
    let mut out = [0; LENGTH];
    assemble_token_text(&[digit; 32], &mut out);
    out
}

pub(crate) fn credential(text: &[u8]) -> Credential {
    Credential { digest: TokenDigest::of(text), hint: TokenHint::of(text).unwrap() }
}

pub(crate) fn entries(texts: &[&str]) -> Vec<IpEntry> {
    texts.iter().map(|text| IpEntry::parse(text).unwrap().entry).collect()
}

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

pub(crate) fn token() -> Token {
    let until = ExpiryDate::new("2027-02-21".parse().unwrap(), chrono_tz::Asia::Seoul).unwrap();
    Token {
        id: TokenId::from_parts(1, [1; 10]),
        name: TokenName::parse("배포").unwrap(),
        description: Description::default(),
        expiry: Expiry::On(until),
        allow: AllowList::from_entries(entries(&["10.0.0.0/8 사무실"])).unwrap(),
        block: BlockList::from_entries(entries(&["192.0.2.0/24", "10.2.0.0/16 회의실"])).unwrap(),
        limit: Limit::Max { count: 3.try_into().unwrap(), period: Period::Total },
        scopes: Scopes::new(vec![ApiId::parse("build-create").unwrap(), ApiId::parse("build-run").unwrap()])
            .unwrap(),
        life: Life::Active,
        issued_at: now(),
        issued_by: "root".to_owned(),
        credential: credential(&text_of(1)),
        retiring: None,
        revision: 1,
    }
}
