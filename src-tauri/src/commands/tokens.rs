//! The token table and one token's details.

use super::{
    Answer, on_worker, translate,
    views::{TokenCounts, TokenDetail, TokenPage, TokenQuery, TokenRow, Typed},
};
use crate::{clock, registry_state::RegistryState, typing::TypingKey};
use tauri::State;

/// More rows than a page of the table ever asks for: a bound on what one call may cost.
const MOST_ROWS: u32 = 500;

#[tauri::command]
pub(crate) async fn list_tokens(
    registry: State<'_, RegistryState>,
    query: TokenQuery,
    offset: u32,
    limit: u32,
) -> Answer<TokenPage> {
    let (query, now) = (translate::query(query)?, clock::now());
    let list =
        move |registry: &_| mapae_service::list_tokens(registry, &query, offset, limit.min(MOST_ROWS), now);
    on_worker(&registry, list).await.map(|page| translate::page(offset, &page, clock::zone()))
}

#[tauri::command]
pub(crate) async fn token_counts(registry: State<'_, RegistryState>) -> Answer<TokenCounts> {
    let now = clock::now();
    on_worker(&registry, move |registry| mapae_service::token_counts(registry, now)).await.map(Into::into)
}

/// The string comes encrypted, as a passphrase does: whoever looks for a leaked token still has it in use.
#[tauri::command]
pub(crate) async fn find_token(
    registry: State<'_, RegistryState>,
    typing_key: State<'_, TypingKey>,
    text: Typed,
) -> Answer<Option<TokenRow>> {
    let (text, now) = (translate::typed(&typing_key, &text)?, clock::now());
    let found = on_worker(&registry, move |registry| mapae_service::find_token(registry, &text, now)).await?;
    Ok(found.map(|found| translate::row(&found, clock::zone())))
}

#[tauri::command]
pub(crate) async fn token_detail(registry: State<'_, RegistryState>, id: String) -> Answer<TokenDetail> {
    let id = translate::token_id(&id)?;
    let now = clock::now();
    let detail = on_worker(&registry, move |registry| mapae_service::token_detail(registry, id, now)).await?;
    Ok(translate::detail(&detail, clock::zone()))
}
