//! What a guess at a passphrase costs: Argon2id (RFC 9106), its parameters, and the key that it makes.

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::error::VaultError;
use crate::key::{KEY_LENGTH, Key};
use crate::passphrase::Passphrase;
use crate::secret::Secret;
use crate::stack;

pub(crate) const SALT_LENGTH: usize = 16;
const KIB_PER_MIB: u32 = 1024;

/// Argon2id's parameters, kept in `keys.json` beside what they protect. Whoever makes one here gets at least
/// 64 MiB and three passes, RFC 9106's choice for where memory is scarce.
///
/// One lane: a second one would help only who computes lanes at once, which is more often the attacker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredCost", into = "StoredCost")]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// Less is never used for a new passphrase.
    pub const LEAST_MEMORY_MIB: u32 = 64;
    /// More is neither made nor believed: whoever edits `keys.json` must not be able to exhaust the machine.
    pub const MOST_MEMORY_MIB: u32 = 2048;
    /// Less is never used for a new passphrase.
    pub const LEAST_PASSES: u32 = 3;
    /// More is neither made nor believed.
    pub const MOST_PASSES: u32 = 64;
    const AIM_MEMORY_MIB: u32 = 256;
    const SHORTEST: Duration = Duration::from_millis(500);
    const LONGEST: Duration = Duration::from_secs(1);

    /// `memory` in MiB; both are moved within what is allowed.
    pub fn new(memory: u32, passes: u32) -> Cost {
        Cost {
            memory_kib: memory.clamp(Cost::LEAST_MEMORY_MIB, Cost::MOST_MEMORY_MIB) * KIB_PER_MIB,
            passes: passes.clamp(Cost::LEAST_PASSES, Cost::MOST_PASSES),
            lanes: 1,
        }
    }

    /// 256 MiB and three passes where that takes this machine between half a second and one; more passes on a
    /// faster machine, less memory on a slower one, down to 64 MiB. Measures for some 0.1 s, so not on the thread
    /// of the window.
    ///
    /// # Errors
    /// [`VaultError::OutOfMemory`] where not even the measurement fits.
    pub fn calibrated() -> Result<Cost, VaultError> {
        let trial = Cost::new(Cost::LEAST_MEMORY_MIB, Cost::LEAST_PASSES);
        let started = Instant::now();
        trial.stretch(b"how fast is this machine?", &[0; SALT_LENGTH])?;
        Ok(Cost::for_speed(started.elapsed()))
    }

    /// The rule of [`Cost::calibrated`], given how long the least allowed takes here. Time is taken to be
    /// proportional to memory times passes.
    fn for_speed(least_takes: Duration) -> Cost {
        let takes = |cost: &Cost| least_takes.mul_f64(cost.work() / Cost::new(0, 0).work());
        let mut cost = Cost::new(Cost::AIM_MEMORY_MIB, Cost::LEAST_PASSES);
        while takes(&cost) < Cost::SHORTEST && cost.passes < Cost::MOST_PASSES {
            cost = Cost { passes: cost.passes + 1, ..cost };
        }
        while takes(&cost) > Cost::LONGEST && cost.memory_kib > Cost::LEAST_MEMORY_MIB * KIB_PER_MIB {
            cost = Cost::new(cost.memory_kib / KIB_PER_MIB - 16, cost.passes);
        }
        cost
    }

    fn work(&self) -> f64 {
        f64::from(self.memory_kib) * f64::from(self.passes)
    }

    /// What tests use, so that they take no time. Exists only with the feature `cheap-passphrases`, which the
    /// product's own dependencies don't ask for.
    #[cfg(any(test, feature = "cheap-passphrases"))]
    #[doc(hidden)]
    pub fn next_to_nothing() -> Cost {
        Cost { memory_kib: 64, passes: 1, lanes: 1 }
    }

    /// The wrapping key that a passphrase stands for.
    pub(crate) fn key(&self, passphrase: &Passphrase, salt: &[u8; SALT_LENGTH]) -> Result<Key, VaultError> {
        self.stretch(passphrase.bytes(), salt)
    }

    fn stretch(&self, text: &[u8], salt: &[u8; SALT_LENGTH]) -> Result<Key, VaultError> {
        let parameters = Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY_LENGTH))
            .expect("every way to a Cost keeps within Argon2's limits");
        let mut memory = Memory::new(parameters.block_count())
            .ok_or(VaultError::OutOfMemory { mebibytes: self.memory_kib.div_ceil(KIB_PER_MIB) })?;
        stack::wiped_after(|| {
            Ok(Secret::fill([0; KEY_LENGTH], |key| {
                Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
                    .hash_password_into_with_memory(text, salt, key, &mut memory.0[..])
                    .expect("lengths are within Argon2's limits, and there is a block for each");
            }))
        })
    }
}

/// Argon2's working memory, of which the last part would do for an attacker. Allocated here and not by the crate,
/// which does not wipe its own.
struct Memory(Vec<Block>);

impl Memory {
    /// `None` where there is not enough, which is no reason to end the process.
    fn new(blocks: usize) -> Option<Memory> {
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks).ok()?;
        memory.resize(blocks, Block::new());
        Some(Memory(memory))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(Zeroize::zeroize);
    }
}

/// As it stands in `keys.json`.
#[derive(Serialize, Deserialize)]
struct StoredCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl From<Cost> for StoredCost {
    fn from(cost: Cost) -> StoredCost {
        StoredCost { memory_kib: cost.memory_kib, passes: cost.passes, lanes: cost.lanes }
    }
}

impl TryFrom<StoredCost> for Cost {
    type Error = &'static str;

    /// Anything that Argon2 can compute and the machine can bear. Not clamped: a wrong number is a damaged file,
    /// and a low one gains nothing, because it makes another key.
    fn try_from(stored: StoredCost) -> Result<Cost, &'static str> {
        let StoredCost { memory_kib, passes, lanes } = stored;
        let bearable = (1..=16).contains(&lanes)
            && (8 * lanes..=Cost::MOST_MEMORY_MIB * KIB_PER_MIB).contains(&memory_kib)
            && (1..=Cost::MOST_PASSES).contains(&passes);
        if bearable { Ok(Cost { memory_kib, passes, lanes }) } else { Err("not a cost of ours") }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::*;

    #[test]
    fn no_public_way_makes_a_cost_below_64_mebibytes_and_3_passes() {
        for cost in [Cost::new(0, 0), Cost::for_speed(Duration::from_secs(60))] {
            assert_eq!((cost.memory_kib, cost.passes), (64 * 1024, 3));
        }
        let most = Cost::new(u32::MAX, u32::MAX);
        assert_eq!((most.memory_kib, most.passes), (2048 * 1024, 64));
    }

    #[test]
    fn a_cost_fits_the_speed_of_the_machine() {
        for (milliseconds, memory, passes) in [
            (1, 256, 64),
            (20, 256, 19),
            (50, 256, 8),
            (100, 256, 4),
            (125, 256, 3),
            (250, 256, 3),
            (500, 128, 3),
        ] {
            let least_takes = Duration::from_millis(milliseconds);
            let cost = Cost::for_speed(least_takes);
            assert_eq!((cost.memory_kib / 1024, cost.passes), (memory, passes), "{milliseconds} ms");
        }
    }

    #[test]
    fn a_stored_cost_is_believed_only_within_bounds() {
        let read = |memory_kib: u32, passes: u32, lanes: u32| {
            let text = format!(r#"{{"memory_kib": {memory_kib}, "passes": {passes}, "lanes": {lanes}}}"#);
            serde_json::from_str::<Cost>(&text)
        };
        assert!(read(64 * 1024, 3, 1).is_ok() && read(64, 1, 1).is_ok() && read(128, 1, 4).is_ok());
        for (memory_kib, passes, lanes) in [
            (0, 1, 1),
            (7, 1, 1),
            (31, 1, 4),
            (64, 0, 1),
            (64, 1, 0),
            (64, 65, 1),
            (u32::MAX, 3, 1),
            (64, 1, 17),
        ] {
            assert!(read(memory_kib, passes, lanes).is_err(), "{memory_kib} KiB, {passes}, {lanes}");
        }
        let cost = Cost::new(256, 4);
        assert_eq!(serde_json::from_str::<Cost>(&serde_json::to_string(&cost).unwrap()).unwrap(), cost);
    }

    #[test]
    fn every_parameter_makes_another_key() {
        let base = Cost::next_to_nothing();
        let key =
            |cost: Cost, text: &[u8], salt: u8| *cost.stretch(text, &[salt; SALT_LENGTH]).unwrap().expose();
        let mut keys = vec![
            key(base, b"one", 0),
            key(base, b"two", 0),
            key(base, b"one", 1),
            key(Cost { passes: 2, ..base }, b"one", 0),
            key(Cost { memory_kib: 128, ..base }, b"one", 0),
            key(Cost { lanes: 2, ..base }, b"one", 0),
        ];
        assert_eq!(keys[0], key(base, b"one", 0));
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 6);
    }

    #[test]
    #[ignore = "a measurement: run it alone and optimised"]
    #[allow(clippy::print_stdout, reason = "a measurement is read by a person")]
    fn how_long_a_calibrated_cost_takes() {
        let started = Instant::now();
        let cost = Cost::calibrated().unwrap();
        let calibrating = started.elapsed();
        let started = Instant::now();
        cost.stretch(b"fifteen letters", &[0; SALT_LENGTH]).unwrap();
        println!("{cost:?}: {:?}, calibrated in {calibrating:?}", started.elapsed());
    }
}
