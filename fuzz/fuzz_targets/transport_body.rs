//! A body that is taken has a proof and an action, within the limits.
#![no_main]

use libfuzzer_sys::fuzz_target;
use psea_claims::{Limits, TransportBody};

fuzz_target!(|octets: &[u8]| {
    let limits = Limits::default();
    if let Ok(body) = TransportBody::parse(octets, &limits) {
        assert!(body.proof().to_cow().len() <= limits.max_proof);
        assert!(body.action_payload().is_some());
    }
});
