//! The payload as JSON, and its canonical form (§2, §3.4).

use super::case::Topic;
use super::token::Token;
use crate::core::proof::JTI;

pub(super) fn json() -> Topic {
    let mut t = Topic::new("payload-json", &["2", "3.13.3"]);
    let malformed = "payload_malformed";
    let valid = Token::approval();
    for (slug, title, payload) in [
        ("array", "A payload that is an array is refused.", "[]"),
        ("string", "A payload that is a string is refused.", r#""approve""#),
        ("number", "A payload that is a number is refused.", "1"),
        ("null", "A payload of null is refused.", "null"),
        ("true", "A payload of true is refused.", "true"),
        ("text", "A payload that is no JSON is refused.", "approve"),
        ("blank", "A payload of white space is refused.", " "),
    ] {
        t.reject(slug, title, malformed, &valid.clone().edit_payload(move |_| payload.to_owned()));
    }
    for (slug, title, from, to) in [
        ("duplicate", "A claim that stands twice is refused.", "{", r#"{"psea_outcome":"reject","#),
        (
            "duplicate-equal",
            "A claim that stands twice alike is refused.",
            "{",
            r#"{"aud":"shop.example","#,
        ),
        (
            "duplicate-escaped",
            "A claim that stands twice behind an escape is refused.",
            "{",
            r#"{"\u0061ud":"other.example","#,
        ),
        ("surrogate", "A lone surrogate in a claim is refused.", "shop.", r"shop.\ud800"),
        ("trailing-data", "Data after the payload is refused.", "}", "}{}"),
        ("trailing-comma", "A comma before the closing brace is refused.", "}", ",}"),
        ("unterminated", "A payload without its closing brace is refused.", "}", ""),
        ("mark", "A byte order mark before the payload is refused.", "{", "\u{feff}{"),
        ("control", "A raw line feed in a claim is refused.", "shop.", "shop.\n"),
        ("nan", "NaN is refused.", r#""psea_counter":1"#, r#""psea_counter":NaN"#),
        (
            "leading-zero",
            "A leading zero is refused.",
            r#""psea_counter":1"#,
            r#""psea_counter":01"#,
        ),
    ] {
        t.reject(
            slug,
            title,
            malformed,
            &valid.clone().edit_payload(move |p| p.replacen(from, to, 1)),
        );
    }
    t.reject(
        "utf8",
        "A payload that is not UTF-8 is refused.",
        malformed,
        &valid.clone().payload_octets(|p| [b"{\"a\":\"\xff\",", &p[1..]].concat()),
    );
    for (slug, title, name, text) in [
        ("nested-aud", "An array of audiences nests.", "aud", r#"["shop.example"]"#),
        ("nested-object", "A claim that is an object nests.", "psea_op", r#"{"a":"b"}"#),
        ("nested-empty", "An empty array nests.", "psea_counter", "[]"),
        ("nested-unknown", "An undeclared claim that nests is judged as JSON.", "x", "{}"),
    ] {
        t.reject(
            slug,
            &format!("{title} It is refused."),
            malformed,
            &valid.clone().claim(name, text),
        );
    }
    t
}

pub(super) fn form() -> Topic {
    let mut t = Topic::new("payload-form", &["2", "3.13.3"]);
    let other = "payload_not_canonical";
    let valid = Token::approval();
    for (slug, title, from, to) in [
        ("space", "A space between tokens is refused.", "{", "{ "),
        ("space-before", "A space before the payload is refused.", "{", " {"),
        ("newline-after", "A line feed after the payload is refused.", "}", "}\n"),
        ("escape", "An escape that is not needed is refused.", "shop", r"sh\u006fp"),
        (
            "escape-solidus",
            "An escaped solidus is refused.",
            "payment.execute",
            r"payment\/execute",
        ),
        ("escape-name", "An escape in a name is refused.", r#""aud""#, r#""\u0061ud""#),
        ("minus-zero", "A counter of -0 is refused.", r#"counter":1"#, r#"counter":-0"#),
        (
            "fraction",
            "A counter with a fraction of zero is refused.",
            r#"counter":1"#,
            r#"counter":1.0"#,
        ),
        ("exponent", "A time with an exponent is refused.", "1785300050", "1.78530005e9"),
        (
            "above-max",
            "A counter above 2^53-1 is refused.",
            r#"counter":1"#,
            r#"counter":9007199254740992"#,
        ),
        ("half", "A time with a fraction is refused.", "1785300050", "1785300050.5"),
    ] {
        t.reject(slug, title, other, &valid.clone().replace_in_payload(from, to));
    }
    t.reject(
        "order",
        "Claims in another order are refused.",
        other,
        &valid.clone().edit_payload(|p| {
            let first = r#""aud":"shop.example","#;
            assert!(p.contains(first));
            let rest = p.replacen(first, "", 1);
            format!("{},{}}}", rest.trim_end_matches('}'), first.trim_end_matches(','))
        }),
    );
    t.reject(
        "refusal",
        "A refusal in another form is refused.",
        other,
        &Token::refusal("revoked").text("psea_refused_jti", JTI).replace_in_payload("{", "{ "),
    );
    t.approve(
        "control",
        "What must be escaped is escaped in canonical form.",
        &valid.clone().text("psea_op", "a\n\u{1}\"\\b"),
    );
    t.approve(
        "unicode",
        "Characters beyond ASCII stand as they are.",
        &valid.text("psea_op", "zahlung/\u{fc}ber\u{1f4b6}\u{ffff}"),
    );
    t
}
