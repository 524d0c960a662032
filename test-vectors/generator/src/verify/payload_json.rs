//! The payload as JSON (§2, §3.5).

use super::case::Topic;
use crate::core::proof::Proof;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("payload-json", &["2", "3.5"]);
    let valid = Proof::new();
    let malformed = "payload_malformed";

    for (slug, title, payload) in [
        ("array", "A payload that is an array is refused.", "[]"),
        ("string", "A payload that is a string is refused.", r#""claims""#),
        ("number", "A payload that is a number is refused.", "1"),
        ("true", "A payload that is a boolean is refused.", "true"),
        ("null", "A payload that is null is refused.", "null"),
        ("blank", "A payload of white space is refused.", " "),
        ("text", "A payload that is text is refused.", "approve"),
    ] {
        t.reject(slug, title, malformed, &valid.clone().edit_payload(move |_| payload.to_owned()));
    }
    for (slug, title, from, to) in [
        (
            "duplicate-claim",
            "A second action id is refused, an equal one too.",
            "{",
            r#"{"jti":"4b0a6c1e-7d52-4f0e-9a53-2f1d8e6c0a01","#,
        ),
        (
            "duplicate-counter",
            "A second counter is refused.",
            r#""psea_counter":1"#,
            r#""psea_counter":1,"psea_counter":2"#,
        ),
        (
            "duplicate-escaped",
            "A second operation behind an escape is refused.",
            "{",
            r#"{"psea\u005fop":"payment.cancel","#,
        ),
        (
            "duplicate-hash",
            "A second commitment is refused.",
            "{",
            r#"{"psea_payload_hash":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","#,
        ),
        (
            "duplicate-nested",
            "A second verified inside psea_uv is refused.",
            r#""verified":true"#,
            r#""verified":true,"verified":false"#,
        ),
        (
            "duplicate-nested-escaped",
            "A second method behind an escape is refused.",
            r#""method""#,
            r#""metho\u0064":"pin","method""#,
        ),
        (
            "duplicate-opaque",
            "A duplicate inside an opaque claim is refused.",
            "{",
            r#"{"psea_chain_pending":[{"a":1,"a":1}],"#,
        ),
        (
            "duplicate-device-state",
            "A duplicate inside the device state is refused.",
            "{",
            r#"{"submods":{"psea-device-state":{"a":1,"a":2}},"#,
        ),
        ("surrogate", "A lone surrogate in a claim is refused.", "biometric", r"\ud800"),
        (
            "surrogate-reversed",
            "A surrogate pair in reverse is refused.",
            "biometric",
            r"\ude00\ud83d",
        ),
        ("trailing-data", "Data after the payload is refused.", "\"}", "\"}{}"),
        ("trailing-null", "U+0000 after the payload is refused.", "\"}", "\"}\0"),
        ("trailing-comma", "A comma before the closing brace is refused.", "\"}", "\",}"),
        ("unterminated", "A payload without its closing brace is refused.", "\"}", "\""),
        ("comment", "A comment in the payload is refused.", "{", "{/* a */"),
        ("nan", "NaN in the payload is refused.", r#""psea_counter":1"#, r#""psea_counter":NaN"#),
        (
            "infinity",
            "Infinity in the payload is refused.",
            r#""psea_counter":1"#,
            r#""psea_counter":Infinity"#,
        ),
        (
            "leading-zero",
            "A counter with a leading zero is refused.",
            r#""psea_counter":1"#,
            r#""psea_counter":01"#,
        ),
        (
            "plus",
            "A counter with a plus sign is refused.",
            r#""psea_counter":1"#,
            r#""psea_counter":+1"#,
        ),
        (
            "hexadecimal",
            "A counter in hexadecimal is refused.",
            r#""psea_counter":1"#,
            r#""psea_counter":0x1"#,
        ),
        (
            "bare-point",
            "A counter that ends with a point is refused.",
            r#""psea_counter":1"#,
            r#""psea_counter":1."#,
        ),
        (
            "single-quotes",
            "Single quotes are refused.",
            r#""psea_tier":"high""#,
            r#""psea_tier":'high'"#,
        ),
        ("bare-name", "A name without quotes is refused.", r#""psea_tier""#, "psea_tier"),
        ("control", "A raw line feed in a string is refused.", "biometric", "bio\nmetric"),
        ("escape", "An escape that JSON does not have is refused.", "biometric", r"bio\x6detric"),
        ("form-feed", "A form feed is no white space.", "{", "{\u{c}"),
        ("no-break-space", "A no-break space is no white space.", "{", "{\u{a0}"),
        ("mark", "A byte order mark before the payload is refused.", "{", "\u{feff}{"),
    ] {
        let proof = valid.clone().edit_payload(move |payload| {
            let edited = if from == "\"}" {
                let at = payload.rfind(from).unwrap();
                format!("{}{to}", &payload[..at])
            } else {
                payload.replacen(from, to, 1)
            };
            assert_ne!(edited, payload);
            edited
        });
        t.reject(slug, title, malformed, &proof);
    }
    for (slug, title, octets) in [
        ("utf8-ff", "The octet FF in the payload is refused.", &[0xff][..]),
        ("utf8-overlong", "An overlong form in the payload is refused.", &[0xc1, 0x81]),
        ("utf8-surrogate", "An encoded surrogate in the payload is refused.", &[0xed, 0xb0, 0x80]),
        ("utf8-cut", "A cut sequence in the payload is refused.", &[0xf0, 0x9f, 0x98]),
    ] {
        let octets = octets.to_vec();
        let proof =
            valid.clone().claim_str("psea_sdk_version", "#").payload_octets(move |payload| {
                let at = payload.iter().position(|o| *o == b'#').unwrap();
                [&payload[..at], &octets, &payload[at + 1..]].concat()
            });
        t.reject(slug, title, malformed, &proof);
    }
    t.reject(
        "utf-16",
        "A payload in UTF-16 is refused.",
        malformed,
        &valid.clone().payload_octets(|payload| {
            let text = String::from_utf8(payload).unwrap();
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        }),
    );
    t.reject(
        "compressed",
        "A payload that is compressed is refused.",
        malformed,
        &valid.clone().payload_octets(|payload| {
            // One stored block of the DEFLATE format.
            let length = u16::try_from(payload.len()).unwrap();
            [&[1], &length.to_le_bytes()[..], &(!length).to_le_bytes(), &payload].concat()
        }),
    );
    t.reject(
        "nested-token",
        "A payload that is a token of its own is refused.",
        malformed,
        &valid.clone().edit_payload(|_| Proof::new().build()),
    );
    t
}
