use crate::{
    api, events, group, indexed, issued, stored,
    support::{House, draft, now},
};
use mapae_domain::{Draft, Field};
use mapae_service::{
    CatalogueDraft, CatalogueRevision, Copying, ServiceError, catalogue_usage, check_catalogue, delete_token,
    issue_token, list_events, revoke_token, set_catalogue,
};
use std::sync::Barrier;

#[test]
fn an_edited_catalogue_is_in_force_and_told_in_the_audit_trail() {
    let house = House::new();
    let registry = house.open();
    let (base, mut draft) = stored(&registry);
    draft.groups[0].apis[0].title_ko = "빌드 만들기".to_owned();
    draft.groups[0].apis[0].deprecated = true;
    draft.groups.push(group("deploy", vec![api("deploy-run", "post", "/v1/deploy")]));
    let before = events(&registry);
    let set = set_catalogue(&registry, &base, &draft, now()).unwrap();
    assert_eq!(registry.catalogue().unwrap(), set);
    assert_eq!(CatalogueDraft::from(&set).groups[3].apis[0].method, "POST");
    assert!(set.groups()[0].apis[0].deprecated);
    assert_eq!(events(&registry), before + 1);
    let newest = &list_events(&registry, &Default::default(), 0, 1).unwrap().rows[0];
    assert_eq!(newest.kind.as_str(), "catalogue_changed");
    drop(registry);
    assert_eq!(house.open_at(now()).unwrap().catalogue().unwrap(), set);
}

#[test]
fn an_edit_that_changes_nothing_leaves_no_event() {
    let house = House::new();
    let registry = house.open();
    let (base, draft) = stored(&registry);
    let before = events(&registry);
    set_catalogue(&registry, &base, &draft, now()).unwrap();
    assert_eq!(events(&registry), before);
}

#[test]
fn who_edits_an_older_catalogue_is_told_and_overwrites_nothing() {
    let house = House::new();
    let registry = indexed(&house);
    let (base, draft) = stored(&registry);
    let mut first = draft.clone();
    first.groups.pop();
    let set = set_catalogue(&registry, &base, &first, now()).unwrap();
    let refused = set_catalogue(&registry, &base, &draft, now());
    assert!(matches!(refused, Err(ServiceError::CatalogueOutdated)), "{refused:?}");
    assert_eq!(registry.catalogue().unwrap(), set);
    let check = check_catalogue(&registry, &base, &draft, now()).unwrap();
    assert!(check.outdated && !check.is_ready());
    assert_eq!(check.revision, CatalogueRevision::of(&set));
    let handed_back = CatalogueRevision::from(check.revision.to_string());
    set_catalogue(&registry, &handed_back, &draft, now()).unwrap();
}

#[test]
fn of_edits_at_once_one_wins_and_the_others_are_told() {
    let house = House::new();
    let registry = house.open();
    for round in 0..20 {
        let (base, draft) = stored(&registry);
        let start = Barrier::new(4);
        let edit = |title: String| {
            let mut draft = draft.clone();
            draft.groups[0].title_ko = title;
            start.wait();
            set_catalogue(&registry, &base, &draft, now())
        };
        let answers = std::thread::scope(|scope| {
            let edits = [0, 1, 2, 3].map(|number| scope.spawn(move || edit(format!("{round} {number}"))));
            edits.map(|edit| edit.join().unwrap())
        });
        let won: Vec<_> = answers.iter().flatten().collect();
        assert_eq!(won.len(), 1, "{answers:?}");
        let told = answers.iter().filter(|answer| matches!(answer, Err(ServiceError::CatalogueOutdated)));
        assert_eq!(told.count(), 3, "{answers:?}");
        assert_eq!(registry.catalogue().unwrap(), *won[0]);
    }
}

#[test]
fn a_draft_with_a_problem_is_refused() {
    let house = House::new();
    let registry = house.open();
    let (base, mut draft) = stored(&registry);
    draft.groups[0].apis[0].path = "v1".to_owned();
    let refused = set_catalogue(&registry, &base, &draft, now());
    assert!(matches!(refused, Err(ServiceError::CatalogueRefused)), "{refused:?}");
    assert_eq!(stored(&registry).0, base);
}

#[test]
fn what_goes_is_told_with_the_tokens_that_hold_it_and_they_get_it_back_with_a_word() {
    let house = House::new();
    let registry = indexed(&house);
    for number in (0..120).rev() {
        issued(&registry, &format!("배포 {number:03}"), &["build-create", "build-run"]);
    }
    issued(&registry, "목록", &["cluster-list"]);
    let gone = issued(&registry, "회수됨", &["build-create"]);
    revoke_token(&registry, gone.id, "", now()).unwrap();
    let deleted = issued(&registry, "삭제됨", &["build-create"]);
    revoke_token(&registry, deleted.id, "", now()).unwrap();
    delete_token(&registry, deleted.id, "삭제됨", now()).unwrap();
    let (base, mut draft) = stored(&registry);
    let create = draft.groups[0].apis.remove(0);
    let check = check_catalogue(&registry, &base, &draft, now()).unwrap();
    assert!(check.is_ready());
    let [removed] = &check.removed[..] else { panic!("{:?}", check.removed) };
    assert_eq!((removed.api.id.as_str(), removed.tokens, removed.first.len()), ("build-create", 120, 100));
    let ends = [removed.first[0].as_str(), removed.first[99].as_str()];
    assert_eq!(ends, ["배포 000", "배포 099"]);
    set_catalogue(&registry, &base, &draft, now()).unwrap();
    let (base, mut draft) = stored(&registry);
    draft.groups[1].apis.push(create);
    let check = check_catalogue(&registry, &base, &draft, now()).unwrap();
    let [added] = &check.added[..] else { panic!("{:?}", check.added) };
    assert_eq!((added.tokens, added.first[0].as_str()), (120, "배포 000"));
}

#[test]
fn usage_counts_the_tokens_of_each_api_and_names_what_left_the_catalogue() {
    let house = House::new();
    let registry = indexed(&house);
    issued(&registry, "하나", &["build-create", "cluster-list"]);
    issued(&registry, "둘", &["build-create"]);
    let (base, mut draft) = stored(&registry);
    draft.groups.remove(1);
    set_catalogue(&registry, &base, &draft, now()).unwrap();
    let usage = catalogue_usage(&registry).unwrap();
    let told: Vec<_> = usage.iter().map(|api| (api.id.as_str(), api.listed, api.tokens)).collect();
    assert_eq!(
        told,
        [
            ("build-create", true, 2),
            ("build-run", true, 0),
            ("build-run-log", true, 0),
            ("pl-list-service", true, 0),
            ("cluster-list", false, 1),
        ]
    );
}

/// A token keeps an id that left the catalogue; a new API must not come by it unasked.
#[test]
fn an_id_that_is_made_is_never_one_that_tokens_hold() {
    let house = House::new();
    let registry = indexed(&house);
    let (base, mut draft) = stored(&registry);
    draft.groups[1].apis.push(api("cluster-drop", "", ""));
    set_catalogue(&registry, &base, &draft, now()).unwrap();
    issued(&registry, "하나", &["cluster-drop"]);
    let (base, mut draft) = stored(&registry);
    draft.groups[1].apis.pop();
    set_catalogue(&registry, &base, &draft, now()).unwrap();
    let (base, mut draft) = stored(&registry);
    let mut new = api("", "", "");
    new.title_en = "Cluster: drop".to_owned();
    draft.groups[1].apis.push(new);
    draft.groups[1].apis.push(api("", "GET", "/v1/클러스터/{id}/\"x\""));
    draft.groups.push(group("", Vec::new()));
    let set = set_catalogue(&registry, &base, &draft, now()).unwrap();
    let ids: Vec<_> = set.groups()[1].apis.iter().map(|api| api.id.as_str()).collect();
    assert_eq!(
        ids,
        ["cluster-list", "cluster-drop-2", "GET:/v1/%ED%81%B4%EB%9F%AC%EC%8A%A4%ED%84%B0/{}/%22x%22"]
    );
    assert_eq!(set.groups()[3].id, "group");
}

#[test]
fn a_catalogue_of_ten_thousand_apis_is_stored_read_and_ticked() {
    let house = House::new();
    let registry = house.open();
    let (base, _) = stored(&registry);
    let apis = |group: usize| {
        (0..100).map(move |number| {
            api(&format!("api-{group}-{number}"), "GET", &format!("/{group}/{number}/{{id}}"))
        })
    };
    let groups = (0..100).map(|number| group(&format!("g{number}"), apis(number).collect())).collect();
    let draft_of_all = CatalogueDraft { groups };
    let set = set_catalogue(&registry, &base, &draft_of_all, now()).unwrap();
    drop(registry);
    let registry = house.open_at(now()).unwrap();
    assert_eq!(registry.catalogue().unwrap(), set);
    let scopes = set.apis().map(|api| api.id.to_string()).collect();
    let token =
        issue_token(&registry, &Draft { scopes, ..draft("모두") }, Copying::Kept, now()).unwrap().token;
    assert_eq!(token.scopes.ids().len(), 10_000);
    let mut more = draft_of_all;
    more.groups[0].apis.push(api("one-more", "", ""));
    let (base, _) = stored(&registry);
    assert!(matches!(set_catalogue(&registry, &base, &more, now()), Err(ServiceError::CatalogueRefused)));
}

#[test]
fn an_api_that_left_the_catalogue_can_not_be_ticked_for_a_new_token() {
    let house = House::new();
    let registry = house.open();
    let (base, mut edited) = stored(&registry);
    edited.groups[0].apis.remove(0);
    set_catalogue(&registry, &base, &edited, now()).unwrap();
    let refused = issue_token(&registry, &draft("배포"), Copying::Kept, now());
    assert!(matches!(refused, Err(ServiceError::DraftRefused(Field::Scopes))));
}
