//! Waiting for what must come true: asking again until it has, never sleeping for a guessed time.

use std::{
    future::Future,
    thread,
    time::{Duration, Instant},
};

/// How long anything may take. Far more than it does on an idle machine; reached only by what is broken.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// How long to wait before asking again.
const PAUSE: Duration = Duration::from_millis(20);

/// Asks until there is an answer, and panics with `what` where there is none within [`PATIENCE`].
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        thread::sleep(PAUSE);
    }
}

/// As [`until`], where asking is asynchronous.
pub async fn until_async<T, F: Future<Output = Option<T>>>(what: &str, ask: impl FnMut() -> F) -> T {
    until_within(PATIENCE, what, ask).await
}

/// The same for what is known to take longer.
pub async fn until_within<T, F: Future<Output = Option<T>>>(
    patience: Duration,
    what: &str,
    mut ask: impl FnMut() -> F,
) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(start.elapsed() < patience, "not within {patience:?}: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
