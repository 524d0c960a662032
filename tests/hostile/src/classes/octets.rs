//! Truncations at every octet; every flipped bit of three proofs.

use super::{signed_octets, starts};
use crate::case::Case;
use crate::oracle;
use crate::*;

pub(super) fn truncated_bodies() -> Vec<Case> {
    let mut cases = Vec::new();
    for start in starts() {
        let body = start.body().into_bytes();
        for end in 0..body.len() {
            cases.push(Case::new(format!("at {end}"), &body[..end], "body_malformed"));
        }
    }
    cases
}

/// The proof ends early, the body does not.
pub(super) fn truncated_proofs() -> Vec<Case> {
    let mut cases = Vec::new();
    for start in starts() {
        let proof = start.proof_by(&signer());
        for end in 0..proof.len() {
            let body = start.body_around(&proof[..end]).into_bytes();
            let code = oracle::of_changed_proof(&body);
            cases.push(Case::new(format!("at {end}"), body, code));
        }
    }
    cases
}

/// The payload ended early when it was signed.
pub(super) fn truncated_payloads() -> Vec<Case> {
    let [_, start, _] = starts();
    let (header, payload) = (start.header.to_string(), start.payload());
    let cut = |end| {
        let body = signed_octets(&start, header.as_bytes(), &payload.as_bytes()[..end]);
        Case::new(format!("at {end}"), body, "payload_malformed")
    };
    // Of nothing there is no segment.
    (1..payload.len()).map(cut).collect()
}

pub(super) fn flipped_bits() -> Vec<Case> {
    let mut cases = Vec::new();
    for start in starts() {
        let (body, proof) = (start.body(), start.proof_by(&signer()));
        let begin = body.find(&proof).unwrap();
        for at in begin..begin + proof.len() {
            for bit in 0..8 {
                let mut octets = body.clone().into_bytes();
                octets[at] ^= 1 << bit;
                let code = oracle::of_changed_proof(&octets);
                cases.push(Case::new(format!("{at}.{bit}"), octets, code));
            }
        }
    }
    cases
}
