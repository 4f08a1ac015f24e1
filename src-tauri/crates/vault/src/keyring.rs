//! The desktop's keyring (on Linux the Secret Service, over D-Bus), asked with a time limit.
//!
//! A locked keyring asks the person for a password and answers when they have typed it, a stopped one never
//! answers; so each question is put on a thread of its own, and after [`PATIENCE`] nobody waits for it any more.
//! The prompt stays on the screen: once it is answered, asking again succeeds.
//!
//! Entries are named by the registry's key id, so two registries of one person never meet in one entry.
//! "No such entry" is reported as that and nothing else: a keyring that has just been reset says the same, and
//! must never be taken for a registry that needs its first key.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

#[cfg(not(test))]
use keyring::Entry;
use keyring::Error;
use zeroize::Zeroizing;

use crate::interruption;
use crate::key::KeyId;
use crate::wrapping::WrappingKey;
#[cfg(test)]
use memory::Entry;

/// How long a keyring may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);
const SERVICE: &str = "mapae";

/// Why the keyring did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It answered, and has no such entry.
    NoEntry,
    /// It has the entry, but not in a form that we wrote.
    NotOurs,
    /// It is locked, or did not answer in time.
    Locked,
    /// There is no keyring in this session, or it went away while it was asked.
    Vanished,
}

/// What an entry is called, for messages.
pub(crate) fn place(key_id: KeyId) -> String {
    format!("keyring entry {SERVICE}/{}", user(key_id))
}

/// The text of the wrapping key of a registry.
pub(crate) fn read(key_id: KeyId) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    ask(move || secret_of(&entry(key_id)?), || ())
}

/// Stores a new wrapping key, and answers what the keyring then gives back: one that forgets or alters what it is
/// given is no protector. If it answers too late to be believed, the entry is taken out again.
pub(crate) fn store(key_id: KeyId, wrapping: &WrappingKey) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    interruption::point().map_err(|_| Refusal::Vanished)?;
    let text = wrapping.to_text();
    let job = move || {
        let entry = entry(key_id)?;
        entry.set_secret(text.as_bytes())?;
        secret_of(&entry)
    };
    let too_late = move || {
        if let Err(error) = entry(key_id).and_then(|entry| entry.delete_credential()) {
            tracing::warn!(reason = reason(&error), "an unused keyring entry could not be removed");
        }
    };
    let reread = ask(job, too_late)?;
    interruption::point().map_err(|_| Refusal::Vanished)?;
    Ok(reread)
}

/// Removes an entry; a missing one is no refusal.
pub(crate) fn forget(key_id: KeyId) -> Result<(), Refusal> {
    interruption::point().map_err(|_| Refusal::Vanished)?;
    match ask(move || entry(key_id)?.delete_credential(), || ()) {
        Ok(()) | Err(Refusal::NoEntry) => Ok(()),
        Err(refusal) => Err(refusal),
    }
}

fn user(key_id: KeyId) -> String {
    format!("wrapping-key-{key_id}")
}

fn entry(key_id: KeyId) -> Result<Entry, Error> {
    Entry::new(SERVICE, &user(key_id))
}

fn secret_of(entry: &Entry) -> Result<Zeroizing<Vec<u8>>, Error> {
    entry.get_secret().map(Zeroizing::new)
}

fn ask<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, Error> + Send + 'static,
    too_late: impl FnOnce() + Send + 'static,
) -> Result<T, Refusal> {
    let (answer, answered) = mpsc::sync_channel(1);
    let spawned = thread::Builder::new().name("keyring".into()).spawn(move || {
        let result = job();
        let done = result.is_ok();
        if answer.send(result).is_err() && done {
            too_late();
        }
    });
    if let Err(error) = spawned {
        tracing::warn!(%error, "no thread to ask the keyring on");
        return Err(Refusal::Locked);
    }
    match answered.recv_timeout(PATIENCE) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => {
            tracing::info!(reason = reason(&error), "the keyring refused");
            Err(refusal(&error))
        }
        Err(RecvTimeoutError::Timeout) => {
            tracing::info!(seconds = PATIENCE.as_secs(), "the keyring did not answer in time");
            Err(Refusal::Locked)
        }
        Err(RecvTimeoutError::Disconnected) => Err(Refusal::Vanished),
    }
}

fn refusal(error: &Error) -> Refusal {
    match error {
        Error::NoEntry => Refusal::NoEntry,
        Error::NoStorageAccess(_) => Refusal::Locked,
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::Ambiguous(_) => Refusal::NotOurs,
        // The enum is open; what is left is about the session, not about our entry.
        _ => Refusal::Vanished,
    }
}

/// For the log. Never the error itself: some variants carry the stored bytes, and their `Debug` prints them.
fn reason(error: &Error) -> String {
    match error {
        Error::PlatformFailure(source) | Error::NoStorageAccess(source) => source.to_string(),
        Error::NoEntry => "no such entry".into(),
        Error::NoDefaultStore => "no keyring in this session".into(),
        Error::Ambiguous(_) => "several entries of one name".into(),
        _ => "unreadable entry or store".into(),
    }
}

/// A keyring in memory, for what can't be done to a real one: stopping between two steps, in hundreds of runs. The
/// real one has its tests in `tests/secret_service`.
#[cfg(test)]
pub(crate) mod memory {
    use std::collections::HashMap;
    use std::sync::{LazyLock, Mutex, PoisonError};

    use keyring::Error;

    use crate::key::KeyId;

    /// By user, that is by key id, which is random: tests do not meet here.
    static ENTRIES: LazyLock<Mutex<HashMap<String, Vec<u8>>>> = LazyLock::new(Mutex::default);

    fn with<T>(work: impl FnOnce(&mut HashMap<String, Vec<u8>>) -> T) -> T {
        work(&mut ENTRIES.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the keyring holds a key of this registry.
    pub(crate) fn holds(key_id: KeyId) -> bool {
        with(|entries| entries.contains_key(&super::user(key_id)))
    }

    /// As somebody who resets the keyring does.
    pub(crate) fn lose(key_id: KeyId) {
        with(|entries| entries.remove(&super::user(key_id)));
    }

    pub(super) struct Entry(String);

    impl Entry {
        pub(super) fn new(_service: &str, user: &str) -> Result<Entry, Error> {
            Ok(Entry(user.to_owned()))
        }

        pub(super) fn set_secret(&self, secret: &[u8]) -> Result<(), Error> {
            with(|entries| entries.insert(self.0.clone(), secret.to_vec()));
            Ok(())
        }

        pub(super) fn get_secret(&self) -> Result<Vec<u8>, Error> {
            with(|entries| entries.get(&self.0).cloned()).ok_or(Error::NoEntry)
        }

        pub(super) fn delete_credential(&self) -> Result<(), Error> {
            with(|entries| entries.remove(&self.0)).map(drop).ok_or(Error::NoEntry)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_s_reason_never_holds_the_stored_bytes() {
        let stored = b"mapae-key-1 \xff".to_vec();
        for error in
            [Error::BadEncoding(stored.clone()), Error::BadDataFormat(stored, "mapae-key-1 malformed".into())]
        {
            assert!(!reason(&error).contains("mapae-key-1"));
        }
    }

    #[test]
    fn an_answer_that_comes_too_late_is_undone() {
        let (let_go, held) = mpsc::channel::<()>();
        let (undone, was_undone) = mpsc::channel::<()>();
        let answer = ask(
            move || {
                held.recv().map_err(|_| Error::NoEntry)?;
                Ok(())
            },
            move || undone.send(()).unwrap_or_default(),
        );
        assert_eq!(answer, Err(Refusal::Locked), "nobody answered within the limit");
        assert!(let_go.send(()).is_ok(), "the thread still waits");
        assert!(was_undone.recv_timeout(PATIENCE).is_ok(), "the late success was taken back");
    }

    #[test]
    fn a_keyring_that_breaks_while_asked_has_vanished() {
        let answer: Result<(), Refusal> = ask(|| panic!("as keyring's own mutex does"), || ());
        assert_eq!(answer, Err(Refusal::Vanished));
    }
}
