//! Patterns and lengths of the text claims.

use psea_claims::ClaimName;

use crate::{Payload, name, quoted};

const UEID: &str = "must be 33 octets in base64url without padding (44 characters)";
const HASH: &str = "must be 32 octets in standard base64 with padding (44 characters)";
const USER_HASH: &str = "must be 32 octets in base64url without padding (43 characters)";
const HEX: &str = "must be 64 lower-case hexadecimal digits";

/// §3.5: lengths, both ends inclusive, in code points: `é` is two octets, `😀` four and two UTF-16
/// code units.
#[test]
fn lengths() {
    for (claim, minimum, maximum, problem) in [
        ("aud", 1, 256, "must be 1–256 characters"),
        ("iss", 1, 128, "must be 1–128 characters"),
        ("psea_tier", 1, 128, "must be 1–128 characters"),
        ("psea_op", 1, 128, "must be 1–128 characters"),
        ("psea_caller_package", 1, 256, "must be 1–256 characters"),
        ("psea_sdk_version", 0, 64, "must be at most 64 characters"),
    ] {
        for c in ["a", "é", "€", "😀", r"\u0061", r"\ud83d\ude00", r"\u0000", "e\u{301}"] {
            let points =
                c.replace(r"\ud83d\ude00", "x").replace(r"\u0061", "x").replace(r"\u0000", "x");
            let points = points.chars().count();
            let payload = |n: usize| Payload::full().with(claim, quoted(&c.repeat(n)));
            for n in [1, 2, maximum / points] {
                payload(n).accepted();
            }
            payload(maximum / points + 1).invalid(name(claim), problem);
            payload(maximum * 5).invalid(name(claim), problem);
        }
        let empty = Payload::full().with(claim, "\"\"");
        if minimum == 0 {
            empty.accepted();
        } else {
            empty.invalid(name(claim), problem);
        }
    }
}

/// §3.5: `jti` is `^[A-Za-z0-9._-]+$`, 1–128 characters.
#[test]
fn jti() {
    let problem = "must be 1–128 characters of A–Z a–z 0–9 . _ -";
    let payload = |value: &str| Payload::full().with("jti", quoted(value));
    for good in ["a", "Z", "0", ".", "_", "-", "..", "-._", r"\u0061", &"j".repeat(128)] {
        payload(good).accepted();
    }
    for bad in [
        "",
        &"j".repeat(129),
        "a b",
        "a/b",
        "a+b",
        "a:b",
        "a\\n",
        "\\n",
        "é",
        "😀",
        "a\\u0000",
        " a",
        "a ",
        "ａ",
    ] {
        payload(bad).invalid(ClaimName::Jti, problem);
    }
    for octet in 0x20..0x7F_u8 {
        let c = char::from(octet);
        let value = if matches!(c, '"' | '\\') { format!("\\{c}") } else { c.to_string() };
        let listed = c.is_ascii_alphanumeric() || "._-".contains(c);
        assert_eq!(payload(&value).parse().is_ok(), listed, "{c}");
    }
}

/// §3.1.1, §3.7.1: a nonce and a verification method may be any text, the empty one included.
#[test]
fn free_text() {
    for value in ["", "x", "😀", r"\u0000\n", &"n".repeat(5000)] {
        Payload::full().with("eat_nonce", quoted(value)).accepted();
        let uv = format!(r#"{{"verified":true,"method":"{value}"}}"#);
        Payload::full().with("psea_uv", uv).accepted();
    }
    let claims = Payload::full().with("eat_nonce", r#""a\u0062\n""#).accepted();
    assert_eq!(claims.nonce.unwrap().as_str(), "ab\n");
}

/// §2: `psea_payload_hash` and `psea_signals_hash` are `^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$`.
#[test]
fn digests() {
    let good = "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=";
    for claim in ["psea_payload_hash", "psea_signals_hash"] {
        Payload::full().with(claim, quoted(good)).accepted();
        Payload::full().with(claim, quoted(&good.replace('P', "\\u0050"))).accepted();
        for bad in [
            "".to_owned(),
            good.replace('+', "-"),
            good.replace('=', ""),
            good.replace('=', "=="),
            good.replace("UI=", "UJ="),
            good.replace("UI=", "U="),
            good.replace("UI=", "UII="),
            format!("{good}\\n"),
            format!(" {good}"),
            good.replace("8P", "8é"),
            "f0f8eb390ecdb3b312765cfe3a888c39ad4571bb94ddfc553230a4b85171e942".to_owned(),
        ] {
            Payload::full().with(claim, quoted(&bad)).invalid(name(claim), HASH);
        }
    }
}

/// §3.5: `ueid` is `^[A-Za-z0-9_-]{44}$`.
#[test]
fn ueid() {
    let good = "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7";
    Payload::full().with("ueid", quoted(&good.replace('Z', "\\u005a"))).accepted();
    for bad in [
        "".to_owned(),
        good[1..].to_owned(),
        format!("{good}A"),
        format!("{good}="),
        good.replace('_', "/"),
        good.replace("Ac", "A "),
        good.replace("Ac", "\\nc"),
    ] {
        Payload::full().with("ueid", quoted(&bad)).invalid(ClaimName::Ueid, UEID);
    }
}

/// §3.5: `psea_user_hash` is `^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$`.
#[test]
fn user_hash() {
    let good = "A".repeat(43);
    for bad in [
        "".to_owned(),
        good[1..].into(),
        format!("{good}A"),
        format!("{good}="),
        good.replacen('A', "+", 1),
        "A".repeat(42) + "B",
    ] {
        Payload::full()
            .with("psea_user_hash", quoted(&bad))
            .invalid(ClaimName::UserHash, USER_HASH);
    }
    Payload::full().with("psea_user_hash", quoted(&("-".repeat(42) + "w"))).accepted();
}

/// §3.12: `psea_chain_prev` is `^[0-9a-f]{64}$`.
#[test]
fn chain_prev() {
    let good = "0123456789abcdef".repeat(4);
    Payload::full().with("psea_chain_prev", quoted(&good)).accepted();
    Payload::full().with("psea_chain_prev", quoted(&"0".repeat(64))).accepted();
    for bad in [
        "".to_owned(),
        good[1..].into(),
        format!("{good}0"),
        good.to_uppercase(),
        good.replacen('a', "g", 1),
        format!("0x{}", &good[2..]),
        good.replacen('0', " ", 1),
    ] {
        Payload::full().with("psea_chain_prev", quoted(&bad)).invalid(ClaimName::ChainPrev, HEX);
    }
}
