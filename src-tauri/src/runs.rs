//! Long runs: one at a time, each with progress that the window is told, and stopped where a person says so.

use crate::{
    commands::{
        error::{CommandError, ErrorCode},
        views::Happening,
    },
    watch::Watch,
};
use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};
use tauri::{AppHandle, Manager, Runtime};

/// Whether one is under way, and whether it is to stop.
#[derive(Clone, Default)]
pub(crate) struct Runs(Arc<State>);

#[derive(Default)]
struct State {
    under_way: AtomicBool,
    stop: AtomicBool,
}

/// A run, from its beginning until this goes.
pub(crate) struct Run<R: Runtime> {
    state: Arc<State>,
    application: AppHandle<R>,
    /// Of a hundred, those that the window was told.
    told: AtomicUsize,
}

impl Runs {
    /// # Errors
    /// [`ErrorCode::Busy`] where another one is under way.
    pub(crate) fn begin<R: Runtime>(application: &AppHandle<R>) -> Result<Run<R>, CommandError> {
        let state = Arc::clone(&application.state::<Runs>().0);
        if state.under_way.swap(true, Ordering::Acquire) {
            return Err(CommandError::of(ErrorCode::Busy));
        }
        state.stop.store(false, Ordering::Relaxed);
        Ok(Run { state, application: application.clone(), told: AtomicUsize::new(0) })
    }

    /// Stops the one that is under way after what it has at hand.
    pub(crate) fn stop(&self) {
        self.0.stop.store(true, Ordering::Relaxed);
    }
}

impl<R: Runtime> Run<R> {
    /// `done` of `total`: the window is told of each hundredth, from whichever thread comes first to it.
    pub(crate) fn progress(&self, done: usize, total: usize) -> ControlFlow<()> {
        let hundredth = done * 100 / total.max(1);
        if self.told.fetch_max(hundredth, Ordering::Relaxed) < hundredth {
            self.tell(done, total, false);
        }
        if self.state.stop.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn tell(&self, done: usize, total: usize, ended: bool) {
        let count = |number: usize| number.try_into().unwrap_or(u32::MAX);
        self.application.state::<Watch>().tell(Happening::RunProgress {
            done: count(done),
            total: count(total),
            ended,
        });
    }
}

impl<R: Runtime> Drop for Run<R> {
    fn drop(&mut self) {
        self.tell(0, 0, true);
        self.state.under_way.store(false, Ordering::Release);
    }
}
