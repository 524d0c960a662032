//! The patterns of claims (§3.5): alphabet, length, padding, unused bits.

use super::case::Topic;
use crate::core::encode::{base64url, commitment, hex, sha256, with_trailing_bit};
use crate::core::json::canonical;
use crate::core::proof::Proof;
use crate::core::values::{Revision, SENTINEL};

/// A `psea_user_hash` (§3.8).
pub(super) const USER_HASH: &str = "bN3k1w0pXh4tq6Zc2yJ5sVdQe8RfGaLmTnUo7BvCxzE";

const SIGNALS: &str = r#"{"screenShare":false,"score":97}"#;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("claims-pattern", &["3.5"]);
    jti(&mut t);
    ueid(&mut t);
    payload_hash(&mut t);
    signals_hash(&mut t);
    user_hash(&mut t);
    chain_prev(&mut t);
    t
}

fn jti(t: &mut Topic) {
    let valid = Proof::new();
    for (slug, jti) in [
        ("upper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        ("lower", "abcdefghijklmnopqrstuvwxyz"),
        ("digits", "0123456789"),
        ("point", "."),
        ("underscore", "_"),
        ("hyphen", "-"),
        ("mixed", "..a-Z_9--"),
    ] {
        let title = format!("An action id may be `{jti}`.");
        t.accept(&format!("jti-{slug}"), &title, &valid.clone().jti(jti));
    }
    for (slug, title, jti) in [
        ("space", "A space in an action id is refused.", "a b"),
        ("solidus", "A solidus in an action id is refused.", "a/b"),
        ("colon", "A colon in an action id is refused.", "urn:uuid:1"),
        ("plus", "A plus sign in an action id is refused.", "a+b"),
        ("equals", "An equals sign in an action id is refused.", "YQ=="),
        ("tilde", "A tilde in an action id is refused.", "a~b"),
        ("newline", "A line feed after an action id is refused.", "a\n"),
        ("newline-inside", "A second line in an action id is refused.", "a\nb"),
        ("nul", "U+0000 in an action id is refused.", "a\0"),
        ("letter", "A letter outside ASCII in an action id is refused.", "\u{e4}"),
        ("full-width", "Full-width letters in an action id are refused.", "\u{ff41}"),
        ("digit", "Digits of other scripts in an action id are refused.", "\u{661}"),
        ("mark", "A byte order mark in an action id is refused.", "\u{feff}a"),
        ("braces", "Braces around an action id are refused.", "{4b0a6c1e}"),
    ] {
        t.reject(&format!("jti-{slug}"), title, "claim_invalid", &valid.clone().jti(jti));
    }
}

/// Refusals of one claim: each edit breaks a value that would pass.
fn broken(
    t: &mut Topic,
    (slug, name): (&str, &str),
    base: &Proof,
    value: &str,
    edits: &[(&str, &str, String)],
) {
    t.accept(&format!("{slug}-plain"), &format!("The unbroken `{name}` of the next cases."), base);
    for (what, how, text) in edits {
        assert_ne!(text, value, "{slug}-{what}");
        let title = format!("A `{name}` {how} is refused.");
        let proof = base.clone().claim_str(name, text);
        t.reject(&format!("{slug}-{what}"), &title, "claim_invalid", &proof);
    }
}

/// What may be wrong with the text of a digest, in both alphabets.
fn digest_edits(
    value: &str,
    digest: &[u8],
    padded: bool,
) -> Vec<(&'static str, &'static str, String)> {
    assert!(value.contains(['+', '-']) && value.contains(['/', '_']), "{value}");
    let swapped = if padded {
        value.replace('+', "-").replace('/', "_")
    } else {
        value.replace('-', "+").replace('_', "/")
    };
    let padding = if padded {
        ("unpadded", "without padding", value.trim_end_matches('=').to_owned())
    } else {
        ("padded", "with padding", format!("{value}="))
    };
    vec![
        ("alphabet", "of the other base64 alphabet", swapped),
        padding,
        ("trailing-bits", "with unused bits set", with_trailing_bit(value)),
        ("short", "of one character less", value[1..].to_owned()),
        ("long", "of one character more", format!("A{value}")),
        ("newline", "with a line feed at its end", format!("{value}\n")),
        ("space", "with a space before it", format!(" {value}")),
        ("hexadecimal", "in hexadecimal", hex(digest)),
        ("prefix", "with the algorithm's name before it", format!("sha256-{value}")),
        ("empty", "of no characters", String::new()),
    ]
}

/// An action whose commitment has both letters that the alphabets do not share.
fn rich_action() -> String {
    (0..)
        .map(|n| format!(r#"{{"amount":{n},"to":"alice"}}"#))
        .find(|action| {
            let text = commitment(action);
            text.contains('+') && text.contains('/')
        })
        .unwrap()
}

fn payload_hash(t: &mut Topic) {
    let action = rich_action();
    let value = commitment(&action);
    let edits = digest_edits(&value, &sha256(canonical(&action)), true);
    let base = Proof::new().acting(&action);
    broken(t, ("payload-hash", "psea_payload_hash"), &base, &value, &edits);
    t.reject(
        "payload-hash-two-pads",
        "A `psea_payload_hash` with two padding characters is refused.",
        "claim_invalid",
        &base.clone().claim_str("psea_payload_hash", &format!("{}==", &value[..42])),
    );
    // Every final character that leaves the unused bits zero.
    let mut seen = std::collections::BTreeMap::new();
    for n in 0..1_000 {
        let action = format!(r#"{{"n":{n}}}"#);
        seen.entry(commitment(&action).chars().nth(42).unwrap()).or_insert(action);
    }
    assert_eq!(seen.keys().collect::<String>(), "048AEIMQUYcgkosw");
    let case = t.case(
        "payload-hash-finals",
        "Each of the sixteen last characters of a commitment is accepted.",
    );
    for (counter, action) in (1..).zip(seen.values()) {
        case.accept(&Proof::nth(counter).acting(action));
    }
}

fn signals_hash(t: &mut Topic) {
    let report = (0..)
        .map(|n| SIGNALS.replace("97", &n.to_string()))
        .find(|report| {
            let text = commitment(report);
            text.contains('+') && text.contains('/')
        })
        .unwrap();
    let value = commitment(&report);
    let edits = digest_edits(&value, &sha256(canonical(&report)), true);
    let base = Proof::new().signals(&report);
    broken(t, ("signals-hash", "psea_signals_hash"), &base, &value, &edits);
}

fn user_hash(t: &mut Topic) {
    // Not a digest of anything here: audit attribution alone.
    let value = format!("-_{}", &USER_HASH[2..]);
    let edits = digest_edits(&value, &[0; 32], false);
    let base = Proof::new().claim_str("psea_user_hash", &value);
    broken(t, ("user-hash", "psea_user_hash"), &base, &value, &edits);
}

fn ueid(t: &mut Topic) {
    let device = (0..)
        .map(|n| format!("device-{n}"))
        .find(|device| {
            let text = Revision::Draft03.ueid(device, "tenant.example");
            text.contains('-') && text.contains('_')
        })
        .unwrap();
    let value = Revision::Draft03.ueid(&device, "tenant.example");
    let digest = sha256(format!(r#"{{"deviceId":"{device}","iss":"tenant.example"}}"#));
    assert_eq!(value, base64url([vec![1], digest.clone()].concat()));
    let edits = [
        ("alphabet", "of the standard base64 alphabet", value.replace('-', "+").replace('_', "/")),
        ("padded", "with padding", format!("{value}=")),
        ("short", "of 43 characters", value[1..].to_owned()),
        ("long", "of 45 characters", format!("{value}A")),
        ("no-type", "without its type octet", base64url(&digest)),
        ("hexadecimal", "in hexadecimal", format!("01{}", hex(&digest))),
        ("newline", "with a line feed at its end", format!("{value}\n")),
        ("space", "with a space before it", format!(" {value}")),
        ("empty", "of no characters", String::new()),
    ];
    let base = Proof::new().device(&device);
    t.accept("ueid-plain", "The unbroken `ueid` of the next cases.", &base)
        .enrolled_device(&device);
    for (what, how, text) in edits {
        let title = format!("A `ueid` {how} is refused.");
        let proof = base.clone().claim_str("ueid", &text);
        t.reject(&format!("ueid-{what}"), &title, "claim_invalid", &proof)
            .sections(&["3.5", "7.1"])
            .enrolled_device(&device);
    }
}

fn chain_prev(t: &mut Topic) {
    let valid = Proof::new();
    let value = "0123456789abcdef".repeat(4);
    for (slug, title, text) in [
        ("plain", "A link is ignored where the chain layer is off.", value.clone()),
        (
            "sentinel",
            "A link of zeros is ignored where the chain layer is off.",
            SENTINEL.to_owned(),
        ),
    ] {
        t.accept(&format!("chain-prev-{slug}"), title, &valid.clone().chain_prev(&text))
            .sections(&["3.5", "3.12"]);
    }
    for (slug, title, text) in [
        (
            "upper",
            "A link in capitals is refused, the chain layer off or not.",
            value.to_uppercase(),
        ),
        ("short", "A link of 63 digits is refused.", value[1..].to_owned()),
        ("long", "A link of 65 digits is refused.", format!("{value}0")),
        ("letters", "A link with a letter above f is refused.", value.replace('f', "g")),
        ("prefix", "A link with a prefix is refused.", format!("0x{}", &value[2..])),
        ("newline", "A link with a line feed at its end is refused.", format!("{value}\n")),
        ("empty", "An empty link is refused.", String::new()),
    ] {
        let proof = valid.clone().chain_prev(&text);
        t.reject(&format!("chain-prev-{slug}"), title, "claim_invalid", &proof)
            .sections(&["3.5", "3.12"]);
    }
}
