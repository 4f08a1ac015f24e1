//! 잠금, and what ends it.

use super::{
    Answer, session, translate, verb_on_worker,
    views::{SessionView, UnlockInput},
};
use crate::{auto_lock::AutoLock, clock, folders::Folders, registry_state::RegistryState, typing::TypingKey};
use mapae_service::LockedBecause;
use std::time::Instant;
use tauri::{AppHandle, Runtime, State};

#[tauri::command]
pub(crate) async fn lock<R: Runtime>(application: AppHandle<R>) -> Answer<()> {
    verb_on_worker(move || crate::auto_lock::lock(&application, LockedBecause::Person)).await
}

#[tauri::command]
pub(crate) async fn unlock(
    registry: State<'_, RegistryState>,
    typing_key: State<'_, TypingKey>,
    folders: State<'_, Folders>,
    auto_lock: State<'_, AutoLock>,
    input: UnlockInput,
) -> Answer<SessionView> {
    let locked = registry.whatever_its_lock()?;
    let proof = translate::proof(&typing_key, &input)?;
    verb_on_worker(move || Ok(mapae_service::unlock(&locked, &proof, clock::now(), Instant::now())?)).await?;
    auto_lock.active();
    Ok(session::view(&folders, &typing_key, &registry))
}

/// A key was pressed or the pointer moved: idle time starts anew.
#[tauri::command]
pub(crate) fn active(auto_lock: State<'_, AutoLock>) {
    auto_lock.active();
}
