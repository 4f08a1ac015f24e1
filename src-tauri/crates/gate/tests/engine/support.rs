//! Tokens for tests: the one with number n has a string that is known from n.

use chrono::{DateTime, NaiveDate, Utc};
use mapae_domain::{
    AllowList, Api, ApiId, BlockList, Catalogue, Credential, Description, Expiry, ExpiryDate, Group, IpEntry,
    Life, Limit, Method, PathTemplate, Scopes, Title, Token, TokenDigest, TokenHint, TokenId, TokenName,
    assemble_token_text,
};

/// A fixed moment: 2027-01-15T12:00:00Z.
pub(crate) fn noon() -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(2027, 1, 15).unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc()
}

/// The string of secret `number`.
pub(crate) fn text(number: u32) -> [u8; 44] {
    let mut digits = [7; 32];
    let mut rest = number;
    for digit in &mut digits[..6] {
        *digit = (rest % 62) as u8;
        rest /= 62;
    }
    let mut text = [0; 44];
    assemble_token_text(&digits, &mut text);
    text
}

/// What secret `number` is recognised by.
pub(crate) fn credential(number: u32) -> Credential {
    Credential { digest: TokenDigest::of(&text(number)), hint: TokenHint::of(&text(number)).unwrap() }
}

/// No expiry, no IP rules, no limit, all of `scopes`.
pub(crate) fn token(number: u32, scopes: Scopes) -> Token {
    let mut random = [0; 10];
    random[..4].copy_from_slice(&number.to_be_bytes());
    Token {
        id: TokenId::from_parts(1_800_000_000_000, random),
        name: TokenName::parse(&format!("token {number}")).unwrap(),
        description: Description::parse("").unwrap(),
        expiry: Expiry::Never,
        allow: AllowList::Any,
        block: BlockList::default(),
        limit: Limit::Unlimited,
        scopes,
        life: Life::Active,
        issued_at: noon(),
        issued_by: "admin".to_owned(),
        credential: credential(number),
        retiring: None,
        revision: 1,
    }
}

/// Ids as scopes.
pub(crate) fn scopes(ids: &[&str]) -> Scopes {
    Scopes::new(ids.iter().map(|id| ApiId::parse(id).unwrap()).collect()).unwrap()
}

/// Texts as list entries.
pub(crate) fn entries(texts: &[&str]) -> Vec<IpEntry> {
    texts.iter().map(|text| IpEntry::parse(text).unwrap().entry).collect()
}

/// Through that day in Seoul.
pub(crate) fn until(year: i32, month: u32, day: u32) -> Expiry {
    let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
    Expiry::On(ExpiryDate::new(date, "Asia/Seoul".parse().unwrap()).unwrap())
}

/// One group of (id, method, path); a blank method and path are not documented.
pub(crate) fn catalogue(apis: &[(&str, &str, &str)]) -> Catalogue {
    let title = || Title::new("가", "a").unwrap();
    let apis = apis
        .iter()
        .map(|(id, method, path)| Api {
            id: ApiId::parse(id).unwrap(),
            title: title(),
            method: (!method.is_empty()).then(|| Method::parse(method).unwrap()),
            path: (!path.is_empty()).then(|| PathTemplate::parse(path).unwrap()),
            deprecated: false,
        })
        .collect();
    Catalogue::new(vec![Group { id: "all".to_owned(), title: title(), apis }]).unwrap()
}
