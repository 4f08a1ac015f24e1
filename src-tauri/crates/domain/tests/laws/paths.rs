use mapae_domain::{PathTemplate, RequestPath};
use proptest::prelude::*;
use proptest::sample::select;

fn pieces_of(
    pieces: &'static [&'static str],
    count: std::ops::Range<usize>,
) -> impl Strategy<Value = String> {
    prop::collection::vec(select(pieces), count).prop_map(|pieces| pieces.concat())
}

fn targets() -> impl Strategy<Value = String> {
    prop_oneof![
        pieces_of(&["/", "/", "/", "a", "Z9", "-_~", ".", "..", "?", ";", "v1"], 0..10),
        pieces_of(&["/a", "/v1", "/a-", "/build", "/0123456789", "/"], 1..5),
    ]
}

/// The same path with each letter, digit and mark encoded: nothing of it is plain any more.
fn encoded(target: &str) -> String {
    let encode = |character: char| match character {
        '/' | '.' | ';' | '?' => character.to_string(),
        _ => format!("%{:02x}", u32::from(character)),
    };
    target.chars().map(encode).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn a_plain_path_is_judged_as_the_same_path_encoded(
        target in targets(),
        templates in prop::collection::vec(pieces_of(&["/a", "/v1", "/a-", "/build", "/0123456789"], 0..3), 1..3),
        ends_with_slash: bool,
    ) {
        let encoded = encoded(&target);
        let (plain, long) = (RequestPath::parse(target.as_bytes()), RequestPath::parse(encoded.as_bytes()));
        prop_assert_eq!(plain.as_ref().err(), long.as_ref().err(), "{} and {}", target, encoded);
        // Parameters between the parts: /a/{p1}/build, {p0} first where a part is empty.
        let mut template = String::new();
        for (number, part) in templates.iter().enumerate() {
            if number > 0 || part.is_empty() {
                template += &format!("/{{p{number}}}");
            }
            template += part;
        }
        if ends_with_slash {
            template += "/";
        }
        let template = PathTemplate::parse(&template).unwrap();
        if let (Ok(plain), Ok(long)) = (plain, long) {
            prop_assert_eq!(template.matches(&plain), template.matches(&long), "{} and {}", template, target);
        }
    }
}
