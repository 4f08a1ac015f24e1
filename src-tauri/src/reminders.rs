//! Tells the desktop of tokens that are about to expire. While the registry is locked a notification says how many,
//! and names none: it stands on the screen for everybody.

use crate::{
    clock,
    commands::views::AskedView,
    notifications::{self, Notification},
    preferences::{Language, PreferencesFile},
    registry_state::RegistryState,
    tray,
};
use mapae_service::Reminder;
use std::{
    sync::{Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};
use tauri::{AppHandle, Manager, Runtime};

/// A machine that slept, or a clock that was set, is looked at again after so long.
const LOOK_AGAIN: Duration = Duration::from_secs(10 * 60);
/// So many tokens are named; the others are counted.
const NAMED: usize = 5;

/// Wakes the watch early: the settings have changed.
#[derive(Default)]
pub(crate) struct Reminders {
    changed: Mutex<()>,
    wake: Condvar,
}

impl Reminders {
    pub(crate) fn recheck(&self) {
        self.wake.notify_all();
    }
}

/// Looks now and every ten minutes, as long as the program runs.
pub(crate) fn start<R: Runtime>(application: &AppHandle<R>) {
    let application = application.clone();
    thread::spawn(move || {
        loop {
            look(&application);
            let reminders = application.state::<Reminders>();
            let changed = reminders.changed.lock().unwrap_or_else(PoisonError::into_inner);
            drop(reminders.wake.wait_timeout(changed, LOOK_AGAIN));
        }
    });
}

fn look<R: Runtime>(application: &AppHandle<R>) {
    let Ok(registry) = application.state::<RegistryState>().whatever_its_lock() else { return };
    let preferences = application.state::<PreferencesFile>().get();
    let now = clock::now();
    let due = match mapae_service::due_reminders(&registry, &preferences.reminder_days, now) {
        Ok(due) if due.is_empty() => return,
        Ok(due) => due,
        Err(error) => {
            tracing::warn!(%error, "what expires could not be looked up");
            return;
        }
    };
    let notification = notification(&due, registry.locked().is_some(), preferences.language);
    let pressed = application.clone();
    match notifications::show(&notification, move || tray::ask(&pressed, AskedView::Expiring)) {
        // Noted only when it was shown: where nobody shows notifications now, somebody may later.
        Ok(()) => {
            if let Err(error) = mapae_service::note_reminded(&registry, &due, now) {
                tracing::warn!(%error, "that a person was reminded could not be kept");
            }
        }
        Err(error) => tracing::info!(%error, "the desktop shows no notifications"),
    }
}

fn notification(due: &[Reminder], locked: bool, language: Language) -> Notification {
    let expired = due.iter().filter(|reminder| reminder.days_left < 0).count();
    let soon = due.len() - expired;
    let lines: Vec<String> = due.iter().take(NAMED).map(|reminder| line(reminder, language)).collect();
    let more = due.len().saturating_sub(NAMED);
    let (summary, rest, closed, action) = match language {
        Language::Korean => (
            match (soon, expired) {
                (soon, 0) => format!("API 토큰 {soon}개가 곧 만료돼요"),
                (0, expired) => format!("API 토큰 {expired}개가 만료됐어요"),
                (soon, expired) => format!("API 토큰 {soon}개가 곧 만료되고 {expired}개가 만료됐어요"),
            },
            format!("그 밖에 {more}개"),
            "잠금을 풀면 어떤 토큰인지 볼 수 있어요.",
            "보기",
        ),
        Language::English => (
            match (soon, expired) {
                (soon, 0) => format!("API tokens about to expire: {soon}"),
                (0, expired) => format!("API tokens that expired: {expired}"),
                (soon, expired) => format!("API tokens about to expire: {soon}; expired: {expired}"),
            },
            format!("and {more} more"),
            "Unlock to see which.",
            "Show",
        ),
    };
    let body = if locked {
        closed.to_owned()
    } else {
        let rest = (more > 0).then_some(rest);
        lines.into_iter().chain(rest).collect::<Vec<_>>().join("\n")
    };
    Notification { summary, body, action: action.to_owned() }
}

fn line(reminder: &Reminder, language: Language) -> String {
    let name = &reminder.name;
    match (language, reminder.days_left) {
        (Language::Korean, ..0) => format!("{name}: 만료됨"),
        (Language::Korean, 0) => format!("{name}: 오늘까지"),
        (Language::Korean, days) => format!("{name}: {days}일 남음"),
        (Language::English, ..0) => format!("{name}: expired"),
        (Language::English, 0) => format!("{name}: last day"),
        (Language::English, 1) => format!("{name}: 1 day left"),
        (Language::English, days) => format!("{name}: {days} days left"),
    }
}
