//! The gate's side towards gateways.
//!
//! ```text
//! server ── connection ── desk ── door ──┬─ dialect: the request that the gateway asks about ── Gate ── answer
//! (threads, sockets)                     ├─ introspection
//!                                        └─ healthz, metrics
//! ```
//!
//! A [`Door`] turns a request's head into an answer and knows no socket; the [`Server`] brings it heads. hyper reads and
//! writes HTTP/1; its limits, and the time that a connection may take, are set in `connection`.
//!
//! Deliberately absent: administration, CORS, HTTP/2 (no gateway asks so on a loopback), TLS (a loopback needs none), and
//! any body of a request but introspection's.

mod answer;
mod client_address;
mod connection;
mod credential;
mod desk;
mod dialect;
mod door;
mod forwarded;
mod host;
mod introspection;
mod listener;
mod metrics;
mod problem;
mod rate_limit;
mod server;

pub use client_address::{ClientHeader, Peer};
pub use dialect::{Dialect, GatewayFault};
pub use door::Door;
pub use host::HostName;
pub use server::{Addresses, Server};
