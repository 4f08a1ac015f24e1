//! Group commit: one sync of the disk serves everyone who committed before it began.
//!
//! A thread of its own runs the syncs, one at a time. Whoever needs one draws a ticket and waits; the thread
//! serves with one sync all tickets drawn before it starts. The hand-over costs a few microseconds and buys a
//! wait with an end: on a full or dying disk a sync may never return, and then nobody hangs with it.
//!
//! A failed sync is told to everyone who waits and to everyone who comes later, until the store is opened
//! anew: after a failed `fsync` Linux drops the dirty pages and reports success the next time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::panics;
use crate::error::StoreError;

/// What makes everything committed so far durable.
pub(super) type Sync = Box<dyn FnMut() -> Result<(), String> + Send>;

pub(super) struct SharedSync {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    longest: Duration,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Told when a ticket is drawn, or at the end.
    drawn: Condvar,
    /// Told when a sync has ended, or the thread has.
    ended: Condvar,
}

#[derive(Default)]
struct State {
    /// The last ticket drawn.
    drawn: u64,
    /// The last ticket served.
    served: u64,
    running_since: Option<Instant>,
    failed: Option<String>,
    closing: bool,
    gone: bool,
}

impl SharedSync {
    /// Starts the thread. `longest` bounds every wait.
    pub(super) fn start(sync: Sync, longest: Duration) -> std::io::Result<SharedSync> {
        let shared = Arc::new(Shared::default());
        let serving = Arc::clone(&shared);
        let thread =
            thread::Builder::new().name("registry-sync".to_owned()).spawn(move || serving.serve(sync))?;
        Ok(SharedSync { shared, thread: Some(thread), longest })
    }

    /// Fails if no change could be acknowledged now: better before it is written than after.
    pub(super) fn ready(&self) -> Result<(), StoreError> {
        let state = self.shared.lock();
        if let Some(detail) = &state.failed {
            return Err(StoreError::SyncFailed { detail: detail.clone() });
        }
        match state.running_since {
            Some(since) if since.elapsed() > self.longest => {
                Err(StoreError::SyncTimedOut { waited: self.longest })
            }
            _ => Ok(()),
        }
    }

    /// Lets nothing be acknowledged any more, as after a failed sync: what is in memory may no longer be what
    /// is on disk.
    pub(super) fn fail(&self, detail: String) {
        self.shared.lock().failed.get_or_insert(detail);
        self.shared.drawn.notify_one();
        self.shared.ended.notify_all();
    }

    /// Returns when everything that the calling thread committed is durable.
    pub(super) fn wait(&self) -> Result<(), StoreError> {
        let mut state = self.shared.lock();
        state.drawn += 1;
        let ticket = state.drawn;
        self.shared.drawn.notify_one();
        let pending = |state: &mut State| state.served < ticket && state.failed.is_none();
        let waited = self.shared.ended.wait_timeout_while(state, self.longest, pending);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if state.served >= ticket {
            return Ok(());
        }
        match &state.failed {
            Some(detail) => Err(StoreError::SyncFailed { detail: detail.clone() }),
            None => Err(StoreError::SyncTimedOut { waited: self.longest }),
        }
    }
}

impl Drop for SharedSync {
    /// Waits for the thread, whose hold on the database would keep it locked; but not for one that hangs.
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.closing = true;
        self.shared.drawn.notify_one();
        let ended = self.shared.ended.wait_timeout_while(state, self.longest, |state| !state.gone);
        let gone = ended.unwrap_or_else(PoisonError::into_inner).0.gone;
        if let Some(thread) = self.thread.take().filter(|_| gone) {
            // It catches the panics of a sync, so there is no result to look at.
            let _ = thread.join();
        }
    }
}

impl Shared {
    /// No code of ours panics under this lock; if some did, the numbers in it would still be true.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, mut sync: Sync) {
        while let Some(last) = self.next_tickets() {
            let result = catch_unwind(AssertUnwindSafe(&mut sync));
            let result = result.unwrap_or_else(|panic| Err(panics::text(&*panic)));
            let mut state = self.lock();
            state.running_since = None;
            match result {
                Ok(()) => state.served = last,
                Err(detail) => drop(state.failed.get_or_insert(detail)),
            }
            self.ended.notify_all();
        }
        // What the sync holds of the database is let go before anyone may think that it is.
        drop(sync);
        self.lock().gone = true;
        self.ended.notify_all();
    }

    /// Waits for tickets and returns the last one drawn; none when the store closes or a sync has failed.
    fn next_tickets(&self) -> Option<u64> {
        let idle =
            |state: &mut State| state.drawn == state.served && !state.closing && state.failed.is_none();
        let waited = self.drawn.wait_while(self.lock(), idle);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if state.failed.is_some() || state.drawn == state.served {
            return None;
        }
        state.running_since = Some(Instant::now());
        Some(state.drawn)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::mpsc;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_commit_made_during_a_sync_waits_for_the_next_one() {
        let (began, begins) = mpsc::channel();
        let (go, may_end) = mpsc::channel();
        let sync = move || {
            began.send(()).unwrap();
            may_end.recv().map_err(|error| error.to_string())
        };
        let shared = SharedSync::start(Box::new(sync), LONG).unwrap();
        thread::scope(|scope| {
            let first = scope.spawn(|| shared.wait());
            begins.recv().unwrap();
            let second = scope.spawn(|| shared.wait());
            while shared.shared.lock().drawn < 2 {
                thread::yield_now();
            }
            go.send(()).unwrap();
            assert!(first.join().unwrap().is_ok());
            begins.recv().unwrap();
            assert!(!second.is_finished(), "the first sync began before the second commit");
            go.send(()).unwrap();
            assert!(second.join().unwrap().is_ok());
        });
    }

    #[test]
    fn many_waiters_share_one_sync() {
        let syncs = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&syncs);
        let (go, may_end) = mpsc::channel();
        let sync = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            may_end.recv().map_err(|error: mpsc::RecvError| error.to_string())
        };
        let shared = SharedSync::start(Box::new(sync), LONG).unwrap();
        thread::scope(|scope| {
            let waiters: Vec<_> = (0..9).map(|_| scope.spawn(|| shared.wait())).collect();
            while shared.shared.lock().drawn < 9 {
                thread::yield_now();
            }
            go.send(()).unwrap();
            go.send(()).unwrap();
            for waiter in waiters {
                assert!(waiter.join().unwrap().is_ok());
            }
        });
        let syncs = syncs.load(Ordering::SeqCst);
        assert!(syncs <= 2, "one may have begun before all were there, the other served the rest: {syncs}");
    }

    #[test]
    fn a_failed_sync_fails_all_who_wait_and_all_who_come_later() {
        for panics in [false, true] {
            let (go, may_end) = mpsc::channel();
            let sync = move || {
                may_end.recv().map_err(|error: mpsc::RecvError| error.to_string())?;
                assert!(!panics, "the disk is gone");
                Err("the disk is gone".to_owned())
            };
            let shared = SharedSync::start(Box::new(sync), LONG).unwrap();
            thread::scope(|scope| {
                let waiters: Vec<_> = (0..4).map(|_| scope.spawn(|| shared.wait())).collect();
                while shared.shared.lock().drawn < 4 {
                    thread::yield_now();
                }
                assert!(shared.ready().is_ok());
                go.send(()).unwrap();
                for waiter in waiters {
                    let error = waiter.join().unwrap().unwrap_err();
                    let StoreError::SyncFailed { detail } = error else { panic!("{error:?}") };
                    assert!(detail.contains("the disk is gone"), "{detail}");
                }
            });
            assert!(matches!(shared.ready(), Err(StoreError::SyncFailed { .. })));
            assert!(matches!(shared.wait(), Err(StoreError::SyncFailed { .. })));
        }
    }

    #[test]
    fn after_a_failure_outside_of_a_sync_nothing_is_acknowledged() {
        let shared = SharedSync::start(Box::new(|| Ok(())), LONG).unwrap();
        assert!(shared.wait().is_ok());
        shared.fail("the log is torn".to_owned());
        assert!(matches!(shared.ready(), Err(StoreError::SyncFailed { .. })));
        assert!(matches!(shared.wait(), Err(StoreError::SyncFailed { .. })));
    }

    #[test]
    fn a_sync_that_never_returns_ends_the_wait_and_stops_further_changes() {
        let (go, may_end) = mpsc::channel::<()>();
        let sync = move || may_end.recv().map_err(|error| error.to_string());
        let shared = SharedSync::start(Box::new(sync), Duration::from_millis(20)).unwrap();
        assert!(matches!(shared.wait(), Err(StoreError::SyncTimedOut { .. })));
        while shared.ready().is_ok() {
            thread::yield_now();
        }
        assert!(matches!(shared.ready(), Err(StoreError::SyncTimedOut { .. })));
        drop(shared);
        drop(go);
    }
}
