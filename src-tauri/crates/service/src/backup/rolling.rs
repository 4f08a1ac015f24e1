//! Backups that make themselves: when something has changed, not oftener than every ten minutes, and never taking more
//! than a hundredth of the time.

use super::{
    Backup, BackupError,
    back_up::Taken,
    files::at,
    identity::Seal,
    name::{backups, folder},
};
use crate::Registry;
use chrono::{DateTime, Utc};
use mapae_store::ChainHead;
use std::{
    sync::{
        Arc, Condvar, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// How often it is looked whether a backup is due, and how far backups are apart.
const RHYTHM: Rhythm = Rhythm { look_every: Duration::from_secs(5), apart: Duration::from_secs(600) };
/// A backup that took long comes the less often: in times of what it took.
const REST: u32 = 100;

/// What became of one.
#[derive(Debug)]
pub enum BackupOutcome {
    /// It is there.
    Made(Backup),
    /// It is not; the next try comes when the next backup would.
    Failed(BackupError),
}

/// Backups go on until this is dropped, which also waits for one under way to stop. Drop it before the registry: then
/// nothing keeps that open.
#[must_use = "dropping it ends the backups"]
pub struct RollingBackups {
    ending: Arc<Ending>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Clone, Copy)]
pub(super) struct Rhythm {
    pub(super) look_every: Duration,
    pub(super) apart: Duration,
}

impl Registry {
    /// Makes a backup by itself from time to time, on a thread of its own, which tells `done` of each. While the
    /// registry is locked it goes on, once it was unlocked: writing takes no key.
    ///
    /// # Errors
    /// No thread could be started.
    pub fn start_backups(
        self: &Arc<Self>,
        clock: impl Fn() -> DateTime<Utc> + Send + 'static,
        done: impl Fn(BackupOutcome) + Send + 'static,
    ) -> std::io::Result<RollingBackups> {
        self.start_backups_in(RHYTHM, clock, done)
    }

    pub(super) fn start_backups_in(
        self: &Arc<Self>,
        rhythm: Rhythm,
        clock: impl Fn() -> DateTime<Utc> + Send + 'static,
        done: impl Fn(BackupOutcome) + Send + 'static,
    ) -> std::io::Result<RollingBackups> {
        let ending = Arc::new(Ending::default());
        let mut roller = Roller {
            registry: Arc::downgrade(self),
            ending: Arc::clone(&ending),
            rhythm,
            seal: None,
            last: None,
        };
        let thread = thread::Builder::new().name("registry-backup".to_owned()).spawn(move || {
            while let Some(outcome) = roller.next(&clock) {
                if let BackupOutcome::Failed(error) = &outcome {
                    tracing::error!(%error, "a backup could not be made");
                }
                done(outcome);
            }
        })?;
        Ok(RollingBackups { ending, thread: Some(thread) })
    }
}

impl Drop for RollingBackups {
    fn drop(&mut self) {
        self.ending.end();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that makes backups panicked");
        }
    }
}

/// That the thread is to end.
#[derive(Default)]
struct Ending {
    ended: Mutex<bool>,
    told: Condvar,
    /// The same, for who is at work and looks between two lines.
    stop: AtomicBool,
}

impl Ending {
    fn end(&self) {
        self.stop.store(true, Ordering::Relaxed);
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.told.notify_all();
    }

    /// Waits; true once it is to end.
    fn wait(&self, time: Duration) -> bool {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.told.wait_timeout_while(ended, time, |ended| !*ended);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

struct Roller {
    registry: Weak<Registry>,
    ending: Arc<Ending>,
    rhythm: Rhythm,
    /// Of the last time that the registry was seen unlocked.
    seal: Option<Seal>,
    last: Option<Last>,
}

/// The last one that this thread made, or failed to.
struct Last {
    ended: Instant,
    took: Duration,
}

impl Roller {
    /// Waits for the next backup to be due, and makes it. None at the end.
    fn next(&mut self, clock: &impl Fn() -> DateTime<Utc>) -> Option<BackupOutcome> {
        let mut pause = if self.last.is_none() { Duration::ZERO } else { self.rhythm.look_every };
        loop {
            if self.ending.wait(pause) {
                return None;
            }
            pause = self.rhythm.look_every;
            let registry = self.registry.upgrade()?;
            if let Ok(vault) = registry.vault()
                && self.seal.as_ref().is_none_or(|seal| seal.key_id != vault.key_id())
            {
                self.seal = Some(Seal::of(&vault));
            }
            // Never unlocked since it was opened: nothing has changed either.
            let Some(seal) = self.seal.clone() else { continue };
            if !self.rested() {
                continue;
            }
            let now = clock();
            let started = Instant::now();
            let outcome = match self.due(&registry, now) {
                Ok(false) => continue,
                Ok(true) => self.make(&registry, seal, now),
                Err(error) => Err(error),
            };
            self.last = Some(Last { ended: Instant::now(), took: started.elapsed() });
            match outcome {
                Ok(backup) => return Some(BackupOutcome::Made(backup)),
                Err(BackupError::Stopped) => return None,
                Err(error) => return Some(BackupOutcome::Failed(error)),
            }
        }
    }

    fn make(&self, registry: &Registry, seal: Seal, now: DateTime<Utc>) -> Result<Backup, BackupError> {
        let taken = match Taken::of(registry) {
            Err(BackupError::Registry(crate::ServiceError::Locked)) => Taken::with(registry, seal),
            taken => taken,
        };
        taken?.write(registry, &folder(&registry.state), now, &self.ending.stop)
    }

    /// By the clock that nobody sets, for those that this thread made.
    fn rested(&self) -> bool {
        self.last.as_ref().is_none_or(|last| last.ended.elapsed() >= self.rhythm.apart.max(last.took * REST))
    }

    /// Whether there is something that the newest backup lacks; and, for the first in this process, whether that one
    /// is old enough. One of the future tells that the clock was wrong, and nothing of its age.
    fn due(&self, registry: &Registry, now: DateTime<Utc>) -> Result<bool, BackupError> {
        let head = registry.store.chain_head()?;
        let newest = backups(&registry.state).map_err(at(&folder(&registry.state)))?.into_iter().next();
        let Some(newest) = newest else { return Ok(head != ChainHead::EMPTY) };
        let age = (now - newest.made_at).to_std();
        let old_enough = self.last.is_some() || age.is_ok_and(|age| age >= self.rhythm.apart) || age.is_err();
        Ok(newest.events != head.sequence && old_enough)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use crate::{
        LockedBecause, back_up,
        backup::test_support::{House, issue_all, later, now},
        drill, lock,
    };
    use std::{fs, sync::mpsc};

    /// As often as can be.
    const ALWAYS: Rhythm = Rhythm { look_every: Duration::from_millis(1), apart: Duration::ZERO };

    fn made(outcomes: &mpsc::Receiver<BackupOutcome>) -> Backup {
        match outcomes.recv().unwrap() {
            BackupOutcome::Made(backup) => backup,
            BackupOutcome::Failed(error) => panic!("{error:?}"),
        }
    }

    #[test]
    fn there_is_one_after_each_change_and_none_without() {
        let (house, _) = House::with_tokens(&["하나"]);
        let registry = Arc::new(house.open());
        let (done, outcomes) = mpsc::channel();
        let rolling =
            registry.start_backups_in(ALWAYS, now, move |outcome| done.send(outcome).unwrap()).unwrap();
        assert_eq!(made(&outcomes).events, 3);
        issue_all(&registry, &["둘"]);
        let reached = std::iter::from_fn(|| Some(made(&outcomes).events)).find(|events| *events == 5);
        assert_eq!(reached, Some(5));
        drop(rolling);
        assert!(outcomes.recv().is_err(), "nothing has changed since, and the thread has ended");
        assert!(drill(&registry, now()).unwrap().passed());
    }

    #[test]
    fn it_goes_on_while_the_registry_is_locked() {
        let (house, _) = House::with_tokens(&["하나"]);
        house.set_passphrase("a long enough passphrase");
        let registry = Arc::new(house.open_with("a long enough passphrase"));
        let (done, outcomes) = mpsc::channel();
        let (go, gate) = mpsc::channel::<()>();
        let clock = move || {
            // Closed at the end of the test: then it does not matter.
            let _ = gate.recv();
            now()
        };
        let rolling =
            registry.start_backups_in(ALWAYS, clock, move |outcome| drop(done.send(outcome))).unwrap();
        go.send(()).unwrap();
        let first = made(&outcomes);
        lock(&registry, LockedBecause::Person, now()).unwrap();
        go.send(()).unwrap();
        assert!(made(&outcomes).events > first.events, "that it was locked is in it");
        drop(go);
        drop(rolling);
        drop(registry);
        let registry = house.open_with("a long enough passphrase");
        assert!(drill(&registry, now()).unwrap().passed());
    }

    #[test]
    fn a_failure_is_told_and_the_next_one_is_made() {
        let (house, _) = House::with_tokens(&["하나"]);
        let registry = Arc::new(house.open());
        let folder = house.state().join("backups");
        fs::write(&folder, b"in the way").unwrap();
        let (done, outcomes) = mpsc::channel();
        let _rolling =
            registry.start_backups_in(ALWAYS, now, move |outcome| drop(done.send(outcome))).unwrap();
        assert!(matches!(outcomes.recv().unwrap(), BackupOutcome::Failed(_)));
        fs::remove_file(&folder).unwrap();
        let outcome = std::iter::from_fn(|| outcomes.recv().ok());
        assert!(outcome.into_iter().any(|outcome| matches!(outcome, BackupOutcome::Made(_))));
    }

    #[test]
    fn the_registry_opens_again_at_once_after_both_are_dropped() {
        let (house, _) = House::with_tokens(&["하나"]);
        for _ in 0..5 {
            let registry = Arc::new(house.open());
            let rolling = registry.start_backups_in(ALWAYS, now, |_| {}).unwrap();
            issue_all(&registry, &[]);
            drop(rolling);
            drop(registry);
        }
    }

    #[test]
    fn the_thread_ends_with_the_registry_also_where_nobody_stops_it() {
        let (house, _) = House::with_tokens(&["하나"]);
        let registry = Arc::new(house.open());
        let (done, outcomes) = mpsc::channel();
        let rolling =
            registry.start_backups_in(ALWAYS, now, move |outcome| drop(done.send(outcome))).unwrap();
        made(&outcomes);
        drop(registry);
        assert!(outcomes.recv().is_err(), "it has let go of what it tells");
        drop(rolling);
    }

    #[test]
    fn the_first_is_due_when_the_newest_lacks_something_and_is_ten_minutes_old() {
        let (house, _) = House::with_tokens(&["하나"]);
        let registry = Arc::new(house.open());
        let roller = |last| Roller {
            registry: Arc::downgrade(&registry),
            ending: Arc::default(),
            rhythm: RHYTHM,
            seal: None,
            last,
        };
        let due = |minutes| roller(None).due(&registry, later(minutes)).unwrap();
        assert!(due(0), "there is none yet");
        back_up(&registry, now()).unwrap();
        assert!(!due(60), "it has everything");
        issue_all(&registry, &["둘"]);
        assert_eq!([-1, 0, 9, 10, 11].map(due), [true, false, false, true, true]);
        let last = |ago: u64, took: u64| {
            let ended = Instant::now().checked_sub(Duration::from_secs(ago)).unwrap();
            Some(Last { ended, took: Duration::from_secs(took) })
        };
        for (ago, took, rested) in [(599, 0, false), (600, 0, true), (899, 9, false), (900, 9, true)] {
            assert_eq!(roller(last(ago, took)).rested(), rested, "{ago} s ago, took {took} s");
        }
    }

    #[test]
    fn a_registry_without_any_event_needs_no_backup() {
        let house = House::new();
        let registry = Arc::new(house.try_open().unwrap());
        let (done, outcomes) = mpsc::channel();
        let (go, gate) = mpsc::channel::<()>();
        let clock = move || {
            let _ = gate.recv();
            now()
        };
        let rolling =
            registry.start_backups_in(ALWAYS, clock, move |outcome| drop(done.send(outcome))).unwrap();
        for _ in 0..3 {
            go.send(()).unwrap();
        }
        drop(go);
        drop(rolling);
        assert!(outcomes.recv().is_err());
    }
}
