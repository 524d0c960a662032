//! See `psea_fuzz_targets::claims`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| psea_fuzz_targets::claims(octets));
