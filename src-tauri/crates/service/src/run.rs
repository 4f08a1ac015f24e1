//! A long run over many tokens: one change and one event each, several at once so that they share the syncs of the
//! disk, with progress, and stopped where a person says so. What is done stays done; what failed is named.

use mapae_domain::TokenId;
use std::{
    ops::ControlFlow,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

/// So many changes wait for the disk together. More than that no longer share a sync for the better.
const AT_ONCE: usize = 16;
/// Failures that are named; the others are counted.
const NAMED: usize = 100;
/// Changed tokens that are remembered, for undoing it.
const REMEMBERED: usize = 100_000;

/// Why a change of one of many tokens was not to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusedBecause {
    /// Withdrawn for ever.
    Revoked,
    /// Deleted, or gone meanwhile.
    Gone,
    /// Neither withdrawn nor expired: can't be deleted.
    InForce,
    /// It would have no API left.
    NoScopeLeft,
    /// More networks than a list may have.
    TooManyEntries,
    /// Somebody changed it at the same moment.
    Outdated,
    /// The record is damaged, or the disk refused.
    Failed,
}

/// One that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFailure {
    /// Where it is a token that exists.
    pub id: Option<TokenId>,
    /// Empty where not even that could be read.
    pub name: String,
    /// Why.
    pub why: RefusedBecause,
}

/// What a long run came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunReport {
    /// So many were asked for.
    pub total: usize,
    /// Changed.
    pub done: usize,
    /// Were so already.
    pub unchanged: usize,
    /// Were not changed, though they should have been.
    pub failed: usize,
    /// The first hundred of these.
    pub failures: Vec<RunFailure>,
    /// It was stopped before the end.
    pub stopped: bool,
    /// Those that were changed; none where there are more than 100,000.
    pub changed: Vec<TokenId>,
}

/// What became of one of them.
pub(crate) enum Step {
    Done(TokenId),
    Unchanged,
    Failed(RunFailure),
}

/// Has `act` carried out for each of `items`, in their order but several at once. `progress` is told how many of all
/// are done, from any thread, and may stop it after those at hand.
pub(crate) fn run_each<Item: Sync>(
    items: &[Item],
    act: impl Fn(&Item) -> Step + Sync,
    progress: &(dyn Fn(usize, usize) -> ControlFlow<()> + Sync),
) -> RunReport {
    let report = Mutex::new(RunReport { total: items.len(), ..RunReport::default() });
    let (next, passed, stop) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let work = || {
        while !stop.load(Ordering::Relaxed) {
            let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
            report.lock().unwrap_or_else(PoisonError::into_inner).note(act(item));
            let passed = passed.fetch_add(1, Ordering::Relaxed) + 1;
            if progress(passed, items.len()).is_break() {
                stop.store(true, Ordering::Relaxed);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(items.len()) {
            scope.spawn(work);
        }
    });
    let mut report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
    report.stopped = passed.into_inner() < items.len();
    if report.done > REMEMBERED {
        report.changed = Vec::new();
    }
    report
}

impl RunReport {
    fn note(&mut self, step: Step) {
        match step {
            Step::Done(id) => {
                self.done += 1;
                if self.changed.len() < REMEMBERED {
                    self.changed.push(id);
                }
            }
            Step::Unchanged => self.unchanged += 1,
            Step::Failed(failure) => {
                self.failed += 1;
                if self.failures.len() < NAMED {
                    self.failures.push(failure);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: usize) -> TokenId {
        TokenId::from_parts(u64::try_from(number).unwrap_or(0), [0; 10])
    }

    #[test]
    fn every_one_is_done_once_and_counted() {
        let items: Vec<usize> = (0..1000).collect();
        let done = Mutex::new(vec![0; items.len()]);
        let act = |item: &usize| {
            done.lock().unwrap_or_else(PoisonError::into_inner)[*item] += 1;
            match item % 3 {
                0 => Step::Done(id(*item)),
                1 => Step::Unchanged,
                _ => Step::Failed(RunFailure { id: None, name: String::new(), why: RefusedBecause::Gone }),
            }
        };
        let told = AtomicUsize::new(0);
        let report = run_each(&items, act, &|done, total| {
            assert!(done <= total);
            told.fetch_max(done, Ordering::Relaxed);
            ControlFlow::Continue(())
        });
        assert_eq!(done.into_inner().ok(), Some(vec![1; items.len()]));
        assert_eq!((report.done, report.unchanged, report.failed), (334, 333, 333));
        assert_eq!((report.changed.len(), report.failures.len(), report.stopped), (334, NAMED, false));
        assert_eq!(told.into_inner(), 1000);
    }

    #[test]
    fn what_is_stopped_ends_with_those_at_hand_and_says_so() {
        let items: Vec<usize> = (0..10_000).collect();
        let stop_at_ten =
            |done, _| if done >= 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        let report = run_each(&items, |item| Step::Done(id(*item)), &stop_at_ten);
        assert!(report.stopped);
        assert!((10..10 + AT_ONCE * 2).contains(&report.done), "{} were done", report.done);
    }
}
