//! The head of auth_request's sub-request: see `asking`.
#![no_main]

mod asking;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|lines: &[u8]| asking::check("/auth/nginx", lines));
