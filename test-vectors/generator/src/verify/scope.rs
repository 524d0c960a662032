//! The counter's scope (§3.10): a signed claim or the bound action payload decides it.

use super::case::Topic;
use crate::core::proof::Proof;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("scope", &["3.10"]);
    let tier = |n: u64, tier: &str| Proof::nth(n).tier(tier);

    t.case("single", "One scope: tiers share the counter.")
        .accept(&tier(5, "high"))
        .reject(&tier(4, "low"), "counter_not_increasing")
        .accept(&tier(6, "low"));
    t.case("tier", "A scope for each tier: each has its own counter.")
        .scope_tier()
        .accept(&tier(5, "high"))
        .accept(&tier(1, "low"))
        .reject(&tier(4, "high"), "counter_not_increasing")
        .accept(&tier(2, "low"));
    t.case("tier-id", "An action id is unique over all scopes.")
        .scope_tier()
        .accept(&tier(5, "high"))
        .reject(&tier(1, "low").jti("action-0005"), "jti_replayed")
        .accept(&tier(1, "low"));
    t.case("tier-restart", "A restart keeps the counter of every scope.")
        .scope_tier()
        .accept(&tier(5, "high"))
        .accept(&tier(1, "low"))
        .restart()
        .reject(&tier(5, "high").jti("x"), "counter_not_increasing")
        .reject(&tier(1, "low").jti("y"), "counter_not_increasing")
        .accept(&tier(6, "high"));
    t.case("tier-case", "Tiers that differ in case are two scopes.")
        .scope_tier()
        .accept(&tier(5, "high"))
        .accept(&tier(3, "High"));
    t.case("tier-body", "A tier named outside the token makes no scope.")
        .scope_tier()
        .accept(&tier(5, "high"))
        .reject(
            &tier(4, "high").body("psea_tier", "\"low\"").body("tier", "\"low\""),
            "counter_not_increasing",
        );

    let account = |n: u64, id: &str| {
        Proof::nth(n).acting(&format!(r#"{{"account":{{"id":"{id}"}},"n":{n}}}"#))
    };
    t.case("payload", "A scope for each account: each has its own counter.")
        .scope_pointer("/account/id")
        .accept(&account(5, "a"))
        .accept(&account(1, "b"))
        .reject(&account(4, "a"), "counter_not_increasing")
        .reject(&account(1, "b").jti("x"), "counter_not_increasing")
        .accept(&account(2, "b"));
    t.case("payload-changed", "A scope that was changed on the way does not match the commitment.")
        .scope_pointer("/account/id")
        .accept(&account(5, "a"))
        .reject(&account(4, "a").carries(r#"{"account":{"id":"b"},"n":4}"#), "action_mismatch");
    t.case("payload-body", "A scope named outside the action payload does not count.")
        .scope_pointer("/account/id")
        .accept(&account(5, "a"))
        .reject(&account(4, "a").body("account", r#"{"id":"b"}"#), "counter_not_increasing");
    t.case("payload-empty", "An empty string is a scope.")
        .scope_pointer("/account/id")
        .accept(&account(5, ""))
        .accept(&account(1, "a"))
        .reject(&account(4, ""), "counter_not_increasing");
    t.case("payload-normalisation", "Scopes are not normalised.")
        .scope_pointer("/account/id")
        .accept(&account(5, "e\u{301}"))
        .accept(&account(4, "\u{e9}"));
    t.case("payload-escaped", "A scope is the string's value, however it is escaped.")
        .scope_pointer("/account/id")
        .accept(&account(5, "a"))
        .reject(&account(4, "\\u0061"), "counter_not_increasing");
    t.case("payload-tiers", "A scope from the action payload is one over all tiers.")
        .scope_pointer("/account/id")
        .accept(&account(5, "a").tier("high"))
        .reject(&account(4, "a").tier("low"), "counter_not_increasing");

    // RFC 6901.
    for (slug, title, pointer, found) in [
        ("member", "A pointer names a member.", "/to", r#"{"to":"a"}"#),
        ("tilde", "A tilde in a name is written ~0.", "/a~0b", r#"{"a~b":"x","a~0b":1}"#),
        ("solidus", "A solidus in a name is written ~1.", "/a~1b", r#"{"a":{"b":1},"a/b":"x"}"#),
        (
            "escapes",
            "Escapes are undone in one pass: ~01 is ~1.",
            "/a~01b",
            r#"{"a/b":1,"a~1b":"x"}"#,
        ),
        ("both", "A pointer may hold both escapes.", "/~0~1/~1", r#"{"~/":{"/":"x"}}"#),
        ("empty-name", "A pointer may name the empty member.", "/", r#"{"":"x"}"#),
        (
            "empty-names",
            "A pointer may name empty members below one another.",
            "//",
            r#"{"":{"":"x"}}"#,
        ),
        ("index", "A pointer names an array's entry by its index.", "/to/1", r#"{"to":["a","b"]}"#),
        ("index-zero", "The first index is zero.", "/to/0/id", r#"{"to":[{"id":"a"}]}"#),
        ("digits", "Digits name a member of an object.", "/to/01", r#"{"to":{"01":"a","1":"b"}}"#),
        (
            "unicode",
            "A pointer may hold any character.",
            "/\u{e9}\u{1f511}",
            "{\"\u{e9}\u{1f511}\":\"x\"}",
        ),
        (
            "quotes",
            "Quotation marks and percent signs stand for themselves.",
            "/%22\"",
            r#"{"%22\"":"x"}"#,
        ),
    ] {
        t.accept(&format!("pointer-{slug}"), title, &Proof::new().acting(found))
            .scope_pointer(pointer);
    }
    for (slug, title, pointer, action) in [
        ("missing", "A pointer that finds nothing is refused.", "/account", r#"{"to":"a"}"#),
        ("missing-below", "A pointer below a string is refused.", "/to/id", r#"{"to":"a"}"#),
        ("case", "A pointer is case-sensitive.", "/To", r#"{"to":"a"}"#),
        ("number", "A pointer at a number is refused.", "/to", r#"{"to":7}"#),
        ("null", "A pointer at null is refused.", "/to", r#"{"to":null}"#),
        ("boolean", "A pointer at a boolean is refused.", "/to", r#"{"to":true}"#),
        ("array", "A pointer at an array is refused.", "/to", r#"{"to":["a"]}"#),
        ("object", "A pointer at an object is refused.", "/to", r#"{"to":{"id":"a"}}"#),
        ("index-beyond", "An index beyond the array is refused.", "/to/1", r#"{"to":["a"]}"#),
        (
            "index-leading-zero",
            "An index with a leading zero names nothing.",
            "/to/00",
            r#"{"to":["a"]}"#,
        ),
        ("index-negative", "A negative index names nothing.", "/to/-1", r#"{"to":["a"]}"#),
        ("index-end", "The place after the last entry holds nothing.", "/to/-", r#"{"to":["a"]}"#),
        ("index-plus", "An index with a sign names nothing.", "/to/+0", r#"{"to":["a"]}"#),
        ("solidus", "A solidus that is not escaped separates names.", "/a/b", r#"{"a/b":"x"}"#),
    ] {
        let proof = Proof::new().acting(action);
        t.reject(&format!("pointer-not-{slug}"), title, "action_payload_invalid", &proof)
            .scope_pointer(pointer);
    }
    t
}
