//! The signature (§3.4, RFC 7518 §3.4).

use super::case::Topic;
use super::token::Token;
use crate::core::encode::{base64url, sha256};
use crate::core::keys::{Key, ORDER, der, is_high, negate};

/// An approval whose deterministic signature has an s in the wanted half.
pub(super) fn with_s(high: bool) -> Token {
    for n in 0..64 {
        let token = Token::approval().text("jti", &format!("half-{n}"));
        if is_high(&signature_of(&token.build())[32..]) == high {
            return token;
        }
    }
    panic!("no such half");
}

/// The twin of a signature.
pub(super) fn twin(signature: &[u8]) -> Vec<u8> {
    [signature[..32].to_vec(), negate(&signature[32..])].concat()
}

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("signature", &["3.4"]);
    let valid = Token::approval();
    t.approve("low-s", "A signature with s in the lower half is valid.", &with_s(false));
    t.approve("high-s", "A signature with s in the upper half is valid.", &with_s(true));
    t.approve(
        "high-s-twin",
        "The twin (r, n - s) of a signature is valid.",
        &with_s(false).signature(|s| twin(&s)),
    );
    for (slug, title, edit) in [
        ("der", "A DER signature is refused.", (|s: Vec<u8>| der(&s)) as fn(Vec<u8>) -> Vec<u8>),
        ("63", "A signature of 63 octets is refused.", |s| s[..63].to_vec()),
        ("65", "A signature of 65 octets is refused.", |s| [s, vec![0]].concat()),
        ("32", "Half a signature is refused.", |s| s[..32].to_vec()),
        ("96", "A signature of the size of P-384 is refused.", |s| [&s[..], &s[..32]].concat()),
        ("one", "A signature of one octet is refused.", |s| s[..1].to_vec()),
    ] {
        t.reject(slug, title, "signature_malformed", &valid.clone().signature(edit));
    }

    let zero = [0; 32];
    let mut above = ORDER;
    above[31] += 1;
    let mut invalid = |slug: &str, title: &str, edit: &dyn Fn(&[u8]) -> Vec<u8>| {
        let before = signature_of(&valid.build());
        let after = edit(&before);
        assert_ne!(after, before, "{slug}");
        let token = valid.clone().signature(move |_| after.clone());
        t.reject(slug, title, "signature_invalid", &token);
    };
    invalid("r-zero", "An r of 0 is refused.", &|s| [&zero, &s[32..]].concat());
    invalid("s-zero", "An s of 0 is refused.", &|s| [&s[..32], &zero].concat());
    invalid("both-zero", "A signature of zeros is refused.", &|_| vec![0; 64]);
    invalid("r-order", "An r of the group's order is refused.", &|s| [&ORDER, &s[32..]].concat());
    invalid("s-order", "An s of the group's order is refused.", &|s| [&s[..32], &ORDER].concat());
    invalid("s-above-order", "An s above the group's order is refused.", &|s| {
        [&s[..32], &above].concat()
    });
    invalid("swapped", "A signature with r and s swapped is refused.", &|s| {
        [&s[32..], &s[..32]].concat()
    });
    invalid("negated-r", "A signature with r negated is refused.", &|s| {
        [negate(&s[..32]), s[32..].to_vec()].concat()
    });
    invalid("first-bit", "One bit changed in r is refused.", &|s| flip(s, 0, 0x80));
    invalid("last-bit", "The last bit of s changed is refused.", &|s| flip(s, 63, 0x01));

    t.reject(
        "other-key",
        "A signature by another key under the kid of a trusted one is refused.",
        "signature_invalid",
        &valid.clone().forged_by("verifier-2"),
    );
    let attester = valid.clone().forged_by("key-1");
    t.reject(
        "attester-key",
        "A signature by the attester's own key is refused.",
        "signature_invalid",
        &attester,
    );
    t.case("other-trusted-key", "A signature by another trusted key than the named is refused.")
        .keys(vec![Key::new("verifier-1").jwk(), Key::new("verifier-2").jwk()])
        .reject(&valid.clone().forged_by("verifier-2"), "signature_invalid");
    t.reject(
        "other-token",
        "The signature of another result is refused.",
        "signature_invalid",
        &valid.clone().signature(|_| signature_of(&Token::refusal("stale").build())),
    );
    for (slug, title, from, to) in [
        ("payload-aud", "An audience changed after signing is refused.", "shop.e", "shup.e"),
        ("payload-exp", "An end moved after signing is refused.", "1785300050", "1785300059"),
        ("payload-op", "An operation changed after signing is refused.", ".execute", ".exekute"),
        ("payload-space", "White space added after signing is refused.", "{", "{ "),
    ] {
        let token = valid.clone().compact_edit(move |token| reassemble(&token, 1, from, to));
        t.reject(slug, title, "signature_invalid", &token);
    }
    t.reject(
        "header-space",
        "White space added to the header after signing is refused.",
        "signature_invalid",
        &valid.clone().compact_edit(|token| reassemble(&token, 0, "{", "{ ")),
    );
    for (slug, title, message) in [
        (
            "over-payload",
            "A signature over the payload segment alone is refused.",
            (|_: &str, p: &str| p.as_bytes().to_vec()) as fn(&str, &str) -> Vec<u8>,
        ),
        ("over-octets", "A signature over the decoded segments is refused.", |h, p| {
            [decode(h), b".".to_vec(), decode(p)].concat()
        }),
        ("over-digest", "A signature over the digest of the digest is refused.", |h, p| {
            sha256(format!("{h}.{p}"))
        }),
    ] {
        let token = valid.clone().compact_edit(move |token| {
            let parts: Vec<_> = token.split('.').collect();
            let signature = Key::new("verifier-1").sign(&message(parts[0], parts[1]));
            format!("{}.{}.{}", parts[0], parts[1], base64url(signature))
        });
        t.reject(slug, title, "signature_invalid", &token);
    }
    t
}

fn flip(signature: &[u8], octet: usize, bit: u8) -> Vec<u8> {
    let mut signature = signature.to_vec();
    signature[octet] ^= bit;
    signature
}

fn decode(segment: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(segment).unwrap()
}

fn signature_of(token: &str) -> Vec<u8> {
    decode(token.rsplit('.').next().unwrap())
}

/// Changes the text of one segment and leaves the signature as it was.
fn reassemble(token: &str, index: usize, from: &str, to: &str) -> String {
    let mut segments: Vec<_> = token.split('.').map(str::to_owned).collect();
    let before = String::from_utf8(decode(&segments[index])).unwrap();
    let after = before.replacen(from, to, 1);
    assert_ne!(after, before);
    segments[index] = base64url(after);
    segments.join(".")
}
