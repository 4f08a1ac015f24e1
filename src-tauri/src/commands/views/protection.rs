//! What keeps the registry's keys, and the lock in front of them. What a person types to prove that they may comes
//! over this wire encrypted ([`Typed`]): the bridge copies what it carries and wipes nothing.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroizing;

/// The ways to the data key that are set up. Any one opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProtectionView {
    pub(crate) passphrase: bool,
    /// The desktop's keyring (Secret Service).
    pub(crate) keyring: bool,
    /// A file of mode 0600: the badge `암호로 보호하지 않음`.
    pub(crate) key_file: bool,
    pub(crate) recovery_key: bool,
    /// A rotation of the data key was begun and not finished.
    pub(crate) rotation_unfinished: bool,
}

/// Why the registry is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LockedBecauseView {
    /// As set, or because only a person can open it.
    Start,
    /// 잠금 was chosen.
    Person,
    Idle,
    Suspend,
    /// The desktop's screen was locked.
    Screen,
    /// The keyring that holds the key is locked or did not answer in time.
    KeyringLocked,
    /// There is no keyring in this session.
    KeyringVanished,
    /// The key file or the keyring's entry is gone; a passphrase or a recovery key still opens.
    KeyMissing,
    /// It is there, and not what it was.
    KeyDamaged,
}

/// A passphrase or recovery key as it was typed, encrypted by the page for [`SessionView::typing_key`]: see
/// `typing.rs`.
///
/// [`SessionView::typing_key`]: super::SessionView
#[derive(Debug, Deserialize, TS)]
#[ts(export)]
#[serde(deny_unknown_fields)]
pub(crate) struct Typed {
    /// The page's key of this one message: an uncompressed point of P-256, base64.
    pub(crate) key: String,
    /// AES-256-GCM, base64.
    pub(crate) text: String,
}

/// How the person proves that they may.
#[derive(Debug, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "with", content = "text", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum UnlockInput {
    Passphrase(Typed),
    RecoveryKey(Typed),
    /// Asks the keyring once more.
    Keyring,
}

/// A passphrase that is about to be set, judged while it is typed.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PassphraseReport {
    pub(crate) problem: Option<PassphraseProblem>,
    /// 0 (guessed at once) to 4 (strong), estimated.
    pub(crate) strength: u8,
    /// The shortest that is accepted, in characters.
    pub(crate) shortest: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PassphraseProblem {
    TooShort,
    TooLong,
    /// Long enough, but the first that anyone would try.
    Guessable,
}

/// Shown once, to be printed or written down. It counts only after `confirm_recovery_key`.
#[derive(Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecoveryKeyView {
    #[ts(type = "string")]
    pub(crate) text: Zeroizing<String>,
}
