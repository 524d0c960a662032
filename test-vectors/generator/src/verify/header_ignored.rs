//! Header parameters that are ignored, those that convey a key above all (§3.4).

use super::case::Topic;
use crate::core::encode::base64;
use crate::core::json::quote;
use crate::core::keys::Key;
use crate::core::proof::Proof;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("header-ignored", &["3.4"]);
    let valid = Proof::new();
    let other = Key::new("key-2");
    let jwk = other.jwk_text();
    let certificate = format!("[{}]", quote(&base64(other.spki())));

    for (slug, title, name, text) in [
        ("jwk", "Another key in the header is ignored.", "jwk", jwk.as_str()),
        ("jwk-null", "A jwk that is no key is ignored.", "jwk", "null"),
        ("jku", "An address of keys is ignored.", "jku", r#""https://attacker.example/keys""#),
        ("x5u", "An address of certificates is ignored.", "x5u", r#""https://attacker.example/c""#),
        ("x5c", "Certificates in the header are ignored.", "x5c", certificate.as_str()),
        ("x5t", "A certificate's digest is ignored.", "x5t", r#""AAAAAAAAAAAAAAAAAAAAAAAAAAA""#),
        ("cty", "A content type is ignored.", "cty", r#""JWT""#),
        ("zip", "A compression that this profile does not have is ignored.", "zip", r#""DEF""#),
        ("claims", "A claim in the header is ignored.", "exp", "1"),
        ("unknown", "An unknown parameter is ignored.", "trace", r#"{"a":["b",null]}"#),
        ("empty-name", "A parameter of no name is ignored.", "", "0"),
        (
            "proto",
            "A parameter with an internal name is ignored.",
            "__proto__",
            r#"{"alg":"none"}"#,
        ),
        ("fraction", "A fraction in an ignored parameter is allowed.", "x", "0.5"),
        ("exponent", "An exponent in an ignored parameter is allowed.", "x", "1E+2"),
        ("above-max", "2^53 in an ignored parameter is allowed.", "x", "9007199254740992"),
        (
            "beyond-double",
            "A number beyond every double in an ignored parameter is allowed.",
            "x",
            "1e999",
        ),
    ] {
        t.accept(slug, title, &valid.clone().header(name, text));
    }
    for (slug, title, name, text) in [
        (
            "jwk-signs",
            "A key in the header does not verify the token that it signed.",
            "jwk",
            jwk.as_str(),
        ),
        (
            "x5c-signs",
            "A certificate in the header does not verify the token that it signed.",
            "x5c",
            certificate.as_str(),
        ),
    ] {
        let proof = valid.clone().signed_by("key-2").header(name, text);
        t.reject(slug, title, "signature_invalid", &proof).flag("attack");
    }
    t
}
