//! The three segments and their base64url (§3.2, §3.4).

use super::case::Topic;
use crate::core::encode::{base64, base64url, with_trailing_bit};
use crate::core::json::quote;
use crate::core::proof::Proof;

const NAMES: [&str; 3] = ["header", "payload", "signature"];

/// A valid proof each of whose segments has an unused bit and both `-` and `_`.
fn rich() -> Proof {
    for n in 0..10_000 {
        let proof = Proof::new()
            .header("x", &quote(&format!("???>>>{}", "h".repeat(n % 3))))
            .claim("psea_chain_pending", &quote(&format!("???>>>{n}")));
        let token = proof.build();
        let good = token.split('.').all(|segment| {
            segment.len() % 4 != 0 && segment.contains('-') && segment.contains('_')
        });
        if good {
            return proof;
        }
    }
    panic!("no proof with rich segments");
}

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("segments", &["3.2", "3.4"]);
    let malformed = "proof_malformed";
    let rich = rich();
    let token = rich.build();
    let segments: Vec<String> = token.split('.').map(str::to_owned).collect();
    t.accept("both-letters", "Each segment holds both letters of base64url's own.", &rich);

    for (i, name) in NAMES.iter().enumerate() {
        let mut broken = |slug: &str, what: &str, edit: fn(String) -> String| {
            let before = segments[i].clone();
            assert_ne!(edit(before.clone()), before, "{slug}");
            let id = format!("{name}-{slug}");
            let title = format!("A {name} segment {what} is refused.");
            t.reject(&id, &title, malformed, &rich.clone().segment(i, edit));
        };
        broken("padded", "with padding", |s| format!("{s}{}", "=".repeat(4 - s.len() % 4)));
        broken("standard-plus", "with a plus sign", |s| s.replace('-', "+"));
        broken("standard-solidus", "with a solidus", |s| s.replace('_', "/"));
        broken("space", "with a space inside", |s| format!("{} {}", &s[..8], &s[8..]));
        broken("newline", "with a line feed at its end", |s| format!("{s}\n"));
        broken("newline-inside", "folded into lines", |s| format!("{}\r\n{}", &s[..64], &s[64..]));
        broken("trailing-bits", "with unused bits set", |s| with_trailing_bit(&s));
        broken("one-more", "whose length is 1 modulo 4", |s| {
            format!("{s}{}", "A".repeat(5 - s.len() % 4))
        });
        broken("foreign", "with a letter outside ASCII", |s| format!("\u{e9}{}", &s[1..]));
        broken("percent", "with a percent escape", |s| s.replacen('_', "%5F", 1));
        broken("empty", "without characters", |_| String::new());
    }
    t.reject(
        "header-null",
        "A segment with U+0000 at its end is refused.",
        malformed,
        &rich.clone().segment(0, |s| format!("{s}\0")),
    );

    let mut shape = |slug: &str, title: &str, edit: fn(String) -> String| {
        t.reject(slug, title, malformed, &Proof::new().compact_edit(edit));
    };
    shape("none", "An empty proof is refused.", |_| String::new());
    shape("one", "A proof of one segment is refused.", |s| s.replace('.', ""));
    shape("two", "A proof of two segments is refused.", |s| s[..s.rfind('.').unwrap()].to_owned());
    shape("four", "A proof of four segments is refused.", |s| format!("{s}.AAAA"));
    shape("four-empty", "A point after the signature is refused.", |s| format!("{s}."));
    shape("leading-point", "A point before the header is refused.", |s| format!(".{s}"));
    shape("points", "Two points alone are refused.", |_| "..".to_owned());
    shape("five", "Five segments, as of an encrypted token, are refused.", |s| {
        format!("{s}.AAAA.AAAA")
    });
    shape("leading-space", "White space before the proof is refused.", |s| format!(" {s}"));
    shape("trailing-newline", "A line feed after the proof is refused.", |s| format!("{s}\n"));
    shape("scheme", "A scheme before the proof is refused.", |s| format!("PSEA {s}"));
    shape("tilde", "A tilde after the proof, as of a selective disclosure, is refused.", |s| {
        format!("{s}~")
    });
    shape("json-flattened", "A token in the flattened JSON form is refused.", |s| {
        let p: Vec<_> = s.split('.').collect();
        format!(r#"{{"protected":"{}","payload":"{}","signature":"{}"}}"#, p[0], p[1], p[2])
    });
    shape("json-general", "A token in the general JSON form is refused.", |s| {
        let p: Vec<_> = s.split('.').collect();
        format!(
            r#"{{"payload":"{}","signatures":[{{"protected":"{}","signature":"{}"}}]}}"#,
            p[1], p[0], p[2]
        )
    });
    shape("detached", "A token with its payload detached is refused.", |s| {
        let p: Vec<_> = s.split('.').collect();
        format!("{}..{}", p[0], p[2])
    });
    shape("encoded-twice", "A token that is itself encoded is refused.", base64url);
    shape("separator", "Separators other than points are refused.", |s| s.replace('.', ":"));

    t.reject(
        "payload-clear",
        "A payload that is not encoded is refused.",
        malformed,
        &Proof::new().segment(1, {
            let payload = String::from_utf8(Proof::new().build_payload()).unwrap();
            // Points in the claims would make more segments of it.
            move |_| payload.replace('.', "-")
        }),
    );
    t.reject(
        "signature-standard",
        "A signature in padded standard base64 is refused.",
        malformed,
        &rich.clone().segment(2, |s| {
            let text = s.replace('-', "+").replace('_', "/");
            let padded = format!("{text}==");
            assert_eq!(padded.len() % 4, 0);
            assert_eq!(base64([0; 64]).len(), padded.len());
            padded
        }),
    );
    t
}
