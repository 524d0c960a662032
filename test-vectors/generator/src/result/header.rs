//! The header's parameters: exactly `alg`, `kid`, `typ` (§3.2, §3.4).

use super::case::{At, Topic};
use super::token::{SIGNER, Token};
use crate::core::json::quote;
use crate::core::keys::Key;
use crate::core::proof::NOW;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("header", &["3.2", "3.4"]);
    let valid = Token::approval();
    for (slug, title, text) in [
        ("alg-none", "Algorithm none is refused.", r#""none""#),
        ("alg-none-case", "Algorithm None is refused.", r#""None""#),
        ("alg-es384", "Algorithm ES384 is refused.", r#""ES384""#),
        ("alg-es256k", "Algorithm ES256K is refused.", r#""ES256K""#),
        ("alg-hs256", "Algorithm HS256 is refused.", r#""HS256""#),
        ("alg-eddsa", "Algorithm EdDSA is refused.", r#""EdDSA""#),
        ("alg-case", "Algorithm es256 is refused.", r#""es256""#),
        ("alg-space", "An algorithm with a space is refused.", r#""ES256 ""#),
        ("alg-empty", "An empty algorithm is refused.", r#""""#),
        ("alg-null", "An algorithm of null is refused.", "null"),
        ("alg-number", "An algorithm that is a number is refused.", "-7"),
        ("alg-array", "An algorithm in an array is refused.", r#"["ES256"]"#),
    ] {
        t.reject(slug, title, "header_alg", &valid.clone().header("alg", text));
    }
    t.reject(
        "alg-absent",
        "A header without alg is refused.",
        "header_alg",
        &valid.clone().no_header("alg"),
    );
    for (slug, title, text) in [
        ("typ-proof", "The type of a proof is refused.", r#""psea-proof+jwt""#),
        ("typ-jwt", "The type JWT is refused.", r#""JWT""#),
        ("typ-case", "The type is case-sensitive.", r#""PSEA-ACK+JWT""#),
        (
            "typ-media-type",
            "A type with the prefix application is refused.",
            r#""application/psea-ack+jwt""#,
        ),
        ("typ-prefix", "The type is compared whole.", r#""psea-ack+jwt-2""#),
        ("typ-short", "The beginning of the type is refused.", r#""psea-ack""#),
        ("typ-empty", "An empty type is refused.", r#""""#),
        ("typ-null", "A type of null is refused.", "null"),
        ("typ-array", "A type in an array is refused.", r#"["psea-ack+jwt"]"#),
    ] {
        t.reject(slug, title, "header_typ", &valid.clone().header("typ", text));
    }
    t.reject(
        "typ-absent",
        "A header without typ is refused.",
        "header_typ",
        &valid.clone().no_header("typ"),
    );
    for (slug, title, text) in [
        ("crit-empty", "An empty crit is refused.", "[]"),
        ("crit-unknown", "A crit with an extension is refused.", r#"["exp"]"#),
        ("crit-known", "A crit with alg is refused.", r#"["alg"]"#),
        ("crit-null", "A crit of null is refused.", "null"),
    ] {
        t.reject(slug, title, "header_crit", &valid.clone().header("crit", text));
    }
    for (slug, title, text) in [
        ("b64-false", "A b64 of false is refused.", "false"),
        ("b64-null", "A b64 of null is refused.", "null"),
        ("b64-text", "A b64 that is a text is refused.", r#""true""#),
    ] {
        t.reject(slug, title, "header_b64", &valid.clone().header("b64", text));
    }
    t
}

pub(super) fn parameters() -> Topic {
    let mut t = Topic::new("header-parameter", &["3.4", "3.13.3"]);
    let jwk = Key::new(SIGNER).jwk_text();
    for (slug, title, name, text) in [
        ("b64-true", "A b64 of true is a parameter too many.", "b64", "true"),
        ("jwk", "A key in the header is refused, the right one too.", "jwk", jwk.as_str()),
        ("jku", "An address of keys is refused.", "jku", r#""https://keys.example/jwks""#),
        ("x5u", "An address of a certificate is refused.", "x5u", r#""https://keys.example/c""#),
        ("x5c", "A chain of certificates is refused.", "x5c", r#"["MIIB"]"#),
        ("x5t", "A digest of a certificate is refused.", "x5t#S256", r#""AAAA""#),
        ("cty", "A content type is refused.", "cty", r#""JWT""#),
        ("iss", "A claim in the header is refused.", "iss", r#""verifier.example""#),
        ("outcome", "An outcome in the header is refused.", "psea_outcome", r#""approve""#),
        ("unknown", "A parameter that nobody knows is refused.", "x", "1"),
        ("null", "A parameter of null is refused.", "x", "null"),
        ("empty-name", "A parameter without a name is refused.", "", r#""""#),
        ("case", "A parameter whose name differs in case is another one.", "ALG", r#""ES256""#),
    ] {
        t.reject(slug, title, "header_parameter", &Token::approval().header(name, text));
    }
    t.reject(
        "refusal",
        "A refusal with a further parameter is refused.",
        "header_parameter",
        &Token::refusal("revoked").header("x", "1"),
    );
    t
}

pub(super) fn kid() -> Topic {
    let mut t = Topic::new("kid", &["3.4", "3.13.3"]);
    let valid = Token::approval();
    for (slug, title, text) in [
        ("empty", "An empty kid is refused.", r#""""#),
        ("null", "A kid of null is refused.", "null"),
        ("number", "A kid that is a number is refused.", "1"),
        ("array", "A kid in an array is refused.", r#"["key"]"#),
    ] {
        t.reject(slug, title, "header_kid", &valid.clone().header("kid", text));
    }
    t.reject(
        "absent",
        "A header without kid is refused, though one key alone is trusted.",
        "header_kid",
        &valid.clone().no_header("kid"),
    );
    t.reject(
        "too-long",
        "A kid of 513 octets is refused.",
        "header_kid",
        &valid.clone().header_str("kid", &"a".repeat(513)),
    );
    t.reject(
        "too-long-characters",
        "A kid is measured in octets.",
        "header_kid",
        &valid.clone().header_str("kid", &"\u{e9}".repeat(257)),
    );
    let kid = Key::new(SIGNER).thumbprint();
    let mut unknown = |slug: &str, title: &str, kid: &str| {
        let token = valid.clone().header("kid", &quote(kid));
        t.case(slug, title).unknown(&token, At::Now(NOW), true);
    };
    unknown("longest", "A kid of 512 octets is looked up.", &"a".repeat(512));
    unknown("label", "A name that is no thumbprint is unknown.", "verifier-1");
    unknown("padded", "A thumbprint with padding is another name.", &format!("{kid}="));
    unknown("lower-case", "A kid is case-sensitive.", &kid.to_lowercase());
    unknown("prefix", "A kid is matched whole.", &kid[..42]);
    unknown("surplus", "A kid is matched to its end.", &format!("{kid} "));
    unknown(
        "other-key",
        "The thumbprint of a key that is not trusted is unknown.",
        &Key::new("verifier-2").thumbprint(),
    );
    t
}
