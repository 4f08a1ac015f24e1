//! The head of Envoy's question, whose path goes on with what its caller asked for: see `asking`.
#![no_main]

mod asking;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|lines: &[u8]| asking::check("/auth/envoy", lines));
