use crate::{
    indexed, issued, stored,
    support::{House, now},
};
use mapae_domain::Catalogue;
use mapae_service::{
    CatalogueDraft, ImportMode, OpenApiDocument, check_catalogue, merge, read_openapi, set_catalogue,
};

/// The sample's APIs under other ids, with one that is new and one that is not there.
const DOCUMENT: &str = "
openapi: 3.1.0
paths:
  /v1/build:
    post: {operationId: createBuild, summary: Create, tags: [build], deprecated: true}
    get: {operationId: listBuilds, summary: List builds, tags: [Build]}
  /v1/build/run/log/{seq}:
    get: {operationId: build-run-log, summary: Log, tags: [logs], x-title-ko: 로그}
  /v1/logs:
    get: {operationId: logs, tags: [logs]}
";

fn document() -> OpenApiDocument {
    read_openapi(DOCUMENT).unwrap()
}

fn lines(draft: &CatalogueDraft) -> Vec<String> {
    let groups = draft.groups.iter();
    let lines = groups.flat_map(|group| {
        group.apis.iter().map(|api| {
            let mark = if api.deprecated { " deprecated" } else { "" };
            format!(
                "{}: {} {} {} {}/{}{mark}",
                group.id, api.id, api.method, api.path, api.title_ko, api.title_en
            )
        })
    });
    lines.collect()
}

#[test]
fn adding_keeps_what_is_there_and_the_ids_and_translations_of_what_is_the_same() {
    let draft = merge(&Catalogue::sample(), &document(), ImportMode::Add);
    assert_eq!(
        lines(&draft),
        [
            "build: build-create POST /v1/build 빌드 생성/Create a build deprecated",
            "build: build-run POST  빌드 실행 - 태그 생성/Run build - Create a tag",
            "build: build-run-log GET /v1/build/run/log/{seq} 로그/Log",
            "build: listBuilds GET /v1/build List builds/List builds",
            "cluster: cluster-list   클러스터 목록 조회/Cluster list",
            "pipeline: pl-list-service POST /api/pl/list/service/{serviceSeq} 파이프라인 목록 조회/List pipelines of a service",
            "logs: logs GET /v1/logs logs/logs",
        ]
    );
}

#[test]
fn replacing_takes_the_groups_of_the_document_and_leaves_out_what_it_does_not_have() {
    let draft = merge(&Catalogue::sample(), &document(), ImportMode::Replace);
    assert_eq!(
        lines(&draft),
        [
            "build: build-create POST /v1/build 빌드 생성/Create a build deprecated",
            "build: listBuilds GET /v1/build List builds/List builds",
            "logs: build-run-log GET /v1/build/run/log/{seq} 로그/Log",
            "logs: logs GET /v1/logs logs/logs",
        ]
    );
    assert_eq!((draft.groups[0].title_ko.as_str(), draft.groups[0].title_en.as_str()), ("빌드", "Build"));
}

#[test]
fn an_import_is_shown_before_it_is_done_and_tokens_keep_what_they_hold() {
    let house = House::new();
    let registry = indexed(&house);
    issued(&registry, "배포", &["build-create", "cluster-list"]);
    let (base, _) = stored(&registry);
    let draft = merge(&registry.catalogue().unwrap(), &document(), ImportMode::Replace);
    let check = check_catalogue(&registry, &base, &draft, now()).unwrap();
    assert!(check.is_ready(), "{:?}", check.problems);
    let removed: Vec<_> = check.removed.iter().map(|held| (held.api.id.as_str(), held.tokens)).collect();
    assert_eq!(removed, [("build-run", 0), ("cluster-list", 1), ("pl-list-service", 0)]);
    let added: Vec<_> = check.added.iter().map(|held| held.api.id.as_str()).collect();
    assert_eq!(added, ["listBuilds", "logs"]);
    assert_eq!(check.changed.len(), 2);
    let set = set_catalogue(&registry, &base, &draft, now()).unwrap();
    for mode in [ImportMode::Add, ImportMode::Replace] {
        assert_eq!(
            merge(&set, &document(), mode),
            CatalogueDraft::from(&set),
            "again, {mode:?}: nothing changes"
        );
    }
}
