//! A claim set that is taken writes a canonical payload that reads as the same claim set.
#![no_main]

use libfuzzer_sys::fuzz_target;
use psea_claims::{ClaimRules, Claims, Revisions};

fuzz_target!(|payload: &[u8]| {
    let rules = ClaimRules { revisions: Revisions::BOTH, ..ClaimRules::default() };
    if let Ok(claims) = Claims::parse_unverified(payload, &rules) {
        let written = claims.to_canonical();
        let strict = ClaimRules { require_canonical: true, ..rules };
        assert_eq!(Claims::parse_unverified(written.as_octets(), &strict).as_ref(), Ok(&claims));
    }
});
