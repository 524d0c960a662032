//! The canonical form is a fixed point, and the one that serde_jcs gives.
#![no_main]

use libfuzzer_sys::fuzz_target;
use psea_jose::canonical::CanonicalJson;
use psea_jose::json::DEFAULT_MAX_DEPTH;

fuzz_target!(|octets: &[u8]| {
    let Ok(canonical) = CanonicalJson::parse(octets, DEFAULT_MAX_DEPTH) else { return };
    let again = CanonicalJson::parse(canonical.as_octets(), DEFAULT_MAX_DEPTH);
    assert_eq!(again.as_ref(), Ok(&canonical));
    let value: serde_json::Value = serde_json::from_slice(octets).expect("it is JSON");
    assert_eq!(serde_jcs::to_string(&value).expect("it has a form"), canonical.as_str());
});
