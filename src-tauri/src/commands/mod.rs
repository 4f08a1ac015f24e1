//! The commands of the window: thin on purpose. Each parses what came over the wire, calls one verb of the
//! service on a worker thread, and turns the answer into a view. `list.rs` is the one list of them.

pub(crate) mod catalogue;
pub(crate) mod copy;
pub(crate) mod error;
pub(crate) mod issue;
mod problems;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod tokens;
mod translate;
pub(crate) mod views;

use crate::registry_state::RegistryState;
use error::CommandError;
use mapae_service::{Registry, ServiceError};

type Answer<T> = Result<T, CommandError>;

/// Runs `verb` where it may wait for the disk, so that the window never does.
async fn on_worker<T: Send + 'static>(
    state: &RegistryState,
    verb: impl FnOnce(&Registry) -> Result<T, ServiceError> + Send + 'static,
) -> Answer<T> {
    let registry = state.registry()?;
    match tauri::async_runtime::spawn_blocking(move || verb(&registry)).await {
        Ok(answer) => answer.map_err(CommandError::from),
        // The verb panicked: its message went to the log with the panic.
        Err(error) => Err(CommandError::internal(&error)),
    }
}
