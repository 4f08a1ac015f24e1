use mapae_domain::{
    Api, ApiId, Catalogue, CatalogueProblem, Group, Method, PathTemplate, RequestPath, Scopes, ScopesProblem,
    Title,
};

fn api(id: &str, method: &str, path: &str) -> Api {
    Api {
        id: ApiId::parse(id).unwrap(),
        title: Title::new(id, id).unwrap(),
        method: Some(Method::parse(method).unwrap()),
        path: Some(PathTemplate::parse(path).unwrap()),
        deprecated: false,
    }
}

fn catalogue(apis: Vec<Api>) -> Result<Catalogue, CatalogueProblem> {
    Catalogue::new(vec![Group { id: "g".to_owned(), title: Title::new("그룹", "Group").unwrap(), apis }])
}

fn routed(catalogue: &Catalogue, method: &str, target: &str) -> Option<String> {
    let path = RequestPath::parse(target.as_bytes()).unwrap();
    catalogue.route(method, &path).map(|api| api.id.to_string())
}

#[test]
fn the_sample_holds_what_is_documented_and_invents_nothing() {
    let sample = Catalogue::sample();
    let rows: Vec<_> = sample
        .groups()
        .iter()
        .flat_map(|group| group.apis.iter().map(move |api| (group.title.en(), api)))
        .map(|(group, api)| {
            let method = api.method.as_ref().map_or("", Method::as_str);
            let path = api.path.as_ref().map_or("", PathTemplate::as_str);
            (group, api.id.as_str(), method, path, api.title.ko())
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("Build", "build-create", "POST", "/v1/build", "빌드 생성"),
            ("Build", "build-run", "POST", "", "빌드 실행 - 태그 생성"),
            ("Build", "build-run-log", "GET", "/v1/build/run/log/{buildRunSeq}", "빌드 실행 로그 조회"),
            ("Cluster", "cluster-list", "", "", "클러스터 목록 조회"),
            (
                "Pipeline",
                "pl-list-service",
                "POST",
                "/api/pl/list/service/{serviceSeq}",
                "파이프라인 목록 조회"
            ),
        ]
    );
}

#[test]
fn an_undocumented_api_matches_nothing() {
    let sample = Catalogue::sample();
    assert_eq!(routed(&sample, "POST", "/v1/build"), Some("build-create".to_owned()));
    assert_eq!(routed(&sample, "post", "/v1/build"), None, "methods are case-sensitive");
    assert_eq!(routed(&sample, "GET", "/v1/build"), None);
    assert_eq!(routed(&sample, "GET", "/v1/build/run/log/7"), Some("build-run-log".to_owned()));
    assert_eq!(routed(&sample, "GET", "/"), None);
}

#[test]
fn the_most_specific_api_is_the_one_that_is_needed() {
    let ids = ["anything", "settings", "members", "own-members"];
    let paths = ["/{a}/{b}", "/build/{b}", "/{a}/members", "/build/members"];
    // Whatever the order of the catalogue.
    for turn in 0..4 {
        let mut apis: Vec<Api> = ids.iter().zip(paths).map(|(id, path)| api(id, "GET", path)).collect();
        apis.rotate_left(turn);
        let catalogue = catalogue(apis).unwrap();
        for (target, id) in [
            ("/x/y", "anything"),
            ("/build/y", "settings"),
            ("/x/members", "members"),
            ("/build/members", "own-members"),
        ] {
            assert_eq!(routed(&catalogue, "GET", target).as_deref(), Some(id), "for {target}");
        }
    }
}

#[test]
fn ids_and_requests_are_unique() {
    let twice = catalogue(vec![api("a", "GET", "/a"), api("a", "GET", "/b")]);
    assert_eq!(twice, Err(CatalogueProblem::DuplicateApi(ApiId::parse("a").unwrap())));
    let same = catalogue(vec![api("a", "GET", "/x/{a}"), api("b", "GET", "/x/{b}")]);
    assert_eq!(
        same,
        Err(CatalogueProblem::SameRequests(ApiId::parse("a").unwrap(), ApiId::parse("b").unwrap()))
    );
    assert!(catalogue(vec![api("a", "GET", "/x"), api("b", "POST", "/x")]).is_ok());
    let group = || Group { id: "g".to_owned(), title: Title::new("그룹", "Group").unwrap(), apis: vec![] };
    assert_eq!(Catalogue::new(vec![group(), group()]), Err(CatalogueProblem::DuplicateGroup("g".to_owned())));
}

#[test]
fn ids_methods_and_titles_have_their_forms() {
    for text in ["", "a b", "빌드", "a\"b", "a\\b", "a\n", &"a".repeat(129)] {
        assert!(ApiId::parse(text).is_err(), "for {text:?}");
    }
    for text in ["a", "getUser", "v1:build/run.log#x", &"a".repeat(128)] {
        assert!(ApiId::parse(text).is_ok(), "for {text:?}");
    }
    for text in ["", "GET ", "GE T", "가", &"A".repeat(33)] {
        assert!(Method::parse(text).is_err(), "for {text:?}");
    }
    assert!(Title::new("빌드", " ").is_err());
    assert!(Title::new("빌\u{202e}드", "Build").is_err());
}

#[test]
fn scopes_are_ticked_from_the_catalogue() {
    let sample = Catalogue::sample();
    let parse =
        |ids: &[&str]| Scopes::parse(&ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>(), &sample);
    assert_eq!(parse(&[]), Err(ScopesProblem::Empty), "none never means all");
    assert_eq!(parse(&["build-run", "nope"]), Err(ScopesProblem::Unknown { id: "nope".to_owned() }));
    assert_eq!(parse(&["b c"]), Err(ScopesProblem::Unknown { id: "b c".to_owned() }));
    let scopes = parse(&["cluster-list", "build-run", "cluster-list"]).unwrap();
    let ids: Vec<&str> = scopes.ids().iter().map(ApiId::as_str).collect();
    assert_eq!(ids, ["build-run", "cluster-list"], "each once, in the catalogue's order");
    assert_eq!(Scopes::new(vec![]), Err(ScopesProblem::Empty));
}
