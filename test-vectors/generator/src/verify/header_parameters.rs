//! `alg`, `typ`, `crit` and `b64` (§3.2, §3.4).

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Sha256, Sha512};

use super::case::Topic;
use crate::core::encode::{base64, base64url};
use crate::core::keys::Key;
use crate::core::proof::Proof;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("header", &["3.4"]);
    let valid = Proof::new();

    for (slug, title, text) in [
        ("alg-none", "Algorithm none is refused.", r#""none""#),
        ("alg-none-case", "Algorithm none is refused however it is written.", r#""nOnE""#),
        ("alg-hs256", "A symmetric algorithm is refused.", r#""HS256""#),
        ("alg-rs256", "An RSA algorithm is refused.", r#""RS256""#),
        ("alg-es384", "ES384 is refused.", r#""ES384""#),
        ("alg-es256k", "ES256K is refused.", r#""ES256K""#),
        ("alg-eddsa", "EdDSA is refused.", r#""EdDSA""#),
        ("alg-esp256", "The fully specified name of the same algorithm is refused.", r#""ESP256""#),
        ("alg-case", "The algorithm's name is case-sensitive.", r#""es256""#),
        ("alg-space", "The algorithm's name is not trimmed.", r#""ES256 ""#),
        ("alg-nul", "The algorithm's name does not end at U+0000.", r#""ES256\u0000""#),
        ("alg-empty", "An empty algorithm is refused.", r#""""#),
        ("alg-null", "An algorithm of null is refused.", "null"),
        ("alg-number", "An algorithm that is a number is refused.", "-7"),
        ("alg-boolean", "An algorithm that is a boolean is refused.", "true"),
        ("alg-array", "An algorithm in an array is refused.", r#"["ES256"]"#),
        ("alg-object", "An algorithm that is an object is refused.", r#"{"name":"ES256"}"#),
    ] {
        t.reject(slug, title, "header_alg", &valid.clone().header("alg", text));
    }
    t.reject(
        "alg-absent",
        "A header without alg is refused.",
        "header_alg",
        &valid.clone().no_header("alg"),
    );
    t.reject(
        "alg-none-unsigned",
        "A token without algorithm and signature is refused, for its empty segment already.",
        "proof_malformed",
        &valid.clone().header("alg", r#""none""#).segment(2, |_| String::new()),
    )
    .flag("attack");
    t.reject(
        "alg-hs256-public-key",
        "An HMAC keyed with the public key's PEM is refused for its algorithm.",
        "header_alg",
        &valid.clone().header("alg", r#""HS256""#).compact_edit(|token| {
            let input = &token[..token.rfind('.').unwrap()];
            let spki = base64(Key::new("key-1").spki());
            let pem = format!(
                "-----BEGIN PUBLIC KEY-----\n{}\n{}\n-----END PUBLIC KEY-----\n",
                &spki[..64],
                &spki[64..]
            );
            let mut mac = Hmac::<Sha256>::new_from_slice(pem.as_bytes()).unwrap();
            mac.update(input.as_bytes());
            format!("{input}.{}", base64url(mac.finalize().into_bytes()))
        }),
    )
    .flag("attack");
    t.reject(
        "alg-hs512-public-key",
        "An HMAC of the right length keyed with the public point is refused for its algorithm.",
        "header_alg",
        &valid.clone().header("alg", r#""HS512""#).compact_edit(|token| {
            let input = &token[..token.rfind('.').unwrap()];
            let mut mac = Hmac::<Sha512>::new_from_slice(&Key::new("key-1").sec1()).unwrap();
            mac.update(input.as_bytes());
            format!("{input}.{}", base64url(mac.finalize().into_bytes()))
        }),
    )
    .flag("attack");

    for (slug, title, text) in [
        ("typ-jwt", "A plain JWT is refused.", r#""JWT""#),
        ("typ-result", "An attestation result is no proof.", r#""psea-ack+jwt""#),
        (
            "typ-media-type",
            "The type with its media-type prefix is refused.",
            r#""application/psea-proof+jwt""#,
        ),
        ("typ-registered", "The registered media type is not the header's type.", r#""psea+jwt""#),
        ("typ-case", "The type is compared octet by octet.", r#""PSEA-PROOF+JWT""#),
        ("typ-space", "The type is not trimmed.", r#"" psea-proof+jwt""#),
        ("typ-parameter", "The type has no parameters.", r#""psea-proof+jwt; v=1""#),
        ("typ-empty", "An empty type is refused.", r#""""#),
        ("typ-null", "A type of null is refused.", "null"),
        ("typ-number", "A type that is a number is refused.", "1"),
        ("typ-array", "A type in an array is refused.", r#"["psea-proof+jwt"]"#),
    ] {
        t.reject(slug, title, "header_typ", &valid.clone().header("typ", text))
            .sections(&["3.2", "3.4"]);
    }
    t.reject(
        "typ-absent",
        "A header without typ is refused.",
        "header_typ",
        &valid.clone().no_header("typ"),
    )
    .sections(&["3.2", "3.4"]);

    for (slug, title, text) in [
        ("crit-array", "A critical extension is refused.", r#"["exp"]"#),
        ("crit-known", "A critical parameter that is well known is refused.", r#"["kid"]"#),
        ("crit-empty", "An empty crit is refused.", "[]"),
        ("crit-null", "A crit of null is refused.", "null"),
        ("crit-string", "A crit that is a string is refused.", r#""exp""#),
        ("crit-false", "A crit of false is refused.", "false"),
        ("crit-object", "A crit that is an object is refused.", "{}"),
    ] {
        t.reject(slug, title, "header_crit", &valid.clone().header("crit", text));
    }
    t.reject(
        "crit-b64",
        "A crit that names b64 is refused although b64 is true.",
        "header_crit",
        &valid.clone().header("crit", r#"["b64"]"#).header("b64", "true"),
    );

    t.accept("b64-true", "A b64 of true changes nothing.", &valid.clone().header("b64", "true"));
    for (slug, title, text) in [
        ("b64-false", "An unencoded payload is refused.", "false"),
        ("b64-null", "A b64 of null is refused.", "null"),
        ("b64-string", "A b64 that is a string is refused.", r#""true""#),
        ("b64-number", "A b64 that is a number is refused.", "1"),
        ("b64-array", "A b64 in an array is refused.", "[true]"),
    ] {
        t.reject(slug, title, "header_b64", &valid.clone().header("b64", text));
    }
    t
}
