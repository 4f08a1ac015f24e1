use crate::{
    api, group, indexed, issued, stored,
    support::{House, now},
};
use mapae_domain::{ApiId, PathProblem};
use mapae_service::{
    ApiDraft, ApiField, CatalogueCheck, CatalogueDraft,
    CatalogueField::{self, Id, Method, Path, TitleEn, TitleKo, Whole},
    CatalogueFieldProblem::{self, Empty, Forbidden, Repeated, SameRequests, TooLong, TooMany},
    check_catalogue,
};

fn check(draft: &CatalogueDraft) -> CatalogueCheck {
    let house = House::new();
    let registry = indexed(&house);
    let (base, _) = stored(&registry);
    check_catalogue(&registry, &base, draft, now()).unwrap()
}

type Told = (Option<usize>, Option<usize>, CatalogueField, CatalogueFieldProblem);

fn told(draft: &CatalogueDraft) -> Vec<Told> {
    let problems = check(draft).problems.into_iter();
    problems.map(|problem| (problem.group, problem.api, problem.field, problem.problem)).collect()
}

#[test]
fn each_problem_is_told_at_its_place_and_field() {
    let untitled = ApiDraft { title_ko: " ".to_owned(), ..api("untitled", "", "") };
    let long = "가".repeat(201);
    let draft = CatalogueDraft {
        groups: vec![
            group(
                "one",
                vec![
                    api("a", "GET", "/v1/{id}"),
                    api("b", "get", "/v1/{other}"),
                    api("a", "POST", "/v1"),
                    api("with space", "G T", "v1"),
                    untitled,
                    ApiDraft { title_en: long.clone(), ..api("long", "", "/{a}.{b}") },
                    ApiDraft { title_ko: "줄\n바꿈".to_owned(), ..api("lines", "", "") },
                    api(&"x".repeat(129), &"X".repeat(33), "/a//b"),
                ],
            ),
            group("one", Vec::new()),
            group(&long, Vec::new()),
            group("a\u{7}b", Vec::new()),
        ],
    };
    let other = ApiId::parse("a").unwrap();
    let path = CatalogueFieldProblem::Path;
    let one = |api, field, problem| (Some(0), Some(api), field, problem);
    let expected = vec![
        one(1, Path, SameRequests { other }),
        one(2, Id, Repeated),
        one(3, Method, Forbidden),
        one(3, Path, path(PathProblem::NotAbsolute)),
        one(3, Id, Forbidden),
        one(4, TitleKo, Empty),
        one(5, TitleEn, TooLong),
        one(5, Path, path(PathProblem::BadParameter)),
        one(6, TitleKo, Forbidden),
        one(7, Method, TooLong),
        one(7, Path, path(PathProblem::EmptySegment)),
        one(7, Id, TooLong),
        (Some(1), None, Id, Repeated),
        (Some(2), None, TitleKo, TooLong),
        (Some(2), None, Id, TooLong),
        (Some(3), None, TitleKo, Forbidden),
        (Some(3), None, Id, Forbidden),
    ];
    assert_eq!(told(&draft), expected);
}

#[test]
fn a_title_in_one_language_is_both() {
    let mut draft = CatalogueDraft { groups: vec![group("one", vec![api("a", "", ""), api("b", "", "")])] };
    draft.groups[0].apis[1].title_ko = String::new();
    draft.groups[0].apis[1].title_en = "List".to_owned();
    let check = check(&draft);
    let titles: Vec<_> =
        check.added.iter().map(|added| (added.api.title.ko(), added.api.title.en())).collect();
    assert_eq!(titles, [("a 조회", "a 조회"), ("List", "List")]);
}

#[test]
fn more_than_ten_thousand_are_too_many() {
    let apis = (0..10_001).map(|number| api(&number.to_string(), "", "")).collect();
    let draft = CatalogueDraft { groups: vec![group("one", apis)] };
    assert_eq!(told(&draft), [(None, None, Whole, TooMany)]);
}

#[test]
fn what_is_added_changed_moved_and_removed_is_told_apart() {
    let house = House::new();
    let registry = indexed(&house);
    issued(&registry, "배포", &["build-run"]);
    let (base, draft) = stored(&registry);
    let check = |draft: &CatalogueDraft| check_catalogue(&registry, &base, draft, now()).unwrap();
    let counts = |check: &CatalogueCheck| {
        (check.added.len(), check.changed.len(), check.removed.len(), check.regrouped, check.is_ready())
    };
    assert_eq!(counts(&check(&draft)), (0, 0, 0, false, false), "the same");

    let mut edited = draft.clone();
    edited.groups[0].apis[0].deprecated = true;
    edited.groups[0].apis[0].path = "/v2/build".to_owned();
    edited.groups[0].apis[1].title_en = "Run".to_owned();
    let told = check(&edited);
    assert_eq!(counts(&told), (0, 2, 0, false, true));
    assert_eq!(told.changed[0].fields, [ApiField::Path, ApiField::Deprecated]);
    assert_eq!(told.changed[1].fields, [ApiField::Title]);

    let mut moved = draft.clone();
    let api_of_build = moved.groups[0].apis.remove(0);
    moved.groups[1].apis.push(api_of_build);
    assert_eq!(counts(&check(&moved)), (0, 0, 0, true, true), "to another group");

    let mut turned = draft.clone();
    turned.groups[0].apis.swap(0, 1);
    assert_eq!(counts(&check(&turned)), (0, 0, 0, true, true), "in another order");

    let mut with_empty = draft.clone();
    with_empty.groups.push(group("", Vec::new()));
    assert_eq!(counts(&check(&with_empty)), (0, 0, 0, true, true), "an empty group more");

    let mut without = draft.clone();
    without.groups.remove(0);
    without.groups.push(group("new", vec![api("new", "", "")]));
    assert_eq!(counts(&check(&without)), (1, 0, 3, false, true), "a group goes, and one comes");

    let mut wrong = draft;
    wrong.groups[0].apis[1].path = "x".to_owned();
    wrong.groups[2].id = "\u{7}".to_owned();
    assert_eq!(counts(&check(&wrong)).2, 0, "what has a problem has not gone");
}
