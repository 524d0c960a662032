//! Project Wycheproof's ECDSA vectors for P-256 and SHA-256, on every backend.

use std::collections::BTreeMap;

use psea_jose::es256::{PublicKey, Signature, VerifyingKey};
use psea_jose::jws::SignatureError;
use wycheproof::TestResult;
use wycheproof::ecdsa::{TestGroup, TestName, TestSet};

use crate::BACKENDS;

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

/// Runs a file through `read`, and gives how many vectors are valid and how many are not.
fn run(name: TestName, read: fn(&[u8]) -> Result<Signature, SignatureError>) -> (usize, usize) {
    let set = TestSet::load(name).unwrap();
    let mut deviations: BTreeMap<usize, &str> = DEVIATIONS.iter().copied().collect();
    let (mut valid, mut invalid) = (0, 0);
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
                let verified =
                    read(&test.sig).and_then(|signature| key.verify(&test.msg, &signature));
                assert_eq!(
                    verified.is_ok(),
                    expected != deviates,
                    "{} {}: {} {:?}",
                    backend.name(),
                    test.tc_id,
                    test.comment,
                    test.flags,
                );
            }
            if expected { valid += 1 } else { invalid += 1 }
        }
    }
    assert_eq!(deviations, BTreeMap::new(), "deviations that name no vector");
    (valid, invalid)
}

/// §3.4 (RFC 7518 §3.4): the form that a JWS carries.
#[test]
fn p1363_signatures() {
    assert_eq!(run(TestName::EcdsaSecp256r1Sha256P1363, Signature::from_octets), (173, 89));
}

/// §3.7: the form that many hardware interfaces return.
#[test]
fn der_signatures() {
    assert_eq!(run(TestName::EcdsaSecp256r1Sha256, Signature::from_der), (174, 310));
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
