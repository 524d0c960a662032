//! See `psea_fuzz_targets::verify_pipeline`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| psea_fuzz_targets::verify_pipeline(octets));
