//! The real window, worked through WebKitWebDriver.

use crate::{
    Bus, Clipboard, Display, Field, Home, Key, Keyboard, Locator, PATIENCE, Process, Role, TopLevel, binary,
    screenshot_path, until, until_async,
};
use rustix::process::{Pid, Signal, geteuid, kill_process};
use serde_json::{Value, json};
use std::{
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};
use thirtyfour::{Capabilities, WebDriver, WebElement, error::WebDriverErrorInner};

/// How long the driver may take to bring up the window.
const NEW_SESSION: Duration = Duration::from_secs(20);

/// How the window is to be started.
#[derive(Debug)]
pub struct Start<'a> {
    home: &'a Home,
    display: Option<Arc<Display>>,
    variables: Vec<(String, String)>,
}

impl<'a> Start<'a> {
    /// With the folders of `home`, on a display of its own, without a D-Bus session.
    pub fn at(home: &'a Home) -> Self {
        Self { home, display: None, variables: Vec::new() }
    }

    /// On a display that is there already.
    pub fn on(mut self, display: &Arc<Display>) -> Self {
        self.display = Some(Arc::clone(display));
        self
    }

    /// With a D-Bus session.
    pub fn with_bus(self, bus: &Bus) -> Self {
        self.with("DBUS_SESSION_BUS_ADDRESS", bus.address())
    }

    /// With one more environment variable.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts it by itself, as from a terminal: nothing can be asked of its page.
    pub fn without_driver(self) -> Process {
        let display =
            self.display.as_ref().expect("a window without a driver is put on a display of the test's");
        Process::spawn(binary(), self.home.log("mapae-alone"), |command| {
            self.home.prepare(command);
            command.env("DISPLAY", display.name()).envs(self.variables);
        })
    }

    /// Starts the driver and, through it, the window; returns once its page shows something.
    pub async fn open(self) -> App<'a> {
        let display = self.display.unwrap_or_else(|| Arc::new(Display::start(self.home)));
        let script = launcher(self.home);
        let (process, port) = start_driver(self.home, &display, &self.variables);
        let mut capabilities = Capabilities::new();
        let options = json!({ "binary": script.display().to_string(), "args": [] });
        capabilities.set("webkitgtk:browserOptions", options).expect("JSON can be sent");
        let address = format!("http://127.0.0.1:{port}");
        let session = tokio::time::timeout(NEW_SESSION, WebDriver::new(address, capabilities)).await;
        let driver = match session {
            Ok(Ok(driver)) => driver,
            Ok(Err(error)) => panic!("the window did not come up: {error}\n{}", self.home.story()),
            Err(_) => panic!("the window did not come up within {NEW_SESSION:?}\n{}", self.home.story()),
        };
        // The session ends with the processes; asking the driver to end it on drop could only wait for them.
        driver.clone().leak().expect("the session has just begun");
        let id = fs::read_to_string(self.home.log("pid")).ok().and_then(|text| text.trim().parse().ok());
        let id = id.and_then(Pid::from_raw).expect("the launcher wrote its process id");
        let app = App { home: self.home, id, driver, display, _process: process };
        app.drawn().await;
        app
    }
}

/// The window, its page and its driver. All of it ends when this is dropped.
#[derive(Debug)]
pub struct App<'a> {
    home: &'a Home,
    id: Pid,
    driver: WebDriver,
    display: Arc<Display>,
    _process: Process,
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

    /// Keeps a picture of the page under `name`, once it stands still.
    pub async fn picture(&self, name: &str) -> PathBuf {
        self.stands_still().await;
        let path = screenshot_path(name);
        self.driver.screenshot(&path).await.unwrap_or_else(|error| panic!("no picture of {name}: {error}"));
        path
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

    async fn drawn(&self) {
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
            self.display.picture(&path);
            #[expect(clippy::print_stderr, reason = "a failing test tells its story")]
            {
                eprintln!("the display: {}\n{}", path.display(), self.home.story());
            }
        }
        // The driver's group holds the program too, unless it has ended.
        let _ = kill_process(self.id, Signal::KILL);
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

/// The driver starts this small script as "the browser": it keeps apart what the program prints, and tells its
/// process id, which the driver does not.
fn launcher(home: &Home) -> PathBuf {
    let quoted = |path: &Path| format!("'{}'", path.display().to_string().replace('\'', r"'\''"));
    // A test run by root runs the window as a root that file permissions hold for, as they do for people.
    let mortal = "setpriv --bounding-set=-dac_override,-dac_read_search -- ";
    let script = format!(
        "#!/bin/sh\necho $$ > {}\nexec {}{} \"$@\" >> {} 2>> {}\n",
        quoted(&home.log("pid")),
        if geteuid().is_root() { mortal } else { "" },
        quoted(&binary()),
        quoted(&home.log("mapae-output")),
        quoted(&home.log("mapae-errors")),
    );
    let path = home.path().join("launch");
    fs::write(&path, script).expect("the temporary folder can be written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700))
        .expect("one's own file can be made executable");
    path
}

/// Starts WebKitWebDriver on a free port. Another program may take the port between the asking and the using,
/// so this tries again.
fn start_driver(home: &Home, display: &Display, variables: &[(String, String)]) -> (Process, u16) {
    for _ in 0..5 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        drop(listener);
        let mut process = Process::spawn("WebKitWebDriver", home.log("driver"), |command| {
            command.arg(format!("--port={port}"));
            home.prepare(command);
            command.env("DISPLAY", display.name()).env("TAURI_WEBVIEW_AUTOMATION", "true");
            command.envs(variables.iter().map(|(name, value)| (name, value)));
        });
        let listens = until("the driver listens", || {
            let ended = process.ended().is_some();
            let listens = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
            (listens || ended).then_some(listens && !ended)
        });
        if listens {
            return (process, port);
        }
    }
    panic!("WebKitWebDriver finds no free port within {PATIENCE:?}\n{}", home.story());
}
