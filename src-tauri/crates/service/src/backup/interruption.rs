//! Where a kill may fall, for the tests that stop there. In the product every point is passed.

#[cfg(not(test))]
pub(super) use product::point;
#[cfg(test)]
pub(super) use trial::{point, stopping_after};

#[cfg(not(test))]
mod product {
    use std::io;

    #[inline]
    pub(crate) fn point() -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod trial {
    use std::{cell::Cell, io};

    thread_local! {
        /// Points that may still be passed; `None` where nothing is to be stopped.
        static LEFT: Cell<Option<u32>> = const { Cell::new(None) };
    }

    /// Fails here, and from here on everywhere: after a kill nothing is cleaned up either.
    pub(crate) fn point() -> io::Result<()> {
        match LEFT.get() {
            None => Ok(()),
            Some(0) => Err(io::Error::other("stopped by a test")),
            Some(left) => {
                LEFT.set(Some(left - 1));
                Ok(())
            }
        }
    }

    /// Runs `work` on a disk that stops after some points. Whether they were reached comes back too.
    pub(crate) fn stopping_after<T>(points: u32, work: impl FnOnce() -> T) -> (T, bool) {
        LEFT.set(Some(points));
        let result = work();
        let stopped = point().is_err();
        LEFT.set(None);
        (result, stopped)
    }
}
