//! The token table and one token's details.

use super::{
    Answer, on_worker, translate,
    views::{TokenDetail, TokenPage},
};
use crate::{clock, registry_state::RegistryState};
use tauri::State;

/// More rows than a page of the table ever asks for: a bound on what one call may cost.
const MOST_ROWS: u32 = 500;

#[tauri::command]
pub(crate) async fn list_tokens(
    registry: State<'_, RegistryState>,
    offset: u32,
    limit: u32,
) -> Answer<TokenPage> {
    let now = clock::now();
    let list = move |registry: &_| mapae_service::list_tokens(registry, offset, limit.min(MOST_ROWS), now);
    on_worker(&registry, list).await.map(|page| translate::page(offset, &page))
}

#[tauri::command]
pub(crate) async fn token_detail(registry: State<'_, RegistryState>, id: String) -> Answer<TokenDetail> {
    let id = translate::token_id(&id)?;
    let now = clock::now();
    let detail = on_worker(&registry, move |registry| mapae_service::token_detail(registry, id, now)).await?;
    Ok(translate::detail(&detail))
}
