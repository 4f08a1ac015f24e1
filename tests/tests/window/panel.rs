//! What the desktop shows of us beside the window: notifications of tokens that expire, and the icon with its menu.

use crate::{
    steps,
    words::{ENGLISH, KOREAN},
};
use acceptance::{Bus, Home, Panel, Role, Start, until};
use chrono::{DateTime, TimeDelta, Utc};
use mapae_domain::{Draft, ExpiryDraft, Period};
use mapae_service::{Copying, Place, Registry, issue_token, load_sample_catalogue, set_passphrase};
use mapae_vault::{Cost, KeyringChoice, NewPassphrase, Passphrase, Start as VaultStart, Zeroizing};
use std::{
    fs,
    time::{Instant, SystemTime},
};

const PASSPHRASE: &str = "three horses and a long road";

/// Issues a token a month ago that has five days left. No window may have the registry open.
fn issue_a_month_ago(home: &Home, name: &str) -> Registry {
    let (data, state) = (home.data(), home.mapae().join("state"));
    for folder in [&data, &state] {
        fs::create_dir_all(folder).unwrap();
    }
    let now = DateTime::<Utc>::from(SystemTime::now()) - TimeDelta::days(30);
    let place = Place {
        data: &data,
        state: &state,
        keyring: KeyringChoice::Never,
        start: VaultStart::Unlocked,
        zone: chrono_tz::Asia::Seoul,
        actor: "tester",
    };
    let registry = mapae_service::open(place, now).unwrap();
    load_sample_catalogue(&registry, now).unwrap();
    let draft = Draft {
        name: name.to_owned(),
        description: String::new(),
        expiry: ExpiryDraft::On(steps::days_from_now(5).to_string()),
        allow: Vec::new(),
        block: Vec::new(),
        limit_count: String::new(),
        limit_period: Period::Total,
        scopes: vec!["build-create".to_owned()],
    };
    issue_token(&registry, &draft, Copying::Kept, now).unwrap();
    registry
}

#[tokio::test]
async fn a_token_that_expires_soon_is_told_once_and_the_notification_leads_to_it() {
    let home = Home::new();
    drop(issue_a_month_ago(&home, "배포 자동화"));
    let bus = Bus::start(&home);
    let panel = Panel::on(&bus);
    let app = Start::at(&home).with_bus(&bus).open().await;
    let notification = panel.notification(0);
    assert_eq!(notification.summary, "API 토큰 1개가 곧 만료돼요");
    assert_eq!(notification.body, "배포 자동화: 5일 남음");
    panel.press(&notification);
    app.shows(KOREAN.expiring_filter).await;
    steps::row(&app, &KOREAN, "배포 자동화").await;
    app.quit().await;

    drop(issue_a_month_ago(&home, "야간 배치"));
    let _app = Start::at(&home).with_bus(&bus).open().await;
    assert_eq!(panel.notification(1).body, "야간 배치: 5일 남음", "of the other everything was told");
}

#[tokio::test]
async fn a_locked_registry_names_no_token_on_the_screen() {
    let home = Home::new();
    let registry = issue_a_month_ago(&home, "배포 자동화");
    let typed = Passphrase::typed(Zeroizing::new(PASSPHRASE.to_owned())).unwrap();
    let new = NewPassphrase::new(typed).unwrap();
    let now = (DateTime::<Utc>::from(SystemTime::now()), Instant::now());
    set_passphrase(&registry, None, &new, Cost::new(64, 3), now).unwrap();
    drop(registry);
    let bus = Bus::start(&home);
    let panel = Panel::on(&bus);
    let app = Start::at(&home).with_bus(&bus).open().await;
    steps::locked(&app, &KOREAN).await;
    let notification = panel.notification(0);
    assert_eq!(notification.summary, "API 토큰 1개가 곧 만료돼요");
    assert!(!notification.body.contains("배포"), "{notification:?}");
}

#[tokio::test]
async fn the_icon_s_menu_issues_locks_and_speaks_the_language_of_the_window() {
    let home = Home::new();
    let bus = Bus::start(&home);
    let panel = Panel::on(&bus);
    let app = Start::at(&home).with_bus(&bus).open().await;
    steps::load_sample_catalogue(&app).await;
    assert_eq!(panel.menu(), ["창 보기", "토큰 발급", "잠그기", "끝내기"]);
    panel.choose("토큰 발급");
    steps::dialog(&app, &KOREAN).element().await;
    app.press(acceptance::Key::Escape).await;
    app.find_any(Role::Dialog).gone().await;
    steps::set_passphrase(&app, &KOREAN, PASSPHRASE).await;
    steps::show_in(&app, &KOREAN, &ENGLISH, ENGLISH.light).await;
    until("the menu in English", || panel.menu().contains(&"Issue Token".to_owned()).then_some(()));
    panel.choose("Lock");
    steps::locked(&app, &ENGLISH).await;
}
