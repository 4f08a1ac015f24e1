//! Safe rendering: WebKitGTK's DMABUF renderer shows a blank window on NVIDIA under Wayland. Its switch is an
//! environment variable that must be there before GTK starts, hence the second exec.

use std::{env, io, os::unix::process::CommandExt, path::Path, process::Command};

const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// What a person can pass to ask for it.
const FLAG: &str = "--safe-render";

/// Starts this program over with safe rendering where it was asked for or the trap is known. Returns only if
/// there is no need, or if the second start failed.
pub(crate) fn restart_if_needed() -> Option<io::Error> {
    let wanted = env::args().any(|argument| argument == FLAG) || is_known_trap();
    if !wanted || env::var_os(SWITCH).is_some() {
        return None;
    }
    let program = match env::current_exe() {
        Ok(program) => program,
        Err(error) => return Some(error),
    };
    Some(Command::new(program).args(env::args_os().skip(1)).env(SWITCH, "1").exec())
}

fn is_known_trap() -> bool {
    env::var_os("WAYLAND_DISPLAY").is_some() && Path::new("/proc/driver/nvidia/version").exists()
}
