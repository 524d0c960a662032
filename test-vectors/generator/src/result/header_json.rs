//! The header as JSON (§2, §3.4).

use super::case::Topic;
use super::token::{SIGNER, Token};
use crate::core::keys::Key;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("header-json", &["2", "3.4"]);
    let malformed = "result_malformed";
    let valid = Token::approval();
    let kid = Key::new(SIGNER).thumbprint();

    let order = format!(r#"{{"typ":"psea-ack+jwt","kid":"{kid}","alg":"ES256"}}"#);
    t.approve(
        "member-order",
        "Header parameters may stand in any order.",
        &valid.clone().edit_header(move |_| order.clone()),
    );
    t.approve(
        "white-space",
        "White space in the header does not count.",
        &valid.clone().edit_header(|h| format!("\n {} \t", h.replace(':', " : "))),
    );
    t.approve(
        "escaped",
        "Names and values of the header may be escaped.",
        &valid
            .clone()
            .edit_header(|h| h.replace("alg", "\\u0061lg").replace("psea-ack", "psea\\u002dack")),
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
        ("duplicate-typ", "A second typ is refused.", "{", r#"{"typ":"psea-proof+jwt","#),
        ("duplicate-kid", "A second kid is refused.", "{", r#"{"kid":"key-2","#),
        ("surrogate", "A lone surrogate in the header is refused.", "psea-ack", r"psea-ack\ud800"),
        ("trailing-data", "Data after the header is refused.", "}", "}{}"),
        ("trailing-comma", "A comma before the closing brace is refused.", "}", ",}"),
        ("unterminated", "A header without its closing brace is refused.", "}", ""),
        ("comment", "A comment in the header is refused.", "{", "{/* a */"),
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
    t
}
