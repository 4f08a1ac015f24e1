//! The life of a token after it was issued: edited, switched off and on, withdrawn, given another secret, deleted.

use super::{
    Answer, on_worker, translate,
    views::{EditInput, EditReport, GraceInput, TokenDetail},
};
use crate::{clock, registry_state::RegistryState};
use chrono::{DateTime, Utc};
use mapae_domain::TokenId;
use mapae_service::{Registry, ServiceError};
use tauri::State;

#[tauri::command]
pub(crate) async fn check_edit(
    registry: State<'_, RegistryState>,
    id: String,
    edit: EditInput,
) -> Answer<EditReport> {
    let (id, now) = (translate::token_id(&id)?, clock::now());
    on_worker(&registry, move |registry| {
        let check = mapae_service::check_edit(registry, id, edit.revision, &edit.into(), now)?;
        Ok(translate::edit_report(&check, &registry.catalogue()?, now))
    })
    .await
}

#[tauri::command]
pub(crate) async fn edit_token(
    registry: State<'_, RegistryState>,
    id: String,
    edit: EditInput,
) -> Answer<TokenDetail> {
    changed(&registry, &id, move |registry, id, now| {
        mapae_service::edit_token(registry, id, edit.revision, &edit.into(), now)
    })
    .await
}

#[tauri::command]
pub(crate) async fn disable_token(registry: State<'_, RegistryState>, id: String) -> Answer<TokenDetail> {
    changed(&registry, &id, mapae_service::disable_token).await
}

#[tauri::command]
pub(crate) async fn enable_token(registry: State<'_, RegistryState>, id: String) -> Answer<TokenDetail> {
    changed(&registry, &id, mapae_service::enable_token).await
}

#[tauri::command]
pub(crate) async fn revoke_token(
    registry: State<'_, RegistryState>,
    id: String,
    reason: String,
) -> Answer<TokenDetail> {
    changed(&registry, &id, move |registry, id, now| mapae_service::revoke_token(registry, id, &reason, now))
        .await
}

#[tauri::command]
pub(crate) async fn rotate_token(
    registry: State<'_, RegistryState>,
    id: String,
    grace: GraceInput,
) -> Answer<TokenDetail> {
    changed(&registry, &id, move |registry, id, now| {
        mapae_service::rotate_token(registry, id, grace.into(), now)
    })
    .await
}

#[tauri::command]
pub(crate) async fn end_grace(registry: State<'_, RegistryState>, id: String) -> Answer<TokenDetail> {
    changed(&registry, &id, mapae_service::end_grace).await
}

#[tauri::command]
pub(crate) async fn reset_counter(registry: State<'_, RegistryState>, id: String) -> Answer<TokenDetail> {
    changed(&registry, &id, mapae_service::reset_counter).await
}

#[tauri::command]
pub(crate) async fn delete_token(registry: State<'_, RegistryState>, id: String, name: String) -> Answer<()> {
    let (id, now) = (translate::token_id(&id)?, clock::now());
    on_worker(&registry, move |registry| mapae_service::delete_token(registry, id, &name, now)).await
}

/// Carries out a change of one token, and answers with it. That its list is another the window knows by itself.
async fn changed(
    registry: &RegistryState,
    id: &str,
    change: impl FnOnce(&Registry, TokenId, DateTime<Utc>) -> Result<mapae_service::TokenDetail, ServiceError>
    + Send
    + 'static,
) -> Answer<TokenDetail> {
    let (id, now) = (translate::token_id(id)?, clock::now());
    let detail = on_worker(registry, move |registry| change(registry, id, now)).await?;
    Ok(translate::detail(&detail, clock::zone()))
}
