//! What the window asks when its page starts.

use super::{
    Answer,
    error::CommandError,
    verb_on_worker,
    views::{FoldersView, Happening, RegistryView, SessionView},
};
use crate::{
    clock, first_list::FirstList, folders::Folders, registry_state::RegistryState, typing::TypingKey,
    watch::Watch,
};
use std::{collections::VecDeque, io::Write, path::Path};
use tauri::{AppHandle, Manager, Runtime, State, WebviewWindow};

/// Waits for a registry that is still being opened, and so not on the thread of the window.
#[tauri::command]
pub(crate) async fn session<R: Runtime>(application: AppHandle<R>) -> Answer<SessionView> {
    verb_on_worker(move || {
        let (folders, typing_key) = (application.state::<Folders>(), application.state::<TypingKey>());
        Ok(view(&folders, &typing_key, &application.state::<RegistryState>()))
    })
    .await
}

pub(super) fn view(folders: &Folders, typing_key: &TypingKey, registry: &RegistryState) -> SessionView {
    let shown = |folder: &Path| folder.display().to_string();
    SessionView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        zone: clock::zone().name().to_owned(),
        folders: FoldersView {
            data: shown(&folders.data),
            config: shown(&folders.config),
            state: shown(&folders.state),
        },
        typing_key: typing_key.public(),
        registry: RegistryView::from(registry),
    }
}

/// The window's one open question: answered when something happens.
#[tauri::command]
pub(crate) async fn next_happenings(watch: State<'_, Watch>) -> Answer<VecDeque<Happening>> {
    Ok(watch.next().await)
}

/// Opens the desktop's print dialog for the page: what is to be printed, its style sheet says.
#[tauri::command]
pub(crate) fn print_page<R: Runtime>(window: WebviewWindow<R>) -> Answer<()> {
    window.print().map_err(|error| CommandError::internal(&error))
}

/// The first list is drawn. Whoever measures the start reads the line; nobody else has asked for it.
#[tauri::command]
pub(crate) fn ui_ready(first_list: State<'_, FirstList>) -> Answer<()> {
    first_list.drawn();
    if std::env::var_os("MAPAE_REPORT_READY").is_some() {
        // A reader that has gone is no trouble of ours.
        let _ = writeln!(std::io::stdout(), "ui_ready");
    }
    Ok(())
}
