//! The first list is drawn: what needs no hurry begins then, so that it does not take the processors from a window
//! that is coming up.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    time::Duration,
};

/// Whether it is drawn, and who waits for it.
#[derive(Default)]
pub(crate) struct FirstList {
    drawn: Mutex<bool>,
    changed: Condvar,
}

impl FirstList {
    pub(crate) fn drawn(&self) {
        *self.drawn.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
    }

    /// Returns then, or after a while: a window that shows its lock, or trouble, draws no list.
    pub(crate) fn wait(&self) {
        const LONG_ENOUGH: Duration = Duration::from_secs(2);
        let drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.changed.wait_timeout_while(drawn, LONG_ENOUGH, |drawn| !*drawn));
    }
}
