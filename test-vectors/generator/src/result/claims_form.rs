//! Types, patterns and lengths of the claims (§3.5, §3.13.3).

use super::case::Topic;
use super::token::{ENTRY, Token};
use crate::core::encode::with_trailing_bit;
use crate::core::json::quote;
use crate::core::proof::{JTI, MAX};

const TEXTS: [&str; 12] = [
    "iss",
    "aud",
    "jti",
    "psea_proof_jti",
    "psea_proof_hash",
    "psea_payload_hash",
    "psea_op",
    "psea_tier",
    "ueid",
    "psea_uv_anchor",
    "psea_durability",
    "psea_chain_entry",
];

fn slug(claim: &str) -> String {
    claim.replace('_', "-")
}

pub(super) fn types() -> Topic {
    let mut t = Topic::new("claims-type", &["3.13.3"]);
    let code = "claim_invalid";
    let valid = Token::approval();
    for claim in TEXTS.iter().chain(&["psea_ack_version"]) {
        for (what, text) in [("null", "null"), ("number", "1"), ("true", "true")] {
            t.reject(
                &format!("{}-{what}", slug(claim)),
                &format!("The claim {claim} that is no string ({what}) is refused."),
                code,
                &valid.clone().claim(claim, text),
            );
        }
    }
    for claim in ["iat", "exp", "psea_counter"] {
        for (what, text) in
            [("null", "null"), ("text", r#""1785300000""#), ("true", "true"), ("negative", "-1")]
        {
            t.reject(
                &format!("{}-{what}", slug(claim)),
                &format!("The claim {claim} that is no integer from 0 on ({what}) is refused."),
                code,
                &valid.clone().claim(claim, text),
            );
        }
    }
    for (what, text) in [("null", "null"), ("number", "1"), ("false", "false")] {
        t.reject(
            &format!("psea-refused-jti-{what}"),
            &format!("The claim psea_refused_jti that is no string ({what}) is refused."),
            code,
            &Token::refusal("stale").claim("psea_refused_jti", text),
        );
    }
    for claim in ["iss", "aud", "jti", "psea_ack_version"] {
        t.reject(
            &format!("refusal-{}-null", slug(claim)),
            &format!("A refusal with {claim} of null is refused."),
            code,
            &Token::refusal("revoked").claim(claim, "null"),
        );
    }
    t.approve(
        "psea-counter-zero",
        "A counter of 0 is one.",
        &valid.clone().claim("psea_counter", "0"),
    );
    t.approve(
        "psea-counter-max",
        "A counter of 2^53-1 is one.",
        &valid.claim("psea_counter", &MAX.to_string()),
    );
    t
}

pub(super) fn patterns() -> Topic {
    let mut t = Topic::new("claims-pattern", &["3.13.3"]);
    let code = "claim_invalid";
    let valid = Token::approval();
    for claim in ["jti", "psea_proof_jti"] {
        for (what, value) in [
            ("space", "a b"),
            ("newline", "action-1\n"),
            ("unicode", "\u{e9}"),
            ("slash", "a/b"),
            ("colon", "urn:a"),
            ("nul", "a\0"),
        ] {
            t.reject(
                &format!("{}-{what}", slug(claim)),
                &format!(
                    "The claim {claim} with a character that is not allowed ({what}) is refused."
                ),
                code,
                &valid.clone().text(claim, value),
            );
        }
        t.approve(
            &format!("{}-every-character", slug(claim)),
            &format!("The claim {claim} may have every allowed kind of character."),
            &valid.clone().text(claim, "AZaz09._-"),
        );
    }
    t.reject(
        "psea-refused-jti-newline",
        "A refused id with a line feed is refused.",
        code,
        &Token::refusal("reject").text("psea_refused_jti", &format!("{JTI}\n")),
    );
    for claim in ["psea_proof_hash", "psea_payload_hash"] {
        let right = valid.string(claim).unwrap();
        let plus = "+/".repeat(21) + "+8=";
        assert_eq!(plus.len(), right.len() + 1);
        for (what, value) in [
            ("unpadded", right.trim_end_matches('=').to_owned()),
            ("newline", format!("{right}\n")),
            ("url-letters", format!("-_{}", &right[2..])),
            ("trailing-bits", with_trailing_bit(&right)),
            ("hexadecimal", "0123456789abcdef".repeat(4)),
            ("short", format!("{}=", &right[..39])),
            ("two-paddings", format!("{}==", &right[..42])),
            ("empty", String::new()),
        ] {
            assert_ne!(value, right, "{what}");
            t.reject(
                &format!("{}-{what}", slug(claim)),
                &format!("The claim {claim} in another form ({what}) is refused."),
                code,
                &valid.clone().text(claim, &value),
            );
        }
        t.approve(
            &format!("{}-both-letters", slug(claim)),
            &format!("The claim {claim} may have plus signs and solidi."),
            &valid.clone().text(claim, &("+/".repeat(21) + "8=")),
        );
    }
    let right = valid.string("ueid").unwrap();
    for (what, value) in [
        ("short", right[..43].to_owned()),
        ("long", format!("{right}A")),
        ("padded", format!("{right}====")),
        ("standard-letters", format!("+/{}", &right[2..])),
        ("newline", format!("{}\n", &right[..43])),
        ("empty", String::new()),
    ] {
        t.reject(
            &format!("ueid-{what}"),
            &format!("A ueid in another form ({what}) is refused."),
            code,
            &valid.clone().text("ueid", &value),
        );
    }
    for (what, value) in [
        ("upper-case", ENTRY.to_uppercase()),
        ("short", ENTRY[..63].to_owned()),
        ("long", format!("{ENTRY}0")),
        ("foreign", format!("g{}", &ENTRY[1..])),
        ("newline", format!("{}\n", &ENTRY[..63])),
        ("empty", String::new()),
    ] {
        t.reject(
            &format!("psea-chain-entry-{what}"),
            &format!("A chain entry in another form ({what}) is refused."),
            code,
            &valid.clone().text("psea_chain_entry", &value),
        );
    }
    for (claim, what, value) in [
        ("psea_uv_anchor", "case", "Attested"),
        ("psea_uv_anchor", "unknown", "contradicted"),
        ("psea_uv_anchor", "empty", ""),
        ("psea_uv_anchor", "space", "attested "),
        ("psea_durability", "case", "Volatile"),
        ("psea_durability", "hyphen", "power-loss"),
        ("psea_durability", "unknown", "forever"),
        ("psea_durability", "empty", ""),
    ] {
        t.reject(
            &format!("{}-{what}", slug(claim)),
            &format!("The claim {claim} with another word ({what}) is refused."),
            code,
            &valid.clone().claim(claim, &quote(value)),
        );
    }
    t
}

pub(super) fn lengths() -> Topic {
    let mut t = Topic::new("claims-length", &["3.13.3"]);
    let code = "claim_invalid";
    let valid = Token::approval();
    for (claim, most) in
        [("jti", 128), ("psea_proof_jti", 128), ("psea_op", 128), ("psea_tier", 128)]
    {
        t.reject(
            &format!("{}-empty", slug(claim)),
            &format!("An empty {claim} is refused."),
            code,
            &valid.clone().text(claim, ""),
        );
        t.approve(
            &format!("{}-longest", slug(claim)),
            &format!("The claim {claim} may have {most} characters."),
            &valid.clone().text(claim, &"a".repeat(most)),
        );
        t.reject(
            &format!("{}-too-long", slug(claim)),
            &format!("The claim {claim} of {} characters is refused.", most + 1),
            code,
            &valid.clone().text(claim, &"a".repeat(most + 1)),
        );
    }
    t.approve(
        "psea-op-wide",
        "Lengths count code points: 128 characters beyond the first plane.",
        &valid.clone().text("psea_op", &"\u{1f4b6}".repeat(128)),
    );
    t.reject(
        "psea-op-too-wide",
        "Lengths count code points: 129 characters beyond the first plane.",
        code,
        &valid.clone().text("psea_op", &"\u{1f4b6}".repeat(129)),
    );
    for (claim, longest) in [("iss", "v"), ("aud", "p")] {
        let name = longest.repeat(256);
        let token = valid.clone().text(claim, &name);
        let case = t.case(
            &format!("{claim}-longest"),
            &format!("The claim {claim} may have 256 characters."),
        );
        if claim == "iss" { case.iss(&name) } else { case.aud(&name) }.approve(&token);
        t.reject(
            &format!("{claim}-too-long"),
            &format!("The claim {claim} of 257 characters is refused."),
            code,
            &valid.clone().text(claim, &longest.repeat(257)),
        );
        t.reject(
            &format!("{claim}-empty"),
            &format!("An empty {claim} is refused."),
            code,
            &valid.clone().text(claim, ""),
        );
    }
    t.reject(
        "psea-refused-jti-empty",
        "An empty refused id is refused.",
        code,
        &Token::refusal("reject").text("psea_refused_jti", ""),
    );
    t.refuse(
        "psea-refused-jti-longest",
        "A refused id may have 128 characters.",
        &Token::refusal("reject").text("psea_refused_jti", &"r".repeat(128)),
    );
    t.reject(
        "psea-refused-jti-too-long",
        "A refused id of 129 characters is refused.",
        code,
        &Token::refusal("reject").text("psea_refused_jti", &"r".repeat(129)),
    );
    t
}

pub(super) fn version() -> Topic {
    let mut t = Topic::new("version", &["3.13.3"]);
    for (slug, value) in [
        ("two", "2"),
        ("empty", ""),
        ("zero", "0"),
        ("point", "1.0"),
        ("space", " 1"),
        ("one-more", "11"),
    ] {
        t.reject(
            slug,
            "Another version of the format is refused.",
            "version_unsupported",
            &Token::approval().text("psea_ack_version", value),
        );
    }
    t.reject(
        "refusal",
        "A refusal in another version is refused.",
        "version_unsupported",
        &Token::refusal("revoked").text("psea_ack_version", "2"),
    );
    t
}
