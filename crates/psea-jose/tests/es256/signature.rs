//! `Signature`: 64 octets, two integers in range.

use psea_jose::es256::{Es256Signer as _, P256Signer, Signature, VerifyingKey};
use psea_jose::jws::SignatureError;

use crate::{BACKENDS, N, SCALAR, add, hex32, negate, small};

fn join(r: &[u8; 32], s: &[u8; 32]) -> Vec<u8> {
    [&r[..], s].concat()
}

/// RFC 7518 §3.4: 64 octets, no other length.
#[test]
fn length() {
    for length in [0, 1, 31, 32, 63, 65, 66, 70, 71, 72, 96, 128] {
        assert_eq!(
            Signature::from_octets(&vec![1; length]),
            Err(SignatureError::Malformed),
            "{length}"
        );
    }
    let octets = [1; 64];
    assert_eq!(Signature::from_octets(&octets).unwrap().as_octets(), &octets);
}

/// §3.4 (FIPS 186-5 §6.4.2): r and s lie in [1, n − 1], each for itself.
#[test]
fn range() {
    let n = hex32(N);
    let good =
        [small(1), small(2), add(&n, &[0xFF; 32]), add(&n, &negate(&small(2))), hex32(SCALAR)];
    let bad = [small(0), n, add(&n, &small(1)), [0xFF; 32], add(&[0xFF; 32], &[0xFF; 32])];
    for r in &good {
        for s in &good {
            assert_eq!(Signature::from_octets(&join(r, s)).unwrap().as_octets()[..], join(r, s));
        }
        for s in &bad {
            assert_eq!(
                Signature::from_octets(&join(r, s)),
                Err(SignatureError::Invalid),
                "s {s:02x?}"
            );
            assert_eq!(
                Signature::from_octets(&join(s, r)),
                Err(SignatureError::Invalid),
                "r {s:02x?}"
            );
        }
    }
}

/// §3.4: high-s signatures are valid: each signature has a twin n − s, and both verify.
#[test]
fn high_s_twin() {
    let signer = P256Signer::from_scalar(&hex32(SCALAR)).unwrap();
    for backend in BACKENDS {
        let key = VerifyingKey::new(*signer.public_key(), *backend).unwrap();
        let mut high = 0;
        for message in 0..32_u8 {
            let signature = signer.sign(&[message]).unwrap();
            let (r, s) = signature.as_octets().split_at(32);
            let s: [u8; 32] = s.try_into().unwrap();
            let twin = add(&hex32(N), &negate(&s));
            let twin = Signature::from_octets(&[r, &twin].concat()).unwrap();
            assert_ne!(signature, twin);
            assert_eq!(key.verify(&[message], &signature), Ok(()), "{}", backend.name());
            assert_eq!(key.verify(&[message], &twin), Ok(()), "{}", backend.name());
            assert_eq!(key.verify(&[message, 0], &twin), Err(SignatureError::Invalid));
            high += usize::from(s[0] >= 0x80);
        }
        // RFC 6979 makes both kinds.
        assert!((1..32).contains(&high), "{high}");
    }
}

fn integer(octets: &[u8]) -> Vec<u8> {
    let first = octets.iter().position(|octet| *octet != 0).unwrap_or(octets.len() - 1);
    let mut content = octets[first..].to_vec();
    if content[0] >= 0x80 {
        content.insert(0, 0);
    }
    [&[2, u8::try_from(content.len()).unwrap()], &content[..]].concat()
}

fn sequence(content: &[u8]) -> Vec<u8> {
    [&[0x30, u8::try_from(content.len()).unwrap()], content].concat()
}

fn der(r: &[u8; 32], s: &[u8; 32]) -> Vec<u8> {
    sequence(&[integer(r), integer(s)].concat())
}

/// §3.7: what hardware returns as DER becomes r ‖ s; short integers get their zeros back.
#[test]
fn from_der() {
    let n_less_1 = add(&hex32(N), &[0xFF; 32]);
    for r in [small(1), small(0x7F), small(0x80), hex32(SCALAR), n_less_1] {
        for s in [small(1), small(0xFF), hex32(SCALAR), n_less_1] {
            assert_eq!(Signature::from_der(&der(&r, &s)).unwrap().as_octets()[..], join(&r, &s));
        }
    }
    assert_eq!(der(&n_less_1, &n_less_1).len(), 72);
}

/// §3.7: integers out of range are refused in DER too.
#[test]
fn from_der_range() {
    for wrong in [small(0), hex32(N), add(&hex32(N), &small(1)), [0xFF; 32]] {
        assert_eq!(
            Signature::from_der(&der(&wrong, &small(1))),
            Err(SignatureError::Invalid),
            "{wrong:02x?}"
        );
        assert_eq!(
            Signature::from_der(&der(&small(1), &wrong)),
            Err(SignatureError::Invalid),
            "{wrong:02x?}"
        );
    }
}

/// §3.7: strict DER, nothing before, after or inside.
#[test]
fn from_der_strict() {
    let good = der(&small(1), &hex32(N).map(|octet| octet / 2));
    assert!(Signature::from_der(&good).is_ok());
    let (r, s) = (integer(&small(1)), integer(&small(2)));
    for wrong in [
        vec![],
        good[1..].to_vec(),
        good[..good.len() - 1].to_vec(),
        [&good[..], &[0]].concat(),
        sequence(&[&r[..], &s, &[0]].concat()),
        sequence(&[&r[..], &s, &s].concat()),
        sequence(&r),
        sequence(&[]),
        // A length in the long form where the short one fits, and an indefinite length.
        [&[0x30, 0x81, 6], &r[..], &s].concat(),
        [&[0x30, 0x80], &r[..], &s, &[0, 0]].concat(),
        // Zeros that are not needed, a negative integer, an empty one, another tag.
        sequence(&[&[2, 2, 0, 1], &s[..]].concat()),
        sequence(&[&[2, 1, 0x80], &s[..]].concat()),
        sequence(&[&[2, 0], &s[..]].concat()),
        sequence(&[&[3, 1, 1], &s[..]].concat()),
        [&[0x31, 6], &r[..], &s].concat(),
        // The form that a JWS carries.
        vec![1; 64],
    ] {
        assert_eq!(Signature::from_der(&wrong), Err(SignatureError::Malformed), "{wrong:02x?}");
    }
    for cut in 0..good.len() {
        assert_eq!(Signature::from_der(&good[..cut]), Err(SignatureError::Malformed), "{cut}");
    }
}

/// Errors and values say no more than needed.
#[test]
fn output() {
    assert_eq!(SignatureError::Invalid.to_string(), "the signature is invalid");
    let signature = Signature::from_octets(&[1; 64]).unwrap();
    assert!(format!("{signature:?}").starts_with("Signature(AQEB"));
}

/// §3.4: the other signature that verifies, r ‖ (n − s). It is found without the key, and twice is
/// none; at the ends of the range, too.
#[test]
fn the_twin_verifies_wherever_the_signature_does() {
    let signer = P256Signer::from_scalar(&hex32(SCALAR)).unwrap();
    for message in [&b"sample"[..], b"test", b""] {
        let signature = signer.sign(message).unwrap();
        let twin = signature.twin();
        assert_ne!(twin, signature);
        assert_eq!(twin.as_octets()[..32], signature.as_octets()[..32]);
        assert_eq!(twin.twin(), signature);
        for backend in BACKENDS {
            let key = VerifyingKey::new(*signer.public_key(), *backend).unwrap();
            assert_eq!(key.verify(message, &twin), Ok(()));
        }
    }
    let with_s = |s: [u8; 32]| [[1; 32], s].concat();
    let mut one = [0; 32];
    one[31] = 1;
    let smallest = Signature::from_octets(&with_s(one)).unwrap();
    let greatest = smallest.twin();
    assert_eq!(greatest.twin(), smallest);
    // n − 1, which is in range, while n is not.
    assert_eq!(Signature::from_octets(greatest.as_octets()), Ok(greatest));
    let mut order = *greatest.as_octets();
    order[63] += 1;
    assert!(Signature::from_octets(&order).is_err());
}
