//! The program's log: JSON lines, so that no text in it can forge a line, in `mapae.log` of the state folder.
//! It holds error chains and never a secret. The window is given a reference only, which finds the line here.

use std::{fs, io, os::unix::fs::OpenOptionsExt, path::Path, sync::Mutex};

/// Past this the log of the last run but one is dropped: two files of this size at the most.
const MAX_BYTES: u64 = 5 * 1024 * 1024;

/// Sends all that is traced to the log. Without it (a folder that can't be written) the program still runs.
pub(crate) fn start(state_folder: &Path) -> io::Result<()> {
    let path = state_folder.join("mapae.log");
    if fs::metadata(&path).is_ok_and(|found| found.len() > MAX_BYTES) {
        fs::rename(&path, state_folder.join("mapae.log.1"))?;
    }
    let file = fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    // A second call (tests) finds a subscriber in place, which is as good.
    let _ = tracing_subscriber::fmt().json().with_writer(Mutex::new(file)).try_init();
    Ok(())
}

/// A short name for one failure: shown to the person, and written beside the whole story in the log.
pub(crate) fn reference(error: &(dyn std::error::Error + 'static)) -> String {
    let reference = format!("{:08X}", fresh_number());
    let chain: Vec<String> =
        std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect();
    tracing::error!(reference, cause = chain.join(": "), "failed");
    reference
}

/// Different in each process and at each call; nothing rests on its being unguessable.
fn fresh_number() -> u32 {
    use std::hash::{BuildHasher, RandomState};
    let wide = RandomState::new().hash_one(std::thread::current().id());
    u32::try_from(wide >> 32).expect("32 bits are left of 64")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_failures_have_two_references() {
        let error = io::Error::other("the same");
        assert_ne!(reference(&error), reference(&error));
    }
}
