//! Notifications of the desktop (org.freedesktop.Notifications, Desktop Notifications Specification 1.3).

use std::collections::HashMap;
use zbus::{
    MatchRule,
    blocking::{Connection, MessageIterator},
    message::Type,
    zvariant::Value,
};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// What stands in a notification. Everybody who looks at the screen reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notification {
    pub(crate) summary: String,
    /// Plain: it is escaped on its way, because some desktops read markup here.
    pub(crate) body: String,
    /// On the button; pressing the notification itself does the same.
    pub(crate) action: String,
}

/// Shows it, and calls `pressed` when a person presses it. That is waited for on a thread of its own, which ends with
/// the notification.
///
/// # Errors
/// There is no bus, or nobody on it who shows notifications.
pub(crate) fn show(notification: &Notification, pressed: impl FnOnce() + Send + 'static) -> zbus::Result<()> {
    let bus = Connection::session()?;
    // Before it is shown, so that no press is missed.
    let rule = MatchRule::builder().msg_type(Type::Signal).interface(NAME)?.path(PATH)?.build().to_owned();
    let signals = MessageIterator::for_match_rule(rule, &bus, None)?;
    let actions = ["default", &notification.action, "show", &notification.action];
    let hints: HashMap<&str, Value<'_>> = HashMap::from([("desktop-entry", Value::from("mapae"))]);
    let body = escaped(&notification.body);
    let call = ("Mapae", 0_u32, "mapae", &notification.summary, &body, &actions[..], hints, -1_i32);
    let shown: u32 = bus.call_method(Some(NAME), PATH, Some(NAME), "Notify", &call)?.body().deserialize()?;
    std::thread::spawn(move || {
        for signal in signals.flatten() {
            let header = signal.header();
            let member = header.member().map(|name| name.as_str().to_owned()).unwrap_or_default();
            match member.as_str() {
                "ActionInvoked" => {
                    if matches!(signal.body().deserialize::<(u32, String)>(), Ok((id, _)) if id == shown) {
                        pressed();
                        return;
                    }
                }
                "NotificationClosed" => {
                    if matches!(signal.body().deserialize::<(u32, u32)>(), Ok((id, _)) if id == shown) {
                        return;
                    }
                }
                _ => {}
            }
        }
    });
    Ok(())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
