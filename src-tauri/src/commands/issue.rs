//! The issuing dialog: Rust judges, the window shows.

use super::{
    Answer, on_worker, translate,
    views::{DraftInput, DraftReport, TokenRow},
};
use crate::{clock, registry_state::RegistryState};
use mapae_service::Copying;
use tauri::State;

#[tauri::command]
pub(crate) async fn check_draft(
    registry: State<'_, RegistryState>,
    draft: DraftInput,
) -> Answer<DraftReport> {
    let now = clock::now();
    let check = move |registry: &_| mapae_service::check_draft(registry, &draft.into(), now);
    Ok(translate::report(&on_worker(&registry, check).await?, now))
}

#[tauri::command]
pub(crate) async fn issue_token(registry: State<'_, RegistryState>, draft: DraftInput) -> Answer<TokenRow> {
    let now = clock::now();
    let copying = if draft.copy_once { Copying::Once } else { Copying::Kept };
    let issue = move |registry: &_| mapae_service::issue_token(registry, &draft.into(), copying, now);
    Ok(translate::row(&on_worker(&registry, issue).await?, clock::zone()))
}
