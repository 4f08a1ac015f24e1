//! How WebKitGTK draws. Its switches are environment variables that must be there before GTK starts; whichever a
//! person has set is left as it is.

use std::{
    env::{self, VarError},
    fs,
    path::Path,
};
use webkit2gtk::glib;

/// What a person can pass to have everything drawn the safe way.
const SAFE: &str = "--safe-render";

/// WebKitGTK's DMABUF renderer shows a blank window on NVIDIA under Wayland.
const NO_DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Draws without layers that a graphics processor would put together. Where there is none, as on many a virtual
/// machine and remote desktop, WebKit has one emulated, which costs a third of the start and helps nothing.
const NO_COMPOSITING: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

/// Sets the switches that this machine needs. To be called before anything else, as long as there is one thread.
pub(crate) fn choose() {
    let asked_for = env::args().any(|argument| argument == SAFE);
    if asked_for || is_known_trap() {
        switch_on(NO_DMABUF);
    }
    if asked_for || !has_graphics_processor(Path::new("/dev/dri")) {
        switch_on(NO_COMPOSITING);
    }
}

fn switch_on(name: &str) {
    if matches!(env::var(name), Err(VarError::NotPresent)) {
        // Only a name without a meaning to the system is refused, and then it draws as ever.
        let _ = glib::setenv(name, "1", false);
    }
}

fn is_known_trap() -> bool {
    env::var_os("WAYLAND_DISPLAY").is_some() && Path::new("/proc/driver/nvidia/version").exists()
}

/// Whether the kernel has a device to draw with: a render node of the direct rendering infrastructure.
fn has_graphics_processor(devices: &Path) -> bool {
    let Ok(devices) = fs::read_dir(devices) else { return false };
    devices.flatten().any(|device| device.file_name().as_encoded_bytes().starts_with(b"renderD"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn a_graphics_processor_is_a_render_node() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!has_graphics_processor(&folder.path().join("missing")));
        fs::write(folder.path().join("card0"), "").unwrap();
        assert!(!has_graphics_processor(folder.path()), "a screen alone can't draw");
        fs::write(folder.path().join("renderD128"), "").unwrap();
        assert!(has_graphics_processor(folder.path()));
    }
}
