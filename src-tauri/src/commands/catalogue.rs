//! API 범위: the catalogue of APIs behind the scope tree.

use super::{
    Answer, on_worker, translate,
    views::{ApiUsage, CatalogueInput, CatalogueReport, CatalogueView, OpenApiMode, OpenApiPreview},
};
use crate::{clock, gate::GateState, registry_state::RegistryState};
use mapae_domain::{ApiId, Refusal};
use mapae_gate::{DecisionFilter, KEPT, Outcome};
use mapae_service::{CatalogueRevision, check_catalogue as check, merge, read_openapi};
use std::collections::HashMap;
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

#[tauri::command]
pub(crate) async fn check_catalogue(
    registry: State<'_, RegistryState>,
    catalogue: CatalogueInput,
) -> Answer<CatalogueReport> {
    let ((base, draft), now) = (translate::catalogue_draft(catalogue), clock::now());
    let checked = on_worker(&registry, move |registry| check(registry, &base, &draft, now)).await?;
    Ok(translate::catalogue_report(&checked))
}

#[tauri::command]
pub(crate) async fn set_catalogue(
    registry: State<'_, RegistryState>,
    catalogue: CatalogueInput,
) -> Answer<CatalogueView> {
    let ((base, draft), now) = (translate::catalogue_draft(catalogue), clock::now());
    let set = move |registry: &_| mapae_service::set_catalogue(registry, &base, &draft, now);
    Ok(translate::catalogue(&on_worker(&registry, set).await?))
}

#[tauri::command]
pub(crate) async fn preview_openapi(
    registry: State<'_, RegistryState>,
    text: String,
    mode: OpenApiMode,
) -> Answer<OpenApiPreview> {
    let now = clock::now();
    on_worker(&registry, move |registry| {
        let stored = registry.catalogue()?;
        let revision = CatalogueRevision::of(&stored);
        let document = match read_openapi(&text) {
            Ok(document) => document,
            Err(problem) => return Ok(translate::openapi_preview(&revision, Err(problem))),
        };
        let draft = merge(&stored, &document, mode.into());
        let checked = check(registry, &revision, &draft, now)?;
        Ok(translate::openapi_preview(&revision, Ok((document, draft, checked))))
    })
    .await
}

#[tauri::command]
pub(crate) async fn catalogue_usage(
    registry: State<'_, RegistryState>,
    gate: State<'_, GateState>,
) -> Answer<Vec<ApiUsage>> {
    let gate = gate.inner().clone();
    on_worker(&registry, move |registry| {
        let mut asked = asked_lately(&gate);
        let held = mapae_service::catalogue_usage(registry)?.into_iter();
        Ok(held
            .map(|held| {
                let asked = asked.remove(&held.id).unwrap_or_default();
                translate::api_usage(held, asked)
            })
            .collect())
    })
    .await
}

/// Of each API, how many of the gate's last decisions allowed and refused a request for it.
fn asked_lately(gate: &GateState) -> HashMap<ApiId, (u32, u32)> {
    let mut asked: HashMap<ApiId, (u32, u32)> = HashMap::new();
    for record in gate.gate().decisions().page(&DecisionFilter::default(), KEPT).records {
        match record.outcome {
            Outcome::Allowed { api } => asked.entry(api).or_default().0 += 1,
            Outcome::Refused(Refusal::ApiNotHeld(api)) => asked.entry(api).or_default().1 += 1,
            Outcome::Refused(_) | Outcome::Misconfigured(_) => {}
        }
    }
    asked
}
