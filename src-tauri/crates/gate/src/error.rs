//! The crate's one error.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use mapae_store::StoreError;
use thiserror::Error;

use crate::settings::SettingsProblem;

/// Why the gate can't do what it was asked to.
#[derive(Debug, Error)]
pub enum GateError {
    /// The address is another program's.
    #[error("another program listens at {address} already")]
    AddressTaken {
        /// Where.
        address: SocketAddr,
    },
    /// The address can't be listened at.
    #[error("can't listen at {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// As the system put it.
        #[source]
        source: io::Error,
    },
    /// Another program answers at the socket.
    #[error("another program listens at {path} already", path = path.display())]
    SocketTaken {
        /// Where.
        path: PathBuf,
    },
    /// A file that is no socket lies there, and stays.
    #[error("{path} is there already, and is no socket", path = path.display())]
    NotASocket {
        /// Where.
        path: PathBuf,
    },
    /// The socket can't be made.
    #[error("can't listen at {path}", path = path.display())]
    Socket {
        /// Where.
        path: PathBuf,
        /// As the system put it.
        #[source]
        source: io::Error,
    },
    /// No thread, or no file descriptor is left.
    #[error("the gate's threads can't be started")]
    Threads {
        /// As the system put it.
        #[source]
        source: io::Error,
    },
    /// The settings can't be read or written.
    #[error("the gate's settings at {path} can't be read or written", path = path.display())]
    SettingsFile {
        /// Which file.
        path: PathBuf,
        /// As the system put it.
        #[source]
        source: io::Error,
    },
    /// Not JSON, or with fields that are not known.
    #[error("the gate's settings at {path} can't be understood", path = path.display())]
    SettingsMalformed {
        /// Which file.
        path: PathBuf,
        /// Where in it.
        #[source]
        source: serde_json::Error,
    },
    /// Written by a later version of Mapae.
    #[error("the gate's settings at {path} are of version {version}, which is not known", path = path.display())]
    SettingsVersion {
        /// Which file.
        path: PathBuf,
        /// Of which version.
        version: u32,
    },
    /// Fields that can't be in force.
    #[error("the gate's settings at {path} are wrong: {}", first(problems), path = path.display())]
    SettingsWrong {
        /// Which file.
        path: PathBuf,
        /// At least one.
        problems: Vec<SettingsProblem>,
    },
    /// The registry can't be read.
    #[error("the registry can't be read")]
    Store(#[from] StoreError),
}

fn first(problems: &[SettingsProblem]) -> String {
    problems.first().map(SettingsProblem::to_string).unwrap_or_default()
}
