//! The part of a desktop that shows notifications and icons, played by the test: org.freedesktop.Notifications and
//! org.kde.StatusNotifierWatcher, with a person who presses what they show.

use crate::{Bus, until};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use zbus::{
    blocking::{Connection, connection::Builder},
    interface,
    zvariant::{OwnedValue, Value},
};

const NOTIFICATIONS: &str = "org.freedesktop.Notifications";
const NOTIFICATIONS_PATH: &str = "/org/freedesktop/Notifications";
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// A notification as it would stand on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// By which it is pressed.
    id: u32,
    /// The line in bold.
    pub summary: String,
    /// Below it.
    pub body: String,
}

/// A panel on a bus.
#[derive(Debug)]
pub struct Panel {
    bus: Connection,
    shown: Arc<Mutex<Vec<Shown>>>,
    icons: Arc<Mutex<Vec<String>>>,
}

impl Panel {
    /// One that shows nothing yet.
    pub fn on(bus: &Bus) -> Self {
        let (shown, icons) = (Arc::default(), Arc::default());
        let bus = Builder::address(bus.address())
            .and_then(|builder| builder.name(NOTIFICATIONS))
            .and_then(|builder| builder.name(WATCHER))
            .and_then(|builder| builder.serve_at(NOTIFICATIONS_PATH, Notifications(Arc::clone(&shown))))
            .and_then(|builder| builder.serve_at("/StatusNotifierWatcher", Watcher(Arc::clone(&icons))))
            .and_then(Builder::build)
            .expect("the bus is the test's own");
        Self { bus, shown, icons }
    }

    fn shown(&self) -> Vec<Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The notification with this number, from 0, once there is one.
    pub fn notification(&self, number: usize) -> Shown {
        until("a notification", || self.shown().get(number).cloned())
    }

    /// Presses a notification.
    pub fn press(&self, notification: &Shown) {
        let what = (notification.id, "default");
        self.bus
            .emit_signal(None::<&str>, NOTIFICATIONS_PATH, NOTIFICATIONS, "ActionInvoked", &what)
            .expect("the bus is the test's own");
    }

    /// The entries of the icon's menu, once there is an icon.
    pub fn menu(&self) -> Vec<String> {
        self.entries().into_iter().map(|(_, label)| label).collect()
    }

    /// Chooses an entry of the icon's menu.
    pub fn choose(&self, label: &str) {
        let entries = self.entries();
        let found = entries.iter().find(|(_, entry)| entry == label);
        let (id, _) = found.unwrap_or_else(|| panic!("no entry {label} among {entries:?}"));
        let event = (*id, "clicked", Value::from(0_i32), 0_u32);
        self.ask("Event", &event);
    }

    fn entries(&self) -> Vec<(i32, String)> {
        type Item = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);
        let (_, (_, _, children)): (u32, Item) =
            self.ask("GetLayout", &(0_i32, -1_i32, Vec::<&str>::new())).body().deserialize().expect("a menu");
        let entry = |child: OwnedValue| {
            let (id, properties, _) = Item::try_from(child).expect("an entry of a menu");
            let label = properties.get("label").and_then(|label| label.downcast_ref::<String>().ok());
            label.map(|label| (id, label))
        };
        children.into_iter().filter_map(entry).collect()
    }

    fn ask<Body: serde::Serialize + zbus::zvariant::DynamicType>(
        &self,
        method: &str,
        body: &Body,
    ) -> zbus::Message {
        let icon =
            until("an icon", || self.icons.lock().unwrap_or_else(PoisonError::into_inner).first().cloned());
        let menu = "com.canonical.dbusmenu";
        self.bus
            .call_method(Some(icon.as_str()), "/MenuBar", Some(menu), method, body)
            .expect("the icon has a menu")
    }
}

struct Notifications(Arc<Mutex<Vec<Shown>>>);

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[expect(clippy::too_many_arguments, reason = "so many has the call of the specification")]
    fn notify(
        &self,
        _application: &str,
        _replaces: u32,
        _icon: &str,
        summary: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _milliseconds: i32,
    ) -> u32 {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = u32::try_from(shown.len()).unwrap_or(0) + 1;
        shown.push(Shown { id, summary, body });
        id
    }
}

struct Watcher(Arc<Mutex<Vec<String>>>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(service);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }
}
