//! The backends give one answer to the same question.
#![cfg(feature = "aws-lc-rs")]

use proptest::prelude::*;
use psea_jose::es256::{
    AwsLcBackend, Es256Signer as _, P256Backend, P256Signer, PublicKey, Signature, VerifyingKey,
};
use psea_seed::cases;

use crate::{N, add, hex32, negate, small};

/// What both backends say of `signature`, or that they differ.
fn answer(key: PublicKey, message: &[u8], signature: &Signature) -> Result<bool, TestCaseError> {
    let p256 = VerifyingKey::new(key, &P256Backend).unwrap().verify(message, signature);
    let aws_lc = VerifyingKey::new(key, &AwsLcBackend).unwrap().verify(message, signature);
    prop_assert_eq!(p256, aws_lc, "{:?} {:?} {:?}", key, message, signature);
    Ok(p256.is_ok())
}

fn signer() -> impl Strategy<Value = P256Signer> {
    any::<[u8; 32]>()
        .prop_filter_map("out of range", |scalar| P256Signer::from_scalar(&scalar).ok())
}

/// Integers at the ends of the range, and in its middle, where s meets its twin's.
fn edge() -> impl Strategy<Value = [u8; 32]> {
    let n = hex32(N);
    let below = move |by| add(&n, &negate(&small(by)));
    prop_oneof![
        (1..=255_u8).prop_map(small),
        (1..=255_u8).prop_map(below),
        (0..=255_u8).prop_map(move |by| add(&n.map(|octet| octet >> 1), &small(by))),
        any::<[u8; 32]>(),
    ]
}

proptest! {
    #![proptest_config(cases(256))]

    /// §3.4: a signature and its twin are good, for both; with a bit flipped in either half, in
    /// the message or under another key they are not, for both.
    #[test]
    fn signatures_and_their_mutations(
        signer in signer(),
        other in signer(),
        message in proptest::collection::vec(any::<u8>(), 0..200),
        bit in 0..512_usize,
    ) {
        let key = *signer.public_key();
        let signature = signer.sign(&message).unwrap();
        prop_assert!(answer(key, &message, &signature)?);
        prop_assert!(answer(key, &message, &signature.twin())?);
        prop_assert!(!answer(*other.public_key(), &message, &signature)?);
        prop_assert!(!answer(key, &[&message[..], &[0]].concat(), &signature)?);
        let mut flipped = *signature.as_octets();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if let Ok(flipped) = Signature::from_octets(&flipped) {
            prop_assert!(!answer(key, &message, &flipped)?);
        }
    }

    /// FIPS 186-5 §6.4.2: whatever r and s are, also at the ends of their range.
    #[test]
    fn integers_at_the_edges(
        signer in signer(),
        message in proptest::collection::vec(any::<u8>(), 0..64),
        (r, s) in (edge(), edge()),
    ) {
        if let Ok(signature) = Signature::from_octets(&[r, s].concat()) {
            answer(*signer.public_key(), &message, &signature)?;
        }
    }
}
