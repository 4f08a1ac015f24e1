//! Mapae's window. Everything is in the library, so that tests can build the same application.

use std::{alloc::System, process::ExitCode};
use zeroizing_alloc::ZeroAlloc;

/// Wipes what is freed. Our own secrets wipe themselves; what a library copied on a secret's way (the clipboard, the
/// keyring's client) does not.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    match mapae::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            #[expect(clippy::print_stderr, reason = "there is no window to say it in")]
            {
                eprintln!("Mapae: {sentence}");
            }
            ExitCode::FAILURE
        }
    }
}
