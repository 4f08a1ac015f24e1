//! The gate beside the window: it follows the registry that is open, and listens as it is set. It needs no key: a locked
//! window does not stop it.

use crate::{
    clock,
    commands::views::{GateFailure, GateStateView},
    folders::Folders,
    journal,
};
use mapae_gate::{Gate, GateError, GateSettings, Server, WriteBack};
use mapae_service::{Followed, Registry, ServiceError};
use std::{
    io::ErrorKind,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

/// The gate of this window's registry.
#[derive(Clone)]
pub(crate) struct GateState(Arc<Inner>);

struct Inner {
    gate: Arc<Gate>,
    /// Where the settings lie.
    data: PathBuf,
    present: Mutex<Present>,
}

struct Present {
    /// The default where the file does not read: then the gate stays off until it is set anew.
    settings: GateSettings,
    server: Option<Server>,
    failed: Option<(GateFailure, String)>,
    /// The registry that is open, if one is, whether the gate is on or not.
    registry: Option<Arc<Registry>>,
    /// Of the registry that is followed.
    write_back: Option<WriteBack>,
}

impl GateState {
    /// Reads the settings. Listens only once there is a registry.
    pub(crate) fn new(folders: &Folders) -> Self {
        let (settings, failed) = match GateSettings::load(&folders.data) {
            Ok(settings) => (settings, None),
            Err(error) => {
                journal::reference(&error);
                (GateSettings::default(), Some((GateFailure::SettingsUnreadable, shown(&folders.data))))
            }
        };
        let present = Present { settings, server: None, failed, registry: None, write_back: None };
        Self(Arc::new(Inner {
            gate: Arc::new(Gate::new(clock::now)),
            data: folders.data.clone(),
            present: Mutex::new(present),
        }))
    }

    /// The engine and what it decided.
    pub(crate) fn gate(&self) -> &Arc<Gate> {
        &self.0.gate
    }

    pub(crate) fn settings(&self) -> GateSettings {
        self.present().settings.clone()
    }

    /// A registry was opened.
    pub(crate) fn attach(&self, registry: &Arc<Registry>) {
        let mut present = self.present();
        present.registry = Some(Arc::clone(registry));
        if present.settings.is_enabled() {
            self.switch_on(&mut present);
        }
    }

    /// The registry is about to be closed: nothing of ours has it any more when this returns, and what was counted is
    /// written. Whoever asks is answered with 503.
    pub(crate) fn detach(&self) {
        let mut present = self.present();
        self.let_go(&mut present);
        present.registry = None;
    }

    /// The program ends.
    pub(crate) fn close(&self) {
        self.present().server = None;
        self.detach();
    }

    /// Saves settings and puts them in force.
    ///
    /// # Errors
    /// They can't be written; those before stay in force.
    pub(crate) fn set(&self, settings: GateSettings) -> Result<(), GateError> {
        let mut present = self.present();
        settings.save(&self.0.data)?;
        present.settings = settings;
        present.failed = None;
        // The old one first: mostly the address is the same.
        present.server = None;
        if present.settings.is_enabled() {
            self.switch_on(&mut present);
        } else {
            self.let_go(&mut present);
        }
        Ok(())
    }

    pub(crate) fn is_listening(&self) -> bool {
        self.present().server.is_some() && self.0.gate.is_loaded()
    }

    pub(crate) fn view(&self) -> GateStateView {
        let present = self.present();
        if let Some((failure, address)) = &present.failed {
            return GateStateView::Failed { failure: *failure, address: address.clone() };
        }
        match &present.server {
            None => GateStateView::Off,
            Some(_) if !self.0.gate.is_loaded() => GateStateView::Reading,
            Some(server) => {
                let tcp = server.addresses().tcp.map(|address| address.to_string());
                let socket =
                    server.addresses().socket.as_deref().map(|path| format!("unix:{}", path.display()));
                GateStateView::Listening { addresses: tcp.into_iter().chain(socket).collect() }
            }
        }
    }

    fn switch_on(&self, present: &mut Present) {
        let Some(registry) = present.registry.clone() else { return };
        match Server::start(Arc::clone(&self.0.gate), &present.settings) {
            Ok(server) => present.server = Some(server),
            Err(error) => {
                journal::reference(&error);
                present.failed = Some(failure(&error));
                return;
            }
        }
        if present.write_back.is_none() {
            present.write_back = self.follow(&registry);
        }
    }

    /// From here on the engine is what the registry is, as soon as it has been read.
    fn follow(&self, registry: &Arc<Registry>) -> Option<WriteBack> {
        let told = Arc::clone(&self.0.gate);
        registry.follow(Box::new(move |followed| match followed {
            Followed::Change(change, sequence) => told.follow(change, sequence),
            Followed::CounterReset(id) => told.reset_counter(id),
        }));
        let (gate, read) = (Arc::clone(&self.0.gate), Arc::clone(registry));
        thread::spawn(move || match gate.load(read.store()) {
            Ok(loaded) if loaded.quarantined.is_empty() => {}
            Ok(loaded) => {
                tracing::warn!(damaged = loaded.quarantined.len(), "tokens that do not verify are refused")
            }
            Err(error) => drop(journal::reference(&error)),
        });
        let written = Arc::clone(registry);
        let write_back = WriteBack::start(Arc::clone(&self.0.gate), move |usages, highest| {
            written.note_usage(usages)?;
            written.store().advance_high_water(highest)?;
            Ok::<_, ServiceError>(())
        });
        write_back.inspect_err(|error| tracing::error!(%error, "what is counted can't be written back")).ok()
    }

    fn let_go(&self, present: &mut Present) {
        if let Some(registry) = &present.registry {
            registry.unfollow();
        }
        // Writes what is left.
        present.write_back = None;
        self.0.gate.detach();
    }

    fn present(&self) -> MutexGuard<'_, Present> {
        self.0.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn shown(path: &std::path::Path) -> String {
    path.display().to_string()
}

fn failure(error: &GateError) -> (GateFailure, String) {
    let kind = |source: &std::io::Error| match source.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => GateFailure::NoAccess,
        ErrorKind::AddrInUse => GateFailure::AddressInUse,
        ErrorKind::AddrNotAvailable | ErrorKind::NotFound => GateFailure::AddressUnavailable,
        _ => GateFailure::Unknown,
    };
    match error {
        GateError::AddressTaken { address } => (GateFailure::AddressInUse, address.to_string()),
        GateError::Listen { address, source } => (kind(source), address.to_string()),
        GateError::SocketTaken { path } => (GateFailure::AddressInUse, shown(path)),
        GateError::NotASocket { path } => (GateFailure::AddressUnavailable, shown(path)),
        GateError::Socket { path, source } => (kind(source), shown(path)),
        GateError::Threads { .. } | GateError::Store(_) => (GateFailure::Unknown, String::new()),
        GateError::SettingsFile { path, .. }
        | GateError::SettingsMalformed { path, .. }
        | GateError::SettingsVersion { path, .. }
        | GateError::SettingsWrong { path, .. } => (GateFailure::SettingsUnreadable, shown(path)),
    }
}
