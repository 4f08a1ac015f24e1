//! Starting the window: the driver, and through it the program, in an environment that the test knows.

use crate::{App, Bus, Display, Home, Process, binary, free_address, until};
use rustix::process::{Pid, geteuid};
use serde_json::json;
use std::{
    fs,
    net::{SocketAddr, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use thirtyfour::{Capabilities, WebDriver};

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

    /// With a bus that is session and system in one (see [`Desktop`](crate::Desktop)).
    pub fn with_desktop(self, bus: &Bus) -> Self {
        self.with_bus(bus).with("DBUS_SYSTEM_BUS_ADDRESS", bus.address())
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
        let (process, address) = start_driver(self.home, &display, &self.variables);
        let mut capabilities = Capabilities::new();
        let options = json!({ "binary": script.display().to_string(), "args": [] });
        capabilities.set("webkitgtk:browserOptions", options).expect("JSON can be sent");
        let session =
            tokio::time::timeout(NEW_SESSION, WebDriver::new(format!("http://{address}"), capabilities))
                .await;
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

/// Starts WebKitWebDriver at an address of this test's own.
fn start_driver(home: &Home, display: &Display, variables: &[(String, String)]) -> (Process, SocketAddr) {
    let address = free_address();
    let mut process = Process::spawn("WebKitWebDriver", home.log("driver"), |command| {
        command.arg(format!("--host={}", address.ip())).arg(format!("--port={}", address.port()));
        home.prepare(command);
        command.env("DISPLAY", display.name()).env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.envs(variables.iter().map(|(name, value)| (name, value)));
    });
    until("the driver listens", || {
        assert_eq!(process.ended(), None, "the driver has ended\n{}", home.story());
        TcpStream::connect(address).is_ok().then_some(())
    });
    (process, address)
}
