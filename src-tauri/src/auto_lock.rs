//! What locks the registry: a person, nobody for a while, sleep, the desktop's own lock. Only where a passphrase is
//! set; and what the desktop does not tell locks nothing.
//!
//! Sources: logind's `PrepareForSleep`, `Inhibit` and `Session.Lock` (org.freedesktop.login1(5)); `ActiveChanged` of
//! org.freedesktop.ScreenSaver and of GNOME's, Cinnamon's and MATE's; `GetIdletime` of org.gnome.Mutter.IdleMonitor.

use crate::{
    clipboard::TokenClipboard,
    clock,
    commands::{error::CommandError, views::Happening},
    preferences::{LockSettings, PreferencesFile},
    registry_state::RegistryState,
    watch::Watch,
};
use mapae_service::LockedBecause;
use rustix::time::{ClockId, clock_gettime};
use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};
use tauri::{AppHandle, Manager, Runtime};
use zbus::{
    MatchRule,
    blocking::{Connection, MessageIterator},
    message::Type,
    zvariant::{OwnedFd, OwnedObjectPath},
};

const LOGIN: &str = "org.freedesktop.login1";
const LOGIN_PATH: &str = "/org/freedesktop/login1";
const LOGIN_MANAGER: &str = "org.freedesktop.login1.Manager";
const SCREEN_SAVERS: [&str; 4] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
];
/// How often the desktop is asked, where the registry locks by idle time.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// When somebody was last seen at the window.
pub(crate) struct AutoLock {
    seen: Mutex<Duration>,
    recheck: Condvar,
}

impl AutoLock {
    /// Somebody is there now.
    pub(crate) fn new() -> Self {
        Self { seen: Mutex::new(since_boot()), recheck: Condvar::new() }
    }

    /// Idle time starts anew.
    pub(crate) fn active(&self) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = since_boot();
    }

    /// The settings have changed: what they ask for may be due now.
    pub(crate) fn recheck(&self) {
        self.recheck.notify_all();
    }

    fn idle(&self) -> Duration {
        since_boot().saturating_sub(*self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn wait(&self, time: Duration) {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.recheck.wait_timeout(seen, time));
    }
}

/// Locks the registry, takes our token off the clipboard, and tells the window. Where it is locked already nothing
/// happens.
///
/// # Errors
/// There is no passphrase to lock with; there is no registry.
pub(crate) fn lock<R: Runtime>(
    application: &AppHandle<R>,
    because: LockedBecause,
) -> Result<(), CommandError> {
    let registry = application.state::<RegistryState>().whatever_its_lock()?;
    if registry.locked().is_some() {
        return Ok(());
    }
    mapae_service::lock(&registry, because, clock::now())?;
    application.state::<Watch>().tell(Happening::Locked);
    application.state::<Arc<TokenClipboard>>().clear();
    Ok(())
}

/// Starts to listen. Each ear is a thread of its own; where there is no bus, or nobody on it, that one ends.
pub(crate) fn start<R: Runtime>(application: &AppHandle<R>) {
    listen(application, "sleep", on_sleep);
    listen(application, "session lock", on_session_lock);
    listen(application, "screen lock", on_screen_lock);
    let application = application.clone();
    thread::spawn(move || on_idle(&application));
}

fn listen<R: Runtime>(
    application: &AppHandle<R>,
    what: &'static str,
    ear: impl FnOnce(&AppHandle<R>) -> zbus::Result<()> + Send + 'static,
) {
    let application = application.clone();
    thread::spawn(move || {
        if let Err(error) = ear(&application) {
            tracing::info!(%error, "{what}: the desktop does not tell");
        }
    });
}

fn settings<R: Runtime>(application: &AppHandle<R>) -> LockSettings {
    application.state::<PreferencesFile>().get().lock
}

fn lock_by_itself<R: Runtime>(application: &AppHandle<R>, because: LockedBecause) {
    let Ok(registry) = application.state::<RegistryState>().whatever_its_lock() else { return };
    if registry.protectors().passphrase
        && let Err(error) = lock(application, because)
    {
        tracing::warn!(?error, ?because, "the registry could not be locked");
    }
}

/// Sleep waits for us: logind is told so, and let go when the keys are wiped.
fn on_sleep<R: Runtime>(application: &AppHandle<R>) -> zbus::Result<()> {
    let bus = Connection::system()?;
    let signals = signals(&bus, LOGIN_MANAGER, "PrepareForSleep", None)?;
    let inhibit = || -> Option<OwnedFd> {
        let body = &("sleep", "Mapae", "The registry is being locked", "delay");
        let answer = bus.call_method(Some(LOGIN), LOGIN_PATH, Some(LOGIN_MANAGER), "Inhibit", body).ok()?;
        answer.body().deserialize().ok()
    };
    let mut inhibitor = inhibit();
    for signal in signals {
        if signal?.body().deserialize()? {
            if settings(application).on_suspend {
                lock_by_itself(application, LockedBecause::Suspend);
            }
            inhibitor = None;
        } else if inhibitor.is_none() {
            inhibitor = inhibit();
        }
    }
    drop(inhibitor);
    Ok(())
}

/// `loginctl lock-session`, and desktops that lock by it.
fn on_session_lock<R: Runtime>(application: &AppHandle<R>) -> zbus::Result<()> {
    let bus = Connection::system()?;
    let own: OwnedObjectPath = bus
        .call_method(Some(LOGIN), LOGIN_PATH, Some(LOGIN_MANAGER), "GetSessionByPID", &0_u32)?
        .body()
        .deserialize()?;
    for signal in signals(&bus, "org.freedesktop.login1.Session", "Lock", Some(own.as_str()))? {
        signal?;
        if settings(application).on_screen_lock {
            lock_by_itself(application, LockedBecause::Screen);
        }
    }
    Ok(())
}

fn on_screen_lock<R: Runtime>(application: &AppHandle<R>) -> zbus::Result<()> {
    let bus = Connection::session()?;
    let rule = MatchRule::builder().msg_type(Type::Signal).member("ActiveChanged")?.build();
    for signal in MessageIterator::for_match_rule(rule, &bus, None)? {
        let signal = signal?;
        let header = signal.header();
        let is_one = header.interface().is_some_and(|name| SCREEN_SAVERS.contains(&name.as_str()));
        if is_one && signal.body().deserialize() == Ok(true) && settings(application).on_screen_lock {
            lock_by_itself(application, LockedBecause::Screen);
        }
    }
    Ok(())
}

/// Nobody at the desktop for so long, where it tells; else nobody at the window.
fn on_idle<R: Runtime>(application: &AppHandle<R>) {
    let desktop = Connection::session().ok();
    let auto_lock = application.state::<AutoLock>();
    loop {
        let mut wait = LONGEST_WAIT;
        if let Some(minutes) = settings(application).idle_minutes {
            let limit = Duration::from_secs(60 * u64::from(minutes));
            let idle = desktop.as_ref().and_then(desktop_idle).unwrap_or_else(|| auto_lock.idle());
            let left = limit.saturating_sub(idle);
            if left.is_zero() {
                lock_by_itself(application, LockedBecause::Idle);
            } else {
                wait = wait.min(left);
            }
        }
        auto_lock.wait(wait);
    }
}

fn desktop_idle(bus: &Connection) -> Option<Duration> {
    let answer = bus.call_method(
        Some("org.gnome.Mutter.IdleMonitor"),
        "/org/gnome/Mutter/IdleMonitor/Core",
        Some("org.gnome.Mutter.IdleMonitor"),
        "GetIdletime",
        &(),
    );
    answer.ok()?.body().deserialize().ok().map(Duration::from_millis)
}

fn signals(
    bus: &Connection,
    interface: &str,
    member: &str,
    path: Option<&str>,
) -> zbus::Result<MessageIterator> {
    let mut rule = MatchRule::builder().msg_type(Type::Signal).interface(interface)?.member(member)?;
    if let Some(path) = path {
        rule = rule.path(path)?;
    }
    MessageIterator::for_match_rule(rule.build().to_owned(), bus, None)
}

/// Goes on while the machine sleeps: an hour asleep is an hour without anybody.
fn since_boot() -> Duration {
    Duration::try_from(clock_gettime(ClockId::Boottime)).expect("time since the start is not negative")
}
