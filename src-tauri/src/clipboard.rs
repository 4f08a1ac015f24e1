//! A token on the clipboard: written by Rust alone, cleared after a while, and only if it is still ours. What
//! became of it is told as it is: cleared and read back empty, replaced by someone, or not to be verified.
//!
//! The token itself is not kept here, only its digest, to recognise it when it is read back.

use mapae_domain::TokenDigest;
use mapae_vault::TokenSecret;
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};
use tauri::{AppHandle, Runtime};
use tauri_plugin_clipboard_manager::ClipboardExt;
use zeroize::Zeroizing;

/// What became of a token on the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clearing {
    /// It is not there any more, and that was read back.
    Cleared,
    /// Something else had been copied since, and was left alone.
    Replaced,
    /// Cleared as far as can be told: the desktop would not let it be read back.
    Unverified,
}

/// The desktop's clipboard, as little of it as is needed. Both ways may block, on X11 even for an answer from
/// this very process: never call them on the main thread.
pub(crate) trait Desktop: Send + Sync + 'static {
    /// Puts a text there, marked as a secret for clipboard histories.
    fn write_secret(&self, text: &str) -> Result<(), Unavailable>;
    /// The text there now; `None` where there is none.
    fn read(&self) -> Result<Option<Zeroizing<String>>, Unavailable>;
    /// Empties it.
    fn clear(&self) -> Result<(), Unavailable>;
}

/// The desktop gives no access to its clipboard.
#[derive(Debug, thiserror::Error)]
#[error("the desktop gives no access to its clipboard")]
pub(crate) struct Unavailable;

/// Hands tokens to the clipboard and takes them back.
pub(crate) struct TokenClipboard {
    desktop: Box<dyn Desktop>,
    held: Mutex<Option<Held>>,
}

struct Held {
    digest: TokenDigest,
    /// Dropped with this: the thread that waits for the time to clear then ends.
    _waiting: Sender<()>,
}

impl TokenClipboard {
    pub(crate) fn new(desktop: impl Desktop) -> Self {
        Self { desktop: Box::new(desktop), held: Mutex::new(None) }
    }

    /// Puts `secret` on the clipboard, and clears it after `stay` unless [`clear`](Self::clear) or another copy
    /// comes first. `settled` is told what became of it then, and only then.
    ///
    /// # Errors
    /// The desktop gives no access; nothing was written.
    pub(crate) fn hold(
        self: &Arc<Self>,
        secret: &TokenSecret,
        stay: Duration,
        settled: impl FnOnce(Clearing) + Send + 'static,
    ) -> Result<(), Unavailable> {
        let (waiting, ended) = mpsc::channel();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        self.desktop.write_secret(secret.expose())?;
        *held = Some(Held { digest: secret.digest(), _waiting: waiting });
        drop(held);
        let this = Arc::clone(self);
        thread::spawn(move || {
            if ended.recv_timeout(stay) == Err(RecvTimeoutError::Timeout)
                && let Some(clearing) =
                    this.clear_unless(|| ended.try_recv() == Err(mpsc::TryRecvError::Disconnected))
            {
                settled(clearing);
            }
        });
        Ok(())
    }

    /// Clears the clipboard now, if a token of ours is there; `None` where none was held.
    pub(crate) fn clear(&self) -> Option<Clearing> {
        self.clear_unless(|| false)
    }

    /// `superseded` is asked under the lock: between the time-out and the lock another token may have come.
    fn clear_unless(&self, superseded: impl FnOnce() -> bool) -> Option<Clearing> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if superseded() {
            return None;
        }
        held.take().map(|held| self.settle(&held.digest))
    }

    fn settle(&self, ours: &TokenDigest) -> Clearing {
        if let Ok(false) = self.holds(ours) {
            return if self.is_empty() { Clearing::Cleared } else { Clearing::Replaced };
        }
        // Where it can't be read, it is cleared all the same: losing another copied text does less harm than leaving
        // a token there.
        match self.desktop.clear().and_then(|()| self.holds(ours)) {
            Ok(false) => Clearing::Cleared,
            Ok(true) | Err(Unavailable) => Clearing::Unverified,
        }
    }

    fn holds(&self, ours: &TokenDigest) -> Result<bool, Unavailable> {
        let text = self.desktop.read()?;
        Ok(text.is_some_and(|text| TokenDigest::of(text.as_bytes()) == *ours))
    }

    fn is_empty(&self) -> bool {
        matches!(self.desktop.read(), Ok(None))
    }
}

/// The real clipboard, through tauri-plugin-clipboard-manager.
pub(crate) struct PluginClipboard<R: Runtime>(pub(crate) AppHandle<R>);

impl<R: Runtime> Desktop for PluginClipboard<R> {
    fn write_secret(&self, text: &str) -> Result<(), Unavailable> {
        self.0.clipboard().write_secret(text).map_err(unavailable)
    }

    fn read(&self) -> Result<Option<Zeroizing<String>>, Unavailable> {
        match self.0.clipboard().read_text() {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(error) if says_there_is_no_text(&error) => Ok(None),
            Err(error) => Err(unavailable(error)),
        }
    }

    fn clear(&self) -> Result<(), Unavailable> {
        self.0.clipboard().clear().map_err(unavailable)
    }
}

/// The plugin hands on arboard's errors as text only; arboard itself is asked what it says of an empty clipboard,
/// so that no wording of its stands here.
fn says_there_is_no_text(error: &tauri_plugin_clipboard_manager::Error) -> bool {
    matches!(error, tauri_plugin_clipboard_manager::Error::Clipboard(text)
        if *text == arboard::Error::ContentNotAvailable.to_string())
}

fn unavailable(error: tauri_plugin_clipboard_manager::Error) -> Unavailable {
    // arboard's messages speak of the display connection, never of what was copied.
    tracing::warn!(%error, "clipboard");
    Unavailable
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    /// A clipboard of this test's own, with the moods of real ones.
    #[derive(Clone, Default)]
    struct Board(Arc<Mutex<Contents>>);

    #[derive(Default)]
    struct Contents {
        text: Option<String>,
        unreadable: bool,
        /// Some desktops bring the previous clip back.
        sticky: bool,
    }

    impl Board {
        fn with<T>(&self, act: impl FnOnce(&mut Contents) -> T) -> T {
            act(&mut self.0.lock().unwrap())
        }
    }

    impl Desktop for Board {
        fn write_secret(&self, text: &str) -> Result<(), Unavailable> {
            self.with(|it| it.text = Some(text.to_owned()));
            Ok(())
        }
        fn read(&self) -> Result<Option<Zeroizing<String>>, Unavailable> {
            self.with(
                |it| {
                    if it.unreadable { Err(Unavailable) } else { Ok(it.text.clone().map(Zeroizing::new)) }
                },
            )
        }
        fn clear(&self) -> Result<(), Unavailable> {
            self.with(|it| it.text = it.text.take().filter(|_| it.sticky));
            Ok(())
        }
    }

    const LONG: Duration = Duration::from_secs(3600);

    fn copied(board: &Board) -> Arc<TokenClipboard> {
        let clipboard = Arc::new(TokenClipboard::new(board.clone()));
        clipboard.hold(&TokenSecret::generate().unwrap(), LONG, |_| panic!("the time is not over")).unwrap();
        clipboard
    }

    #[test]
    fn a_token_is_cleared_and_that_is_read_back() {
        let board = Board::default();
        let clipboard = copied(&board);
        assert!(board.with(|it| it.text.is_some()));
        assert_eq!(clipboard.clear(), Some(Clearing::Cleared));
        assert!(board.with(|it| it.text.is_none()));
        assert_eq!(clipboard.clear(), None, "nothing of ours is there any more");
    }

    #[test]
    fn what_another_program_copied_is_left_alone() {
        let board = Board::default();
        let clipboard = copied(&board);
        board.with(|it| it.text = Some("a shopping list".to_owned()));
        assert_eq!(clipboard.clear(), Some(Clearing::Replaced));
        assert_eq!(board.with(|it| it.text.clone()).as_deref(), Some("a shopping list"));
    }

    #[test]
    fn a_clipboard_that_can_not_be_read_back_is_cleared_and_said_to_be_unverified() {
        let board = Board::default();
        let clipboard = copied(&board);
        board.with(|it| it.unreadable = true);
        assert_eq!(clipboard.clear(), Some(Clearing::Unverified));
        assert!(board.with(|it| it.text.is_none()));
    }

    #[test]
    fn a_desktop_that_brings_the_token_back_is_told_on() {
        let board = Board::default();
        let clipboard = copied(&board);
        board.with(|it| it.sticky = true);
        assert_eq!(clipboard.clear(), Some(Clearing::Unverified));
    }

    #[test]
    fn the_time_clears_and_tells() {
        let board = Board::default();
        let clipboard = Arc::new(TokenClipboard::new(board.clone()));
        let (tell, told) = mpsc::channel();
        let secret = TokenSecret::generate().unwrap();
        clipboard.hold(&secret, Duration::ZERO, move |clearing| tell.send(clearing).unwrap()).unwrap();
        assert_eq!(told.recv().unwrap(), Clearing::Cleared);
        assert!(board.with(|it| it.text.is_none()));
    }

    #[test]
    fn a_second_copy_starts_the_time_anew() {
        let board = Board::default();
        let clipboard = copied(&board);
        let (tell, told) = mpsc::channel();
        let second = TokenSecret::generate().unwrap();
        clipboard.hold(&second, LONG, move |clearing| tell.send(clearing).unwrap()).unwrap();
        assert_eq!(board.with(|it| it.text.clone()).as_deref(), Some(second.expose()));
        assert_eq!(clipboard.clear(), Some(Clearing::Cleared));
        assert!(told.recv().is_err(), "cleared by hand: the timer ends without a word");
    }
}
