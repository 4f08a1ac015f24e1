//! The thread that writes usages back.

use std::fmt::Display;
use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use mapae_domain::{TokenId, Usage};

use crate::gate::Gate;

/// What a kill may lose of counting.
const PAUSE: Duration = Duration::from_secs(1);
/// Where nothing was used, only the highest time is written, and a disk is left in peace.
const IDLE_PAUSE: Duration = Duration::from_secs(60);

/// Writes back what the gate counted, at most once a second, until it is stopped or dropped.
pub struct WriteBack {
    stop: Arc<Stop>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Stop {
    asked: Mutex<bool>,
    changed: Condvar,
}

impl WriteBack {
    /// Starts the thread. `write` is given usages, which may be none, and the highest time ever seen; what it could not
    /// write it is given again.
    ///
    /// # Errors
    /// No thread can be started.
    pub fn start<E: Display>(
        gate: Arc<Gate>,
        write: impl Fn(&[(TokenId, Usage)], DateTime<Utc>) -> Result<(), E> + Send + 'static,
    ) -> io::Result<WriteBack> {
        let stop = Arc::new(Stop::default());
        let theirs = Arc::clone(&stop);
        let thread = Builder::new().name("gate-write-back".to_owned()).spawn(move || {
            let mut written = Instant::now();
            let mut failed = false;
            loop {
                let is_last = theirs.wait();
                if is_last || !gate.is_written() || written.elapsed() >= IDLE_PAUSE {
                    let result = gate.write_back(&write);
                    // Once for a row of failures: the next second brings the next.
                    if let (Err(error), false) = (&result, failed) {
                        tracing::warn!(%error, "usages could not be written back; it is tried again each second");
                    }
                    failed = result.is_err();
                    written = Instant::now();
                }
                gate.engine.merge_if_due();
                if is_last {
                    return;
                }
            }
        })?;
        Ok(WriteBack { stop, thread: Some(thread) })
    }

    /// Writes what is left, and ends.
    pub fn stop(self) {}
}

impl Drop for WriteBack {
    fn drop(&mut self) {
        *self.stop.asked.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.stop.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Stop {
    /// Waits a pause, or less if asked to stop; whether it was.
    fn wait(&self) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(asked, PAUSE, |asked| !*asked);
        let (asked, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *asked
    }
}
