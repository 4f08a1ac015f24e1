//! Whoever follows the registry, as the gate does, knows of a change before it is acknowledged.

use crate::support::{House, draft, now};
use mapae_domain::Usage;
use mapae_service::{Copying, Followed, disable_token, issue_token, reset_counter, revoke_token};
use mapae_store::Change;
use std::sync::{Arc, Mutex};

type Told = Arc<Mutex<Vec<String>>>;

fn name(followed: Followed<'_>) -> String {
    match followed {
        Followed::Change(Change::Issue(stored), _) => format!("issue {}", stored.token.name),
        Followed::Change(Change::Put(stored), _) => format!("put {}", stored.token.revision),
        Followed::Change(Change::Remove { .. }, _) => "remove".into(),
        Followed::Change(Change::SetCatalogue(_), _) => "catalogue".into(),
        Followed::Change(Change::None, _) => "none".into(),
        Followed::CounterReset(_) => "reset".into(),
    }
}

#[test]
fn a_follower_is_told_of_every_change_until_another_follows() {
    let house = House::new();
    let registry = house.open();
    let told = Told::default();
    let to = Arc::clone(&told);
    registry.follow(Box::new(move |followed| to.lock().unwrap().push(name(followed))));
    let id = issue_token(&registry, &draft("a"), Copying::Kept, now()).unwrap().token.id;
    disable_token(&registry, id, now()).unwrap();
    registry.note_usage(&[(id, Usage { spent_total: 3, ..Usage::default() })]).unwrap();
    reset_counter(&registry, id, now()).unwrap();
    registry.unfollow();
    revoke_token(&registry, id, "", now()).unwrap();
    let told = told.lock().unwrap();
    assert_eq!(*told, ["issue a", "put 2", "none", "reset"]);
}
