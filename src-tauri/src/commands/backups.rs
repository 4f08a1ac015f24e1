//! 백업, 복원, and what the audit trail is worth.

use super::{
    Answer, path, session, translate, verb_on_worker,
    views::{
        AuditReportView, BackupView, BackupsView, DrillView, ExportView, Happening, RestoreInput,
        SessionView, UnlockInput,
    },
};
use crate::{
    clock,
    commands::error::{CommandError, ErrorCode},
    folders::Folders,
    last_backup::LastBackup,
    registry_state::{RegistryState, Replaced},
    typing::TypingKey,
    watch::Watch,
};
use mapae_service::Accept;
use std::{path::PathBuf, time::Instant};
use tauri::{AppHandle, Manager, Runtime, State};

#[tauri::command]
pub(crate) async fn backups<R: Runtime>(application: AppHandle<R>) -> Answer<BackupsView> {
    verb_on_worker(move || list(&application)).await
}

#[tauri::command]
pub(crate) async fn back_up_now<R: Runtime>(application: AppHandle<R>) -> Answer<BackupsView> {
    verb_on_worker(move || {
        let registry = application.state::<RegistryState>().registry()?;
        mapae_service::back_up(&registry, clock::now())?;
        list(&application)
    })
    .await
}

#[tauri::command]
pub(crate) async fn drill(registry: State<'_, RegistryState>) -> Answer<DrillView> {
    let registry = registry.registry()?;
    verb_on_worker(move || Ok(translate::drill(mapae_service::drill(&registry, clock::now())?))).await
}

/// Where the registry is locked, too: the proof opens the backup, not the registry.
#[tauri::command]
pub(crate) async fn restore_backup<R: Runtime>(
    application: AppHandle<R>,
    from: RestoreInput,
    proof: Option<UnlockInput>,
) -> Answer<SessionView> {
    verb_on_worker(move || {
        let folders = application.state::<Folders>();
        let source = source(&folders, from)?;
        let unlock = translate::unlock(&application.state::<TypingKey>(), proof.as_ref())?;
        let registry = application.state::<RegistryState>();
        let restored = registry.replace(&folders, |place| {
            Ok(Replaced::Restored(mapae_service::restore(place, &source, &unlock, clock::now())?))
        });
        began_anew(&application, restored, proof.as_ref())
    })
    .await
}

/// Puts a registry that does not open together from backups and audit file; `accept_loss` is a person's word that less
/// than was acknowledged will do.
#[tauri::command]
pub(crate) async fn mend_registry<R: Runtime>(
    application: AppHandle<R>,
    proof: Option<UnlockInput>,
    accept_loss: bool,
) -> Answer<SessionView> {
    verb_on_worker(move || {
        let unlock = translate::unlock(&application.state::<TypingKey>(), proof.as_ref())?;
        let accept = if accept_loss { Accept::Longest } else { Accept::Whole };
        let registry = application.state::<RegistryState>();
        let mended = registry.replace(&application.state::<Folders>(), |place| {
            Ok(Replaced::Opened(Box::new(mapae_service::mend(place, &unlock, accept, clock::now())?)))
        });
        began_anew(&application, mended, proof.as_ref())
    })
    .await
}

#[tauri::command]
pub(crate) async fn export_registry(
    registry: State<'_, RegistryState>,
    folder: String,
) -> Answer<ExportView> {
    let registry = registry.registry()?;
    verb_on_worker(move || {
        let folder = path(&folder)?;
        let made = mapae_service::export(&registry, &folder, clock::now())?;
        Ok(ExportView { folder: made.display().to_string() })
    })
    .await
}

#[tauri::command]
pub(crate) async fn verify_events(registry: State<'_, RegistryState>) -> Answer<AuditReportView> {
    let report = super::on_worker(&registry, mapae_service::verify_events).await?;
    Ok(AuditReportView::from(report))
}

fn list<R: Runtime>(application: &AppHandle<R>) -> Answer<BackupsView> {
    let state = &application.state::<Folders>().state;
    let backups = mapae_service::backups(state)?.into_iter().map(BackupView::from).collect();
    let failed = application.state::<LastBackup>().failure();
    Ok(BackupsView { folder: state.join("backups").display().to_string(), backups, failed })
}

/// What goes on behind the window begins for the registry that is there now, also where it is the one before. Who has
/// just proven that they may is not asked again.
fn began_anew<R: Runtime>(
    application: &AppHandle<R>,
    outcome: Answer<()>,
    proof: Option<&UnlockInput>,
) -> Answer<SessionView> {
    let (state, typing_key) = (application.state::<RegistryState>(), application.state::<TypingKey>());
    state.start(application);
    if outcome.is_err() && state.whatever_its_lock().is_ok_and(|registry| registry.locked().is_some()) {
        application.state::<Watch>().tell(Happening::Locked);
    }
    outcome?;
    if let (Some(proof), Ok(registry)) = (proof, state.whatever_its_lock())
        && registry.locked().is_some()
        && let Err(error) = mapae_service::unlock(
            &registry,
            &translate::proof(&typing_key, proof)?,
            clock::now(),
            Instant::now(),
        )
    {
        // A key that opens the backup need not open the registry: the lock screen asks.
        tracing::info!(%error, "what was put back is locked");
    }
    if let Err(error) =
        state.whatever_its_lock().and_then(|registry| Ok(registry.note_restored(clock::now())?))
    {
        tracing::warn!(?error, "what was put back could not be put in the audit trail");
    }
    Ok(session::view(&application.state::<Folders>(), &typing_key, &state))
}

fn source(folders: &Folders, from: RestoreInput) -> Answer<PathBuf> {
    match from {
        RestoreInput::Backup(name) => mapae_service::backup_file(&folders.state, &name)
            .ok_or_else(|| CommandError::of(ErrorCode::BackupNotFound)),
        RestoreInput::File(typed) => path(&typed).map_err(|_| CommandError::of(ErrorCode::BackupNotFound)),
    }
}
