//! What is done to many tokens, or with the whole list: bulk changes, files out and in. One at a time.

use super::{
    Answer,
    error::{CommandError, ErrorCode},
    path, translate, verb_on_worker,
    views::{
        BulkAction, BulkPreview, EventFilter, ExportedView, FileFormat, Happening, ImportOutcome,
        ImportPreview, ImportRow, RunReport, SelectionInput,
    },
};
use crate::{
    clock,
    preferences::{Language, PreferencesFile},
    registry_state::RegistryState,
    runs::{Run, Runs},
    watch::Watch,
};
use mapae_service::{Exported, Import, Registry, ServiceError};
use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tauri::{AppHandle, Manager, Runtime, State};

/// The file that waits for a person's word.
#[derive(Default)]
pub(crate) struct WaitingImport(Mutex<Option<Import>>);

/// Rows of the preview that go over with its figures.
const FIRST_ROWS: usize = 100;
const MOST_ROWS: u32 = 500;

#[tauri::command]
pub(crate) async fn preview_bulk<R: Runtime>(
    application: AppHandle<R>,
    selection: SelectionInput,
    action: BulkAction,
) -> Answer<BulkPreview> {
    let (selection, action, now) =
        (translate::selection(selection)?, translate::action(action), clock::now());
    verb_on_worker(move || {
        let registry = application.state::<RegistryState>().registry()?;
        let ids = selection.ids(&registry, now)?;
        Ok(mapae_service::preview_bulk(&registry, &ids, &action, now)?.into())
    })
    .await
}

#[tauri::command]
pub(crate) async fn run_bulk<R: Runtime>(
    application: AppHandle<R>,
    selection: SelectionInput,
    action: BulkAction,
) -> Answer<RunReport> {
    let (selection, action, now) =
        (translate::selection(selection)?, translate::action(action), clock::now());
    run(application, move |registry, run| {
        let ids = selection.ids(registry, now)?;
        let progress = |done, total| run.progress(done, total);
        Ok(mapae_service::run_bulk(registry, &ids, &action, now, &progress)?.into())
    })
    .await
}

#[tauri::command]
pub(crate) fn stop_run(runs: State<'_, Runs>) {
    runs.stop();
}

#[tauri::command]
pub(crate) async fn export_tokens<R: Runtime>(
    application: AppHandle<R>,
    selection: SelectionInput,
    format: FileFormat,
    folder: String,
) -> Answer<ExportedView> {
    let (selection, now) = (translate::selection(selection)?, clock::now());
    export(application, &folder, move |registry, folder, run| {
        let ids = selection.ids(registry, now)?;
        let progress = |done, total| run.progress(done, total);
        mapae_service::export_tokens(registry, &ids, format.into(), folder, now, progress)
    })
    .await
}

#[tauri::command]
pub(crate) async fn export_events<R: Runtime>(
    application: AppHandle<R>,
    filter: EventFilter,
    format: FileFormat,
    folder: String,
) -> Answer<ExportedView> {
    let (filter, now) = (translate::event_filter(filter)?, clock::now());
    export(application, &folder, move |registry, folder, run| {
        let progress = |done, total| run.progress(done, total);
        mapae_service::export_events(registry, &filter, format.into(), folder, now, progress)
    })
    .await
}

#[tauri::command]
pub(crate) async fn export_calendar<R: Runtime>(
    application: AppHandle<R>,
    folder: String,
) -> Answer<ExportedView> {
    let korean = application.state::<PreferencesFile>().get().language == Language::Korean;
    let now = clock::now();
    export(application, &folder, move |registry, folder, _| {
        let title = |name: &_| {
            if korean { format!("API 토큰 만료: {name}") } else { format!("API token expires: {name}") }
        };
        mapae_service::export_calendar(registry, folder, now, title)
    })
    .await
}

#[tauri::command]
pub(crate) async fn preview_import<R: Runtime>(
    application: AppHandle<R>,
    text: String,
) -> Answer<ImportPreview> {
    let now = clock::now();
    let state = application.clone();
    run(application, move |registry, run| {
        let import =
            mapae_service::preview_import(registry, &text, now, |done, total| run.progress(done, total))?;
        let rows = import.rows(registry, None, 0, FIRST_ROWS, now)?;
        let preview = translate::import_preview(&import, &rows, &registry.catalogue()?, now);
        *state.state::<WaitingImport>().lock() = Some(import);
        Ok(preview)
    })
    .await
}

#[tauri::command]
pub(crate) async fn import_rows<R: Runtime>(
    application: AppHandle<R>,
    outcome: Option<ImportOutcome>,
    offset: u32,
    limit: u32,
) -> Answer<Vec<ImportRow>> {
    let now = clock::now();
    verb_on_worker(move || {
        let registry = application.state::<RegistryState>().registry()?;
        let waiting = application.state::<WaitingImport>();
        let waiting = waiting.lock();
        let import = waiting.as_ref().ok_or_else(nothing_to_import)?;
        let (offset, limit) = (translate::index(offset), translate::index(limit.min(MOST_ROWS)));
        let rows = import.rows(&registry, outcome.map(Into::into), offset, limit, now)?;
        let catalogue = registry.catalogue().map_err(CommandError::from)?;
        Ok(rows.iter().map(|row| translate::import_row(row, &catalogue, now)).collect())
    })
    .await
}

#[tauri::command]
pub(crate) async fn apply_import<R: Runtime>(application: AppHandle<R>, changed: bool) -> Answer<RunReport> {
    let now = clock::now();
    let import = application.state::<WaitingImport>().lock().take().ok_or_else(nothing_to_import)?;
    let ended = application.clone();
    let report = run(application, move |registry, run| {
        let progress = |done, total| run.progress(done, total);
        Ok(mapae_service::apply_import(registry, &import, changed, now, &progress).into())
    })
    .await;
    ended.state::<Watch>().tell(Happening::TokensChanged);
    report
}

#[tauri::command]
pub(crate) fn discard_import(waiting: State<'_, WaitingImport>) {
    *waiting.lock() = None;
}

impl WaitingImport {
    fn lock(&self) -> MutexGuard<'_, Option<Import>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn nothing_to_import() -> CommandError {
    CommandError::of(ErrorCode::NothingToImport)
}

/// The one long run, on a worker.
async fn run<R: Runtime, T: Send + 'static>(
    application: AppHandle<R>,
    act: impl FnOnce(&Registry, &Run<R>) -> Result<T, ServiceError> + Send + 'static,
) -> Answer<T> {
    let registry = application.state::<RegistryState>().registry()?;
    let run = Runs::begin(&application)?;
    verb_on_worker(move || Ok(act(&registry, &run)?)).await
}

async fn export<R: Runtime>(
    application: AppHandle<R>,
    folder: &str,
    act: impl FnOnce(&Registry, &Path, &Run<R>) -> Result<Exported, ServiceError> + Send + 'static,
) -> Answer<ExportedView> {
    let folder = path(folder)?;
    if !folder.is_dir() {
        return Err(CommandError::of(ErrorCode::FolderUnusable));
    }
    let written = run(application, move |registry, run| act(registry, &folder, run)).await;
    let Exported { path, rows } = written?;
    Ok(ExportedView { path: path.display().to_string(), rows: translate::count(rows) })
}
