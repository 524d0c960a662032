//! Size, segments and their base64url (§3.2, §3.4).

use super::case::Topic;
use super::token::Token;
use crate::core::encode::{base64url, with_trailing_bit};

/// The longest result, in octets.
const MAX: usize = 16_384;

pub(super) fn limits() -> Topic {
    let mut t = Topic::new("limits", &["3.13.2"]);
    let sized = |wanted: usize| {
        // White space in the header, and the length of the id for the rest of three octets.
        for length in 1..8 {
            let token = Token::approval().text("jti", &"a".repeat(length));
            let spaces = (wanted - token.build().len()) * 3 / 4;
            for spaces in spaces.saturating_sub(4)..spaces + 4 {
                let token =
                    token.clone().edit_header(move |h| format!("{h}{}", " ".repeat(spaces)));
                if token.build().len() == wanted {
                    return token;
                }
            }
        }
        panic!("no result of {wanted} octets");
    };
    t.approve("longest", "A result of 16,384 octets is read.", &sized(MAX));
    t.reject(
        "too-long",
        "A result of 16,385 octets is refused.",
        "result_too_large",
        &sized(MAX + 1),
    );
    t.reject(
        "too-long-malformed",
        "What is too long is refused whatever it is.",
        "result_too_large",
        &Token::approval().compact_edit(|_| "a".repeat(MAX + 1)),
    );
    let deep =
        |depth: usize| Token::approval().header("x", &crate::core::json::nested_arrays(depth - 1));
    t.reject(
        "header-deepest",
        "A header of 32 containers is read, and has a parameter too many.",
        "header_parameter",
        &deep(32),
    );
    t.reject(
        "header-too-deep",
        "A header of 33 containers is refused.",
        "result_malformed",
        &deep(33),
    );
    t
}

/// A result each of whose segments has an unused bit and both `-` and `_`.
fn rich() -> Token {
    for n in 0..20_000 {
        let spaces = " ".repeat(n % 3);
        let token = Token::approval()
            .text("psea_op", &format!("???>>>{n}"))
            // White space where a letter of the alphabet's end may come of it.
            .edit_header(move |h| h.replacen(':', &format!("{spaces}:"), 1));
        let token_text = token.build();
        let mut segments = token_text.split('.').skip(1);
        let good = segments.all(|segment| {
            !segment.len().is_multiple_of(4) && segment.contains('-') && segment.contains('_')
        });
        if good && !token_text.split('.').next().unwrap().len().is_multiple_of(4) {
            return token;
        }
    }
    panic!("no result with rich segments");
}

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("segments", &["3.2", "3.4"]);
    let malformed = "result_malformed";
    let rich = rich();
    let token = rich.build();
    let segments: Vec<String> = token.split('.').map(str::to_owned).collect();
    t.approve("both-letters", "Segments may hold both letters of base64url's own.", &rich);

    for (i, name) in ["header", "payload", "signature"].iter().enumerate() {
        let mut broken = |slug: &str, what: &str, edit: fn(String) -> String| {
            let before = segments[i].clone();
            assert_ne!(edit(before.clone()), before, "{slug}");
            let id = format!("{name}-{slug}");
            let title = format!("A {name} segment {what} is refused.");
            t.reject(&id, &title, malformed, &rich.clone().segment(i, edit));
        };
        broken("padded", "with padding", |s| format!("{s}{}", "=".repeat(4 - s.len() % 4)));
        broken("space", "with a space inside", |s| format!("{} {}", &s[..8], &s[8..]));
        broken("newline", "with a line feed at its end", |s| format!("{s}\n"));
        broken("trailing-bits", "with unused bits set", |s| with_trailing_bit(&s));
        broken("one-more", "whose length is 1 modulo 4", |s| {
            format!("{s}{}", "A".repeat(5 - s.len() % 4))
        });
        broken("foreign", "with a letter outside ASCII", |s| format!("\u{e9}{}", &s[1..]));
        broken("empty", "without characters", |_| String::new());
        if i > 0 {
            broken("standard-plus", "with a plus sign", |s| s.replace('-', "+"));
            broken("standard-solidus", "with a solidus", |s| s.replace('_', "/"));
        }
    }

    let mut shape = |slug: &str, title: &str, edit: fn(String) -> String| {
        t.reject(slug, title, malformed, &Token::approval().compact_edit(edit));
    };
    shape("none", "An empty result is refused.", |_| String::new());
    shape("one", "A result of one segment is refused.", |s| s.replace('.', ""));
    shape("two", "A result of two segments is refused.", |s| s[..s.rfind('.').unwrap()].to_owned());
    shape("four", "A result of four segments is refused.", |s| format!("{s}.AAAA"));
    shape("four-empty", "A point after the signature is refused.", |s| format!("{s}."));
    shape("leading-point", "A point before the header is refused.", |s| format!(".{s}"));
    shape("leading-space", "White space before the result is refused.", |s| format!(" {s}"));
    shape("trailing-newline", "A line feed after the result is refused.", |s| format!("{s}\n"));
    shape("json-flattened", "A result in the flattened JSON form is refused.", |s| {
        let p: Vec<_> = s.split('.').collect();
        format!(r#"{{"protected":"{}","payload":"{}","signature":"{}"}}"#, p[0], p[1], p[2])
    });
    shape("detached", "A result with its payload detached is refused.", |s| {
        let p: Vec<_> = s.split('.').collect();
        format!("{}..{}", p[0], p[2])
    });
    shape("encoded-twice", "A result that is itself encoded is refused.", base64url);
    shape("outcome-alone", "The word of an outcome is no result.", |_| "approve".to_owned());
    shape("outcome-json", "Unsigned JSON is no result.", |_| {
        r#"{"psea_outcome":"approve"}"#.to_owned()
    });
    t
}
