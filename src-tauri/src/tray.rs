//! The icon among the desktop's (StatusNotifierItem): issue, lock, show, quit without looking for the window. Where
//! the desktop has no place for it there is none, and nothing depends on it.

use crate::{
    auto_lock,
    commands::views::{AskedView, Happening},
    preferences::{Language, PreferencesFile},
    watch::Watch,
    window,
};
use ksni::{
    Icon, MenuItem, Tray,
    blocking::{Handle, TrayMethods},
    menu::StandardItem,
};
use mapae_service::LockedBecause;
use std::{
    sync::{Mutex, PoisonError},
    thread,
};
use tauri::{AppHandle, Manager, Runtime, Wry};

/// The icon, once the desktop has taken it.
#[derive(Default)]
pub(crate) struct TrayIcon(Mutex<Option<Handle<MapaeTray>>>);

/// What the icon shows and does.
struct MapaeTray {
    application: AppHandle<Wry>,
    icon: Vec<Icon>,
}

/// The words of its menu.
struct Words {
    show: &'static str,
    issue: &'static str,
    lock: &'static str,
    quit: &'static str,
}

const KOREAN: Words =
    Words { show: "창 보기", issue: "토큰 발급", lock: "잠그기", quit: "끝내기" };
const ENGLISH: Words = Words { show: "Show Window", issue: "Issue Token", lock: "Lock", quit: "Quit" };

/// Puts the icon there; asks the bus, and so not on the thread of the window.
pub(crate) fn start(application: &AppHandle<Wry>) {
    let tray = MapaeTray { application: application.clone(), icon: icons(application) };
    match tray.spawn() {
        Ok(handle) => {
            let state = application.state::<TrayIcon>();
            *state.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(handle);
        }
        Err(error) => tracing::info!(%error, "the desktop has no place for a tray icon"),
    }
}

impl TrayIcon {
    /// The language has changed: the menu is read anew. Not waited for: a choice from the menu may be waiting for the
    /// very thread that asks.
    pub(crate) fn refresh(&self) {
        let handle = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(handle) = handle {
            thread::spawn(move || handle.update(|_| ()));
        }
    }
}

impl MapaeTray {
    fn words(&self) -> Words {
        match self.application.state::<PreferencesFile>().get().language {
            Language::Korean => KOREAN,
            Language::English => ENGLISH,
        }
    }

    fn item(label: &str, activate: impl Fn(&AppHandle<Wry>) + Send + 'static) -> MenuItem<Self> {
        StandardItem {
            label: label.to_owned(),
            activate: Box::new(move |tray: &mut Self| activate(&tray.application)),
            ..StandardItem::default()
        }
        .into()
    }
}

impl Tray for MapaeTray {
    fn id(&self) -> String {
        "kr.mapae.desktop".to_owned()
    }

    fn title(&self) -> String {
        "Mapae".to_owned()
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        self.icon.clone()
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        window::bring_to_front(&self.application);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let words = self.words();
        vec![
            Self::item(words.show, window::bring_to_front),
            Self::item(words.issue, |application| ask(application, AskedView::Issue)),
            Self::item(words.lock, lock),
            MenuItem::Separator,
            Self::item(words.quit, |application| application.exit(0)),
        ]
    }
}

/// Brings the window to the front and has it do this.
pub(crate) fn ask<R: Runtime>(application: &AppHandle<R>, what: AskedView) {
    window::bring_to_front(application);
    application.state::<Watch>().tell(Happening::Asked { what });
}

/// Where there is nothing to lock with the window shows what to do about it.
fn lock(application: &AppHandle<Wry>) {
    if auto_lock::lock(application, LockedBecause::Person).is_err() {
        window::bring_to_front(application);
    }
}

/// Pixels as the desktop wants them: alpha first.
fn icons(application: &AppHandle<Wry>) -> Vec<Icon> {
    let Some(image) = application.default_window_icon() else { return Vec::new() };
    let mut data = image.rgba().to_vec();
    for pixel in data.chunks_exact_mut(4) {
        pixel.rotate_right(1);
    }
    let pixels = |length: u32| i32::try_from(length).unwrap_or(0);
    vec![Icon { width: pixels(image.width()), height: pixels(image.height()), data }]
}
