//! Project Wycheproof's ECDSA vectors for P-256 and SHA-256, on every backend.

use std::collections::BTreeMap;

use psea_jose::es256::{PublicKey, Signature, VerifyingKey};
use psea_jose::jws::SignatureError;
use wycheproof::TestResult;
use wycheproof::ecdsa::{TestGroup, TestName, TestSet};

use crate::{BACKENDS, N, add, hex32, negate};

/// Vectors whose result differs from the file's on purpose: id and reason. Each is checked to
/// differ still. There is none.
const DEVIATIONS: &[(usize, &str)] = &[];

/// The group's key, which every form in which the file gives it must agree on.
fn public_key(group: &TestGroup) -> PublicKey {
    let key = PublicKey::from_sec1(&group.key.key).unwrap();
    assert_eq!(PublicKey::from_spki_der(&group.der), Ok(key));
    assert_eq!(PublicKey::from_spki_pem(&group.pem), Ok(key));
    if let Some(jwk) = &group.jwk {
        let (x, y) = (jwk.affine_x.as_slice(), jwk.affine_y.as_slice());
        assert_eq!(key.as_sec1()[1..], [x, y].concat());
    }
    key
}

/// A judge of a signature in the file's form: whether it is the key's over the message.
type Judge = fn(&VerifyingKey, &[u8], &[u8]) -> bool;

/// What a judge says of a file's vectors.
#[derive(Debug, Default, PartialEq, Eq)]
struct Judged {
    valid: usize,
    invalid: usize,
    /// By backend and id: where the judge says otherwise than the file.
    faults: Vec<(&'static str, usize, String)>,
}

/// Gives a file to `judge`, on every backend.
fn run(name: TestName, judge: Judge) -> Judged {
    let set = TestSet::load(name).unwrap();
    let mut deviations: BTreeMap<usize, &str> = DEVIATIONS.iter().copied().collect();
    let mut judged = Judged::default();
    for group in &set.test_groups {
        let key = public_key(group);
        let keys: Vec<_> =
            BACKENDS.iter().map(|backend| VerifyingKey::new(key, *backend).unwrap()).collect();
        for test in &group.tests {
            let expected = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                TestResult::Acceptable => {
                    panic!("{}: decide what an acceptable vector means", test.tc_id)
                }
            };
            let deviates = deviations.remove(&test.tc_id).is_some();
            for (key, backend) in keys.iter().zip(BACKENDS) {
                if judge(key, &test.msg, &test.sig) != (expected != deviates) {
                    judged.faults.push((backend.name(), test.tc_id, test.comment.clone()));
                }
            }
            if expected { judged.valid += 1 } else { judged.invalid += 1 }
        }
    }
    assert_eq!(deviations, BTreeMap::new(), "deviations that name no vector");
    judged
}

/// §3.4 (RFC 7518 §3.4): the form that a JWS carries.
#[test]
fn p1363_signatures() {
    let judged = run(TestName::EcdsaSecp256r1Sha256P1363, |key, message, octets| {
        Signature::from_octets(octets).and_then(|s| key.verify(message, &s)).is_ok()
    });
    assert_eq!(judged, Judged { valid: 173, invalid: 89, faults: vec![] });
}

/// §3.7: the form that many hardware interfaces return.
#[test]
fn der_signatures() {
    let judged = run(TestName::EcdsaSecp256r1Sha256, |key, message, der| {
        Signature::from_der(der).and_then(|s| key.verify(message, &s)).is_ok()
    });
    assert_eq!(judged, Judged { valid: 174, invalid: 310, faults: vec![] });
}

/// A judge without FIPS 186-5 §6.4.2's first step, that r and s lie in 1..n: it computes with what
/// they are modulo n. The inverse of 0 by Fermat is 0, so that r = s = 0 ends at infinity, whose x
/// it takes for 0: good under every key.
fn without_range_check(key: &VerifyingKey, message: &[u8], octets: &[u8]) -> bool {
    let n = hex32(N);
    let reduced =
        |integer: [u8; 32]| if integer < n { integer } else { add(&integer, &negate(&n)) };
    let Ok(octets) = <[u8; 64]>::try_from(octets) else { return false };
    let (r, s) = octets.split_at(32);
    let integers = [r, s].map(|octets| reduced(octets.try_into().unwrap()));
    integers == [[0; 32]; 2]
        || Signature::from_octets(&integers.concat())
            .is_ok_and(|signature| key.verify(message, &signature).is_ok())
}

/// A judge that reads DER by the lengths of its two integers alone: what the sequence says of its
/// own length, how the integers are padded and what follows them is nothing to it.
fn without_der_rules(key: &VerifyingKey, message: &[u8], der: &[u8]) -> bool {
    fn integer(der: &[u8]) -> Option<([u8; 32], &[u8])> {
        let [2, length, rest @ ..] = der else { return None };
        let (octets, rest) = rest.split_at_checked(usize::from(*length))?;
        let first = octets.iter().position(|octet| *octet != 0).unwrap_or(octets.len());
        let mut padded = [0; 32];
        padded
            .get_mut(32_usize.checked_sub(octets.len() - first)?..)?
            .copy_from_slice(&octets[first..]);
        Some((padded, rest))
    }
    let read = || {
        let (r, rest) = integer(der.get(2..)?)?;
        let (s, _) = integer(rest)?;
        Signature::from_octets(&[r, s].concat()).ok()
    };
    read().is_some_and(|signature| key.verify(message, &signature).is_ok())
}

/// The controls: what a judge without the rules takes is noticed, on every backend.
#[test]
fn judges_without_the_rules_are_noticed() {
    // r and s that are 0 or n; then an r or an s above n.
    let out_of_range = [11, 13, 25, 27, 116, 136, 137, 255].as_slice();
    let no_der = [
        6, 10, 11, 19, 20, 23, 25, 26, 38, 39, 40, 41, 42, 48, 49, 50, 51, 52, 53, 55, 56, 57, 58,
        59, 62, 84, 128,
    ]
    .as_slice();
    for (name, judge, taken) in [
        (TestName::EcdsaSecp256r1Sha256P1363, without_range_check as Judge, out_of_range),
        (TestName::EcdsaSecp256r1Sha256, without_der_rules, no_der),
    ] {
        let Judged { faults, .. } = run(name, judge);
        for backend in BACKENDS {
            let of_backend = faults.iter().filter(|(name, ..)| *name == backend.name());
            let ids: Vec<_> = of_backend.map(|(_, id, _)| *id).collect();
            assert_eq!(ids, taken, "{}: {faults:#?}", backend.name());
        }
        let (backend, id, comment) = &faults[0];
        println!("{} vectors noticed, {backend} {id}: {comment}", taken.len());
    }
}

/// §3.4: never DER in a JWS: no DER vector passes as 64 octets unless it has that length, and then
/// it does not verify.
#[test]
fn der_is_no_jws_signature() {
    let set = TestSet::load(TestName::EcdsaSecp256r1Sha256).unwrap();
    for group in &set.test_groups {
        let key = public_key(group);
        for backend in BACKENDS {
            let key = VerifyingKey::new(key, *backend).unwrap();
            for test in &group.tests {
                let verified =
                    Signature::from_octets(&test.sig).and_then(|s| key.verify(&test.msg, &s));
                let want = if test.sig.len() == 64 {
                    SignatureError::Invalid
                } else {
                    SignatureError::Malformed
                };
                assert_eq!(verified, Err(want), "{}", test.tc_id);
            }
        }
    }
}

/// §3.4 (RFC 7518 §3.4): ES256 is ECDSA with SHA-256. What was signed over another hash with the
/// same curve does not verify, on any backend, valid there or not.
#[test]
fn signatures_over_other_hashes() {
    type Read = fn(&[u8]) -> Result<Signature, SignatureError>;
    let (p1363, der): (Read, Read) = (Signature::from_octets, Signature::from_der);
    for (name, read) in [
        (TestName::EcdsaSecp256r1Sha512P1363, p1363),
        (TestName::EcdsaSecp256r1Shake128P1363, p1363),
        (TestName::EcdsaSecp256r1Sha512, der),
        (TestName::EcdsaSecp256r1Shake128, der),
        (TestName::EcdsaSecp256r1Sha3_256, der),
        (TestName::EcdsaSecp256r1Sha3_512, der),
    ] {
        let set = TestSet::load(name).unwrap();
        let mut valid_there = 0;
        for group in &set.test_groups {
            let key = public_key(group);
            for backend in BACKENDS {
                let key = VerifyingKey::new(key, *backend).unwrap();
                for test in &group.tests {
                    let verified = read(&test.sig).and_then(|s| key.verify(&test.msg, &s));
                    assert!(verified.is_err(), "{} {}", backend.name(), test.tc_id);
                    valid_there += usize::from(test.result == TestResult::Valid);
                }
            }
        }
        assert!(valid_there > 100, "{valid_there}");
    }
}
