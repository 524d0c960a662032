//! The signature (§3.4, RFC 7518 §3.4).

use super::case::Topic;
use crate::core::encode::{base64url, sha256};
use crate::core::fitted::{Fitted, plus_order};
use crate::core::keys::{Key, ORDER, der, is_high, negate};
use crate::core::proof::Proof;

/// A proof whose deterministic signature has an s in the wanted half.
fn with_s(high: bool) -> Proof {
    for n in 0..64 {
        let proof = Proof::new().jti(&format!("half-{n}"));
        let input = proof.build();
        let input = &input[..input.rfind('.').unwrap()];
        if is_high(&Key::new("key-1").sign(input.as_bytes())[32..]) == high {
            return proof;
        }
    }
    panic!("no such half");
}

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("signature", &["3.4"]);
    let valid = Proof::new();

    t.accept("low-s", "A signature with s in the lower half is valid.", &with_s(false));
    t.accept("high-s", "A signature with s in the upper half is valid.", &with_s(true));
    t.accept(
        "high-s-twin",
        "The twin (r, n - s) of a signature is valid.",
        &with_s(false).signature(|s| [s[..32].to_vec(), negate(&s[32..])].concat()),
    );

    for (slug, title, edit) in [
        ("der", "A DER signature is refused.", (|s: Vec<u8>| der(&s)) as fn(Vec<u8>) -> Vec<u8>),
        ("63", "A signature of 63 octets is refused.", |s| s[..63].to_vec()),
        ("65", "A signature of 65 octets is refused.", |s| [s, vec![0]].concat()),
        ("65-leading", "A signature with an octet before it is refused.", |s| {
            [vec![0], s].concat()
        }),
        ("66", "Halves of 33 octets are refused.", |s| [&[0], &s[..32], &[0], &s[32..]].concat()),
        ("32", "Half a signature is refused.", |s| s[..32].to_vec()),
        ("96", "A signature of the size of P-384 is refused.", |s| [&s[..], &s[..32]].concat()),
        ("128", "Two signatures are refused.", |s| [&s[..], &s[..]].concat()),
        ("one", "A signature of one octet is refused.", |s| s[..1].to_vec()),
    ] {
        t.reject(slug, title, "signature_malformed", &valid.clone().signature(edit));
    }
    t.reject(
        "hexadecimal",
        "A signature in hexadecimal decodes to 96 octets and is refused.",
        "signature_malformed",
        &valid.clone().segment(2, |s| {
            // 128 digits are base64url letters too.
            assert_eq!(s.len(), 86);
            "0123456789abcdef".repeat(8)
        }),
    );

    let r = |s: &[u8], r: &[u8]| [r, &s[32..]].concat();
    let s = |sig: &[u8], s: &[u8]| [&sig[..32], s].concat();
    let mut above = ORDER;
    above[31] += 1;
    let zero = [0; 32];
    let mut one = [0; 32];
    one[31] = 1;
    let mut invalid = |slug: &str, title: &str, edit: &dyn Fn(&[u8]) -> Vec<u8>| {
        // The edit needs the signature, which only the valid token shows.
        let token = valid.build();
        let before = decode_signature(&token);
        let after = edit(&before);
        assert_ne!(after, before, "{slug}");
        let proof = valid.clone().signature(move |_| after.clone());
        t.reject(slug, title, "signature_invalid", &proof);
    };
    invalid("r-zero", "An r of 0 is refused.", &|sig| r(sig, &zero));
    invalid("s-zero", "An s of 0 is refused.", &|sig| s(sig, &zero));
    invalid("both-zero", "A signature of zeros is refused.", &|_| vec![0; 64]);
    invalid("both-one", "A signature of two ones is refused.", &|_| [one, one].concat());
    invalid("r-order", "An r of the group's order is refused.", &|sig| r(sig, &ORDER));
    invalid("s-order", "An s of the group's order is refused.", &|sig| s(sig, &ORDER));
    invalid("both-order", "An r and s of the group's order are refused.", &|_| {
        [ORDER, ORDER].concat()
    });
    invalid("r-above-order", "An r above the group's order is refused.", &|sig| r(sig, &above));
    invalid("s-above-order", "An s above the group's order is refused.", &|sig| s(sig, &above));
    invalid("r-max", "An r of all ones is refused.", &|sig| r(sig, &[0xff; 32]));
    invalid("s-max", "An s of all ones is refused.", &|sig| s(sig, &[0xff; 32]));
    invalid("swapped", "A signature with r and s swapped is refused.", &|sig| {
        [&sig[32..], &sig[..32]].concat()
    });
    invalid("negated-r", "A signature with r negated is refused.", &|sig| {
        r(sig, &negate(&sig[..32]))
    });
    invalid("little-endian", "A signature of little-endian halves is refused.", &|sig| {
        let reversed = |half: &[u8]| half.iter().rev().copied().collect::<Vec<_>>();
        [reversed(&sig[..32]), reversed(&sig[32..])].concat()
    });
    invalid("first-bit", "One bit changed in r is refused.", &|sig| flip(sig, 0, 0x80));
    invalid("middle-bit", "One bit changed in s is refused.", &|sig| flip(sig, 32, 0x01));
    invalid("last-bit", "The last bit of s changed is refused.", &|sig| flip(sig, 63, 0x01));

    t.reject(
        "other-key",
        "A signature by a key that is not enrolled is refused.",
        "signature_invalid",
        &valid.clone().signed_by("key-2"),
    );
    t.reject(
        "other-token",
        "The signature of another token is refused.",
        "signature_invalid",
        &valid.clone().signature(|_| decode_signature(&Proof::nth(9).build())),
    );
    for (slug, title, from, to) in [
        ("header-changed", "A header changed after signing is refused.", "\"a\"", "\"b\""),
        (
            "header-white-space",
            "White space added to the header after signing is refused.",
            "{",
            "{ ",
        ),
    ] {
        let proof = valid
            .clone()
            .header("x", "\"a\"")
            .compact_edit(move |token| reassemble(&token, 0, |text| text.replacen(from, to, 1)));
        t.reject(slug, title, "signature_invalid", &proof);
    }
    for (slug, title, from, to) in [
        (
            "payload-jti",
            "An action id changed by one bit after signing is refused.",
            "4b0a6c1e",
            "5b0a6c1e",
        ),
        (
            "payload-counter",
            "A counter raised after signing is refused.",
            "counter\":1",
            "counter\":2",
        ),
        (
            "payload-expiry",
            "An expiry moved after signing is refused.",
            "\"exp\":1785300110",
            "\"exp\":1785300111",
        ),
        ("payload-space", "White space added to the payload after signing is refused.", "{", "{ "),
        (
            "payload-reencoded",
            "A payload encoded anew after signing is refused.",
            "biometric",
            "biometri\\u0063",
        ),
    ] {
        let proof = valid
            .clone()
            .compact_edit(move |token| reassemble(&token, 1, |text| text.replacen(from, to, 1)));
        t.reject(slug, title, "signature_invalid", &proof);
    }
    for (slug, title, message) in [
        (
            "over-payload",
            "A signature over the payload segment alone is refused.",
            (|h: &str, p: &str| {
                let _ = h;
                p.as_bytes().to_vec()
            }) as fn(&str, &str) -> Vec<u8>,
        ),
        ("over-octets", "A signature over the decoded segments is refused.", |h, p| {
            [decode(h), b".".to_vec(), decode(p)].concat()
        }),
        ("over-no-point", "A signature over the segments without the point is refused.", |h, p| {
            format!("{h}{p}").into_bytes()
        }),
        ("over-digest", "A signature over the digest of the digest is refused.", |h, p| {
            sha256(format!("{h}.{p}"))
        }),
        ("over-nothing", "A signature over nothing is refused.", |_, _| Vec::new()),
    ] {
        let proof = valid.clone().compact_edit(move |token| {
            let parts: Vec<_> = token.split('.').collect();
            let signature = Key::new("key-1").sign(&message(parts[0], parts[1]));
            format!("{}.{}.{}", parts[0], parts[1], base64url(signature))
        });
        t.reject(slug, title, "signature_invalid", &proof);
    }
    t.reject(
        "zero-digest",
        "A signature over a digest of zeros is refused.",
        "signature_invalid",
        &valid.clone().signature(|_| Key::new("key-1").sign_digest(&[0; 32])),
    );
    plus(&mut t);
    t
}

/// Values so small that the order of the group can be added within 32 octets. The sum is the
/// same modulo the order: who reduces before the check of the range accepts it.
fn plus(t: &mut Topic) {
    let valid = Proof::new();
    let token = valid.build();
    let input = &token.as_bytes()[..token.rfind('.').unwrap()];
    let mut pair = |name: &str, fitted: &Fitted, sum: [&[u8]; 2]| {
        let (slug, title) = (format!("{name}-small"), format!("A small {name} is valid."));
        let octets = [&fitted.r[..], &fitted.s[..]].concat();
        t.accept(&slug, &title, &valid.clone().signature(move |_| octets.clone()))
            .enrolled_key(fitted.jwk.clone());
        let slug = format!("{slug}-plus-order");
        let title = format!("The same {name} with the group's order added is refused.");
        let octets = sum.concat();
        t.case(&slug, &title)
            .enrolled_key(fitted.jwk.clone())
            .reject(&valid.clone().signature(move |_| octets.clone()), "signature_invalid");
    };
    let s = Fitted::small_s(input, 7, 5);
    pair("s", &s, [&s.r, &plus_order(&s.s)]);
    let r = Fitted::small_r(input, 12_345);
    pair("r", &r, [&plus_order(&r.r), &r.s]);
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

fn decode_signature(token: &str) -> Vec<u8> {
    decode(token.rsplit('.').next().unwrap())
}

/// Edits the text of one segment and leaves the signature as it was.
fn reassemble(token: &str, index: usize, edit: impl Fn(String) -> String) -> String {
    let mut segments: Vec<_> = token.split('.').map(str::to_owned).collect();
    let before = String::from_utf8(decode(&segments[index])).unwrap();
    let after = edit(before.clone());
    assert_ne!(after, before);
    segments[index] = base64url(after);
    segments.join(".")
}
