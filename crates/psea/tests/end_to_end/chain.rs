//! The chain layer over both sides (§3.12).

use psea::attester::AttesterState as _;
use psea::prelude::*;

use crate::support::*;

fn chained() -> World {
    world(AttesterConfig::with_chain, VerifierConfig::with_chain)
}

/// §3.12: five proofs, each acknowledged before the next; both sides have the same head.
#[test]
fn a_chain_of_five() {
    let world = chained();
    let mut heads = Vec::new();
    for number in 1..=5 {
        let proof = world.prove(request(&format!("a-{number}"), "high"));
        let approval = world.submit(&proof).unwrap();
        world.attester.acknowledge(&proof, approval.outcome()).unwrap();
        let head = *approval.chain_entry().unwrap();
        assert_eq!(world.state.chain_head().unwrap(), head);
        let stored = world.store.snapshot().unwrap().attesters[0].chain_head;
        assert_eq!(stored, Some(head));
        assert!(!heads.contains(&head));
        heads.push(head);
    }
    assert_eq!(world.store.snapshot().unwrap().records.len(), 5);
}

/// §3.12: a proof made before an acknowledgement arrived refers to the old head.
#[test]
fn a_proof_beside_the_chain_is_refused_and_a_new_one_passes() {
    let world = chained();
    let (first, second) =
        (world.prove(request("a-1", "high")), world.prove(request("a-2", "high")));
    assert_eq!(world.round(&first), "approved");
    assert_eq!(world.round(&second), "chain_broken");
    assert_eq!(world.round(&world.prove(request("a-3", "high"))), "approved");
}

/// §3.12: a refused proof is no link.
#[test]
fn a_refused_proof_is_no_link() {
    let world = chained();
    let expired = world.prove(request("a-1", "high").lifetime(1));
    assert_eq!(world.round(&expired), "expired");
    assert_eq!(world.round(&world.prove(request("a-2", "high"))), "approved");
    assert_eq!(world.round(&world.prove(request("a-3", "high"))), "approved");
}

/// §3.12: an Attester without the chain layer at a Verifier with it, and the other way round.
#[test]
fn both_sides_must_agree() {
    let without = world(|c| c, VerifierConfig::with_chain);
    assert_eq!(without.round(&without.prove(request("a-1", "high"))), "chain_broken");
    let with = world(AttesterConfig::with_chain, |c| c);
    assert_eq!(with.round(&with.prove(request("a-1", "high"))), "approved");
}

/// §3.13.1: a revoked Attester stops.
#[test]
fn a_revoked_attester_stops() {
    let world = chained();
    let proof = world.prove(request("a-1", "high"));
    world.store.set_status(&name(), EnrollmentStatus::Revoked, change()).unwrap();
    assert_eq!(world.round(&proof), "enrollment_revoked");
    let stopped = world.attester.propose(request("a-2", "high"));
    assert!(matches!(stopped, Err(AttestError::NotTrusted(TrustState::Revoked))));
}

/// §3.14: a suspended one does not, and may go on afterwards.
#[test]
fn a_suspended_attester_goes_on() {
    let world = chained();
    let proof = world.prove(request("a-1", "high"));
    world.store.set_status(&name(), EnrollmentStatus::Suspended, change()).unwrap();
    assert_eq!(world.round(&proof), "enrollment_suspended");
    world.store.set_status(&name(), EnrollmentStatus::Active, change()).unwrap();
    assert_eq!(world.round(&proof), "approved");
}
