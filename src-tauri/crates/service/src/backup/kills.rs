//! Making a backup and putting one back, stopped before each step on disk, as a kill would. Afterwards the old registry
//! is there or the new one, whole; and doing it again ends where it should.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use super::{
    interruption::stopping_after,
    test_support::{House, Tokens, issue_all, later, now, tokens},
};
use crate::{
    Accept, Place, RestoreError, Unlock, back_up, backup_file, backups, drill, finish_restore,
    rebuild_from_backup, restore, verify_events,
};
use mapae_store::ChainReport;
use mapae_vault::Start;
use std::{collections::BTreeSet, fs, path::PathBuf};

/// A closed registry with a newer token than its backup, and what it was when the backup was made.
struct Trial {
    house: House,
    then: Tokens,
    now: Tokens,
}

impl Trial {
    fn new() -> Trial {
        let (house, then) = House::with_tokens(&["처음"]);
        let registry = house.open();
        back_up(&registry, now()).unwrap();
        let mut now = then.clone();
        now.extend(issue_all(&registry, &["나중"]));
        Trial { house, then, now }
    }

    fn copy(&self) -> Trial {
        Trial { house: self.house.copy(), then: self.then.clone(), now: self.now.clone() }
    }

    fn place<T>(&self, work: impl FnOnce(Place<'_>) -> T) -> T {
        self.house.with_place(Start::Unlocked, work)
    }

    fn restore(&self) -> Result<(), RestoreError> {
        let name = backups(&self.house.state()).unwrap().pop().unwrap().name;
        let source = backup_file(&self.house.state(), &name).unwrap();
        self.place(|place| restore(place, &source, &Unlock::ByItself, later(1))).map(drop)
    }

    /// What the registry is, after what opening does first. Read from a copy: reading a token is an event.
    fn found(&self) -> Tokens {
        self.place(finish_restore).unwrap();
        assert!(!self.place(finish_restore).unwrap(), "finished is finished");
        let leftovers: Vec<PathBuf> = self
            .house
            .files()
            .into_iter()
            .filter(|path| path.to_string_lossy().contains("restoring"))
            .collect();
        assert!(leftovers.is_empty(), "{leftovers:?}");
        let copy = self.copy();
        let registry = copy.house.try_open().unwrap();
        let report = verify_events(&registry).unwrap();
        assert!(matches!(report.database, ChainReport::Intact { .. }), "{report:?}");
        assert_eq!(report.database, report.audit_file);
        tokens(&registry)
    }
}

/// Kills `work` before its first step, its second, and so on. What `found` says must be one of two.
fn at_every_step(begin: &Trial, work: impl Fn(&Trial) -> Result<(), RestoreError>) {
    let (mut old, mut new) = (0, 0);
    for points in 0.. {
        let trial = begin.copy();
        let (result, stopped) = stopping_after(points, || work(&trial));
        let found = trial.found();
        if !stopped {
            result.unwrap();
            assert_eq!(found, begin.then);
            assert!(old > 10 && new > 5, "kills on both sides were tried: {old}, {new}");
            return;
        }
        if found == begin.now {
            old += 1;
            assert_eq!(new, 0, "after {points} points it is the old one again");
        } else {
            assert_eq!(found, begin.then, "after {points} points");
            new += 1;
        }
        work(&trial).unwrap();
        assert_eq!(trial.found(), begin.then, "done again after {points} points");
    }
}

#[test]
fn a_kill_while_a_backup_is_put_back_leaves_the_old_registry_or_the_new_one() {
    at_every_step(&Trial::new(), Trial::restore);
}

/// The moves, cut short, and the finishing of them, cut short.
#[test]
fn a_kill_while_a_restore_is_finished_is_finished_by_the_next() {
    let begin = Trial::new();
    let mut tried = 0;
    for points in 0.. {
        let trial = begin.copy();
        let (_, stopped) = stopping_after(points, || trial.restore());
        if !stopped {
            break;
        }
        if !trial.house.state().join("restoring").exists() {
            continue;
        }
        for again in 0.. {
            let trial = trial.copy();
            let (_, stopped) = stopping_after(again, || trial.place(finish_restore));
            assert_eq!(trial.found(), begin.then, "after {points} and {again} points");
            if !stopped {
                break;
            }
            tried += 1;
        }
    }
    assert!(tried > 30, "{tried} kills were tried");
}

#[test]
fn a_kill_while_a_registry_is_rebuilt_leaves_it_as_it_was_or_rebuilt() {
    let begin = Trial::new();
    fs::remove_dir_all(begin.house.database()).unwrap();
    let lines = fs::read_to_string(begin.house.audit_file()).unwrap();
    // Without its beginning: the backup has that, and the file the rest.
    let rest = lines.split_inclusive('\n').skip(2).collect::<String>();
    fs::write(begin.house.audit_file(), rest).unwrap();
    let rebuild = |trial: &Trial| {
        let vault = trial.house.vault();
        trial.place(|place| rebuild_from_backup(place, &vault, Accept::Whole, later(1)))
    };
    let mut seen = BTreeSet::new();
    for points in 0.. {
        let trial = begin.copy();
        let (result, stopped) = stopping_after(points, || rebuild(&trial));
        trial.place(finish_restore).unwrap();
        let rebuilt = trial.house.database().exists();
        seen.insert(rebuilt);
        if !rebuilt {
            rebuild(&trial).unwrap();
        }
        assert_eq!(trial.found(), begin.now, "after {points} points");
        if !stopped {
            result.unwrap();
            break;
        }
    }
    assert_eq!(seen.len(), 2, "kills on both sides were tried");
}

#[test]
fn a_kill_while_a_backup_is_made_leaves_whole_backups_only() {
    let begin = Trial::new();
    let mut counts = BTreeSet::new();
    for points in 0.. {
        let trial = begin.copy();
        let registry = trial.house.open();
        let (result, stopped) = stopping_after(points, || back_up(&registry, later(1)));
        let count = backups(&trial.house.state()).unwrap().len();
        counts.insert(count);
        assert!(drill(&registry, now()).unwrap().passed(), "after {points} points");
        back_up(&registry, later(2)).unwrap();
        let folder = trial.house.state().join("backups");
        assert_eq!(fs::read_dir(folder).unwrap().count(), 2 * (count + 1), "pairs, and nothing else");
        if !stopped {
            result.unwrap();
            break;
        }
    }
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), [1, 2], "kills on both sides were tried");
}
