//! Addresses for servers that a test starts as programs of their own.

use std::{
    net::{Ipv4Addr, SocketAddr},
    process,
    sync::atomic::{AtomicU16, Ordering},
};

/// Below the ports that the kernel gives to connections (`net.ipv4.ip_local_port_range`).
static NEXT_PORT: AtomicU16 = AtomicU16::new(20_000);

/// An address of the loopback at which nobody listens until a program of this test does.
///
/// Asking the kernel for a free port and letting it go again is a race: until the program has come up, another
/// test's may get the same one, or a connection its number. All of 127.0.0.0/8 is the loopback, and a process id
/// has at most 22 bits on Linux: each test's process has an address of its own there, and counts its ports.
/// What connects to it comes from 127.0.0.1 all the same.
pub fn free_address() -> SocketAddr {
    let [_, high, middle, low] = process::id().to_be_bytes();
    // The bit keeps clear of 127.0.x.x, where other programs listen and tests' callers come from.
    let own = Ipv4Addr::new(127, high | 0x80, middle, low);
    (own, NEXT_PORT.fetch_add(1, Ordering::Relaxed)).into()
}
