//! Strings (§2.3, RFC 8785 §3.2.2.2).

use super::Topic;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("strings", &["2", "2.2"]);
    t.valid(
        "rfc8785-sample",
        "The string sample of RFC 8785.",
        r#"{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}"#,
        "{\"string\":\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
    );
    t.fixed("literals", "The three literals.", r#"{"literals":[null,true,false]}"#);
    t.fixed("null-member", "A member of null stays.", r#"{"a":null}"#);
    t.fixed("short-escapes", "The seven two-character escapes.", r#"{"a":"\"\\\b\f\n\r\t"}"#);
    t.valid(
        "long-to-short",
        "A long escape becomes the two-character one where there is one.",
        r#"{"a":"\u0022\u005C\u0008\u000C\u000A\u000D\u0009"}"#,
        r#"{"a":"\"\\\b\f\n\r\t"}"#,
    );
    let other: Vec<u8> = (0..0x20).filter(|c| ![8, 9, 10, 12, 13].contains(c)).collect();
    let upper: String = other.iter().map(|c| format!("\\u{c:04X}")).collect();
    let lower: String = other.iter().map(|c| format!("\\u{c:04x}")).collect();
    t.valid(
        "control",
        "Every other control character is escaped in lower-case hexadecimal.",
        &format!(r#"{{"a":"{upper}"}}"#),
        &format!(r#"{{"a":"{lower}"}}"#),
    );
    t.valid("solidus", "A solidus is not escaped.", r#"{"a":"\/\u002f/"}"#, r#"{"a":"///"}"#);
    t.valid(
        "not-control",
        "U+007F to U+009F, U+2028 and U+2029 are not escaped.",
        r#"{"a":"\u007f\u0080\u009f\u2028\u2029"}"#,
        "{\"a\":\"\u{7f}\u{80}\u{9f}\u{2028}\u{2029}\"}",
    );
    t.valid(
        "html",
        "No character is escaped for the sake of HTML.",
        r#"{"a":"\u003cb\u003e\u0026'"}"#,
        r#"{"a":"<b>&'"}"#,
    );
    t.valid(
        "letters",
        "An escaped letter becomes the letter.",
        r#"{"\u00e9\u00C9":"\u6f22"}"#,
        "{\"\u{e9}\u{c9}\":\"\u{6f22}\"}",
    );
    t.valid(
        "pair",
        "An escaped surrogate pair becomes its character.",
        r#"{"a":"\ud83d\ude00\uDBFF\uDFFD"}"#,
        "{\"a\":\"\u{1f600}\u{10fffd}\"}",
    );
    t.valid(
        "pair-ends",
        "The first and the last surrogate pair.",
        r#"{"a":"\ud800\udc00\udbff\udfff"}"#,
        "{\"a\":\"\u{10000}\u{10ffff}\"}",
    );
    t.valid(
        "around-surrogates",
        "The code points before and after the surrogates stand alone.",
        r#"{"a":"\ud7ff\ue000"}"#,
        "{\"a\":\"\u{d7ff}\u{e000}\"}",
    );
    t.fixed("composed", "A composed letter stays composed.", "{\"a\":\"\u{e9}\u{1e9b}\u{323}\"}");
    t.fixed("decomposed", "A decomposed letter stays decomposed.", "{\"a\":\"e\u{301}\"}");
    t.fixed(
        "compatibility",
        "Compatibility forms stay as they are.",
        "{\"a\":\"\u{fb01}\u{2460}\u{ff21}\u{212b}\"}",
    );
    t.fixed(
        "noncharacters",
        "Noncharacters are kept.",
        "{\"a\":\"\u{fdd0}\u{fffe}\u{ffff}\u{1fffe}\u{10ffff}\"}",
    );
    t.fixed(
        "mark-inside",
        "U+FEFF inside a string is a character like any other.",
        "{\"a\":\"\u{feff}b\"}",
    );
    t.fixed("direction", "Marks of direction are kept.", "{\"a\":\"\u{202e}\u{200f}\u{2066}\"}");

    for (slug, title, input) in [
        ("lone-high", "A lone high surrogate is refused.", r#"{"a":"\ud800"}"#),
        ("lone-low", "A lone low surrogate is refused.", r#"{"a":"\udc00"}"#),
        ("lone-high-last", "The last high surrogate alone is refused.", r#"{"a":"\udbff"}"#),
        ("lone-low-last", "The last low surrogate alone is refused.", r#"{"a":"\udfff"}"#),
        (
            "high-before-e000",
            "A high surrogate before U+E000 is refused.",
            r#"{"a":"\ud800\ue000"}"#,
        ),
        (
            "high-before-dbff",
            "A high surrogate before the last one is refused.",
            r#"{"a":"\ud800\udbff"}"#,
        ),
        ("lone-high-text", "A high surrogate before a letter is refused.", r#"{"a":"\ud83dx"}"#),
        (
            "lone-high-escape",
            "A high surrogate before another escape is refused.",
            r#"{"a":"\ud83d\u0041"}"#,
        ),
        ("two-high", "Two high surrogates are refused.", r#"{"a":"\ud83d\ud83d\ude00"}"#),
        ("reversed", "A surrogate pair in reverse is refused.", r#"{"a":"\ude00\ud83d"}"#),
        ("lone-in-name", "A lone surrogate in a name is refused.", r#"{"\ud800":1}"#),
        ("raw-newline", "A line feed in a string must be escaped.", "{\"a\":\"b\nc\"}"),
        ("raw-tab", "A tab in a string must be escaped.", "{\"a\":\"b\tc\"}"),
        ("raw-null", "U+0000 in a string must be escaped.", "{\"a\":\"b\0c\"}"),
        ("raw-1f", "U+001F in a name must be escaped.", "{\"a\u{1f}\":1}"),
        ("escape-x", "There is no escape x.", r#"{"a":"\x41"}"#),
        ("escape-single-quote", "There is no escape for a single quote.", r#"{"a":"\'"}"#),
        ("escape-zero", "There is no escape 0.", r#"{"a":"\0"}"#),
        ("escape-upper-u", "The letter of a long escape is small.", r#"{"a":"\U0041"}"#),
        ("escape-braces", "A long escape has no braces.", r#"{"a":"\u{41}"}"#),
        ("escape-three", "A long escape has four digits.", r#"{"a":"\u041"}"#),
        ("escape-sign", "A long escape has digits alone.", r#"{"a":"\u+041"}"#),
        ("escape-newline", "A line feed cannot be escaped by a backslash.", "{\"a\":\"b\\\nc\"}"),
    ] {
        t.invalid(slug, title, input);
    }
    t
}
