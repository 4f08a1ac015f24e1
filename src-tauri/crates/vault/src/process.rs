//! What the process does to keep its memory to itself.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

use crate::error::VaultError;

/// Switches core dumps off, and with them `ptrace` and `/proc/<pid>/mem` for this user's other processes
/// (prctl(2), PR_SET_DUMPABLE). Called once, before the first secret exists; programs started later are not
/// affected by the first, and inherit the second.
pub fn harden_process() -> Result<(), VaultError> {
    let refused = |errno: rustix::io::Errno| VaultError::CoreDumps(errno.into());
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).map_err(refused)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(refused)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use rustix::process::{dumpable_behavior, getrlimit};

    use super::*;

    #[test]
    fn a_hardened_process_leaves_no_core_dump() {
        harden_process().unwrap();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        let limit = getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    }
}
