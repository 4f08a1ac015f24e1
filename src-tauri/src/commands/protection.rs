//! What keeps the data key: 설정, 보호.

use super::{
    Answer, on_worker, translate,
    views::{Happening, PassphraseProblem, PassphraseReport, ProtectionView, RecoveryKeyView, Typed},
};
use crate::{clock, registry_state::RegistryState, typing::TypingKey, watch::Watch};
use mapae_service::{Registry, ServiceError};
use mapae_vault::{Cost, NewPassphrase, Passphrase, Strength, TypedForRotation, VaultError};
use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};
use tauri::{AppHandle, Manager, Runtime, State};

/// A person's word that a change of the data key is to stop. It can be gone on with.
#[derive(Default)]
pub(crate) struct StopRotation(Arc<AtomicBool>);

#[tauri::command]
pub(crate) fn check_passphrase(typing_key: State<'_, TypingKey>, text: Typed) -> Answer<PassphraseReport> {
    let text = translate::typed(&typing_key, &text)?;
    let strength = Strength::of(&text).score();
    let judged = Passphrase::typed(text).and_then(NewPassphrase::new);
    Ok(PassphraseReport {
        problem: judged.err().map(|problem| match problem {
            VaultError::PassphraseTooShort => PassphraseProblem::TooShort,
            VaultError::PassphraseTooLong => PassphraseProblem::TooLong,
            _ => PassphraseProblem::Guessable,
        }),
        strength,
        shortest: NewPassphrase::MIN_CHARACTERS.try_into().unwrap_or(u32::MAX),
    })
}

#[tauri::command]
pub(crate) async fn set_passphrase(
    registry: State<'_, RegistryState>,
    typing_key: State<'_, TypingKey>,
    present: Option<Typed>,
    text: Typed,
) -> Answer<ProtectionView> {
    let present = translate::passphrase_if_any(&typing_key, present.as_ref())?;
    let new = NewPassphrase::new(translate::passphrase(&typing_key, &text)?).map_err(ServiceError::from)?;
    changed(&registry, move |registry| {
        let cost = Cost::calibrated()?;
        mapae_service::set_passphrase(registry, present.as_ref(), &new, cost, (clock::now(), Instant::now()))
    })
    .await
}

#[tauri::command]
pub(crate) async fn remove_passphrase(
    registry: State<'_, RegistryState>,
    typing_key: State<'_, TypingKey>,
    present: Typed,
) -> Answer<ProtectionView> {
    let present = translate::passphrase(&typing_key, &present)?;
    changed(&registry, move |registry| {
        mapae_service::remove_passphrase(registry, &present, (clock::now(), Instant::now()))
    })
    .await
}

#[tauri::command]
pub(crate) async fn set_keyring(registry: State<'_, RegistryState>, on: bool) -> Answer<ProtectionView> {
    changed(&registry, move |registry| mapae_service::set_keyring(registry, on, clock::now())).await
}

#[tauri::command]
pub(crate) async fn use_key_file(
    registry: State<'_, RegistryState>,
    typing_key: State<'_, TypingKey>,
    present: Option<Typed>,
) -> Answer<ProtectionView> {
    let present = translate::passphrase_if_any(&typing_key, present.as_ref())?;
    changed(&registry, move |registry| {
        mapae_service::use_key_file(registry, present.as_ref(), (clock::now(), Instant::now()))
    })
    .await
}

#[tauri::command]
pub(crate) async fn make_recovery_key(registry: State<'_, RegistryState>) -> Answer<RecoveryKeyView> {
    let text = on_worker(&registry, mapae_service::make_recovery_key).await?;
    Ok(RecoveryKeyView { text: text.expose().to_owned().into() })
}

#[tauri::command]
pub(crate) async fn confirm_recovery_key(
    registry: State<'_, RegistryState>,
    typing_key: State<'_, TypingKey>,
    text: Typed,
) -> Answer<ProtectionView> {
    let typed = translate::recovery_key(&typing_key, &text)?;
    changed(&registry, move |registry| mapae_service::confirm_recovery_key(registry, &typed, clock::now()))
        .await
}

#[tauri::command]
pub(crate) async fn discard_recovery_key(registry: State<'_, RegistryState>) -> Answer<()> {
    on_worker(&registry, mapae_service::discard_recovery_key).await
}

#[tauri::command]
pub(crate) async fn remove_recovery_key(registry: State<'_, RegistryState>) -> Answer<ProtectionView> {
    changed(&registry, move |registry| mapae_service::remove_recovery_key(registry, clock::now())).await
}

#[tauri::command]
pub(crate) async fn rotate_data_key<R: Runtime>(
    application: AppHandle<R>,
    registry: State<'_, RegistryState>,
    typing_key: State<'_, TypingKey>,
    stop: State<'_, StopRotation>,
    passphrase: Option<Typed>,
    recovery_key: Option<Typed>,
) -> Answer<ProtectionView> {
    let passphrase = translate::passphrase_if_any(&typing_key, passphrase.as_ref())?;
    let recovery_key = recovery_key.map(|typed| translate::recovery_key(&typing_key, &typed)).transpose()?;
    let stop = Arc::clone(&stop.0);
    stop.store(false, Ordering::Relaxed);
    changed(&registry, move |registry| {
        let typed = TypedForRotation { passphrase: passphrase.as_ref(), recovery_key: recovery_key.as_ref() };
        let tell = |done, total, ended| {
            application.state::<Watch>().tell(Happening::RotationProgress { done, total, ended });
        };
        let rotated = mapae_service::rotate_data_key(registry, typed, clock::now(), |done, total| {
            // A hundred messages are enough for any bar.
            if done % (total / 100).max(1) == 0 {
                tell(translate::count(done), translate::count(total), false);
            }
            if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        tell(0, 0, true);
        if rotated?.finished
            // Those that are there were made with the old key, which opens nothing any more.
            && let Err(error) = mapae_service::back_up(registry, clock::now())
        {
            tracing::error!(%error, "after the data key was changed no backup could be made");
        }
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) fn stop_rotation(stop: State<'_, StopRotation>) {
    stop.0.store(true, Ordering::Relaxed);
}

/// Carries out a change of the protectors, and says what they are then.
async fn changed(
    state: &RegistryState,
    change: impl FnOnce(&Registry) -> Result<(), ServiceError> + Send + 'static,
) -> Answer<ProtectionView> {
    on_worker(state, move |registry| change(registry).map(|()| ProtectionView::from(registry))).await
}
