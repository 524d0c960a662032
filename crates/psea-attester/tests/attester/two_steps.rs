//! The two-step path, for keys that are asynchronous or elsewhere (§3.7).

use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use psea_attester::{AttestError, RemoteVerification, software::SoftwareKey};
use psea_claims::UvMethod;
use psea_jose::es256::{Es256Signer as _, P256Backend, P256Signer, Signature};
use sha2::{Digest as _, Sha256};

use crate::support::*;

fn signer() -> P256Signer {
    P256Signer::from_scalar(&[7; 32]).unwrap()
}

fn remote() -> RemoteVerification {
    RemoteVerification::by(UvMethod::software())
}

/// §3.7: with a deterministic key (RFC 6979) both paths give the same token, octet for octet.
#[test]
fn both_paths_give_the_same_token() {
    let key = SoftwareKey::for_development(&[7; 32], |_| true).unwrap();
    let attesters = [config(), config().with_chain()].map(|c| (attester(c.clone()), attester(c)));
    for (one, two) in attesters {
        for jti in ["a-1", "a-2"] {
            let one_step = one.propose(request(jti)).unwrap().verify_user(&key).unwrap();
            let one_step = one_step.sign(now()).unwrap();
            let prepared = two.propose(request(jti)).unwrap().prepare(remote(), now()).unwrap();
            let signature = signer().sign(prepared.signing_input().octets()).unwrap();
            let two_steps = prepared.complete(&signature);
            assert_eq!(one_step.compact(), two_steps.compact());
            assert_eq!(one_step.claims(), two_steps.claims());
            assert_eq!(one_step.body().build(), two_steps.body().build());
        }
    }
}

/// §3.4: who hashes: a key that hashes takes the octets, a key that signs digests takes SHA-256
/// of them, and both make the same proof.
#[test]
fn octets_and_digest_agree() {
    let prepare = || {
        let attester = attester(config());
        attester.propose(request("a-1")).unwrap().prepare(remote(), now()).unwrap()
    };
    let prepared = prepare();
    let input = prepared.signing_input();
    let digest: [u8; 32] = Sha256::digest(input.octets()).into();
    assert_eq!(input.sha256(), digest);
    assert!(input.octets().iter().all(u8::is_ascii));

    let hashing = signer().sign(input.octets()).unwrap();
    let key = p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
    let plain: p256::ecdsa::Signature = key.sign_prehash(&input.sha256()).unwrap();
    let of_digest = Signature::from_octets(&plain.to_bytes()).unwrap();
    let from_der = Signature::from_der(plain.to_der().as_bytes()).unwrap();
    let public = *signer().public_key();
    let token = |signature| {
        prepare().complete_checked(signature, &public, &P256Backend).unwrap().compact().to_owned()
    };
    assert_eq!(token(&hashing), token(&of_digest));
    assert_eq!(token(&hashing), token(&from_der));
}

/// §3.4: a signature by another key, or over something else, never leaves as a proof.
#[test]
fn a_wrong_signature_is_refused() {
    let attester = attester(config());
    let public = *signer().public_key();
    let prepare = || attester.propose(request("a-1")).unwrap().prepare(remote(), now()).unwrap();
    let other = P256Signer::from_scalar(&[8; 32]).unwrap();
    let (first, second) = (prepare(), prepare());
    let of_second = signer().sign(second.signing_input().octets()).unwrap();
    let error = first.complete_checked(&of_second, &public, &P256Backend).unwrap_err();
    assert!(matches!(error, AttestError::Signature), "{error}");
    let by_other = other.sign(second.signing_input().octets()).unwrap();
    let error = second.complete_checked(&by_other, &public, &P256Backend).unwrap_err();
    assert!(matches!(error, AttestError::Signature), "{error}");

    let third = prepare();
    let signature = signer().sign(third.signing_input().octets()).unwrap();
    let proof = third.complete_checked(&signature, &public, &P256Backend).unwrap();
    assert_eq!(counter(proof.compact()), 3, "what was prepared and dropped left gaps");
}

/// §3.7.1: the method is the one that the caller names.
#[test]
fn the_method_is_the_callers() {
    let methods = [UvMethod::pin(), UvMethod::fido_uv(), UvMethod::new("voice").unwrap()];
    for (method, name) in methods.into_iter().zip(["pin", "fido_uv", "voice"]) {
        let attester = attester(config());
        let remote = RemoteVerification::by(method);
        let prepared = attester.propose(request("a-1")).unwrap().prepare(remote, now()).unwrap();
        let signature = signer().sign(prepared.signing_input().octets()).unwrap();
        let uv = &payload(prepared.complete(&signature).compact())["psea_uv"];
        assert_eq!(uv.to_string(), format!(r#"{{"method":"{name}","verified":true}}"#));
    }
}
