//! Serving, from the start to SIGTERM.

use std::{error::Error, io, sync::Arc, time::SystemTime};

use chrono::{DateTime, Utc};
use mapae_gate::{Gate, GateSettings, Server, WriteBack, recipe::GateAddress};
use mapae_store::{SledStore, Store, StoreError};
use rustix::process::{DumpableBehavior, set_dumpable_behavior};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

use crate::{arguments::Options, house, notify::notify};

/// Answers until it is told to end.
///
/// # Errors
/// A sentence, where it can't begin.
pub(crate) fn serve(options: Options) -> Result<(), String> {
    // First of all: what comes while it starts is not lost.
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM]).map_err(chain)?;
    start_log();
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "core dumps could not be switched off");
    }
    let mut serving = Serving::start(options)?;
    notify("READY=1");
    for signal in signals.forever() {
        if signal != SIGHUP {
            break;
        }
        serving.read_again();
    }
    notify("STOPPING=1");
    serving.stop();
    Ok(())
}

/// JSON lines, so that no text in one can forge another, on standard error, which systemd keeps.
fn start_log() {
    tracing_subscriber::fmt().json().with_writer(io::stderr).with_max_level(tracing::Level::INFO).init();
}

struct Serving {
    options: Options,
    settings: GateSettings,
    gate: Arc<Gate>,
    /// `None` between two.
    server: Option<Server>,
    /// `None` where it could not be opened again.
    registry: Option<Open>,
}

/// An open registry. Dropped in this order: what is written last is written before it closes.
struct Open {
    _write_back: WriteBack,
    _store: Arc<SledStore>,
}

impl Serving {
    fn start(options: Options) -> Result<Self, String> {
        let settings = settings(&options)?;
        let gate = Arc::new(Gate::new(now));
        let registry = open(&options, &gate)?;
        let server = Server::start(Arc::clone(&gate), &settings).map_err(chain)?;
        tracing::info!(addresses = ?server.addresses(), "listening");
        Ok(Self { options, settings, gate, server: Some(server), registry: Some(registry) })
    }

    /// SIGHUP. Requests go on by what is in force until the new is. Where settings can't be read, the old ones stay;
    /// where the registry can't, every request is refused until the next time.
    fn read_again(&mut self) {
        match settings(&self.options) {
            Ok(settings) => self.apply(settings),
            Err(error) => tracing::error!(error, "the settings stay as they were"),
        }
        // Before it is opened again: it can't be open twice.
        self.registry = None;
        match open(&self.options, &self.gate) {
            Ok(registry) => {
                self.registry = Some(registry);
                tracing::info!("settings and registry were read again");
            }
            Err(error) => {
                self.gate.detach();
                tracing::error!(error, "without a registry every request is refused");
            }
        }
    }

    /// Where it listens where it listened, no connection ends for it.
    fn apply(&mut self, settings: GateSettings) {
        let moves =
            (settings.listen(), settings.socket()) != (self.settings.listen(), self.settings.socket());
        if let (Some(server), false) = (&self.server, moves) {
            server.reload(&settings);
            self.settings = settings;
            return;
        }
        // Two can't listen at one address, and only one of the two may have changed.
        self.server = None;
        match Server::start(Arc::clone(&self.gate), &settings) {
            Ok(server) => {
                tracing::info!(addresses = ?server.addresses(), "listening");
                self.server = Some(server);
                self.settings = settings;
            }
            Err(error) => tracing::error!(error = chain(error), "not listening"),
        }
    }

    /// First no more requests, then what they used.
    fn stop(mut self) {
        self.server = None;
        self.registry = None;
        tracing::info!("stopped");
    }
}

/// `gate.json` with what was typed before it. To start this program is to switch the gate on.
fn settings(options: &Options) -> Result<GateSettings, String> {
    let mut draft = GateSettings::load(&options.data).map_err(chain)?.draft();
    draft.enabled = true;
    if !options.listen.is_empty() {
        (draft.listen, draft.socket) = Default::default();
    }
    for address in &options.listen {
        let field = match address {
            GateAddress::Tcp(_) => &mut draft.listen,
            GateAddress::Unix(_) => &mut draft.socket,
        };
        if !field.is_empty() {
            return Err("--listen takes one address and one socket at the most".to_owned());
        }
        *field = match address {
            GateAddress::Tcp(address) => address.to_string(),
            GateAddress::Unix(path) => path.display().to_string(),
        };
    }
    if !options.trusted_proxies.is_empty() {
        draft.trusted_proxies.clone_from(&options.trusted_proxies);
    }
    if let Some(header) = &options.client_header {
        draft.client_header.clone_from(header);
    }
    GateSettings::parse(&draft).map_err(|problems| {
        let sentences: Vec<String> = problems.iter().map(ToString::to_string).collect();
        sentences.join("; ")
    })
}

/// Opens the registry, puts it in force and begins to write back.
fn open(options: &Options, gate: &Arc<Gate>) -> Result<Open, String> {
    let store = Arc::new(house::open(&options.data, &options.state).map_err(chain)?);
    let loaded = gate.load(&*store).map_err(chain)?;
    tracing::info!(
        tokens = loaded.tokens,
        quarantined = loaded.quarantined.len(),
        "the registry is in force"
    );
    let theirs = Arc::clone(&store);
    let write = move |usages: &[_], seen: DateTime<Utc>| -> Result<(), StoreError> {
        theirs.write_usage(usages)?;
        theirs.advance_high_water(seen).map(drop)
    };
    let write_back = WriteBack::start(Arc::clone(gate), write).map_err(chain)?;
    Ok(Open { _write_back: write_back, _store: store })
}

/// An error with all that caused it.
fn chain(error: impl Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}

#[expect(clippy::disallowed_methods, reason = "this is the program's one reader of the clock")]
fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now())
}
