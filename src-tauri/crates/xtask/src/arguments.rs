//! What was typed after `cargo xtask`. A flag may stand anywhere before `--`; what nobody asked for is an
//! error, so that a typing mistake never runs something else.

use crate::command::{Failure, Outcome};

/// The words that no one has taken yet.
pub(crate) struct Arguments {
    words: Vec<String>,
    passed_on: Vec<String>,
}

impl Arguments {
    pub(crate) fn new(typed: impl Iterator<Item = String>) -> Self {
        let mut words: Vec<String> = typed.collect();
        let passed_on = match words.iter().position(|word| word == "--") {
            Some(dashes) => words.drain(dashes..).skip(1).collect(),
            None => Vec::new(),
        };
        for word in &mut words {
            if matches!(word.as_str(), "--help" | "-h") {
                *word = "help".to_owned();
            }
        }
        Self { words, passed_on }
    }

    /// Takes the next word that is no flag.
    pub(crate) fn word(&mut self) -> Option<String> {
        let position = self.words.iter().position(|word| !word.starts_with("--"))?;
        Some(self.words.remove(position))
    }

    /// Takes `--name` and tells whether it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() != before
    }

    /// Takes `--name value` or `--name=value`.
    pub(crate) fn value(&mut self, name: &str) -> Outcome<Option<String>> {
        let prefix = format!("{name}=");
        if let Some(position) = self.words.iter().position(|word| word.starts_with(&prefix)) {
            return Ok(Some(self.words.remove(position)[prefix.len()..].to_owned()));
        }
        let Some(position) = self.words.iter().position(|word| word == name) else {
            return Ok(None);
        };
        if position + 1 == self.words.len() {
            return Err(Failure::new(format!("{name} needs a value")));
        }
        self.words.remove(position);
        Ok(Some(self.words.remove(position)))
    }

    /// Like `value`, for a whole number of at least 1.
    pub(crate) fn count(&mut self, name: &str, default: u32) -> Outcome<u32> {
        match self.value(name)? {
            None => Ok(default),
            Some(text) => match text.parse() {
                Ok(count) if count > 0 => Ok(count),
                _ => Err(Failure::new(format!("{name} needs a whole number of at least 1, not `{text}`"))),
            },
        }
    }

    /// What stood after `--`, for a verb that passes it on.
    pub(crate) fn take_passed_on(&mut self) -> Vec<String> {
        std::mem::take(&mut self.passed_on)
    }

    /// To be called when the verb has taken all it knows.
    pub(crate) fn finish(self) -> Outcome {
        match self.words.first().or(self.passed_on.first()) {
            None => Ok(()),
            Some(stranger) => {
                Err(Failure::new(format!("`{stranger}` means nothing here; see `cargo xtask help`")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    fn typed(line: &str) -> Arguments {
        Arguments::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn flags_values_and_words_are_taken_in_any_order() {
        let mut arguments = typed("--yes kill --count 20");
        assert!(arguments.flag("--yes"));
        assert_eq!(arguments.count("--count", 1).unwrap(), 20);
        assert_eq!(arguments.word().as_deref(), Some("kill"));
        arguments.finish().unwrap();
        assert_eq!(typed("--only=ui").value("--only").unwrap().as_deref(), Some("ui"));
    }

    #[test]
    fn what_stands_after_the_dashes_is_passed_on_untouched() {
        let mut arguments = typed("run --yes -- --safe-render --yes");
        assert_eq!(arguments.word().as_deref(), Some("run"));
        assert!(arguments.flag("--yes"));
        assert_eq!(arguments.take_passed_on(), ["--safe-render", "--yes"]);
        arguments.finish().unwrap();
    }

    #[test]
    fn what_no_verb_asked_for_is_refused() {
        assert!(typed("--yse").finish().is_err(), "a mistyped flag");
        assert!(typed("-- --flag").finish().is_err(), "nobody passes these on");
        assert!(typed("--count").count("--count", 1).is_err(), "a value is missing");
        assert!(typed("--count 0").count("--count", 1).is_err(), "no kill at all proves nothing");
        assert!(typed("--count -3").count("--count", 1).is_err(), "not a whole number");
    }
}
