//! Whatever the strict parser takes, serde_json takes too.
#![no_main]

use libfuzzer_sys::fuzz_target;
use psea_jose::json::{DEFAULT_MAX_DEPTH, Document};

fuzz_target!(|octets: &[u8]| {
    if let Ok(document) = Document::parse(octets, DEFAULT_MAX_DEPTH) {
        let parsed: serde_json::Result<serde::de::IgnoredAny> = serde_json::from_slice(octets);
        assert!(parsed.is_ok(), "only we take {:?}", document.text());
        // The root's source is the text without the white space around it.
        assert_eq!(document.root().source(), document.text().trim_matches([' ', '\t', '\n', '\r']));
    }
});
