//! See `psea_fuzz_targets::control_signed`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| psea_fuzz_targets::control_signed(octets));
