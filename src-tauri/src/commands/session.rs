//! What the window asks when its page starts.

use super::{
    Answer,
    views::{FoldersView, Happening, RegistryView, SessionView},
};
use crate::{clock, folders::Folders, registry_state::RegistryState, watch::Watch};
use std::{io::Write, path::Path};
use tauri::{State, ipc::Channel};

#[tauri::command]
pub(crate) fn session(folders: State<'_, Folders>, registry: State<'_, RegistryState>) -> SessionView {
    let shown = |folder: &Path| folder.display().to_string();
    SessionView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        zone: clock::zone().name().to_owned(),
        folders: FoldersView {
            data: shown(&folders.data),
            config: shown(&folders.config),
            state: shown(&folders.state),
        },
        registry: RegistryView::from(&*registry),
    }
}

#[tauri::command]
pub(crate) fn watch(watch: State<'_, Watch>, on_happening: Channel<Happening>) {
    watch.subscribe(on_happening);
}

/// The first list is drawn. Whoever measures the start reads the line; nobody else has asked for it.
#[tauri::command]
pub(crate) fn ui_ready() -> Answer<()> {
    if std::env::var_os("MAPAE_REPORT_READY").is_some() {
        // A reader that has gone is no trouble of ours.
        let _ = writeln!(std::io::stdout(), "ui_ready");
    }
    Ok(())
}
