//! Large pages for large tables. A decision about one token in a million goes to two places of memory that no cache holds,
//! and the processor has to find out where they are first: among pages of 4 KiB that is another access or more, on a virtual
//! machine several. In pages of 2 MiB it knows. Measured at a million tokens on a virtual machine: see README, "How fast".
//!
//! This is the one place of the house with unsafe code: no safe interface to the call exists. It gives the kernel advice
//! about memory of ours that stays as it is to whoever reads or writes it, meanwhile too (madvise(2), MADV_COLLAPSE).

use rustix::param::page_size;

/// What a large page holds on the processors that have them in this size. Elsewhere the kernel knows better, and refuses.
const LARGE_PAGE: usize = 2 << 20;

/// Has the kernel bring `table` into large pages, as far as it fills some. A table that was just built is to be given: its
/// pages are copied. Kernels before Linux 6.1, or without a free large page, leave it as it is, and so does this.
pub(crate) fn gather<T>(table: &[T]) {
    if size_of_val(table) < LARGE_PAGE {
        return;
    }
    let begin = table.as_ptr().addr().next_multiple_of(page_size());
    let end = table.as_ptr_range().end.addr();
    let place = table.as_ptr().with_addr(begin).cast_mut().cast();
    #[expect(unsafe_code, reason = "rustix has no safe form of it, nor has the standard library")]
    // SAFETY: `begin..end` lies within `table`, which is borrowed, so it is mapped throughout the call. This advice changes
    // which physical pages hold it and neither its contents nor its protection.
    let refused = unsafe { libc::madvise(place, end.saturating_sub(begin), libc::MADV_COLLAPSE) } != 0;
    if refused {
        tracing::debug!(error = %std::io::Error::last_os_error(), "a table stays in small pages");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_the_same_afterwards() {
        for length in [0, 1, 3, LARGE_PAGE / 8, 5 * LARGE_PAGE / 8 + 7] {
            let table: Vec<usize> = (0..length).collect();
            gather(&table);
            assert!(table.iter().copied().eq(0..length), "{length} words");
        }
    }
}
