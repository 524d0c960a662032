//! Public keys as JWK.

use psea_jose::base64::url;
use psea_jose::es256::{KeyError, PublicKey};
use sha2::{Digest as _, Sha256};

use crate::{P, SCALAR, X, Y, add, hex, hex32, small};

fn jwk(extra: &str) -> String {
    let (x, y) = (url::encode(&hex(X)), url::encode(&hex(Y)));
    format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"{extra}}}"#)
}

fn parse(json: impl AsRef<[u8]>) -> Result<PublicKey, KeyError> {
    PublicKey::from_jwk(json.as_ref())
}

/// The member of which the JWK is refused.
#[track_caller]
fn refused_member(json: &str) -> &'static str {
    match parse(json) {
        Err(KeyError::JwkMember { member, .. }) => member,
        other => panic!("{json}: {other:?}"),
    }
}

/// RFC 7517 §4, RFC 7518 §6.2.1: the four members, in any spelling, and members that say nothing
/// against it.
#[test]
fn accepted() {
    let key = PublicKey::from_sec1(&[vec![4], hex(X), hex(Y)].concat()).unwrap();
    for extra in [
        "",
        r#","alg":"ES256""#,
        r#","use":"sig""#,
        r#","key_ops":["verify"]"#,
        r#","key_ops":["sign","verify"]"#,
        r#","use":"sig","alg":"ES256","key_ops":["verify"],"kid":"key-1""#,
        r#","kid":1,"x5c":[],"ext":true,"unknown":1.5"#,
        r#","\u0075se":"s\u0069g""#,
    ] {
        assert_eq!(parse(jwk(extra)), Ok(key), "{extra}");
    }
    assert_eq!(parse(format!(" {} ", jwk(""))), Ok(key));
}

/// RFC 7518 §6.2.1: `kty` and `crv` are required and exact.
#[test]
fn key_type_and_curve() {
    for kty in [r#""RSA""#, r#""OKP""#, r#""oct""#, r#""ec""#, r#""EC ""#, "null", "1", r#"["EC"]"#]
    {
        assert_eq!(refused_member(&jwk("").replace("\"EC\"", kty)), "kty", "{kty}");
    }
    assert_eq!(refused_member(&jwk("").replace("\"kty\":\"EC\",", "")), "kty");
    for crv in [
        r#""P-384""#,
        r#""P-521""#,
        r#""secp256k1""#,
        r#""p-256""#,
        r#""Ed25519""#,
        "null",
        r#"["P-256"]"#,
    ] {
        assert_eq!(refused_member(&jwk("").replace("\"P-256\"", crv)), "crv", "{crv}");
    }
    assert_eq!(refused_member(&jwk("").replace("\"crv\":\"P-256\",", "")), "crv");
    assert_eq!(refused_member("{}"), "kty");
}

/// RFC 7517 §4.2–§4.4: a key meant for something else is refused.
#[test]
fn intended_use() {
    for (member, values) in [
        (
            "alg",
            &[
                r#""ES384""#,
                r#""ES256K""#,
                r#""ECDH-ES""#,
                r#""es256""#,
                r#""none""#,
                "null",
                r#"["ES256"]"#,
            ][..],
        ),
        ("use", &[r#""enc""#, r#""SIG""#, r#""""#, "null", r#"["sig"]"#]),
        (
            "key_ops",
            &[
                "[]",
                r#"["sign"]"#,
                r#"["deriveKey"]"#,
                r#""verify""#,
                "null",
                r#"["Verify"]"#,
                "[null]",
                r#"[["verify"]]"#,
                r#"{"verify":1}"#,
            ],
        ),
    ] {
        for value in values {
            assert_eq!(refused_member(&jwk(&format!(",\"{member}\":{value}"))), member, "{value}");
        }
    }
}

/// RFC 7518 §6.2.2: a private half is refused whatever it is, and before anything else.
#[test]
fn private_key() {
    let scalar = url::encode(&hex(SCALAR));
    for d in [format!("\"{scalar}\""), "\"\"".into(), "null".into(), "1".into()] {
        assert_eq!(refused_member(&jwk(&format!(",\"d\":{d}"))), "d", "{d}");
    }
    assert_eq!(refused_member(r#"{"d":"x","kty":"RSA"}"#), "d");
    let error = parse(jwk(",\"d\":\"AA\"")).unwrap_err().to_string();
    assert!(error.contains("private key"), "{error}");
    assert!(!error.contains("AA"), "{error}");
}

/// RFC 7518 §6.2.1.2–3: exactly 32 octets each, base64url without padding.
#[test]
fn coordinates() {
    for (member, hex_digits) in [("x", X), ("y", Y)] {
        let good = url::encode(&hex(hex_digits));
        let last = good.chars().next_back().unwrap();
        let trailing_bits = char::from(u8::try_from(u32::from(last)).unwrap() + 1);
        let longer = url::encode(&[vec![0], hex(hex_digits)].concat());
        let shorter = url::encode(&hex(hex_digits)[1..]);
        for wrong in [
            String::new(),
            format!("{good}="),
            format!("{good} "),
            format!("{good}A"),
            good[..42].to_owned(),
            format!("{}{trailing_bits}", &good[..42]),
            format!("{}+", &good[..42]),
            longer,
            shorter,
            hex_digits.to_owned(),
        ] {
            assert_eq!(refused_member(&jwk("").replace(&good, &wrong)), member, "{wrong}");
        }
        let quoted = format!("\"{good}\"");
        for wrong in ["null", "1", "[]", "{}"] {
            assert_eq!(refused_member(&jwk("").replace(&quoted, wrong)), member, "{wrong}");
        }
        let absent = jwk("").replace(&format!(",\"{member}\":{quoted}"), "");
        assert_eq!(refused_member(&absent), member);
    }
}

/// SP 800-56A §5.6.2.3.3: the coordinates are those of a point of the curve.
#[test]
fn not_a_point() {
    let (x, y) = (url::encode(&hex(X)), url::encode(&hex(Y)));
    for (wrong_x, wrong_y) in [
        (hex32(X), add(&hex32(Y), &small(1))),
        (hex32(Y), hex32(X)),
        ([0; 32], [0; 32]),
        (hex32(P), hex32(Y)),
        ([0xFF; 32], [0xFF; 32]),
    ] {
        let wrong = jwk("").replace(&x, "x-here").replace(&y, "y-here");
        let wrong = wrong
            .replace("x-here", &url::encode(&wrong_x))
            .replace("y-here", &url::encode(&wrong_y));
        assert_eq!(parse(wrong), Err(KeyError::Point));
    }
}

/// §2: a JWK is one strict JSON object.
#[test]
fn not_strict_json() {
    for wrong in ["", "[]", "null", "\"EC\"", "{", "{} {}"] {
        assert_eq!(parse(wrong), Err(KeyError::JwkJson), "{wrong}");
    }
    assert_eq!(parse(jwk(r#","kty":"EC""#)), Err(KeyError::JwkJson));
    assert_eq!(parse(jwk(r#","\u0078":"AA""#)), Err(KeyError::JwkJson));
    assert_eq!(parse(format!("\u{feff}{}", jwk(""))), Err(KeyError::JwkJson));
    assert_eq!(parse(format!("[{}]", jwk(""))), Err(KeyError::JwkJson));
}

/// RFC 7638 §3.2: a JWK is written with its required members alone, sorted; leading zeros stay.
#[test]
fn round_trip() {
    let key = parse(jwk(r#","use":"sig","kid":"key-1""#)).unwrap();
    let (x, y) = (url::encode(&hex(X)), url::encode(&hex(Y)));
    let want = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    assert_eq!(key.to_jwk().as_str(), want);
    assert_eq!(parse(key.to_jwk().as_octets()), Ok(key));

    // A point whose x is 5.
    let key = PublicKey::from_sec1(&[&[2], &small(5)[..]].concat()).unwrap();
    assert!(key.to_jwk().as_str().contains(r#""x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAU""#));
    assert_eq!(parse(key.to_jwk().as_octets()), Ok(key));
}

/// RFC 7638 §3: SHA-256 over the required members; the published value for a P-256 key is that of
/// RFC 9449 §6.1.
#[test]
fn thumbprint() {
    let key = parse(
        r#"{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}"#,
    )
    .unwrap();
    assert_eq!(key.thumbprint(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    assert_eq!(format!("{key:?}"), "PublicKey(0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I)");
    let key = parse(jwk("")).unwrap();
    assert_eq!(key.thumbprint(), url::encode(&Sha256::digest(key.to_jwk().as_str())));
}
