//! What axe-core finds wrong with the page as it stands.

use crate::{App, workspace};
use serde_json::{Value, json};
use std::fs;

/// One violation: the rule, and each place that breaks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule.
    pub rule: String,
    /// What it says, and where.
    pub places: Vec<String>,
}

impl App<'_> {
    /// Runs all of axe's rules on the page, but for those in `off` below the elements that go with them: a rule
    /// is named with a CSS selector because it is switched off there only.
    pub async fn axe(&self, off: &[(&str, &str)]) -> Vec<Finding> {
        let library = fs::read_to_string(workspace().join("ui/node_modules/axe-core/axe.min.js"));
        let library = library.expect("axe-core is there once `npm ci` ran in ui/");
        self.script(&format!("if (!window.axe) {{ {library} }}"), &[]).await;
        let answer = self.script_async(include_str!("axe.js"), &[&json!(off)]).await;
        let findings = answer.as_array().unwrap_or_else(|| panic!("axe did not run: {answer}"));
        findings.iter().map(finding).collect()
    }
}

fn finding(violation: &Value) -> Finding {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let places = violation["places"].as_array().into_iter().flatten().map(text).collect();
    Finding { rule: text(&violation["rule"]), places }
}
