//! A token that is taken is spelled in exactly one way: its segments re-encode to themselves.
#![no_main]

use libfuzzer_sys::fuzz_target;
use psea_claims::Limits;
use psea_jose::base64::url;
use psea_jose::jws::UnverifiedJws;

fuzz_target!(|token: &str| {
    let rules = Limits::default().header_rules();
    if let Ok(parsed) = UnverifiedJws::parse(token, &rules) {
        assert!(!parsed.kid().is_empty() && parsed.kid().len() <= rules.max_kid);
        for segment in token.split('.') {
            assert_eq!(url::encode(&url::decode(segment).expect("it was decoded")), segment);
        }
    }
});
