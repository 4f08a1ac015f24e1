//! sled panics where it meets damage that it did not expect. Here such a panic becomes an error, and the
//! panic hook, which would print it, stays silent: the text goes into the error, and from there to the log.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static CAUGHT_HERE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; `Err` is the text of its panic. What `work` was changing must not be used after that, except
/// for sled's own types, whose locks release themselves.
pub(super) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    silence_caught_ones();
    let outer = CAUGHT_HERE.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    CAUGHT_HERE.set(outer);
    result.map_err(|panic| text(&*panic))
}

/// What a panic said.
pub(super) fn text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", text.unwrap_or("without a text"))
}

/// Once for the process: the hook that was there goes on to hear of all other panics.
fn silence_caught_ones() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !CAUGHT_HERE.get() {
                others(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_text() {
        assert_eq!(catch(|| 7), Ok(7));
        let caught: Result<(), String> = catch(|| panic!("page {} is torn", 3));
        assert_eq!(caught, Err("panic: page 3 is torn".to_owned()));
    }
}
