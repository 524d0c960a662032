//! See `psea_fuzz_targets::control`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| psea_fuzz_targets::control(octets));
