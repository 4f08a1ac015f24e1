//! 설정: the preferences, read and changed.

use super::{
    Answer,
    error::{CommandError, ErrorCode},
    views::{
        DensityView, LanguageView, LockSettingsView, RemindersView, SavedView, SettingInput, SettingsView,
        TableView, ThemeView,
    },
};
use crate::auto_lock::AutoLock;
use crate::preferences::{
    CLIPBOARD_SECONDS, Density, IDLE_MINUTES, Language, LockSettings, Preferences, PreferencesFile,
    REMINDER_DAYS, Table, Theme,
};
use crate::{reminders::Reminders, tray::TrayIcon};
use tauri::State;

const MOST_VIEWS: usize = 50;
const MOST_REMINDERS: usize = 10;

#[tauri::command]
pub(crate) fn settings(preferences: State<'_, PreferencesFile>) -> SettingsView {
    view(&preferences.get())
}

#[tauri::command]
pub(crate) fn set_setting(
    preferences: State<'_, PreferencesFile>,
    auto_lock: State<'_, AutoLock>,
    reminders: State<'_, Reminders>,
    tray: State<'_, TrayIcon>,
    setting: SettingInput,
) -> Answer<SettingsView> {
    let in_range = match &setting {
        SettingInput::ClipboardSeconds(seconds) => CLIPBOARD_SECONDS.contains(seconds),
        SettingInput::Table(table) => table.views.len() <= MOST_VIEWS,
        SettingInput::Reminders(reminders) => {
            reminders.days.len() <= MOST_REMINDERS
                && reminders.days.iter().all(|days| REMINDER_DAYS.contains(days))
        }
        SettingInput::Lock(lock) => lock.idle_minutes.is_none_or(|minutes| IDLE_MINUTES.contains(&minutes)),
        SettingInput::Language(_) | SettingInput::Theme(_) | SettingInput::Density(_) => true,
    };
    if !in_range {
        return Err(CommandError::of(ErrorCode::SettingOutOfRange));
    }
    let changed = preferences.change(|present| match setting {
        SettingInput::Language(language) => present.language = language.into(),
        SettingInput::Theme(theme) => present.theme = theme.into(),
        SettingInput::ClipboardSeconds(seconds) => present.clipboard_seconds = seconds,
        SettingInput::Density(density) => present.density = density.into(),
        SettingInput::Lock(lock) => present.lock = lock.into(),
        SettingInput::Table(table) => present.table = table.into(),
        SettingInput::Reminders(reminders) => present.reminder_days = reminders.days,
    });
    auto_lock.recheck();
    reminders.recheck();
    tray.refresh();
    changed.map(|changed| view(&changed)).map_err(CommandError::from)
}

/// The preferences as the window is told them.
pub(crate) fn view(preferences: &Preferences) -> SettingsView {
    SettingsView {
        language: match preferences.language {
            Language::Korean => LanguageView::Ko,
            Language::English => LanguageView::En,
        },
        theme: match preferences.theme {
            Theme::System => ThemeView::System,
            Theme::Light => ThemeView::Light,
            Theme::Dark => ThemeView::Dark,
        },
        clipboard_seconds: preferences.clipboard_seconds,
        density: match preferences.density {
            Density::Comfortable => DensityView::Comfortable,
            Density::Compact => DensityView::Compact,
        },
        lock: LockSettingsView {
            idle_minutes: preferences.lock.idle_minutes,
            on_suspend: preferences.lock.on_suspend,
            on_screen_lock: preferences.lock.on_screen_lock,
            on_start: preferences.lock.on_start,
        },
        table: TableView {
            hidden: preferences.table.hidden.clone(),
            views: preferences
                .table
                .views
                .iter()
                .map(|(name, query)| SavedView { name: name.clone(), query: query.clone() })
                .collect(),
        },
        reminders: RemindersView { days: preferences.reminder_days.clone() },
    }
}

impl From<LanguageView> for Language {
    fn from(view: LanguageView) -> Self {
        match view {
            LanguageView::Ko => Self::Korean,
            LanguageView::En => Self::English,
        }
    }
}

impl From<DensityView> for Density {
    fn from(view: DensityView) -> Self {
        match view {
            DensityView::Comfortable => Self::Comfortable,
            DensityView::Compact => Self::Compact,
        }
    }
}

impl From<TableView> for Table {
    fn from(TableView { hidden, views }: TableView) -> Self {
        Self { hidden, views: views.into_iter().map(|SavedView { name, query }| (name, query)).collect() }
    }
}

impl From<LockSettingsView> for LockSettings {
    fn from(view: LockSettingsView) -> Self {
        let LockSettingsView { idle_minutes, on_suspend, on_screen_lock, on_start } = view;
        Self { idle_minutes, on_suspend, on_screen_lock, on_start }
    }
}

impl From<ThemeView> for Theme {
    fn from(view: ThemeView) -> Self {
        match view {
            ThemeView::System => Self::System,
            ThemeView::Light => Self::Light,
            ThemeView::Dark => Self::Dark,
        }
    }
}
