//! See `psea_fuzz_targets::attest_then_verify`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| psea_fuzz_targets::attest_then_verify(octets));
