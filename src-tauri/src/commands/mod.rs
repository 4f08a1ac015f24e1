//! The commands of the window: thin on purpose. Each parses what came over the wire, calls one verb of the
//! service on a worker thread, and turns the answer into a view. `list.rs` is the one list of them.

pub(crate) mod backups;
pub(crate) mod catalogue;
pub(crate) mod copy;
pub(crate) mod error;
pub(crate) mod events;
pub(crate) mod gate;
pub(crate) mod issue;
pub(crate) mod life;
pub(crate) mod lock;
mod problems;
pub(crate) mod protection;
pub(crate) mod runs;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod tokens;
mod translate;
pub(crate) mod views;

use crate::registry_state::RegistryState;
use error::{CommandError, ErrorCode};
use mapae_service::{Registry, ServiceError};
use std::path::PathBuf;

type Answer<T> = Result<T, CommandError>;

/// Runs `verb` where it may wait for the disk, so that the window never does.
async fn on_worker<T: Send + 'static>(
    state: &RegistryState,
    verb: impl FnOnce(&Registry) -> Result<T, ServiceError> + Send + 'static,
) -> Answer<T> {
    let registry = state.registry()?;
    verb_on_worker(move || verb(&registry).map_err(CommandError::from)).await
}

/// As [`on_worker`], for what is done to a locked registry, or to none.
async fn verb_on_worker<T: Send + 'static>(verb: impl FnOnce() -> Answer<T> + Send + 'static) -> Answer<T> {
    // If the verb panicked, its message went to the log with the panic.
    tauri::async_runtime::spawn_blocking(verb)
        .await
        .unwrap_or_else(|error| Err(CommandError::internal(&error)))
}

/// A path as a person types it: `~` is the home folder. From the root, because nobody at a window knows the folder
/// that the program was started in.
fn path(typed: &str) -> Answer<PathBuf> {
    let typed = typed.trim();
    let path = match (typed.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(typed),
    };
    if path.is_absolute() { Ok(path) } else { Err(CommandError::of(ErrorCode::FolderUnusable)) }
}
