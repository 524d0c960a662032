//! The header as JSON (§2, §3.4).

use super::case::Topic;
use crate::core::proof::Proof;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("header-json", &["2", "3.4"]);
    let valid = Proof::new();
    let malformed = "proof_malformed";

    t.accept(
        "member-order",
        "Header parameters may stand in any order.",
        &valid
            .clone()
            .edit_header(|_| r#"{"typ":"psea-proof+jwt","kid":"key-1","alg":"ES256"}"#.to_owned()),
    );
    t.accept(
        "white-space",
        "White space in the header does not count.",
        &valid.clone().edit_header(|h| format!("\n {} \t", h.replace(':', " : "))),
    );
    t.accept(
        "white-space-canonical-only",
        "A verifier that wants canonical payloads does not want a canonical header.",
        &valid.clone().edit_header(|h| format!("{h} ")),
    )
    .canonical_only();
    t.accept(
        "escaped",
        "Names and values of the header may be escaped.",
        &valid.clone().edit_header(|_| {
            r#"{"\u0061lg":"\u0045S256","kid":"key\u002d1","typ":"psea\u002dproof+jwt"}"#.to_owned()
        }),
    );
    t.accept(
        "names-case",
        "Parameters whose names differ in case are other parameters.",
        &valid.clone().header("ALG", r#""none""#).header("Typ", r#""JWT""#).header("CRIT", "[]"),
    );

    for (slug, title, header) in [
        ("array", "A header that is an array is refused.", r#"["ES256"]"#),
        ("string", "A header that is a string is refused.", r#""ES256""#),
        ("number", "A header that is a number is refused.", "7"),
        ("null", "A header that is null is refused.", "null"),
        ("blank", "A header of white space is refused.", "  "),
    ] {
        t.reject(slug, title, malformed, &valid.clone().edit_header(move |_| header.to_owned()));
    }
    for (slug, title, from, to) in [
        ("duplicate-alg", "A second alg is refused, an equal one too.", "{", r#"{"alg":"ES256","#),
        (
            "duplicate-alg-escaped",
            "A second alg behind an escape is refused.",
            "{",
            r#"{"\u0061lg":"none","#,
        ),
        ("duplicate-kid", "A second kid is refused.", "{", r#"{"kid":"key-2","#),
        (
            "duplicate-ignored",
            "A duplicate of an ignored parameter is refused.",
            "{",
            r#"{"x":1,"x":2,"#,
        ),
        (
            "duplicate-nested",
            "A duplicate inside an ignored parameter is refused.",
            "{",
            r#"{"x":[{"y":1,"y":1}],"#,
        ),
        ("surrogate", "A lone surrogate in the header is refused.", "{", r#"{"x":"\ud800","#),
        ("trailing-data", "Data after the header is refused.", "}", "}{}"),
        ("trailing-null", "U+0000 after the header is refused.", "}", "}\0"),
        ("trailing-comma", "A comma before the closing brace is refused.", "}", ",}"),
        ("unterminated", "A header without its closing brace is refused.", "}", ""),
        ("comment", "A comment in the header is refused.", "{", "{/* a */"),
        ("single-quotes", "Single quotes in the header are refused.", "{", "{'x':1,"),
        ("nan", "NaN in the header is refused.", "{", r#"{"x":NaN,"#),
        ("leading-zero", "A leading zero in the header is refused.", "{", r#"{"x":01,"#),
        ("control", "A raw line feed in a header string is refused.", "{", "{\"x\":\"\n\","),
        ("mark", "A byte order mark before the header is refused.", "{", "\u{feff}{"),
    ] {
        t.reject(
            slug,
            title,
            malformed,
            &valid.clone().edit_header(move |h| h.replacen(from, to, 1)),
        );
    }
    t.reject(
        "utf8",
        "A header that is not UTF-8 is refused.",
        malformed,
        &valid.clone().header_octets(|h| [b"{\"x\":\"\xff\",", &h[1..]].concat()),
    );
    t.reject(
        "utf8-latin-1",
        "A kid in Latin-1 is refused.",
        malformed,
        &valid
            .clone()
            .kid("#")
            .header_octets(|h| h.iter().map(|o| if *o == b'#' { 0xe9 } else { *o }).collect()),
    );
    t
}
