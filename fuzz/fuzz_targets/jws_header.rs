//! See `psea_fuzz_targets::jws_header`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| psea_fuzz_targets::jws_header(octets));
