//! The gate: what API gateways ask before every request. [`Gate`] follows the registry and keeps what was decided,
//! [`Server`] answers gateways over HTTP, [`GateSettings`] is what the administrator sets, [`recipe`] what they paste into a
//! gateway's configuration. Below them is the engine: the domain's [`decide`](mapae_domain::decide()) over a layout made
//! for speed.
//!
//! ```text
//! digest -- index: half a byte --> line: digest, standing, expiry, scopes, up to four address ranges (128 bytes)
//!                          \-----> counter: what the token has spent, its last use (its own lock; outlives the snapshot;
//!                                  128 bytes)
//! ```
//!
//! The index is a perfect hash, small enough for a processor's cache, and a token's counter lies at the same place as its
//! line wherever it can: so line and counter come from memory at once, and a decision among a million tokens waits for
//! one access, not for three.
//!
//! A [`Snapshot`] never changes; a change puts a new one in its place while requests go on with the old. It shares nearly
//! everything with the one before: what has changed lies over a base (`overlay.rs`), until [`Engine::merge_if_due`] makes
//! a new base of both. So a change costs microseconds among ten tokens and among a million. A request is judged by the
//! snapshot that it finds; each serving thread finds it by a [`Reader`] of its own. Deciding allocates nothing and reads
//! no clock.
//!
//! Counters also know when and from where a token was last used; [`Engine::drain_usage`] tells what is to be written back.
//!
//! Deliberately absent: a second decision function (only look-ups are implemented here), anything that opens a token (no
//! edge to the vault), caches of verdicts, and administration over HTTP.

mod base;
mod counters;
mod decisions;
mod engine;
mod error;
mod figures;
mod gate;
mod http;
mod identity;
mod impact;
mod index;
mod large_pages;
mod last_use;
mod line;
mod loading;
mod masked;
mod overlay;
mod policy;
mod ranges;
pub mod recipe;
mod routes;
mod rules;
mod scope_sets;
mod settings;
mod settings_file;
mod slots;
mod snapshot;
mod throttle;
mod time;
mod write_back;
mod writing;

pub use decisions::{DecisionFilter, DecisionPage, DecisionRecord, Decisions, KEPT, Outcome, OutcomeKind};
pub use engine::{Engine, Reader};
pub use error::GateError;
pub use figures::{Figures, SECONDS, SecondFigures};
pub use gate::{Gate, Loaded};
pub use http::{Addresses, ClientHeader, Dialect, Door, GatewayFault, HostName, Peer, Server};
pub use impact::{AddressImpact, Impact, MOST_ADDRESSES, SeenRequest, StepImpact, impact};
pub use loading::Loading;
pub use policy::PolicyRef;
pub use routes::ApiRef;
pub use settings::{GateSettings, SecretDigest, SettingsDraft, SettingsField, SettingsProblem};
pub use settings_file::SETTINGS_FILE;
pub use snapshot::Snapshot;
pub use write_back::WriteBack;
