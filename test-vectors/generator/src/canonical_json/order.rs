//! Member order and white space (§2.2, RFC 8785 §3.2.3).

use super::Topic;
use crate::core::encode::{commitment, hex, sha256};

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("order", &["2", "2.2"]);

    let session = r#"{"endReason":"TtlExpired","endedAt":1700000060,"sessionId":"abc-123","startedAt":1700000000}"#;
    t.fixed("published-session", "A capital letter sorts before a small one.", session);
    t.valid(
        "published-session-shuffled",
        "Members are put in order and white space is dropped.",
        "{ \"startedAt\": 1700000000,\n  \"sessionId\": \"abc-123\",\n  \"endedAt\": 1700000060,\n  \"endReason\": \"TtlExpired\" }",
        session,
    );
    let transfer = r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#;
    assert_eq!(transfer.len(), 69);
    assert_eq!(
        hex(sha256(transfer)),
        "f0f8eb390ecdb3b312765cfe3a888c39ad4571bb94ddfc553230a4b85171e942"
    );
    assert_eq!(commitment(transfer), "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=");
    t.valid(
        "published-transfer",
        "The 69 octets of a transfer.",
        r#"{"amount":2500,"actionType":"transfer","to":"alice","currency":"EUR"}"#,
        transfer,
    );
    t.valid(
        "white-space",
        "The four kinds of white space are dropped between tokens.",
        " \t\r\n{ \"a\" :\t[ 1 ,\n2 ]\r}\n",
        r#"{"a":[1,2]}"#,
    );
    t.fixed("white-space-in-string", "White space inside a string is kept.", r#"{"a":" b  c "}"#);
    t.fixed("empty", "An empty object.", "{}");
    t.fixed("empty-inside", "Empty containers stay.", r#"{"a":{},"b":[]}"#);
    t.fixed("array", "An array keeps its order.", r#"{"a":[3,1,2]}"#);
    t.valid(
        "nested",
        "Members are put in order at every depth, inside arrays too.",
        r#"{"b":[{"z":1,"a":{"y":2,"x":3}}],"a":null}"#,
        r#"{"a":null,"b":[{"a":{"x":3,"y":2},"z":1}]}"#,
    );
    t.valid(
        "digits",
        "Names of digits sort as text and not as numbers.",
        r#"{"2":1,"10":2,"1":3,"01":4}"#,
        r#"{"01":4,"1":3,"10":2,"2":1}"#,
    );
    t.valid(
        "prefix",
        "A name sorts before the names that begin with it.",
        r#"{"ab":1,"a":2,"abc":3,"":4}"#,
        r#"{"":4,"a":2,"ab":1,"abc":3}"#,
    );
    t.valid(
        "prefix-reversed",
        "A longer name that comes first is put behind the one that it begins with.",
        r#"{"ab":1,"a":2}"#,
        r#"{"a":2,"ab":1}"#,
    );
    t.valid(
        "long-names",
        "Names that begin alike sort by where they differ, wherever that is.",
        r#"{"counterpartyName":1,"counterparty":2,"counterpartyIban":3,"counterparty\u0000":4}"#,
        r#"{"counterparty":2,"counterparty\u0000":4,"counterpartyIban":3,"counterpartyName":1}"#,
    );
    t.valid(
        "case",
        "All capitals sort before all small letters.",
        r#"{"b":1,"a":2,"B":3,"A":4,"_":5}"#,
        r#"{"A":4,"B":3,"_":5,"a":2,"b":1}"#,
    );
    t.valid(
        "escaped-names",
        "Names sort by what they say and not by how they are escaped.",
        r#"{"\u007a":1,"b":2,"\u0061":3}"#,
        r#"{"a":3,"b":2,"z":1}"#,
    );
    t.valid(
        "rfc8785-sample",
        "The sorting sample of RFC 8785.",
        "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"\u{f6}\":\"Latin Small Letter O With Diaeresis\",\"\u{20ac}\":\"Euro Sign\",\"\u{1f600}\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}",
    );
    t.valid(
        "supplementary-first",
        "A supplementary-plane name sorts before U+E000, by UTF-16 code units.",
        "{\"\u{e000}\":1,\"\u{10000}\":2}",
        "{\"\u{10000}\":2,\"\u{e000}\":1}",
    );
    t.valid(
        "supplementary-last-unit",
        "The greatest supplementary-plane name sorts before U+FFFD.",
        "{\"\u{fffd}\":1,\"\u{10fffd}\":2}",
        "{\"\u{10fffd}\":2,\"\u{fffd}\":1}",
    );
    t.fixed(
        "supplementary-after-d7ff",
        "A name of U+D7FF sorts before a supplementary-plane name.",
        "{\"\u{d7ff}\":1,\"\u{10000}\":2}",
    );
    t.valid(
        "supplementary-second-unit",
        "Two supplementary-plane names sort by their second code unit.",
        "{\"\u{1f601}\":1,\"\u{1f600}\":2}",
        "{\"\u{1f600}\":2,\"\u{1f601}\":1}",
    );
    t.valid(
        "supplementary-inside",
        "The rule holds after a common prefix.",
        "{\"x\u{ff5e}\":1,\"x\u{1d400}\":2,\"x\":3}",
        "{\"x\":3,\"x\u{1d400}\":2,\"x\u{ff5e}\":1}",
    );
    t.valid(
        "decomposed",
        "A decomposed name sorts by its own code units.",
        "{\"\u{e9}\":1,\"e\u{301}\":2,\"f\":3}",
        "{\"e\u{301}\":2,\"f\":3,\"\u{e9}\":1}",
    );
    t.fixed(
        "object-internals",
        "Names with a meaning in some languages are names like any other.",
        r#"{"__proto__":{"a":1},"constructor":2,"toString":3}"#,
    );
    t
}
