//! The real window, worked through WebKitWebDriver.

use crate::{
    Clipboard, Display, Field, Home, Key, Keyboard, Locator, Process, Role, TopLevel, screenshot_path,
    until_async,
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::{fs, path::PathBuf, sync::Arc, thread, time::Duration};
use thirtyfour::{WebDriver, WebElement, error::WebDriverErrorInner};

/// The colour of the spot (see `painted`), which nothing on the page has: #ff00fe.
const SPOT: [u8; 3] = [0xFF, 0x00, 0xFE];

/// The window, its page and its driver. All of it ends when this is dropped.
#[derive(Debug)]
pub struct App<'a> {
    pub(crate) home: &'a Home,
    pub(crate) id: Pid,
    pub(crate) driver: WebDriver,
    pub(crate) display: Arc<Display>,
    /// The driver, whose process group the program belongs to.
    pub(crate) _process: Process,
}

impl App<'_> {
    /// The display it is on.
    pub fn display(&self) -> &Arc<Display> {
        &self.display
    }

    /// The clipboard of its display.
    pub fn clipboard(&self) -> Clipboard<'_> {
        Clipboard::of(&self.display)
    }

    /// The keyboard of its display.
    pub fn keyboard(&self) -> Keyboard<'_> {
        Keyboard::of(&self.display)
    }

    /// The window on the display.
    pub fn window(&self) -> TopLevel {
        self.display.only_window()
    }

    /// Something on the page.
    pub fn find(&self, role: Role, name: &str) -> Locator<'_> {
        Locator::new(self, role, name.to_owned())
    }

    /// Anything on the page with that role.
    pub fn find_any(&self, role: Role) -> Locator<'_> {
        Locator::new(self, role, None)
    }

    /// A field of the issuing dialog.
    pub fn field<'b>(&'b self, name: &'b str) -> Field<'b> {
        Field::new(self, name)
    }

    /// Presses one key.
    pub async fn press(&self, key: Key) {
        self.chord(&[], key).await;
    }

    /// Presses a key while others are held down.
    pub async fn chord(&self, held: &[Key], key: impl Into<char>) {
        let mut chain = self.driver.action_chain_with_delay(Some(Duration::ZERO), Some(Duration::ZERO));
        for modifier in held {
            chain = chain.key_down(modifier.clone());
        }
        chain = chain.send_keys(key.into().to_string());
        for modifier in held.iter().rev() {
            chain = chain.key_up(modifier.clone());
        }
        chain.perform().await.unwrap_or_else(|error| panic!("keys can't be pressed: {error}"));
    }

    /// Types `text` where the focus is.
    pub async fn type_text(&self, text: &str) {
        let chain =
            self.driver.action_chain_with_delay(Some(Duration::ZERO), Some(Duration::ZERO)).send_keys(text);
        chain.perform().await.unwrap_or_else(|error| panic!("“{text}” can't be typed: {error}"));
    }

    /// Pastes `text` where the focus is, by way of the clipboard.
    pub async fn paste(&self, text: &str) {
        self.clipboard().put(text);
        self.chord(&[Key::Control], 'v').await;
    }

    /// Presses Tab until the focus is on `wanted`.
    pub async fn tab_to(&self, wanted: &Locator<'_>) {
        const STOPS: usize = 60;
        let mut way = Vec::new();
        for _ in 0..STOPS {
            if wanted.has_focus().await {
                return;
            }
            self.press(Key::Tab).await;
            way.push(self.focus_text().await);
        }
        panic!("{wanted:?} can't be reached by Tab; the focus went {way:?}");
    }

    /// Runs `script` in the page and answers what it returns.
    pub async fn script(&self, script: &str, arguments: &[&dyn Argument]) -> Value {
        let answer = self.try_script(script, arguments).await;
        answer.expect("the element that the script is given is still on the page")
    }

    /// As [`script`](Self::script), but none where an element that it is given has left the page meanwhile.
    pub async fn try_script(&self, script: &str, arguments: &[&dyn Argument]) -> Option<Value> {
        let arguments: Vec<Value> = arguments.iter().map(|it| it.to_value()).collect();
        match self.driver.execute(script, arguments).await {
            Ok(answer) => Some(answer.json().clone()),
            Err(error) if matches!(*error, WebDriverErrorInner::StaleElementReference(_)) => None,
            Err(error) => panic!("the script fails: {error}"),
        }
    }

    /// As [`script`](Self::script), where the answer is given to the last argument, a function.
    pub async fn script_async(&self, script: &str, arguments: &[&dyn Argument]) -> Value {
        let arguments: Vec<Value> = arguments.iter().map(|it| it.to_value()).collect();
        let answer = self.driver.execute_async(script, arguments).await;
        answer.unwrap_or_else(|error| panic!("the script fails: {error}")).json().clone()
    }

    /// The source of the page as it stands now.
    pub async fn source(&self) -> String {
        self.driver.source().await.unwrap_or_else(|error| panic!("the page has no source: {error}"))
    }

    /// The text that can be read on the page.
    pub async fn page_text(&self) -> String {
        let text = self.script("return document.body.innerText", &[]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Returns once `text` can be read on the page.
    pub async fn shows(&self, text: &str) {
        until_async(&format!("“{text}” on the page"), async || {
            self.page_text().await.contains(text).then_some(())
        })
        .await;
    }

    /// Returns once nothing on the page moves any more. Two frames come first: what has just been opened begins to
    /// move with the next.
    pub async fn stands_still(&self) {
        let frames = "requestAnimationFrame(() => requestAnimationFrame(arguments[arguments.length - 1]))";
        self.script_async(frames, &[]).await;
        let still = "return document.fonts.status === 'loaded' && \
            document.getAnimations().every((it) => it.playState !== 'running')";
        until_async("the page stands still", async || {
            (self.script(still, &[]).await == json!(true)).then_some(())
        })
        .await;
    }

    /// Keeps a picture of the window under `name`, once it stands still. It is taken from the display: what a person
    /// sees, menus of native controls and the input method included.
    pub async fn picture(&self, name: &str) -> PathBuf {
        self.stands_still().await;
        self.painted().await;
        let path = screenshot_path(name);
        self.display.picture(&path, self.window().size);
        path
    }

    /// Returns once what the page holds now is on the display, where a busy machine may be a second behind: a spot
    /// that is put on top of everything has come there, and has gone again.
    async fn painted(&self) {
        let put = "window.spot = document.body.appendChild(document.createElement('div')); \
            spot.popover = 'manual'; \
            Object.assign(spot.style, { all: 'unset', position: 'fixed', inset: '0 auto auto 0', \
                width: '4px', height: '4px', background: '#ff00fe' }); \
            spot.showPopover()";
        for (script, there) in [(put, true), ("spot.remove()", false)] {
            self.script(script, &[]).await;
            until_async("the display shows the page as it is", async || {
                ((self.display.corner() == SPOT) == there).then_some(())
            })
            .await;
        }
    }

    /// Gives the window another size and waits until the page has taken it.
    pub async fn resize(&self, width: u16, height: u16) {
        self.display.resize(&self.window(), width, height);
        until_async(&format!("the page is {width} x {height}"), async || {
            let size = self.script("return [innerWidth, innerHeight]", &[]).await;
            (size == json!([width, height])).then_some(())
        })
        .await;
    }

    /// Closes the window as its ✕ would, and returns once the program has ended.
    pub async fn quit(self) {
        self.display.close(&self.window());
        self.ended().await;
    }

    /// Kills the program (SIGKILL) and returns once it is gone.
    pub async fn kill(self) {
        kill_process(self.id, Signal::KILL).expect("the program runs");
        self.ended().await;
    }

    /// The process id of the program.
    pub fn id(&self) -> u32 {
        self.id.as_raw_nonzero().get().unsigned_abs()
    }

    pub(crate) fn element(&self, found: Value) -> WebElement {
        WebElement::from_json(found, Arc::clone(self.driver.handle())).expect("find.js answers elements")
    }

    async fn ended(&self) {
        let stat = format!("/proc/{}/stat", self.id());
        until_async("the program has ended", async || {
            let state = fs::read_to_string(&stat).unwrap_or_default();
            // A zombie holds nothing any more; its driver is to bury it.
            let state = state.rsplit_once(") ").map_or("", |(_, after)| after);
            (state.is_empty() || state.starts_with('Z')).then_some(())
        })
        .await;
    }

    pub(crate) async fn drawn(&self) {
        let script = "return document.readyState === 'complete' && document.body.innerText.trim() !== ''";
        until_async("the page shows something", async || {
            (self.script(script, &[]).await == json!(true)).then_some(())
        })
        .await;
    }

    async fn focus_text(&self) -> String {
        let script = "const it = document.activeElement; \
            return `${it.localName} ${it.getAttribute('aria-label') ?? it.labels?.[0]?.innerText ?? it.innerText}`";
        let text = self.script(script, &[]).await;
        text.as_str().unwrap_or_default().chars().take(60).collect()
    }
}

impl Drop for App<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let test = thread::current().name().unwrap_or("test").replace("::", "-");
            let path = screenshot_path(&format!("failed-{test}"));
            self.display.picture(&path, Display::SIZE);
            #[expect(clippy::print_stderr, reason = "a failing test tells its story")]
            {
                eprintln!("the display: {}\n{}", path.display(), self.home.story());
            }
        }
    }
}

/// What a script can be given.
pub trait Argument: Sync {
    /// As WebDriver writes it.
    fn to_value(&self) -> Value;
}

impl Argument for WebElement {
    fn to_value(&self) -> Value {
        self.to_json().expect("an element has an id")
    }
}

macro_rules! plain_arguments {
    ($($kind:ty),*) => { $(impl Argument for $kind {
        fn to_value(&self) -> Value {
            json!(self)
        }
    })* };
}
plain_arguments!(&str, Value, Vec<Value>);
