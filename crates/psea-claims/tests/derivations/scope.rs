//! Counter scopes.

use psea_claims::{CounterScope, JsonPointer, PointerError, ScopePolicy, Tier};
use psea_jose::json::Document;

fn scope(policy: &ScopePolicy, tier: &str, action: &str) -> Option<String> {
    let document = Document::parse(action.as_bytes(), 32).unwrap();
    let scope = policy.scope(&Tier::new(tier).unwrap(), document.root());
    scope.map(|scope| scope.as_key().to_owned())
}

fn payload(pointer: &str) -> ScopePolicy {
    ScopePolicy::Payload(JsonPointer::parse(pointer).unwrap())
}

/// §3.10: one scope, one per tier, or one per string in the action payload.
#[test]
fn policies() {
    assert_eq!(ScopePolicy::default(), ScopePolicy::Single);
    assert_eq!(scope(&ScopePolicy::Single, "high", "{}").as_deref(), Some("single"));
    assert_eq!(scope(&ScopePolicy::Tier, "high", "{}").as_deref(), Some("tier:high"));
    assert_ne!(scope(&ScopePolicy::Tier, "high", "{}"), scope(&ScopePolicy::Tier, "High", "{}"));
    let policy = payload("/account/id");
    assert_eq!(
        scope(&policy, "high", r#"{"account":{"id":"a\u0031"}}"#).as_deref(),
        Some("payload:a1")
    );
    assert_eq!(scope(&policy, "high", r#"{"account":{"id":""}}"#).as_deref(), Some("payload:"));
}

/// §3.10: values that differ have counters of their own, however long they are; a key stays short.
#[test]
fn long_values() {
    let of = |value: &str| {
        let action = format!(r#"{{"a":"{value}"}}"#);
        scope(&payload("/a"), "high", &action).unwrap()
    };
    let (at_most, above) = ("a".repeat(256), "a".repeat(257));
    assert_eq!(of(&at_most), format!("payload:{at_most}"));
    // printf 'a%.0s' {1..257} | openssl sha256 -binary | basenc --base64url
    assert_eq!(of(&above), "payload-sha256:6NlcwrS8GYxUtAvSFN-Vivtl9ec9LC6v4Fk89cY1wfA");
    assert_ne!(of(&above), of(&format!("{at_most}b")));
    assert_eq!(of(&"é".repeat(128)), format!("payload:{}", "é".repeat(128)));
    assert_eq!(of(&"é".repeat(129)).len(), 58);
    assert_eq!(of(&"a".repeat(60_000)).len(), 58);
    // A value that reads like such a key has another.
    assert_eq!(of("sha256:x"), "payload:sha256:x");
}

/// §3.10: a pointer that finds no string gives no scope: the proof is refused, not counted elsewhere.
#[test]
fn no_string_there() {
    for action in [
        "{}",
        r#"{"account":null}"#,
        r#"{"account":"id"}"#,
        r#"{"account":{"id":1}}"#,
        r#"{"account":{"id":null}}"#,
        r#"{"account":{"id":{}}}"#,
        r#"{"account":{"id":["a"]}}"#,
        r#"{"account":[{"id":"a"}]}"#,
        r#"{"account/id":"a"}"#,
    ] {
        assert_eq!(scope(&payload("/account/id"), "high", action), None, "{action}");
    }
    assert_eq!(scope(&payload(""), "high", r#"{"a":"b"}"#), None);
}

/// §3.10: scopes of different kinds never meet, whatever their values.
#[test]
fn kinds() {
    let payload = scope(&payload("/a"), "high", r#"{"a":"tier:high"}"#);
    assert_eq!(payload.as_deref(), Some("payload:tier:high"));
    assert_eq!(scope(&ScopePolicy::Tier, "single", "{}").as_deref(), Some("tier:single"));
    assert_eq!(CounterScope::from_key("single"), CounterScope::SINGLE);
    assert_eq!(CounterScope::from_key("tier:x"), CounterScope::of_tier(&Tier::new("x").unwrap()));
    assert_eq!(format!("{:?}", CounterScope::SINGLE), "CounterScope(single)");
}

/// RFC 6901 §3, §4: escapes are resolved once, in one pass; indices are plain decimals.
#[test]
fn pointers() {
    let action = r#"{"~1":"tilde one","/":"slash","":{"":"empty"},"a":["x",["y"]],"0":"zero","01":"not an index"}"#;
    for (pointer, want) in [
        ("/~01", Some("tilde one")),
        ("/~1", Some("slash")),
        ("//", Some("empty")),
        ("/a/0", Some("x")),
        ("/a/1/0", Some("y")),
        ("/0", Some("zero")),
        ("/01", Some("not an index")),
        ("/a/00", None),
        ("/a/+0", None),
        ("/a/-", None),
        ("/a/", None),
        ("/a/2", None),
        ("/a/18446744073709551616", None),
        ("/a/0/x", None),
    ] {
        let want = want.map(|value| format!("payload:{value}"));
        assert_eq!(scope(&payload(pointer), "high", action), want, "{pointer}");
    }
    for refused in ["a", "a/b", "#/a", " /a", "/~", "/~2", "/a~", "/~~0"] {
        assert_eq!(JsonPointer::parse(refused), Err(PointerError), "{refused}");
    }
}
