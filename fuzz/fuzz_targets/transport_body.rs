//! See `psea_fuzz_targets::transport_body`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| psea_fuzz_targets::transport_body(octets));
