//! What the usual pair of libraries does where the profile refuses: the reason why this crate has a
//! parser and a canonical form of its own. If a row no longer holds, docs/decisions.md is out of
//! date.

use psea_jose::canonical::CanonicalJson;

/// The canonical text that `serde_json` and `serde_jcs` give.
pub(crate) fn by_peers(json: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    serde_jcs::to_string(&value).ok()
}

/// §2: beyond 2^53 − 1 two different amounts get the same octets.
#[test]
fn peers_merge_two_amounts() {
    let (a, b) = ("9007199254740992", "9007199254740993");
    assert_eq!(by_peers(a), by_peers(b));
    assert_eq!(by_peers(b).as_deref(), Some(a));
    for amount in [a, b] {
        assert!(CanonicalJson::parse(amount.as_bytes(), 32).is_err());
    }
}

/// §2: integers only.
#[test]
fn peers_accept_fractions_and_exponents() {
    for (json, peers) in [("1.0", "1"), ("1e2", "100")] {
        assert_eq!(by_peers(json).as_deref(), Some(peers));
        assert!(CanonicalJson::parse(json.as_bytes(), 32).is_err());
    }
}

/// §2: names are unique.
#[test]
fn peers_keep_the_last_duplicate() {
    let json = r#"{"a":1,"a":2}"#;
    assert_eq!(by_peers(json).as_deref(), Some(r#"{"a":2}"#));
    assert!(CanonicalJson::parse(json.as_bytes(), 32).is_err());
}

/// Nesting is bounded by both, by us at a level that a deployment chooses.
#[test]
fn peers_bound_nesting_at_127() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert!(by_peers(&nested(127)).is_some());
    assert!(by_peers(&nested(128)).is_none());
    assert!(CanonicalJson::parse(nested(32).as_bytes(), 32).is_ok());
    assert!(CanonicalJson::parse(nested(33).as_bytes(), 32).is_err());
}
