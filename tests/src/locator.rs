//! Finding and working one thing on the page, by role and accessible name. A locator is a description, looked up
//! anew at each use: the page may have drawn the thing again since.

use crate::{App, PATIENCE, until_async};
use serde_json::{Value, json};
use std::{fmt, time::Instant};
use thirtyfour::{Key, WebElement, error::WebDriverErrorInner};

/// A WAI-ARIA role that the window uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "WAI-ARIA says what each is")]
pub enum Role {
    Button,
    Cell,
    Checkbox,
    Combobox,
    Dialog,
    Grid,
    GridCell,
    Group,
    Heading,
    Link,
    ListItem,
    Option,
    Radio,
    RadioGroup,
    Row,
    RowHeader,
    SearchBox,
    Status,
    Tab,
    TextBox,
    Tree,
    TreeItem,
}

impl Role {
    fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

#[derive(Debug, Clone)]
struct Step {
    role: Role,
    name: Option<String>,
    whole: bool,
}

/// "The button 저장 in the dialog API 토큰 발급": found among what can be seen, and reached while a modal dialog
/// is open.
#[derive(Clone)]
pub struct Locator<'a> {
    app: &'a App<'a>,
    steps: Vec<Step>,
}

impl<'a> Locator<'a> {
    pub(crate) fn new(app: &'a App<'a>, role: Role, name: impl Into<Option<String>>) -> Self {
        Self { app, steps: vec![Step { role, name: name.into(), whole: true }] }
    }

    /// Something inside this.
    pub fn find(&self, role: Role, name: &str) -> Self {
        self.with(Step { role, name: Some(name.to_owned()), whole: true })
    }

    /// Something inside this whose name begins so.
    pub fn find_starting(&self, role: Role, name: &str) -> Self {
        self.with(Step { role, name: Some(name.to_owned()), whole: false })
    }

    /// Anything inside this with that role.
    pub fn find_any(&self, role: Role) -> Self {
        self.with(Step { role, name: None, whole: false })
    }

    fn with(&self, step: Step) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step);
        Self { app: self.app, steps }
    }

    /// All that fit, now, in the order of the document.
    pub async fn all(&self) -> Vec<WebElement> {
        self.look().await.0
    }

    /// Whether at least one fits, now.
    pub async fn is_there(&self) -> bool {
        !self.all().await.is_empty()
    }

    /// The one element that fits, once it is there.
    pub async fn element(&self) -> WebElement {
        let start = Instant::now();
        loop {
            let (mut found, seen) = self.look().await;
            if found.len() == 1 {
                return found.remove(0);
            }
            let number = found.len();
            assert!(
                start.elapsed() < PATIENCE,
                "{number} instead of one {self:?} within {PATIENCE:?}; there is {seen:?}\n{}",
                self.app.page_text().await
            );
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// Returns once none fits any more.
    pub async fn gone(&self) {
        until_async(&format!("{self:?} is gone"), async || (!self.is_there().await).then_some(())).await;
    }

    /// Clicks it, once it can be clicked: while something else still covers it, it can't.
    pub async fn click(&self) {
        let start = Instant::now();
        loop {
            // The driver clicks the middle of what it sees, and does not scroll for what is half in view.
            self.ask("arguments[0].scrollIntoView({ block: 'nearest' })").await;
            let Err(error) = self.element().await.click().await else { return };
            let passing = matches!(
                *error,
                WebDriverErrorInner::ElementClickIntercepted(_)
                    | WebDriverErrorInner::ElementNotInteractable(_)
                    | WebDriverErrorInner::StaleElementReference(_)
            );
            assert!(passing && start.elapsed() < PATIENCE, "{self:?} can't be clicked: {error}");
        }
    }

    /// Clicks it until it has the focus: a field may move away under the click when a hint appears above it.
    pub async fn enter(&self) {
        until_async(&format!("{self:?} takes the focus"), async || {
            self.click().await;
            self.has_focus().await.then_some(())
        })
        .await;
    }

    /// Enters it and types `text` in place of what stands there.
    pub async fn fill(&self, text: &str) {
        self.enter().await;
        self.app.chord(&[Key::Control], 'a').await;
        if text.is_empty() {
            self.app.press(Key::Delete).await;
        } else {
            self.app.type_text(text).await;
        }
    }

    /// What stands in the field.
    pub async fn value(&self) -> String {
        let value = self.ask("return arguments[0].value").await;
        value.as_str().unwrap_or_else(|| panic!("{self:?} is no field: {value}")).to_owned()
    }

    /// Its text as it can be read, white space squeezed.
    pub async fn text(&self) -> String {
        let text = self.ask("return arguments[0].innerText.replace(/\\s+/g, ' ').trim()").await;
        text.as_str().expect("text is a string").to_owned()
    }

    /// An attribute of it.
    pub async fn attribute(&self, name: &str) -> Option<String> {
        let value = self.ask(&format!("return arguments[0].getAttribute('{name}')")).await;
        value.as_str().map(str::to_owned)
    }

    /// Whether it is ticked or chosen.
    pub async fn is_checked(&self) -> bool {
        let script = "return arguments[0].checked ?? arguments[0].getAttribute('aria-checked') === 'true'";
        self.ask(script).await == json!(true)
    }

    /// Whether the focus is on it, or on something inside it.
    pub async fn has_focus(&self) -> bool {
        let found = self.all().await;
        let [element] = found.as_slice() else { return false };
        let script = "return arguments[0].contains(document.activeElement)";
        self.app.try_script(script, &[element]).await == Some(json!(true))
    }

    /// Returns once the focus is on it, or on something inside it.
    pub async fn focused(&self) {
        until_async(&format!("the focus is on {self:?}"), async || self.has_focus().await.then_some(()))
            .await;
    }

    /// Answers `script`, whose first argument is the element.
    pub async fn ask(&self, script: &str) -> Value {
        until_async(&format!("{self:?} stays while it is asked"), async || {
            let element = self.element().await;
            self.app.try_script(script, &[&element]).await
        })
        .await
    }

    async fn look(&self) -> (Vec<WebElement>, Vec<String>) {
        let steps: Vec<Value> = self
            .steps
            .iter()
            .map(|step| json!({ "role": step.role.name(), "name": step.name, "whole": step.whole }))
            .collect();
        // What was found may be gone before it could be handed over.
        let mut answer = until_async("a look at the page", async || {
            self.app.try_script(include_str!("find.js"), &[&steps]).await
        })
        .await;
        let seen = serde_json::from_value(answer["seen"].take()).unwrap_or_default();
        let found = match answer["found"].take() {
            Value::Array(found) => found.into_iter().map(|it| self.app.element(it)).collect(),
            other => panic!("find.js answers a list, not {other}"),
        };
        (found, seen)
    }
}

impl fmt::Debug for Locator<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.steps.iter().rev().enumerate() {
            let name = step.name.as_deref().unwrap_or("any");
            let (within, more) = (if position == 0 { "" } else { " in " }, if step.whole { "" } else { "…" });
            write!(formatter, "{within}{} “{name}{more}”", step.role.name())?;
        }
        Ok(())
    }
}

/// A field of the issuing dialog, by the stable name that the page gives it (`data-field`): for what is said of
/// the field as a whole, wherever in it the control stands.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    app: &'a App<'a>,
    name: &'a str,
}

impl<'a> Field<'a> {
    pub(crate) fn new(app: &'a App<'a>, name: &'a str) -> Self {
        Self { app, name }
    }

    /// The message of its error; `None` where it has none.
    pub async fn error(&self) -> Option<String> {
        let script = "const it = document.querySelector(`[data-field='${arguments[0]}'] [data-error]`); \
                      return it && it.checkVisibility() ? it.innerText.trim() : ''";
        let text = self.app.script(script, &[&self.name]).await;
        text.as_str().map(str::to_owned).filter(|text| !text.is_empty())
    }

    /// Whether a control of it is marked as invalid and described by the message of the error, so that a screen
    /// reader says both.
    pub async fn tells_its_error(&self) -> bool {
        let script = "const field = document.querySelector(`[data-field='${arguments[0]}']`); \
            const error = field?.querySelector('[data-error]'); \
            const described = (it) => (it.getAttribute('aria-describedby') ?? '').split(/\\s+/) \
                .some((id) => id && error && (error.id === id || document.getElementById(id)?.contains(error))); \
            return Boolean(field && [...field.querySelectorAll('[aria-invalid=true]')].some(described))";
        self.app.script(script, &[&self.name]).await == json!(true)
    }

    /// Whether the focus is inside it.
    pub async fn has_focus(&self) -> bool {
        let script = "return document.activeElement?.closest('[data-field]')?.dataset.field ?? ''";
        self.app.script(script, &[]).await == json!(self.name)
    }
}
