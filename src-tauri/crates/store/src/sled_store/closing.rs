//! Letting go of the database. sled writes what is left when the last of its handles is dropped, and may do so with a
//! panic, or on a dying disk for ever. Neither is to befall whoever closes a registry.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use sled::Db;

use super::panics;

/// Holds the database longer than all others of a store, and lets it go last.
pub(super) struct Closing {
    database: Option<Db>,
    longest: Duration,
}

impl Closing {
    /// `longest` bounds the wait.
    pub(super) fn of(database: &Db, longest: Duration) -> Closing {
        Closing { database: Some(database.clone()), longest }
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        let Some(database) = self.database.take() else { return };
        let (done, is_done) = mpsc::channel();
        let close = move || {
            // What the panic says would help nobody: all that was acknowledged is in the audit file.
            panics::catch(|| drop(database)).unwrap_or_default();
            done.send(()).unwrap_or_default();
        };
        // Without a thread it is dropped here, with the closure.
        if thread::Builder::new().name("registry-close".to_owned()).spawn(close).is_ok() {
            is_done.recv_timeout(self.longest).unwrap_or_default();
        }
    }
}
