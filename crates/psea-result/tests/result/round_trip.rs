//! What is written is read as the same, and has one spelling.

use proptest::prelude::*;
use psea_claims::{
    Audience, ChainEntry, Counter, Durability, EpochSeconds, Jti, Operation, PayloadHash, Tier,
    Ueid, UvAnchor,
};
use psea_jose::base64::url;
use psea_result::{
    ApprovalClaims, Envelope, ProofHash, RefusalClaims, RefusalOutcome, ResultClaims, sign_approval,
};
use psea_seed::cases;

use crate::support::*;

const TEXT: &str = "[a-z:/.\"\\\\\u{0}\u{1f}é€😀\u{e000}\u{ffff}]{1,64}";
const JTI: &str = "[A-Za-z0-9._-]{1,128}";
const LAST: u64 = 9_007_199_254_740_991;

prop_compose! {
    fn envelopes()(iss in TEXT, aud in TEXT, iat in 0..=LAST, exp in 0..=LAST, jti in JTI)
        -> Envelope {
        Envelope {
            iss: Audience::new(iss).unwrap(),
            aud: Audience::new(aud).unwrap(),
            iat: at(iat),
            exp: at(exp),
            jti: Jti::new(jti).unwrap(),
        }
    }
}

prop_compose! {
    fn approvals()(
        envelope in envelopes(),
        proof_jti in JTI,
        (op, tier) in (TEXT, TEXT),
        counter in 0..=LAST,
        (proof_hash, payload_hash, ueid) in any::<([u8; 32], [u8; 32], [u8; 32])>(),
        attested in any::<bool>(),
        durability in prop::sample::select(&Durability::ALL[..]),
        chain in prop::option::of("[0-9a-f]{64}"),
    ) -> ApprovalClaims {
        let ueid = url::encode(&[&[1], &ueid[..]].concat());
        let hash = psea_jose::base64::standard::encode(&payload_hash);
        ApprovalClaims {
            envelope,
            proof_jti: Jti::new(proof_jti).unwrap(),
            proof_hash: ProofHash::from_octets(proof_hash),
            payload_hash: PayloadHash::parse(&hash).unwrap(),
            op: Operation::new(op).unwrap(),
            tier: Tier::new(tier).unwrap(),
            counter: Counter::new(counter).unwrap(),
            ueid: Ueid::parse(&ueid).unwrap(),
            uv_anchor: if attested { UvAnchor::Attested } else { UvAnchor::Asserted },
            durability,
            chain_entry: chain.map(|entry| ChainEntry::parse(&entry).unwrap()),
        }
    }
}

prop_compose! {
    fn refusals()(
        envelope in envelopes(),
        outcome in prop::sample::select(vec![
            RefusalOutcome::Reject,
            RefusalOutcome::Stale,
            RefusalOutcome::Revoked,
            RefusalOutcome::Unavailable,
        ]),
        refused in prop::option::of(JTI),
    ) -> RefusalClaims {
        let refused_jti = refused.map(|jti| Jti::new(jti).unwrap());
        RefusalClaims { envelope, outcome, refused_jti }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn an_approval_is_read_as_it_was_written(claims in approvals()) {
        let text = claims.to_canonical();
        let read = ResultClaims::parse_unverified(text.as_octets());
        prop_assert_eq!(read, Ok(ResultClaims::Approval(claims)));
    }

    #[test]
    fn a_refusal_is_read_as_it_was_written(claims in refusals()) {
        let text = claims.to_canonical();
        let read = ResultClaims::parse_unverified(text.as_octets());
        prop_assert_eq!(read, Ok(ResultClaims::Refusal(claims)));
    }

    /// Whatever can be said fits into what is read.
    #[test]
    fn every_approval_that_is_signed_is_short_enough(claims in approvals()) {
        let token = sign_approval(&claims, &key(7)).unwrap();
        prop_assert!(token.as_str().len() <= 16_384);
    }

    /// Octets of any kind are no panic, and what is read of them is spelled as they were.
    #[test]
    fn what_is_read_has_the_spelling_that_was_read(octets in any::<Vec<u8>>()) {
        if let Ok(claims) = ResultClaims::parse_unverified(&octets) {
            let text = match &claims {
                ResultClaims::Approval(claims) => claims.to_canonical(),
                ResultClaims::Refusal(claims) => claims.to_canonical(),
            };
            prop_assert_eq!(text.as_octets(), &octets[..]);
        }
    }
}

/// A signer that is deterministic gives the same octets for the same claim set.
#[test]
fn equal_claims_are_equal_octets() {
    assert_eq!(approved_by(&key(7)), approved_by(&key(7)));
    assert_eq!(EpochSeconds::new(NOW), Some(now()));
}

/// The hash of a proof, and of its twin, are the hashes of one approval.
#[test]
fn a_proof_hash_knows_the_twin() {
    let proof = sign("{}", "{}", &key(7));
    let (input, signature) = proof.rsplit_once('.').unwrap();
    let signature = url::decode(signature).unwrap();
    let signature = psea_jose::es256::Signature::from_octets(&signature).unwrap();
    assert_eq!(signature.twin().twin(), signature);
    let twin = format!("{input}.{}", url::encode(signature.twin().as_octets()));
    assert_ne!(proof, twin);
    for hash in [ProofHash::of(&proof), ProofHash::of(&twin)] {
        assert!(hash.is_of(&proof) && hash.is_of(&twin));
        assert!(!hash.is_of(&sign("{}", "{}", &key(8))));
        for other in ["", ".", "a.b.c", input, &format!("{input}."), &format!("{proof}A")] {
            assert!(!hash.is_of(other));
        }
    }
    assert!(ProofHash::of("").is_of(""));
}
