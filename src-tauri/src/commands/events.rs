//! 감사로그, and a token's time line.

use super::{
    Answer, on_worker, translate,
    views::{EventFilter, EventPage},
};
use crate::{clock, registry_state::RegistryState};
use tauri::State;

const MOST_ROWS: u32 = 500;

#[tauri::command]
pub(crate) async fn list_events(
    registry: State<'_, RegistryState>,
    filter: EventFilter,
    offset: u32,
    limit: u32,
) -> Answer<EventPage> {
    let (filter, now) = (translate::event_filter(filter)?, clock::now());
    on_worker(&registry, move |registry| {
        let page = mapae_service::list_events(registry, &filter, offset, limit.min(MOST_ROWS))?;
        Ok(translate::event_page(offset, &page, &registry.catalogue()?, now))
    })
    .await
}
