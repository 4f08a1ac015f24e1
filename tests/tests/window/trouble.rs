//! Trouble with the data is a page that explains it, and nothing is overwritten.

use crate::{steps, words::KOREAN};
use acceptance::{App, Home, Role, Start};
use rustix::process::geteuid;
use std::{
    fs::{self, Permissions},
    io::Write,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The page stands in for everything: there is nothing to press that could make it worse.
async fn explains(app: &App<'_>, title: &str) {
    app.find(Role::Heading, title).element().await;
    assert!(!app.find(Role::Button, "발급").is_there().await, "nothing can be issued");
    app.shows("어떻게 하나요").await;
    assert!(app.axe(&[]).await.is_empty(), "the page is without findings");
}

/// A registry with one token in it, and the file of its database with this name.
async fn issued(home: &Home, file: &str) -> PathBuf {
    let app = Start::at(home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "손상").await;
    app.quit().await;
    Home::digests(&home.data()).into_keys().find(|path| path.ends_with(file)).unwrap()
}

fn fill_with_garbage(file: &Path) {
    let length = fs::metadata(file).unwrap().len();
    let garbage: Vec<u8> = (0..length).map(|position| (position % 251) as u8 ^ 0xA5).collect();
    fs::write(file, garbage).unwrap();
}

/// The audit file holds every event, so a database that does not open is put aside and made anew.
#[tokio::test]
async fn a_damaged_registry_is_put_aside_and_made_anew() {
    let home = Home::new();
    let damaged = issued(&home, "conf").await;
    fill_with_garbage(&damaged);
    let garbage = fs::read(&damaged).unwrap();

    let app = Start::at(&home).open().await;
    steps::row(&app, &KOREAN, "손상").await;
    steps::copy(&app, &KOREAN, "손상").await;
    app.quit().await;
    let aside = Home::digests(&home.data()).into_keys().find(|path| {
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
        path.ends_with("conf") && folder.as_encoded_bytes().starts_with(b"registry-damaged-")
    });
    assert_eq!(fs::read(aside.unwrap()).unwrap(), garbage, "nothing is thrown away");
}

#[tokio::test]
async fn a_damaged_registry_without_its_audit_file_is_told_and_left_as_it_is() {
    let home = Home::new();
    fill_with_garbage(&issued(&home, "conf").await);
    fs::remove_file(home.audit_file()).unwrap();
    let before = Home::digests(&home.data());

    let app = Start::at(&home).open().await;
    explains(&app, "등록부가 손상됐어요").await;
    app.picture("trouble-damaged-ko").await;
    app.quit().await;
    let after = Home::digests(&home.data());
    for (path, digest) in &before {
        assert_eq!(after.get(path), Some(digest), "{} is as it was", path.display());
    }
}

/// sled takes a log that it can't read for an empty one. The audit file knows better.
#[tokio::test]
async fn a_registry_that_lost_its_records_gets_them_back() {
    let home = Home::new();
    fill_with_garbage(&issued(&home, "db").await);
    let app = Start::at(&home).open().await;
    steps::row(&app, &KOREAN, "손상").await;
    steps::copy(&app, &KOREAN, "손상").await;
}

/// Where the audit file is gone too, only the head that is kept beside the keys knows.
#[tokio::test]
async fn a_registry_that_lost_everything_is_not_taken_for_a_new_one() {
    let home = Home::new();
    fill_with_garbage(&issued(&home, "db").await);
    fs::remove_file(home.audit_file()).unwrap();

    let app = Start::at(&home).open().await;
    explains(&app, "등록부의 최근 기록이 사라졌어요").await;
    app.picture("trouble-rolled-back-ko").await;
    app.quit().await;
}

#[tokio::test]
async fn a_missing_key_is_told_and_no_new_one_is_made() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "열쇠").await;
    let token = steps::copy(&app, &KOREAN, "열쇠").await;
    app.quit().await;

    let state = home.mapae().join("state");
    let aside = home.path().join("aside");
    fs::create_dir(&aside).unwrap();
    let keys: Vec<_> = Home::digests(&state).into_keys().filter(|path| is_about_keys(path)).collect();
    assert!(!keys.is_empty(), "there is a key file in {}", state.display());
    for key in &keys {
        fs::rename(key, aside.join(key.file_name().unwrap())).unwrap();
    }
    let app = Start::at(&home).open().await;
    explains(&app, "토큰을 여는 키가 없어요").await;
    app.quit().await;
    assert!(keys.iter().all(|key| !key.exists()), "no new key stands in for the missing one");

    for key in &keys {
        fs::rename(aside.join(key.file_name().unwrap()), key).unwrap();
    }
    let app = Start::at(&home).open().await;
    assert_eq!(steps::copy(&app, &KOREAN, "열쇠").await, token, "with the key back, it is the same registry");
}

/// Of the state folder, all but the log and what WebKit keeps.
fn is_about_keys(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    name.contains("key") && !path.components().any(|part| part.as_os_str() == "webview")
}

#[tokio::test]
async fn a_registry_that_may_not_be_read_is_told_and_left_as_it_is() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "닫힌 것").await;
    app.quit().await;

    let before = Home::digests(&home.data());
    fs::set_permissions(home.registry(), Permissions::from_mode(0o000)).unwrap();
    let app = Start::at(&home).open().await;
    explains(&app, "폴더를 읽거나 쓸 수 없어요").await;
    app.quit().await;
    fs::set_permissions(home.registry(), Permissions::from_mode(0o700)).unwrap();
    assert_eq!(Home::digests(&home.data()), before);
    let app = Start::at(&home).open().await;
    steps::row(&app, &KOREAN, "닫힌 것").await;
}

#[tokio::test]
async fn a_data_folder_that_is_no_folder_is_told_and_left_alone() {
    let home = Home::new();
    fs::create_dir(home.mapae()).unwrap();
    fs::write(home.data(), "a shopping list").unwrap();
    let app = Start::at(&home).open().await;
    explains(&app, "폴더가 있어야 할 곳에 파일이 있어요").await;
    app.quit().await;
    assert_eq!(fs::read(home.data()).unwrap(), b"a shopping list");
}

#[tokio::test]
async fn somebody_else_s_registry_is_told_and_left_as_it_is() {
    if !geteuid().is_root() {
        return;
    }
    let home = Home::new();
    let database = issued(&home, "db").await;
    chown(&database, Some(65534), Some(65534)).unwrap();
    fs::set_permissions(&database, Permissions::from_mode(0o600)).unwrap();
    let before = Home::digests(&home.data());
    let app = Start::at(&home).open().await;
    explains(&app, "다른 사용자의 폴더예요").await;
    app.quit().await;
    assert_eq!(Home::digests(&home.data()), before);
}

#[tokio::test]
async fn keys_of_a_newer_version_are_told_and_left_as_they_are() {
    let home = Home::new();
    issued(&home, "db").await;
    let keys = home.mapae().join("state/keys.json");
    let newer = fs::read_to_string(&keys).unwrap().replace("\"format\": 1", "\"format\": 9");
    fs::write(&keys, &newer).unwrap();
    let app = Start::at(&home).open().await;
    explains(&app, "더 새로운 Mapae의 데이터예요").await;
    app.quit().await;
    assert_eq!(fs::read_to_string(&keys).unwrap(), newer);
}

/// Where the test may mount: a data folder of 24 MiB of its own, filled to the last byte while the window is closed.
#[tokio::test]
async fn a_full_disk_is_told_and_the_registry_is_whole_once_there_is_room() {
    let home = Home::new();
    fs::create_dir_all(home.data()).unwrap();
    fs::set_permissions(home.data(), Permissions::from_mode(0o700)).unwrap();
    let Some(_disk) = SmallDisk::at(&home.data()) else { return };
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "가득 차기 전").await;

    let filling = home.data().join("filling");
    let mut file = fs::File::create(&filling).unwrap();
    while file.write_all(&[7; 4096]).is_ok() {}
    steps::open_dialog(&app, &KOREAN).await;
    app.type_text("가득 찬 뒤").await;
    let dialog = steps::dialog(&app, &KOREAN);
    dialog.find(Role::Checkbox, KOREAN.scope).click().await;
    dialog.find(Role::Button, KOREAN.save).click().await;
    app.find(Role::Dialog, KOREAN.review).find(Role::Button, KOREAN.ok).click().await;
    app.shows("디스크").await;
    app.picture("disk-full").await;
    drop(file);
    fs::remove_file(&filling).unwrap();
    app.find(Role::Dialog, KOREAN.review).find(Role::Button, KOREAN.ok).click().await;
    steps::row(&app, &KOREAN, "가득 찬 뒤").await;
    app.quit().await;
    let app = Start::at(&home).open().await;
    steps::row(&app, &KOREAN, "가득 차기 전").await;
    steps::copy(&app, &KOREAN, "가득 찬 뒤").await;
    app.quit().await;
}

/// A file system in memory, for as long as this lives.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// None where the test may not mount.
    fn at(folder: &Path) -> Option<Self> {
        let mount = ["-t", "tmpfs", "-o", "size=40m,mode=0700", "mapae-test"];
        let mounted = Command::new("mount").args(mount).arg(folder).stderr(Stdio::null()).status();
        mounted.is_ok_and(|status| status.success()).then(|| Self(folder.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a window of a failed test may still have it open.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}
