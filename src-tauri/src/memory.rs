//! What the C library's allocator is told, where it is glibc's: Rust, GTK and WebKit all allocate by it.
//!
//! Both calls are sound wherever they are made: they touch no memory that is in use, and glibc takes its locks
//! (malloc_trim(3) is MT-Safe; mallopt(3) is, but for its first call, before which there is one thread).

/// Has threads share two heaps. Otherwise each of two dozen threads gets one of its own, up to eight a processor, with free
/// memory in it that no other can use. To be called first, as long as there is one thread.
pub(crate) fn share_heaps() {
    #[cfg(target_env = "gnu")]
    #[expect(unsafe_code, reason = "no crate has a safe form of it")]
    // SAFETY: see above.
    let _ = unsafe { libc::mallopt(libc::M_ARENA_MAX, 2) };
}

/// Gives the system back what is free, after work that took much and is over. glibc by itself gives back what lies at the
/// end of a heap alone: between what is kept, free memory would stay Mapae's until it ends.
pub(crate) fn give_back() {
    #[cfg(target_env = "gnu")]
    #[expect(unsafe_code, reason = "no crate has a safe form of it")]
    // SAFETY: see above.
    let _ = unsafe { libc::malloc_trim(0) };
}
