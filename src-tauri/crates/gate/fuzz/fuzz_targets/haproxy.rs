//! The head of HAProxy's question: see `asking`.
#![no_main]

mod asking;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|lines: &[u8]| asking::check("/auth/haproxy", lines));
