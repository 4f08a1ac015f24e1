//! The catalogue of APIs behind the scope tree.

use super::{Answer, on_worker, translate, views::CatalogueView};
use crate::{clock, registry_state::RegistryState};
use tauri::State;

#[tauri::command]
pub(crate) async fn catalogue(registry: State<'_, RegistryState>) -> Answer<CatalogueView> {
    let catalogue = on_worker(&registry, |registry| registry.catalogue()).await?;
    Ok(translate::catalogue(&catalogue))
}

#[tauri::command]
pub(crate) async fn load_sample_catalogue(registry: State<'_, RegistryState>) -> Answer<CatalogueView> {
    let now = clock::now();
    let load = move |registry: &_| mapae_service::load_sample_catalogue(registry, now);
    Ok(translate::catalogue(&on_worker(&registry, load).await?))
}
