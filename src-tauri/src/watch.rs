//! What the window is told without asking. Its page always has one question open ("what happens next?", the command
//! `next_happenings`), and whatever happens is the answer; the page asks again at once.
//!
//! A channel of Tauri would do the same by evaluating script in the page, and for the value that comes of it WebKit
//! would start an engine for JavaScript in this process too: 3.5 MiB for nothing.

use crate::commands::views::Happening;
use std::{
    collections::VecDeque,
    mem,
    sync::{Mutex, PoisonError},
};
use tauri::async_runtime::{self, Sender};

/// What a page that is busy, or still loading, finds when it asks: the newest so many.
const KEPT: usize = 64;

/// What was not told yet, or who waits for it.
#[derive(Default)]
pub(crate) struct Watch(Mutex<Ear>);

#[derive(Default)]
struct Ear {
    untold: VecDeque<Happening>,
    waiting: Option<Sender<VecDeque<Happening>>>,
}

impl Watch {
    /// What has happened since this was last answered, in order; if that is nothing, what happens next. Empty where
    /// another question has taken this one's place: a reloaded page asks anew, and its old question is nobody's.
    pub(crate) async fn next(&self) -> VecDeque<Happening> {
        let mut answer = {
            let mut ear = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if !ear.untold.is_empty() {
                return mem::take(&mut ear.untold);
            }
            let (sender, receiver) = async_runtime::channel(1);
            ear.waiting = Some(sender);
            receiver
        };
        answer.recv().await.unwrap_or_default()
    }

    pub(crate) fn tell(&self, happening: Happening) {
        let mut ear = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if ear.untold.len() == KEPT {
            ear.untold.pop_front();
        }
        ear.untold.push_back(happening);
        if let Some(waiting) = ear.waiting.take() {
            // It is there until it is answered, or another has taken its place.
            let _ = waiting.try_send(mem::take(&mut ear.untold));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tauri::async_runtime::{block_on, spawn};

    fn done(happenings: VecDeque<Happening>) -> Vec<u32> {
        let done = |happening| match happening {
            Happening::RunProgress { done, .. } => done,
            other => panic!("nobody told {other:?}"),
        };
        happenings.into_iter().map(done).collect()
    }

    fn progress(done: u32) -> Happening {
        Happening::RunProgress { done, total: 100, ended: false }
    }

    #[test]
    fn what_happens_between_two_questions_is_the_answer_to_the_second() {
        let watch = Watch::default();
        watch.tell(progress(1));
        watch.tell(progress(2));
        assert_eq!(done(block_on(watch.next())), [1, 2]);
        for number in 0..KEPT as u32 + 3 {
            watch.tell(progress(number));
        }
        let kept = done(block_on(watch.next()));
        assert_eq!((kept.len(), kept[0]), (KEPT, 3), "the newest are kept");
    }

    #[test]
    fn a_question_waits_for_what_happens_next_and_the_newest_question_alone_is_answered() {
        let watch = Arc::new(Watch::default());
        let ask = || {
            let asked = Arc::clone(&watch);
            spawn(async move { asked.next().await })
        };
        let is_waiting = |watch: &Watch| watch.0.lock().is_ok_and(|ear| ear.waiting.is_some());
        let old = ask();
        while !is_waiting(&watch) {
            std::thread::yield_now();
        }
        let new = ask();
        assert_eq!(done(block_on(old).expect("it ends")), [0; 0], "another question has taken its place");
        watch.tell(progress(7));
        assert_eq!(done(block_on(new).expect("it ends")), [7]);
    }
}
