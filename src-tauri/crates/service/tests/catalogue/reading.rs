use mapae_domain::{ApiId, PathProblem};
use mapae_service::{BasePath, OpenApiDocument, OpenApiProblem, SkipReason, read_openapi};

const YAML: &str = r#"
%YAML 1.2
---
openapi: 3.0.3
info: {title: Build API, version: 1}
servers:
  - url: https://api.example.com/{stage}/
    variables: {stage: {default: v1, enum: [v1, v2]}}
  - url: /v2
x-anything: &anything [1, 2.5, ~, {deep: [[[]]]}]
tags:
  - {name: 빌드, x-title-en: Build, description: All about builds}
  - {name: nobody}
  - {name: admin, x-displayName: Administration}
paths:
  x-extension: passed over
  /build/{id}:
    parameters: [{$ref: '#/components/parameters/id'}]
    get: &get
      tags: [빌드, admin]
      operationId: getBuild
      summary: |
        Get a build,
        all of it
      responses: {200: {description: ok}}
    delete: {tags: 빌드, deprecated: yes it is, operationId: with space}
    put: {tags: [admin], deprecated: true, x-title-ko: 빌드 수정, x-title-en: Change a build}
  /build/{number}:
    get: {operationId: getBuildAgain}
  /old: {$ref: '#/components/pathItems/Old'}
  /elsewhere: {$ref: 'other.yaml#/paths/~1x'}
  /lost: {$ref: '#/components/pathItems/Lost'}
  /copy: {$ref: '#/paths/~1build~1%7Bid%7D'}
  /round: {$ref: '#/paths/~1round'}
  /{a}.{b}:
    get: {operationId: twoInOne}
    post:
  /odd: [not, an, object]
  /health:
    servers: [{url: /}]
    get: {operationId: 12}
    head: {operationId: getBuild, servers: [{url: 'relative/v9'}]}
components:
  pathItems:
    Old:
      post: {summary: Old, operationId: old, tags: [42]}
"#;

fn flat(document: &OpenApiDocument) -> Vec<String> {
    let groups = document.groups.iter();
    let lines = groups.flat_map(|group| {
        group.apis.iter().map(|imported| {
            let api = &imported.api;
            let (method, path) = (api.method.as_ref().unwrap(), api.path.as_ref().unwrap());
            let mark = if api.deprecated { " deprecated" } else { "" };
            format!("{}: {} {} {path} '{}'{mark}", group.id, api.id, method.as_str(), api.title.en())
        })
    });
    lines.collect()
}

fn skipped(document: &OpenApiDocument) -> Vec<(&str, &str, SkipReason)> {
    let skipped = document.skipped.iter();
    skipped.map(|one| (one.method.as_str(), one.path.as_str(), one.reason.clone())).collect()
}

#[test]
fn paths_tags_and_titles_are_read_and_everything_else_is_passed_over() {
    let document = read_openapi(YAML).unwrap();
    assert_eq!((document.title.as_str(), document.version.as_str()), ("Build API", "3.0.3"));
    assert_eq!(document.base_path, BasePath::Prefix("/v1".to_owned()));
    assert_eq!(document.other_base_paths, ["/v2"]);
    assert_eq!(
        flat(&document),
        [
            "빌드: getBuild GET /v1/build/{id} 'Get a build, all of it'",
            "빌드: DELETE:/v1/build/{} DELETE /v1/build/{id} 'with space'",
            "빌드: GET:/v1/copy GET /v1/copy 'Get a build, all of it'",
            "빌드: DELETE:/v1/copy DELETE /v1/copy 'with space'",
            "admin: PUT:/v1/build/{} PUT /v1/build/{id} 'Change a build' deprecated",
            "admin: PUT:/v1/copy PUT /v1/copy 'Change a build' deprecated",
            "42: old POST /v1/old 'Old'",
            "other: 12 GET /health '12'",
            "other: HEAD:/health HEAD /health 'getBuild'",
        ]
    );
    let titles: Vec<_> = document.groups.iter().map(|group| (group.title.ko(), group.title.en())).collect();
    let expected = [("빌드", "Build"), ("Administration", "Administration"), ("42", "42"), ("기타", "Other")];
    assert_eq!(titles, expected);
    let own: Vec<_> =
        document.groups[1].apis.iter().map(|api| (api.api.title.ko(), api.has_own_titles)).collect();
    assert_eq!(own, [("빌드 수정", true), ("빌드 수정", true)]);
}

#[test]
fn what_can_not_become_an_api_is_listed_with_its_reason() {
    let document = read_openapi(YAML).unwrap();
    let other = ApiId::parse("getBuild").unwrap();
    assert_eq!(
        skipped(&document),
        [
            ("GET", "/v1/build/{number}", SkipReason::SameRequests { other }),
            ("", "/v1/elsewhere", SkipReason::Elsewhere),
            ("", "/v1/lost", SkipReason::Unresolved),
            ("", "/v1/round", SkipReason::Unresolved),
            ("GET", "/v1/{a}.{b}", SkipReason::Path(PathProblem::BadParameter)),
            ("POST", "/v1/{a}.{b}", SkipReason::NoOperation),
            ("", "/v1/odd", SkipReason::NoOperation),
        ]
    );
}

#[test]
fn the_same_in_json_and_in_json_with_comments() {
    let json = r#"{"openapi": "3.1.0", "info": {"title": "T"}, "paths": {
        "/a": {"get": {"operationId": "a", "summary": 7, "tags": null, "deprecated": "true"}, "parameters": 3},
        "/a/?x=1": {"get": {}}, "/b": {"get": {}, "get": {}}, "c": {"get": {}}, "/d;e": {"get": {}}}}"#;
    let commented = json
        .replace("\"paths\"", "# a comment, and a comma too many\n\"tags\": [],\"paths\"")
        .replace("}}}}", "}},}}");
    for text in [json.to_owned(), format!("\u{feff}\n {json}"), commented] {
        let document = read_openapi(&text).unwrap();
        assert_eq!(
            flat(&document),
            ["other: a GET /a '7' deprecated", "other: GET:/b GET /b 'GET:/b'"],
            "{text}"
        );
        let reasons: Vec<_> = document.skipped.iter().map(|one| one.reason.clone()).collect();
        let other = ApiId::parse("GET:/b").unwrap();
        assert_eq!(
            reasons,
            [
                SkipReason::Path(PathProblem::ForbiddenByte),
                SkipReason::SameRequests { other },
                SkipReason::Path(PathProblem::NotAbsolute),
                SkipReason::Path(PathProblem::ForbiddenByte),
            ]
        );
    }
}

#[test]
fn a_version_that_is_not_known_and_what_is_no_document_are_refused_by_name() {
    let version = |version: &str| OpenApiProblem::Version { version: version.to_owned() };
    let at = |line, column| OpenApiProblem::Unreadable { line: Some(line), column: Some(column) };
    let cases = [
        ("swagger: '2.0'\npaths: {}", OpenApiProblem::Swagger2),
        ("swagger: 2.0\npaths: {}", OpenApiProblem::Swagger2),
        (r#"{"swagger": "2.0"}"#, OpenApiProblem::Swagger2),
        ("openapi: 4.0.0", version("4.0.0")),
        ("openapi: 3", version("3")),
        ("openapi: '3.10.0'", version("3.10.0")),
        ("swagger: '1.2'", OpenApiProblem::NotOpenApi),
        ("", OpenApiProblem::NotOpenApi),
        ("# nothing", OpenApiProblem::NotOpenApi),
        ("hello", OpenApiProblem::NotOpenApi),
        ("[1, 2]", OpenApiProblem::NotOpenApi),
        ("{}", OpenApiProblem::NotOpenApi),
        ("<html></html>", OpenApiProblem::NotOpenApi),
        ("{\"openapi\": \"3.0.0\",\n \"paths\": {", at(2, 11)),
        ("openapi: 3.0.0\npaths:\n  /a: [", at(3, 7)),
        ("openapi: 3.0.0\npaths: *nowhere", at(2, 8)),
    ];
    for (text, expected) in cases {
        assert_eq!(read_openapi(text), Err(expected), "{text:?}");
    }
    for version in ["3.0", "'3.0'", "3.1", "3.0.4", "3.1.1", "3.2.0"] {
        assert_eq!(read_openapi(&format!("openapi: {version}\npaths: {{}}")).unwrap().apis(), 0, "{version}");
    }
}

#[test]
fn a_document_made_to_exhaust_its_reader_is_refused_in_time() {
    let mut bomb = "openapi: 3.0.0\nx0: &x0 [a, a, a, a, a, a, a, a, a, a]\n".to_owned();
    for level in 1..12 {
        let before = level - 1;
        let aliases = vec![format!("*x{before}"); 10].join(", ");
        bomb.push_str(&format!("x{level}: &x{level} [{aliases}]\n"));
    }
    assert_eq!(read_openapi(&bomb), Err(OpenApiProblem::TooComplex));

    let deep_flow = format!("openapi: 3.0.0\nx: {}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(
        read_openapi(&deep_flow),
        Err(OpenApiProblem::TooComplex | OpenApiProblem::Unreadable { .. })
    ));
    let deep_block: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert_eq!(read_openapi(&deep_block), Err(OpenApiProblem::TooComplex));
    let links: String = (1..60)
        .map(|link| format!("x{link}: &x{link} {}*x{}{}\n", "[".repeat(60), link - 1, "]".repeat(60)))
        .collect();
    let deep_aliases = format!("openapi: 3.0.0\nx0: &x0 [a]\n{links}");
    assert_eq!(read_openapi(&deep_aliases), Err(OpenApiProblem::TooComplex));
    // What is passed over is not nested for us.
    let deep_json =
        format!("{{\"openapi\": \"3.0.0\", \"x\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read_openapi(&deep_json).map(|document| document.apis()), Ok(0));
    let deep_paths = format!(
        "{{\"openapi\": \"3.0.0\", \"paths\": {}1{}}}",
        "{\"/a\":".repeat(100_000),
        "}".repeat(100_000)
    );
    assert_eq!(read_openapi(&deep_paths).map(|document| document.apis()), Ok(0));

    assert_eq!(read_openapi(&" ".repeat((16 << 20) + 1)), Err(OpenApiProblem::TooLarge));
    let with = |count: usize| {
        let paths: Vec<_> = (0..count).map(|number| format!("\"/{number}\":{{\"get\":{{}}}}")).collect();
        format!("{{\"openapi\":\"3.1.0\",\"paths\":{{{}}}}}", paths.join(","))
    };
    assert_eq!(read_openapi(&with(10_001)), Err(OpenApiProblem::TooMany));
    assert_eq!(read_openapi(&with(10_000)).unwrap().apis(), 10_000);
}

#[test]
fn anchors_aliases_and_merge_keys_are_read_as_what_they_stand_for() {
    let text = "
openapi: 3.0.0
x-common: &common {tags: [빌드], deprecated: true}
paths:
  /a: {get: {<<: *common, operationId: a, deprecated: false}}
  /b: {get: {<<: *common, operationId: b}}
";
    assert_eq!(flat(&read_openapi(text).unwrap()), ["빌드: a GET /a 'a'", "빌드: b GET /b 'b' deprecated"]);
}

#[test]
fn the_methods_of_3_2_are_read_too() {
    let text = "
openapi: 3.2.0
paths:
  /a:
    query: {operationId: ask}
    additionalOperations: {COPY: {operationId: copy}, 'A B': {}}
";
    let document = read_openapi(text).unwrap();
    assert_eq!(flat(&document), ["other: ask QUERY /a 'ask'", "other: copy COPY /a 'copy'"]);
    assert_eq!(skipped(&document), [("A B", "/a", SkipReason::Method)]);
}

#[test]
fn an_id_that_is_made_is_the_same_whatever_parameters_are_called_and_never_too_long() {
    let id = |path: &str| {
        let document = read_openapi(&format!("openapi: 3.0.0\npaths: {{'{path}': {{get: {{}}}}}}")).unwrap();
        document.groups[0].apis[0].api.id.to_string()
    };
    assert_eq!(id("/v1/{a}/x"), id("/v1/{b}/x"));
    let long = "/abc".repeat(100);
    let ids = [id(&format!("{long}/d")), id(&format!("{long}/e"))];
    assert_ne!(ids[0], ids[1]);
    assert!(ids.iter().all(|id| id.len() < 120 && id.starts_with("GET:/abc/abc")), "{ids:?}");
}

#[test]
fn a_title_is_one_line_of_two_hundred_characters_at_most() {
    let title = |summary: &str| {
        let json = serde_json::json!({"openapi": "3.0.0", "paths": {"/a": {"get": {"summary": summary}}}});
        read_openapi(&json.to_string()).unwrap().groups[0].apis[0].api.title.ko().to_owned()
    };
    let long = title(&"가 ".repeat(10_000));
    assert_eq!((long.chars().count(), long.ends_with("가…")), (200, true));
    assert_eq!(title("  a\r\n\tb\u{0}c  "), "a b c");
    assert_eq!(title("\u{202e}evil"), "GET:/a");
    assert_eq!(title("\u{301}mark"), "GET:/a");
}
