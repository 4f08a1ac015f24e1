//! What the window is told without asking. It subscribes once, when its page starts (`watch`); a page that is
//! gone is forgotten at the next attempt to reach it.

use crate::commands::views::Happening;
use std::sync::{Mutex, PoisonError};
use tauri::ipc::Channel;

/// The window's open ear, if it has one.
#[derive(Default)]
pub(crate) struct Watch(Mutex<Option<Channel<Happening>>>);

impl Watch {
    /// Replaces an earlier subscription: a reloaded page subscribes anew.
    pub(crate) fn subscribe(&self, channel: Channel<Happening>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
    }

    pub(crate) fn tell(&self, happening: Happening) {
        let mut ear = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if ear.as_ref().is_some_and(|channel| channel.send(happening).is_err()) {
            *ear = None;
        }
    }
}
