//! The figures of a run.

use super::{scratch::Scratch, victim::Verdict};
use crate::command::{Failure, Outcome};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    time::{Duration, Instant},
};

pub(super) struct Tally {
    started: Instant,
    /// Told lines that say that something was done, by their first word.
    acknowledged: BTreeMap<String, usize>,
    /// How what was left opened, or with what it was refused.
    outcomes: BTreeMap<String, u32>,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self { started: Instant::now(), acknowledged: BTreeMap::new(), outcomes: BTreeMap::new() }
    }

    /// Counts what was told in all, once for each registry.
    pub(super) fn told(&mut self, told: &Path) -> Outcome {
        let text = fs::read_to_string(told).map_err(Failure::at(told.display()))?;
        for word in text.lines().filter_map(|line| line.split(' ').next()) {
            if !matches!(word, "tries" | "full" | "damaged") {
                *self.acknowledged.entry(word.to_owned()).or_default() += 1;
            }
        }
        Ok(())
    }

    /// Takes a verdict in; whatever is neither whole nor an error that is `acceptable` ends the run.
    pub(super) fn judge(&mut self, verdict: Verdict, acceptable: impl Fn(&str) -> bool) -> Outcome<Judged> {
        match verdict {
            Verdict::Whole(figures) => {
                let recovery = figures.split(", ").nth(2).unwrap_or("somehow").to_owned();
                *self.outcomes.entry(recovery).or_default() += 1;
                Ok(Judged::Whole)
            }
            Verdict::Refused(words) if acceptable(&words) => {
                let name = words.split(':').next().unwrap_or_default();
                *self.outcomes.entry(format!("refused ({name})")).or_default() += 1;
                Ok(Judged::Refused)
            }
            Verdict::Refused(words) => Err(Failure::new(format!("it does not open: {words}"))),
            Verdict::Bad(what) => Err(Failure::new(what)),
        }
    }

    /// `what` was done how often, and nothing was lost: to lose something is to fail before.
    pub(super) fn line(&self, what: &str) -> String {
        let list = |pairs: Vec<String>| pairs.join(", ");
        let acknowledged =
            list(self.acknowledged.iter().map(|(word, count)| format!("{count} {word}")).collect());
        let outcomes = list(self.outcomes.iter().map(|(how, count)| format!("{count} {how}")).collect());
        let took = seconds(self.started.elapsed());
        format!("{what}; acknowledged: {acknowledged}; 0 lost, 0 panics; opened: {outcomes}; {took}")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    Whole,
    Refused,
}

fn seconds(took: Duration) -> String {
    format!("{}:{:02} min", took.as_secs() / 60, took.as_secs() % 60)
}

/// Ends a run: the scratch is kept where it failed, and the failure says which time it was and where to look.
pub(super) fn at_time<T>(number: u32, scratch: Scratch, outcome: Outcome<T>) -> Outcome<(T, Scratch)> {
    match outcome {
        Ok(value) => Ok((value, scratch)),
        Err(failure) => {
            let kept = scratch.keep();
            Err(Failure::new(format!("time {}: {failure}; look at {}", number + 1, kept.display())))
        }
    }
}
