//! Chain entries.

use psea_claims::{ChainEntry, Counter, Jti};
use sha2::{Digest as _, Sha256};

fn encode(text: &str) -> Vec<u8> {
    [&u32::try_from(text.len()).unwrap().to_be_bytes()[..], text.as_bytes()].concat()
}

/// §3.12: by definition, for counters of every length.
#[test]
fn by_definition() {
    let mut previous = ChainEntry::SENTINEL;
    for jti in ["a", "550e8400-e29b-41d4-a716-446655440000", &"j".repeat(128)] {
        for counter in [0, 9, 10, 42, 99, 100, 1_000_000_000_000, 9_007_199_254_740_991] {
            let counter = Counter::new(counter).unwrap();
            let input =
                [encode(jti), encode(&counter.to_string()), encode(&previous.to_text())].concat();
            let want: [u8; 32] = Sha256::digest(input).into();
            let entry = ChainEntry::derive(&Jti::new(jti).unwrap(), counter, &previous);
            assert_eq!(entry.as_octets(), &want);
            previous = entry;
        }
    }
}

/// §3.12: an entry is kept as octets and sent as text.
#[test]
fn forms() {
    assert_eq!(ChainEntry::SENTINEL.to_string(), "0".repeat(64));
    let text = "00ff10a9".repeat(8);
    let entry = ChainEntry::parse(&text).unwrap();
    assert_eq!(entry.to_text(), text);
    assert_eq!(ChainEntry::from_octets(*entry.as_octets()), entry);
    assert_ne!(entry, ChainEntry::SENTINEL);
    assert_eq!(format!("{entry:?}"), format!("ChainEntry({text})"));
    for refused in [
        "",
        "0",
        &"0".repeat(63),
        &"0".repeat(65),
        &"G".repeat(64),
        &"`".repeat(64),
        &"/".repeat(64),
        &":".repeat(64),
        &"é".repeat(32),
    ] {
        assert_eq!(ChainEntry::parse(refused), None, "{refused}");
    }
}
