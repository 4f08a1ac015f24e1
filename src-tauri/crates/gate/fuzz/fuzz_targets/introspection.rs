//! The form of introspection, and the head before it: see `asking`.
#![no_main]

mod asking;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|lines: &[u8]| asking::check("/introspect", lines));
