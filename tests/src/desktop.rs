//! What a desktop tells over D-Bus, played by the test: that its screen was locked, that nobody is there, that the
//! machine goes to sleep.

use crate::{Bus, until};
use rustix::{
    event::{PollFd, PollFlags, poll},
    pipe::pipe,
};
use std::{
    os::fd::OwnedFd,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use zbus::{
    blocking::{Connection, connection::Builder},
    interface, zvariant,
};

const LOGIN_PATH: &str = "/org/freedesktop/login1";

/// A desktop on a bus, session and system in one.
#[derive(Debug)]
pub struct Desktop {
    bus: Connection,
    sleep: Inhibitors,
}

/// The reading ends of what was handed out: at its end where the other end was closed.
type Inhibitors = Arc<Mutex<Vec<OwnedFd>>>;

impl Desktop {
    /// One that says nothing yet, but can be asked to let sleep wait.
    pub fn on(bus: &Bus) -> Self {
        let sleep = Inhibitors::default();
        let bus = Builder::address(bus.address())
            .and_then(|builder| builder.name("org.freedesktop.login1"))
            .and_then(|builder| builder.serve_at(LOGIN_PATH, Login(Arc::clone(&sleep))))
            .and_then(Builder::build)
            .expect("the bus is the test's own");
        Self { bus, sleep }
    }

    /// Answers from now on that nobody has touched it for so long.
    pub fn nobody_for(&self, time: Duration) {
        let server = self.bus.object_server();
        server.at("/org/gnome/Mutter/IdleMonitor/Core", Idle(time)).expect("nothing else is there");
        self.bus.request_name("org.gnome.Mutter.IdleMonitor").expect("the bus is the test's own");
    }

    /// Says that the screen was locked.
    pub fn lock_screen(&self) {
        self.say("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", true);
    }

    /// Says that the machine is about to sleep, and returns once nobody keeps it from that.
    pub fn sleep(&self) {
        let waiting = until("somebody who wants to be told before the machine sleeps", || {
            self.sleep.lock().unwrap_or_else(PoisonError::into_inner).pop()
        });
        assert!(!is_closed(&waiting), "it is held until the machine is about to sleep");
        self.say(LOGIN_PATH, "org.freedesktop.login1.Manager", "PrepareForSleep", true);
        until("sleep is let come", || is_closed(&waiting).then_some(()));
    }

    fn say(&self, path: &str, interface: &str, member: &str, what: bool) {
        self.bus
            .emit_signal(None::<&str>, path, interface, member, &what)
            .expect("the bus is the test's own");
    }
}

fn is_closed(reading: &OwnedFd) -> bool {
    let mut polled = [PollFd::new(reading, PollFlags::IN)];
    poll(&mut polled, Some(&rustix::time::Timespec { tv_sec: 0, tv_nsec: 0 })).expect("a pipe can be polled");
    polled[0].revents().contains(PollFlags::HUP)
}

struct Login(Inhibitors);

#[interface(name = "org.freedesktop.login1.Manager")]
impl Login {
    fn inhibit(&self, what: &str, _who: &str, _why: &str, mode: &str) -> zvariant::OwnedFd {
        assert_eq!((what, mode), ("sleep", "delay"));
        let (reading, writing) = pipe().expect("a process has room for a pipe");
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(reading);
        writing.into()
    }

    #[zbus(name = "GetSessionByPID")]
    fn session_by_pid(&self, _process: u32) -> zvariant::OwnedObjectPath {
        zvariant::ObjectPath::from_static_str_unchecked("/org/freedesktop/login1/session/c1").into()
    }
}

struct Idle(Duration);

#[interface(name = "org.gnome.Mutter.IdleMonitor")]
impl Idle {
    #[zbus(name = "GetIdletime")]
    fn idle_time(&self) -> u64 {
        self.0.as_millis().try_into().unwrap_or(u64::MAX)
    }
}
