//! Whatever the text: reading it does not panic, and what it gives makes a catalogue.

use crate::{
    indexed,
    support::{House, now},
};
use mapae_domain::Catalogue;
use mapae_service::{
    ApiDraft, CatalogueDraft, CatalogueRevision, GroupDraft, HeldApi, ImportMode, OpenApiDocument, Registry,
    check_catalogue, merge, read_openapi, set_catalogue,
};
use proptest::prelude::*;
use std::collections::HashSet;

/// Pieces of documents, put together without sense.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "openapi: 3.0.0",
        "openapi: 3.1",
        "swagger: '2.0'",
        "\n",
        "\n  ",
        "\n    ",
        "paths:",
        "/a:",
        "/a/{id}:",
        "get:",
        "post: {",
        "}",
        "{",
        "[",
        "]",
        "tags: [x]",
        "operationId: a",
        "$ref: '#/paths/~1a'",
        "servers: [{url: /v1}]",
        "&x",
        "*x",
        "<<: *x",
        "!!binary",
        "? ",
        "- ",
        "---",
        "...",
        "\"",
        "'",
        ",",
        ": ",
        "#",
        "|\n",
        ">-",
        "\t",
        "\u{0}",
        "\u{feff}",
        "빌드",
        "%YAML 1.2",
        "components: {pathItems: {",
        "deprecated: true",
        "0x",
        "~",
        ".nan",
        "\\u0000",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Any value of JSON under the fields that are looked at.
fn documents() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<f64>().prop_map(serde_json::Value::from),
        // YAML has no raw control characters, as JSON has.
        "[ -~가-힣\n]{0,12}".prop_map(serde_json::Value::from),
        prop::sample::select(vec![
            "get",
            "/v1",
            "https://a/{b}",
            "#/paths/~1a",
            "#/components/pathItems/a",
            "가"
        ])
        .prop_map(serde_json::Value::from),
    ];
    let name = prop_oneof![
        4 => prop::sample::select(vec![
            "/a", "/a/{x}", "/a/{y}", "/{a}.{b}", "get", "post", "query", "$ref", "servers", "url", "variables",
            "default", "b", "tags", "name", "operationId", "summary", "deprecated", "x-title-ko", "x-title-en",
            "additionalOperations", "pathItems", "a",
        ]).prop_map(ToOwned::to_owned),
        1 => "[/a-z{}%가 \"\\\\]{0,8}",
    ];
    let value = leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            3 => prop::collection::hash_map(name.clone(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    });
    (value.clone(), value.clone(), value.clone(), value).prop_map(|(paths, components, servers, tags)| {
        serde_json::json!({
            "openapi": "3.1.0", "paths": paths, "components": components, "servers": servers, "tags": tags,
        })
    })
}

/// The real registry judges it: the draft of a document has no problem, in either mode, and again none of what it made.
fn makes_a_catalogue(registry: &Registry, document: &OpenApiDocument) {
    for mode in [ImportMode::Add, ImportMode::Replace] {
        let stored = registry.catalogue().unwrap();
        let draft = merge(&stored, document, mode);
        let set = set_catalogue(registry, &CatalogueRevision::of(&stored), &draft, now());
        let set = set.unwrap_or_else(|error| panic!("{mode:?}: {error}: {draft:?}"));
        let has = |catalogue: &Catalogue| {
            document.groups.iter().all(|group| {
                group.apis.iter().all(|imported| {
                    catalogue
                        .apis()
                        .any(|api| (&api.method, &api.path) == (&imported.api.method, &imported.api.path))
                })
            })
        };
        assert!(has(&set), "every operation is there");
    }
}

fn drafts() -> impl Strategy<Value = CatalogueDraft> {
    let id = || prop::sample::select(vec!["", "a", "b", "build-create", "GET:/a", " a ", "a b", "a-2"]);
    let title = || prop::sample::select(vec!["", "가", "a", "A", " ", "줄\n"]);
    let method = prop::sample::select(vec!["", "GET", "get", "post", "G T"]);
    let path = prop::sample::select(vec!["", "/a", "/{x}", "/{y}", "/%61", "a", "/a/", "//"]);
    let api = (id(), title(), title(), method, path, any::<bool>()).prop_map(
        |(id, title_ko, title_en, method, path, deprecated)| ApiDraft {
            id: id.to_owned(),
            title_ko: title_ko.to_owned(),
            title_en: title_en.to_owned(),
            method: method.to_owned(),
            path: path.to_owned(),
            deprecated,
        },
    );
    let group = (id(), title(), title(), prop::collection::vec(api, 0..4)).prop_map(
        |(id, title_ko, title_en, apis)| GroupDraft {
            id: id.to_owned(),
            title_ko: title_ko.to_owned(),
            title_en: title_en.to_owned(),
            apis,
        },
    );
    prop::collection::vec(group, 0..3).prop_map(|groups| CatalogueDraft { groups })
}

/// What the check says of a draft is what becomes of it.
#[test]
fn a_draft_is_taken_if_and_only_if_the_check_finds_no_problem() {
    let house = House::new();
    let registry = indexed(&house);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(1_000));
    let law = |draft: CatalogueDraft| {
        let stored = registry.catalogue().unwrap();
        let base = CatalogueRevision::of(&stored);
        let check = check_catalogue(&registry, &base, &draft, now()).unwrap();
        match set_catalogue(&registry, &base, &draft, now()) {
            Err(error) => prop_assert!(!check.problems.is_empty(), "{error}"),
            Ok(set) => {
                prop_assert!(check.problems.is_empty());
                prop_assert_eq!(check.is_ready(), set != stored);
                prop_assert_eq!(CatalogueRevision::of(&set) == base, set == stored);
                let ids = |catalogue: &Catalogue| {
                    catalogue.apis().map(|api| api.id.clone()).collect::<HashSet<_>>()
                };
                let (before, after) = (ids(&stored), ids(&set));
                let told =
                    |held: &[HeldApi]| held.iter().map(|one| one.api.id.clone()).collect::<HashSet<_>>();
                prop_assert_eq!(told(&check.added), &after - &before);
                prop_assert_eq!(told(&check.removed), &before - &after);
                let again = CatalogueDraft::from(&set);
                let base = CatalogueRevision::of(&set);
                let check = check_catalogue(&registry, &base, &again, now()).unwrap();
                prop_assert!(check.problems.is_empty() && !check.is_ready());
            }
        }
        Ok(())
    };
    runner.run(&drafts(), law).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn arbitrary_text_is_read_or_refused(text in ".{0,300}") {
        let _ = read_openapi(&text);
        let _ = read_openapi(&format!("openapi: 3.0.0\npaths:\n  {text}"));
        let _ = read_openapi(&format!("{{\"openapi\": \"3.0.0\", \"paths\": {{{text}"));
    }

    #[test]
    fn pieces_of_documents_are_read_or_refused(text in pieces()) {
        let _ = read_openapi(&text);
        let _ = read_openapi(&format!("openapi: 3.0.0\npaths:\n {text}"));
    }
}

#[test]
fn whatever_is_read_makes_a_catalogue() {
    let house = House::new();
    let registry = house.open_at(now()).unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(300));
    let law = |json: serde_json::Value| {
        let text = json.to_string();
        let document = read_openapi(&text).unwrap();
        // JSON is YAML: both readers see the same.
        let as_yaml = read_openapi(&format!("---\n{text}")).unwrap();
        prop_assert_eq!(&document, &as_yaml);
        makes_a_catalogue(&registry, &document);
        Ok(())
    };
    runner.run(&documents(), law).unwrap();
}
