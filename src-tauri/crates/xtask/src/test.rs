//! `cargo xtask test`: everything that has to hold, from a bare machine on.

use crate::{
    arguments::Arguments,
    command::{Failure, Outcome},
    steps::{GROUPS, STEPS, Step, run_all},
};

pub(crate) fn test(mut arguments: Arguments) -> Outcome {
    let yes = arguments.flag("--yes");
    let only = arguments.value("--only")?;
    arguments.finish()?;

    let wanted = groups(only.as_deref())?;
    let steps: Vec<&Step> = STEPS.iter().filter(|step| wanted.contains(&step.group)).collect();
    run_all(yes, &steps)
}

fn groups(only: Option<&str>) -> Outcome<Vec<&str>> {
    let Some(only) = only else {
        return Ok(GROUPS.to_vec());
    };
    let asked: Vec<&str> = only.split(',').map(str::trim).collect();
    match asked.iter().find(|group| !GROUPS.contains(group)) {
        Some(stranger) => {
            Err(Failure::new(format!("there is no group `{stranger}`; there are {}", GROUPS.join(", "))))
        }
        None => Ok(asked),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    #[test]
    fn only_known_groups_can_be_asked_for() {
        assert_eq!(groups(None).unwrap(), GROUPS);
        assert_eq!(groups(Some("ui, crash")).unwrap(), ["ui", "crash"]);
        let failure = groups(Some("ui,gtk")).unwrap_err().to_string();
        assert!(failure.contains("`gtk`") && failure.contains("acceptance"), "{failure}");
        assert!(groups(Some("")).is_err(), "an empty choice would pass without a test");
    }
}
