//! The one container for secrets. It lies on the heap in one place, is wiped when dropped, and has no way out
//! but `expose`, so that a search for that word finds every use.

use zeroize::Zeroize;

/// A value that must not be seen. Deliberately absent: `Debug`, `Display`, `Serialize`, `Clone`, `PartialEq`.
///
/// ```
/// # use mapae_vault::Secret;
/// let secret = Secret::fill([0_u8; 4], |bytes| bytes.copy_from_slice(b"abcd"));
/// assert_eq!(secret.expose(), b"abcd");
/// assert_eq!(serde_json::to_string(secret.expose())?, "[97,98,99,100]");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// It can't be printed, not even inside something else:
/// ```compile_fail,E0277
/// # use mapae_vault::Secret;
/// let secret = Secret::fill([0_u8; 4], |bytes| bytes.copy_from_slice(b"abcd"));
/// format!("{secret:?}");
/// ```
/// ```compile_fail,E0277
/// # use mapae_vault::Secret;
/// let secret = Secret::fill([0_u8; 4], |bytes| bytes.copy_from_slice(b"abcd"));
/// format!("{secret}");
/// ```
/// It can't be serialised:
/// ```compile_fail,E0277
/// # use mapae_vault::Secret;
/// let secret = Secret::fill([0_u8; 4], |bytes| bytes.copy_from_slice(b"abcd"));
/// serde_json::to_string(&secret);
/// ```
/// It can't be copied, nor compared in a time that tells where two secrets differ:
/// ```compile_fail,E0599
/// # use mapae_vault::Secret;
/// let secret = Secret::fill([0_u8; 4], |bytes| bytes.copy_from_slice(b"abcd"));
/// let _: Secret<[u8; 4]> = secret.clone();
/// ```
/// ```compile_fail,E0369
/// # use mapae_vault::Secret;
/// let secret = Secret::fill([0_u8; 4], |bytes| bytes.copy_from_slice(b"abcd"));
/// let _ = secret == secret;
/// ```
pub struct Secret<T: Zeroize>(Box<T>);

impl<T: Zeroize> Secret<T> {
    /// Makes a secret where it will stay: `blank` is moved to the heap first and filled there, so that no copy
    /// is left behind on the stack.
    pub fn fill(blank: T, write: impl FnOnce(&mut T)) -> Secret<T> {
        let mut secret = Secret(Box::new(blank));
        write(&mut secret.0);
        secret
    }

    /// As [`Secret::fill`]; what was written until a failure is wiped.
    pub fn try_fill<E>(blank: T, write: impl FnOnce(&mut T) -> Result<(), E>) -> Result<Secret<T>, E> {
        let mut secret = Secret(Box::new(blank));
        write(&mut secret.0)?;
        Ok(secret)
    }

    /// The value. Who calls this keeps it out of logs, errors, files and answers.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    struct Witness<'a>(&'a Cell<u32>);

    impl Zeroize for Witness<'_> {
        fn zeroize(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }

    #[test]
    fn a_dropped_secret_is_wiped_once() {
        let wiped = Cell::new(0);
        drop(Secret::fill(Witness(&wiped), |_| ()));
        assert_eq!(wiped.get(), 1);
    }

    #[test]
    fn a_secret_that_failed_half_way_is_wiped_too() {
        let wiped = Cell::new(0);
        let made = Secret::try_fill(Witness(&wiped), |_| Err("interrupted"));
        assert_eq!(made.err(), Some("interrupted"));
        assert_eq!(wiped.get(), 1, "half a secret is a secret");
    }
}
