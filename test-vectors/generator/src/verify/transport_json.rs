//! Strict JSON anywhere in the transport body (§2, §3.6).

use super::case::Topic;
use crate::core::proof::{ACTION, Proof};

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("body-json", &["2", "3.6"]);
    let valid = Proof::new();
    let malformed = "body_malformed";

    // Duplicates, wherever they stand.
    for (slug, title, member) in [
        ("duplicate-proof", "A second proof in the body is refused.", r#","proof":"a.b.c"}"#),
        (
            "duplicate-proof-escaped",
            "A second proof behind an escape is refused.",
            r#","pr\u006fof":"a.b.c"}"#,
        ),
        ("duplicate-unknown", "A duplicate of an ignored member is refused.", r#","x":1,"x":1}"#),
        (
            "duplicate-in-request-id",
            "A duplicate inside an ignored member is refused.",
            r#","requestId":{"a":1,"a":2}}"#,
        ),
        (
            "duplicate-in-evidence",
            "A duplicate inside the integrity evidence is refused.",
            r#","integrityEvidence":[{"a":1,"\u0061":2}]}"#,
        ),
        (
            "duplicate-in-signals",
            "A duplicate inside an uncommitted signal report is refused.",
            r#","signalReport":{"a":1,"a":2}}"#,
        ),
        (
            "surrogate-in-unknown",
            "A lone surrogate in an ignored member is refused.",
            r#","x":"\ud800"}"#,
        ),
        (
            "surrogate-in-signals",
            "A lone surrogate in a signal report is refused.",
            r#","signalReport":"\udfff"}"#,
        ),
        ("surrogate-in-name", "A lone surrogate in a name is refused.", r#","\ud800":1}"#),
        ("trailing-comma", "A comma before the closing brace is refused.", ",}"),
        ("comment", "A comment is refused.", "/* a */}"),
        ("single-quotes", "Single quotes are refused.", ",'x':1}"),
        ("bare-name", "A name without quotes is refused.", ",x:1}"),
        ("nan", "NaN in an ignored member is refused.", r#","x":NaN}"#),
        ("infinity", "Infinity in an ignored member is refused.", r#","x":Infinity}"#),
        ("leading-zero", "A leading zero in an ignored member is refused.", r#","x":01}"#),
        ("minus-alone", "A minus without digits is refused.", r#","x":-}"#),
        ("point-bare", "A point without digits after it is refused.", r#","x":1.}"#),
        ("exponent-bare", "An exponent without digits is refused.", r#","x":1e}"#),
        ("exponent-sign-bare", "An exponent of a sign alone is refused.", r#","x":1e+}"#),
        ("plus", "A plus sign in an ignored member is refused.", r#","x":+1}"#),
        ("control", "A raw control character in a string is refused.", ",\"x\":\"a\u{1}b\"}"),
        ("escape", "An escape that JSON does not have is refused.", r#","x":"\x41"}"#),
        ("unterminated", "A body without its closing brace is refused.", ""),
        ("trailing-data", "Data after the body is refused.", "}{}"),
        ("trailing-null", "U+0000 after the body is refused.", "}\0"),
        ("form-feed", "A form feed is no white space.", "\u{c}}"),
    ] {
        let proof = valid
            .clone()
            .edit_body(move |body| format!("{}{member}", body.strip_suffix('}').unwrap()));
        t.reject(slug, title, malformed, &proof);
    }
    t.reject(
        "duplicate-action",
        "A second action payload in the body is refused, an equal one too.",
        malformed,
        &valid.clone().edit_body(|body| {
            format!("{},\"actionPayload\":{ACTION}}}", body.strip_suffix('}').unwrap())
        }),
    );
    for (slug, title, action) in [
        (
            "duplicate-in-action",
            "A duplicate in the action payload is refused, whichever value was hashed.",
            r#"{"actionType":"transfer","amount":1,"amount":2500,"currency":"EUR","to":"alice"}"#,
        ),
        (
            "duplicate-in-action-escaped",
            "A duplicate behind an escape in the action payload is refused.",
            r#"{"actionType":"transfer","\u0061mount":1,"amount":2500,"currency":"EUR","to":"alice"}"#,
        ),
    ] {
        t.reject(slug, title, malformed, &valid.clone().carries(action)).sections(&["2", "3.13.2"]);
    }
    t.reject(
        "duplicate-in-committed-signals",
        "A duplicate in a committed signal report is refused.",
        malformed,
        &valid.clone().commits_signals(r#"{"a":2}"#).body("signalReport", r#"{"a":1,"a":2}"#),
    );
    t.reject(
        "surrogate-in-action",
        "A lone surrogate in the action payload is refused.",
        malformed,
        &valid.clone().commits("{\"to\":\"\u{fffd}\"}").carries(r#"{"to":"\ud800"}"#),
    )
    .sections(&["2", "3.13.2"]);
    t.reject(
        "mark",
        "A byte order mark before the body is refused.",
        malformed,
        &valid.clone().edit_body(|body| format!("\u{feff}{body}")),
    );

    // What is not UTF-8.
    for (slug, title, octets) in [
        ("utf8-ff", "The octet FF in a string is refused.", &[0xff][..]),
        ("utf8-overlong", "An overlong form is refused.", &[0xc0, 0xaf]),
        ("utf8-surrogate", "An encoded surrogate is refused.", &[0xed, 0xa0, 0x80]),
        ("utf8-cut", "A cut sequence is refused.", &[0xe2, 0x82]),
        ("utf8-beyond", "A code point beyond U+10FFFF is refused.", &[0xf4, 0x90, 0x80, 0x80]),
    ] {
        let octets = octets.to_vec();
        let proof = valid.clone().body("x", "\"#\"").body_octets(move |body| {
            let at = body.iter().rposition(|o| *o == b'#').unwrap();
            [&body[..at], &octets, &body[at + 1..]].concat()
        });
        t.reject(slug, title, malformed, &proof);
    }
    t.reject(
        "utf8-in-action",
        "An octet that is not UTF-8 in the action payload is refused.",
        malformed,
        &valid.clone().acting("{\"to\":\"\u{fffd}\"}").body_octets(|body| {
            let at = body.windows(3).position(|w| w == "\u{fffd}".as_bytes()).unwrap();
            [&body[..at], &[0xff], &body[at + 3..]].concat()
        }),
    );
    t.reject(
        "utf-16",
        "A body in UTF-16 is refused.",
        malformed,
        &valid.clone().body_octets(|body| {
            let text = String::from_utf8(body).unwrap();
            let units = format!("\u{feff}{text}");
            units.encode_utf16().flat_map(u16::to_be_bytes).collect()
        }),
    );

    // Just inside.
    t.accept(
        "case-differs",
        "Names that differ in case are no duplicates.",
        &valid.clone().body("x", "1").body("X", "2"),
    );
    t.accept(
        "siblings",
        "One name may stand in two objects.",
        &valid.clone().body("x", r#"{"proof":1}"#).body("y", r#"{"proof":2}"#),
    );
    t.accept(
        "pair",
        "An escaped surrogate pair is a character.",
        &valid.clone().body("x", r#""\ud83d\ude00""#),
    );
    t.accept(
        "beyond-ascii",
        "Strings of the body may hold any character.",
        &valid.clone().body(
            "\u{1f511}",
            "\"\u{0}\u{feff}\u{ffff}\u{10ffff}\"".replace('\0', "\\u0000").as_str(),
        ),
    );
    t
}
