//! Group commit: one sync of the audit file serves everyone whose change came before it began.
//!
//! A thread of its own writes the lines of committed changes, in the order of their numbers, and wakes whoever
//! waits for them. The hand-over costs a few microseconds and buys a wait with an end: on a full or dying disk
//! a sync may never return, and then nobody hangs with it. The same thread settles the database, at most every
//! half second: nobody waits for that, because what the database lost is done to it once more from the file.
//!
//! A failure is told to everyone who waits and to everyone who comes later, until the store is opened anew:
//! after a failed `fsync` Linux drops the dirty pages and reports success the next time.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::panics;
use crate::error::StoreError;

/// How long a change may stay out of the database's own file.
const SETTLE_AFTER: Duration = Duration::from_millis(500);
/// Bytes of lines that are written with one sync; a longer line is written by itself.
const AT_ONCE: usize = 4 << 20;

/// An error is a text for the log.
type Done = Result<(), String>;

/// Adds whole lines to a file.
type Write = dyn FnMut(&[u8]) -> Done + Send;

/// What the thread does with the disk.
pub(super) struct Disk {
    /// Adds whole lines to the audit file; when it returns they are durable.
    pub(super) write: Box<Write>,
    /// Makes the database durable as it is.
    pub(super) settle: Box<dyn FnMut() -> Done + Send>,
}

pub(super) struct GroupCommit {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    longest: Duration,
}

struct Shared {
    state: Mutex<State>,
    /// Told when a line comes, or at the end.
    came: Condvar,
    /// Told when lines are durable, or the thread has ended.
    ended: Condvar,
}

struct State {
    /// Number of event -> line. Whoever commits may come out of order by a moment.
    waiting: BTreeMap<u64, Vec<u8>>,
    /// The number of the event that is to be written next.
    next: u64,
    /// Events before this number are durable.
    durable: u64,
    running_since: Option<Instant>,
    /// Since when the database has had something to settle.
    unsettled_since: Option<Instant>,
    failed: Option<String>,
    closing: bool,
    gone: bool,
}

impl GroupCommit {
    /// Starts the thread; the first line will be that of event number `next`. `longest` bounds every wait.
    pub(super) fn start(disk: Disk, next: u64, longest: Duration) -> std::io::Result<GroupCommit> {
        let state = State {
            waiting: BTreeMap::new(),
            next,
            durable: next,
            running_since: None,
            unsettled_since: None,
            failed: None,
            closing: false,
            gone: false,
        };
        let shared =
            Arc::new(Shared { state: Mutex::new(state), came: Condvar::new(), ended: Condvar::new() });
        let serving = Arc::clone(&shared);
        let thread =
            thread::Builder::new().name("registry-commit".to_owned()).spawn(move || serving.serve(disk))?;
        Ok(GroupCommit { shared, thread: Some(thread), longest })
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
        self.shared.came.notify_one();
        self.shared.ended.notify_all();
    }

    /// Hands over the line of event number `sequence` and returns when it is durable, with all before it.
    pub(super) fn commit(&self, sequence: u64, line: Vec<u8>) -> Result<(), StoreError> {
        let mut state = self.shared.lock();
        state.waiting.insert(sequence, line);
        self.shared.came.notify_one();
        let pending = |state: &mut State| state.durable <= sequence && state.failed.is_none();
        let waited = self.shared.ended.wait_timeout_while(state, self.longest, pending);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if state.durable > sequence {
            return Ok(());
        }
        match &state.failed {
            Some(detail) => Err(StoreError::SyncFailed { detail: detail.clone() }),
            None => Err(StoreError::SyncTimedOut { waited: self.longest }),
        }
    }
}

impl Drop for GroupCommit {
    /// Waits for the thread, whose hold on the database would keep it locked; but not for one that hangs.
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.closing = true;
        self.shared.came.notify_one();
        let ended = self.shared.ended.wait_timeout_while(state, self.longest, |state| !state.gone);
        let gone = ended.unwrap_or_else(PoisonError::into_inner).0.gone;
        if let Some(thread) = self.thread.take().filter(|_| gone) {
            // It catches the panics of its work, so there is no result to look at.
            let _ = thread.join();
        }
    }
}

/// What is to be done next.
enum Work {
    /// These lines, up to the one before this number.
    Write(Vec<u8>, u64),
    Settle,
}

impl Shared {
    /// No code of ours panics under this lock; if some did, the numbers in it would still be true.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, mut disk: Disk) {
        while let Some(work) = self.next_work() {
            let done = catch_unwind(AssertUnwindSafe(|| match &work {
                Work::Write(lines, _) => (disk.write)(lines),
                Work::Settle => (disk.settle)(),
            }));
            let done = done.unwrap_or_else(|panic| Err(panics::text(&*panic)));
            let mut state = self.lock();
            state.running_since = None;
            match (done, work) {
                (Ok(()), Work::Write(_, next)) => state.durable = next,
                (Ok(()), Work::Settle) => {}
                (Err(detail), _) => drop(state.failed.get_or_insert(detail)),
            }
            self.ended.notify_all();
        }
        // What is held of the database and the file is let go before anyone may think that it is.
        drop(disk);
        self.lock().gone = true;
        self.ended.notify_all();
    }

    /// Waits for work; none when the store closes and all is done, or something has failed.
    fn next_work(&self) -> Option<Work> {
        let mut state = self.lock();
        loop {
            if state.failed.is_some() {
                return None;
            }
            let due = state.unsettled_since.map(|since| SETTLE_AFTER.saturating_sub(since.elapsed()));
            // Settling comes first when it is due, or it would never come in a busy hour.
            let work = match due {
                Some(Duration::ZERO) => Some(Work::Settle),
                _ => state.take_lines(),
            };
            let work = work.or_else(|| (state.closing && due.is_some()).then_some(Work::Settle));
            if let Some(work) = work {
                let now = Instant::now();
                state.running_since = Some(now);
                match work {
                    Work::Settle => state.unsettled_since = None,
                    Work::Write(..) => drop(state.unsettled_since.get_or_insert(now)),
                }
                return Some(work);
            }
            if state.closing {
                return None;
            }
            state = match due {
                Some(due) => self.came.wait_timeout(state, due).unwrap_or_else(PoisonError::into_inner).0,
                None => self.came.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

impl State {
    /// Takes the lines that follow without a gap.
    fn take_lines(&mut self) -> Option<Work> {
        let mut lines = Vec::new();
        while lines.len() < AT_ONCE
            && let Some(line) = self.waiting.remove(&self.next)
        {
            if lines.is_empty() {
                lines = line;
            } else {
                lines.extend_from_slice(&line);
            }
            self.next += 1;
        }
        (!lines.is_empty()).then_some(Work::Write(lines, self.next))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

    use std::sync::mpsc::{self, Receiver, Sender};

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    /// A disk of which each step is told and waits to be let go; `Err` from outside is the disk's own.
    fn steps() -> (Disk, Receiver<String>, Sender<Done>) {
        let (began, begins) = mpsc::channel();
        let (go, may_end) = mpsc::channel();
        let may_end = Arc::new(Mutex::new(may_end));
        let step = move |what: String, began: &Sender<String>, ends: &Mutex<Receiver<_>>| {
            began.send(what).unwrap();
            ends.lock().unwrap().recv().map_err(|error| error.to_string())?
        };
        let (written, settled) = (began.clone(), began);
        let (may_write, may_settle) = (Arc::clone(&may_end), may_end);
        let disk = Disk {
            write: Box::new(move |lines| {
                step(String::from_utf8(lines.to_vec()).unwrap(), &written, &may_write)
            }),
            settle: Box::new(move || step("settle".to_owned(), &settled, &may_settle)),
        };
        (disk, begins, go)
    }

    /// A disk that does at once whatever it is asked for.
    fn willing() -> Disk {
        Disk { write: Box::new(|_| Ok(())), settle: Box::new(|| Ok(())) }
    }

    fn until(commits: &GroupCommit, holds: impl Fn(&State) -> bool) {
        while !holds(&commits.shared.lock()) {
            thread::yield_now();
        }
    }

    #[test]
    fn lines_that_come_during_a_sync_share_the_next_one_in_the_order_of_their_numbers() {
        let (disk, begins, go) = steps();
        let commits = GroupCommit::start(disk, 7, LONG).unwrap();
        thread::scope(|scope| {
            let commit = |sequence: u64| {
                let commits = &commits;
                scope.spawn(move || commits.commit(sequence, format!("{sequence} ").into_bytes()))
            };
            let first = commit(7);
            assert_eq!(begins.recv().unwrap(), "7 ");
            let late = [commit(10), commit(9)];
            until(&commits, |state| state.waiting.len() == 2);
            go.send(Ok(())).unwrap();
            assert!(first.join().unwrap().is_ok());
            assert!(commits.shared.lock().waiting.len() == 2, "8 is not there yet: they wait for it");
            let last = commit(8);
            assert_eq!(begins.recv().unwrap(), "8 9 10 ");
            assert!(!late[0].is_finished() && !last.is_finished());
            go.send(Ok(())).unwrap();
            for commit in late.into_iter().chain([last]) {
                assert!(commit.join().unwrap().is_ok());
            }
        });
        assert_eq!(begins.try_recv(), Err(mpsc::TryRecvError::Empty), "settling is not due yet");
        let closing = thread::spawn(move || drop(commits));
        assert_eq!(begins.recv().unwrap(), "settle", "what is closed is settled");
        go.send(Ok(())).unwrap();
        closing.join().unwrap();
    }

    #[test]
    fn a_database_that_was_written_is_settled_by_itself() {
        let (tell, told) = mpsc::channel();
        let settle = move || tell.send(()).map_err(|error| error.to_string());
        let disk = Disk { settle: Box::new(settle), ..willing() };
        let commits = GroupCommit::start(disk, 1, LONG).unwrap();
        commits.commit(1, b"line\n".to_vec()).unwrap();
        told.recv_timeout(LONG).unwrap();
        drop(commits);
        assert!(told.recv().is_err(), "once was enough");
    }

    #[test]
    fn a_failed_sync_fails_all_who_wait_and_all_who_come_later() {
        for panics in [false, true] {
            let (go, may_end) = mpsc::channel();
            let write = move |_: &[u8]| {
                may_end.recv().map_err(|error: mpsc::RecvError| error.to_string())?;
                assert!(!panics, "the disk is gone");
                Err("the disk is gone".to_owned())
            };
            let disk = Disk { write: Box::new(write), ..willing() };
            let commits = GroupCommit::start(disk, 1, LONG).unwrap();
            thread::scope(|scope| {
                let commit = |sequence: u64| {
                    let commits = &commits;
                    scope.spawn(move || commits.commit(sequence, b"line\n".to_vec()))
                };
                let waiters: Vec<_> = (1..=4).map(commit).collect();
                until(&commits, |state| state.next + state.waiting.len() as u64 == 5);
                assert!(commits.ready().is_ok());
                go.send(()).unwrap();
                for waiter in waiters {
                    let error = waiter.join().unwrap().unwrap_err();
                    let StoreError::SyncFailed { detail } = error else { panic!("{error:?}") };
                    assert!(detail.contains("the disk is gone"), "{detail}");
                }
            });
            assert!(matches!(commits.ready(), Err(StoreError::SyncFailed { .. })));
            assert!(matches!(commits.commit(5, vec![]), Err(StoreError::SyncFailed { .. })));
        }
    }

    #[test]
    fn after_a_failure_elsewhere_nothing_is_acknowledged() {
        let commits = GroupCommit::start(willing(), 1, LONG).unwrap();
        assert!(commits.commit(1, b"line\n".to_vec()).is_ok());
        commits.fail("the log is torn".to_owned());
        assert!(matches!(commits.ready(), Err(StoreError::SyncFailed { .. })));
        assert!(matches!(commits.commit(2, b"line\n".to_vec()), Err(StoreError::SyncFailed { .. })));
    }

    #[test]
    fn a_sync_that_never_returns_ends_the_wait_and_stops_further_changes() {
        let (go, may_end) = mpsc::channel::<()>();
        let write = move |_: &[u8]| may_end.recv().map_err(|error| error.to_string());
        let disk = Disk { write: Box::new(write), ..willing() };
        let commits = GroupCommit::start(disk, 1, Duration::from_millis(20)).unwrap();
        assert!(matches!(commits.commit(1, b"line\n".to_vec()), Err(StoreError::SyncTimedOut { .. })));
        while commits.ready().is_ok() {
            thread::yield_now();
        }
        assert!(matches!(commits.ready(), Err(StoreError::SyncTimedOut { .. })));
        drop(commits);
        drop(go);
    }
}
