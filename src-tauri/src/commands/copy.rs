//! 🔒: the token goes from the vault to the clipboard, and never over the wire.

use super::{
    Answer,
    error::{CommandError, ErrorCode},
    on_worker, translate,
    views::{ClearingView, CopiedView, Happening},
};
use crate::{
    clipboard::TokenClipboard, clock, preferences::PreferencesFile, registry_state::RegistryState,
    watch::Watch,
};
use mapae_vault::TokenSecret;
use std::{sync::Arc, time::Duration};
use tauri::{AppHandle, Manager, Runtime, State};

#[tauri::command]
pub(crate) async fn copy_token<R: Runtime>(
    application: AppHandle<R>,
    registry: State<'_, RegistryState>,
    id: String,
) -> Answer<CopiedView> {
    let (id, now) = (translate::token_id(&id)?, clock::now());
    let secret = on_worker(&registry, move |registry| mapae_service::copy_token(registry, id, now)).await?;
    let copied = hold(application, secret).await?;
    on_worker(&registry, move |registry| mapae_service::copied(registry, id)).await?;
    Ok(copied)
}

/// Puts a secret on the clipboard for as long as the settings say.
pub(super) async fn hold<R: Runtime>(application: AppHandle<R>, secret: TokenSecret) -> Answer<CopiedView> {
    let seconds = application.state::<PreferencesFile>().get().clipboard_seconds;
    let clipboard = Arc::clone(&application.state::<Arc<TokenClipboard>>());
    let settled = move |clearing| {
        let outcome = ClearingView::from(clearing);
        application.state::<Watch>().tell(Happening::ClipboardSettled { outcome });
    };
    let held = tauri::async_runtime::spawn_blocking(move || {
        clipboard.hold(&secret, Duration::from_secs(seconds.into()), settled)
    });
    match held.await {
        Ok(Ok(())) => Ok(CopiedView { seconds }),
        Ok(Err(unavailable)) => Err(CommandError::caused_by(ErrorCode::ClipboardFailed, &unavailable)),
        Err(error) => Err(CommandError::internal(&error)),
    }
}

#[tauri::command]
pub(crate) async fn clear_clipboard(clipboard: State<'_, Arc<TokenClipboard>>) -> Answer<ClearingView> {
    let clipboard = Arc::clone(&clipboard);
    let cleared = tauri::async_runtime::spawn_blocking(move || clipboard.clear()).await;
    // None of ours there: it was cleared before this call came.
    cleared
        .map(|clearing| clearing.map_or(ClearingView::Cleared, ClearingView::from))
        .map_err(|error| CommandError::internal(&error))
}
