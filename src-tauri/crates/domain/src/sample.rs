//! The catalogue that ships: the APIs of the product's public manual. Where the manual names no method or
//! path, neither does the sample, rather than inventing one.

use crate::catalogue::{Api, ApiId, Catalogue, Group, Method, Title};
use crate::path_template::PathTemplate;

impl Catalogue {
    /// Loaded with one click into an empty registry.
    pub fn sample() -> Catalogue {
        let build = [
            api("build-create", "빌드 생성", "Create a build", Some("POST"), Some("/v1/build")),
            api("build-run", "빌드 실행 - 태그 생성", "Run build - Create a tag", Some("POST"), None),
            api(
                "build-run-log",
                "빌드 실행 로그 조회",
                "Get build run log",
                Some("GET"),
                Some("/v1/build/run/log/{buildRunSeq}"),
            ),
        ];
        let cluster = [api("cluster-list", "클러스터 목록 조회", "Cluster list", None, None)];
        let pipeline = [api(
            "pl-list-service",
            "파이프라인 목록 조회",
            "List pipelines of a service",
            Some("POST"),
            Some("/api/pl/list/service/{serviceSeq}"),
        )];
        Catalogue::new(vec![
            group("build", "빌드", "Build", build),
            group("cluster", "클러스터", "Cluster", cluster),
            group("pipeline", "파이프라인", "Pipeline", pipeline),
        ])
        .expect("the sample's ids and requests differ")
    }
}

fn group(id: &str, ko: &str, en: &str, apis: impl Into<Vec<Api>>) -> Group {
    Group { id: id.to_owned(), title: title(ko, en), apis: apis.into() }
}

fn api(id: &str, ko: &str, en: &str, method: Option<&str>, path: Option<&str>) -> Api {
    Api {
        id: ApiId::parse(id).expect("the sample's ids are valid"),
        title: title(ko, en),
        method: method.map(|method| Method::parse(method).expect("the sample's methods are valid")),
        path: path.map(|path| PathTemplate::parse(path).expect("the sample's paths are valid")),
        deprecated: false,
    }
}

fn title(ko: &str, en: &str) -> Title {
    Title::new(ko, en).expect("the sample's titles are valid")
}
