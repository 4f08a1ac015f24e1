//! The shell: the composition root of Mapae and the only crate that knows Tauri. It opens the registry, makes the
//! window, and turns the window's commands into calls of `mapae-service`. See ARCHITECTURE.md.
//!
//! The registry is opened beside the window that comes up: trouble with it is a state that the window shows, never a
//! panic in a setup hook.

// First of all: a macro is known only below the place where it is defined.
include!("commands/list.rs");

#[cfg(test)]
mod access;
mod auto_lock;
mod clipboard;
mod clock;
mod commands;
mod first_list;
mod folders;
mod gate;
mod journal;
mod last_backup;
mod memory;
mod notifications;
mod preferences;
mod registry_state;
mod reminders;
mod render;
mod runs;
mod self_test;
mod tray;
mod typing;
mod watch;
mod window;

use auto_lock::AutoLock;
use clipboard::{PluginClipboard, TokenClipboard};
use commands::{protection::StopRotation, runs::WaitingImport};
use first_list::FirstList;
use folders::Folders;
use gate::GateState;
use last_backup::LastBackup;
use mapae_vault::Start;
use preferences::PreferencesFile;
use registry_state::RegistryState;
use reminders::Reminders;
use runs::Runs;
use std::{sync::Arc, thread};
use tauri::{Builder, Manager, RunEvent, Runtime};
use tauri_plugin_window_state::StateFlags;
use tray::TrayIcon;
use typing::TypingKey;
use watch::Watch;

macro_rules! handler {
    ($($module:ident :: $name:ident),* $(,)?) => { tauri::generate_handler![$(commands::$module::$name),*] };
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// A sentence for the person at the terminal, where not even a window could be shown.
pub fn run() -> Result<(), String> {
    if std::env::var_os("DISPLAY").is_none() && std::env::var_os("WAYLAND_DISPLAY").is_none() {
        return Err(
            "there is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are not set).".into()
        );
    }
    memory::share_heaps();
    render::choose();
    let folders = Folders::from_environment()?;
    // Left to the opening of the registry, which finds the same fault and shows it in the window.
    let _ = folders.create().and_then(|()| journal::start(&folders.state));
    if let Err(error) = mapae_vault::harden_process() {
        journal::reference(&error);
    }
    let preferences = PreferencesFile::open(&folders.config);
    let start = if preferences.get().lock.on_start { Start::Locked } else { Start::Unlocked };
    let gate = GateState::new(&folders);
    let registry = RegistryState::open(folders.clone(), start, gate.clone());
    let typing_key =
        TypingKey::random().map_err(|error| format!("the system gives no random bytes: {error}."))?;
    let builder = with_commands(tauri::Builder::default(), &folders, preferences, registry, gate, typing_key);
    let application = builder
        .plugin(one_window_a_registry(&folders))
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(kept_window_state())
        .setup(|application| {
            let clipboard = TokenClipboard::new(PluginClipboard(application.handle().clone()));
            application.manage(Arc::new(clipboard));
            let handle = application.handle().clone();
            thread::spawn(move || {
                handle.state::<FirstList>().wait();
                // A page that did not even begin is better seen empty than not at all.
                if let Some(window) = handle.get_webview_window(window::LABEL) {
                    window::show(&window);
                }
                handle.state::<RegistryState>().start(&handle);
                auto_lock::start(&handle);
                reminders::start(&handle);
                tray::start(&handle);
            });
            let settings = commands::settings::view(&application.state::<PreferencesFile>().get());
            let folders = application.state::<Folders>().inner().clone();
            window::open(application, &settings, &folders.state)?;
            Ok(())
        })
        .build(tauri::generate_context!())
        .map_err(|error| format!("the window could not be made: {error}."))?;
    application.run(|application, event| match event {
        // A token must not outlive the program that could clear it.
        RunEvent::ExitRequested { .. } => drop(application.state::<Arc<TokenClipboard>>().clear()),
        RunEvent::Exit => application.state::<RegistryState>().close(),
        _ => {}
    });
    Ok(())
}

/// Size and place of the window, as it was left. When it is seen, `window.rs` decides.
fn kept_window_state<R: Runtime>() -> tauri::plugin::TauriPlugin<R> {
    let flags = StateFlags::all() - StateFlags::VISIBLE;
    tauri_plugin_window_state::Builder::default().with_state_flags(flags).build()
}

/// What every window of Mapae has, the test's without a display included.
fn with_commands<R: Runtime>(
    builder: Builder<R>,
    folders: &Folders,
    preferences: PreferencesFile,
    registry: RegistryState,
    gate: GateState,
    typing_key: TypingKey,
) -> Builder<R> {
    builder
        .manage(preferences)
        .manage(folders.clone())
        .manage(registry)
        .manage(gate)
        .manage(typing_key)
        .manage(AutoLock::new())
        .manage(LastBackup::default())
        .manage(FirstList::default())
        .manage(StopRotation::default())
        .manage(WaitingImport::default())
        .manage(Reminders::default())
        .manage(Runs::default())
        .manage(TrayIcon::default())
        .manage(Watch::default())
        .invoke_handler(for_each_command!(handler))
}

/// A second start brings the first window to the front. It is one window a registry, so the name on the bus
/// depends on the data folder. Without a session bus this does nothing: the store's own lock is the real guard.
fn one_window_a_registry<R: Runtime>(folders: &Folders) -> tauri::plugin::TauriPlugin<R> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    folders.data.hash(&mut hasher);
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(format!("kr.mapae.desktop.at{:016x}", hasher.finish()))
        .callback(|application, _arguments, _folder| window::bring_to_front(application))
        .build()
}
