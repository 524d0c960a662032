//! Structured inputs: requests to an Attester, and histories of a deployment.

use std::sync::Arc;

use arbitrary::{Arbitrary as _, Unstructured};
use psea_claims::{ActionPayload, Tier};
use psea_model::places::InMemory;
use psea_model::{Rules, Status, Step, System, deployment};
use psea_verifier::{EnrollmentAdmin as _, Expected, MemoryStore, Verifier};

/// The tier, the action, the place and the change that the octets stand for.
#[must_use]
pub fn request_of(octets: &[u8]) -> Option<(Tier<'static>, ActionPayload, u16, u8)> {
    let mut input = Unstructured::new(octets);
    let (tier, action, at, change) = <(String, String, u16, u8)>::arbitrary(&mut input).ok()?;
    let action = ActionPayload::parse(action.as_bytes()).ok()?;
    Some((Tier::new(tier).ok()?, action, at, change))
}

/// What an Attester makes is approved, as what was asked for; with any octet changed it is approved
/// as the same action, or not at all.
pub fn attest_then_verify(octets: &[u8]) {
    let Some((tier, action, at, change)) = request_of(octets) else { return };
    let Some(proof) = deployment::prove_any(&tier, &action) else { return };

    let store = Arc::new(MemoryStore::volatile());
    store.enroll(deployment::enrollment(0), deployment::change(deployment::START)).unwrap();
    let verifier = Verifier::new(deployment::config(false), Arc::<MemoryStore>::clone(&store));
    let expected = Expected::new(deployment::operation(), tier);
    let now = deployment::at(deployment::START);
    let body = proof.body().build().into_bytes();

    let mut changed = body.clone();
    let place = usize::from(at) % changed.len();
    changed[place] ^= change;
    let first = verifier.verify(&changed, &expected, now);
    match &first {
        Ok(approval) => assert_eq!(approval.action(), &action),
        Err(refusal) => assert_ne!(refusal.code(), "internal"),
    }
    // Whichever came first, the proof is approved once.
    match verifier.verify(&body, &expected, now) {
        Ok(approval) => {
            assert!(first.is_err(), "approved twice");
            assert_eq!(approval.action(), &action);
        }
        Err(refusal) => {
            assert!(first.is_ok(), "what the Attester made was refused: {refusal}");
            assert_eq!(refusal.code(), "jti_replayed");
        }
    }
}

/// Any history of a deployment: ours answers as the rules do.
pub fn store_history(octets: &[u8]) {
    const ATTESTERS: usize = 2;
    const VERIFIERS: usize = 2;
    let mut rules = Rules::new(ATTESTERS, VERIFIERS);
    let mut system = System::new(Box::<InMemory>::default(), ATTESTERS);
    for [what, more] in octets.as_chunks::<2>().0.iter().take(64) {
        let (index, flag) = (usize::from(more & 0x7F), more & 0x80 != 0);
        let attester = index % ATTESTERS;
        let made = rules.proofs.len().max(1);
        let step = match what % 16 {
            0..=3 => Step::Prove { attester, tier: usize::from(flag) },
            4..=8 => Step::Submit {
                proof: index % made,
                verifier: usize::from(what / 16) % VERIFIERS,
                heard: !flag,
            },
            9 => Step::Ask { proof: index % made },
            10 => Step::SetStatus {
                attester,
                status: match what / 16 {
                    0..=9 => Status::Active,
                    10..=13 => Status::Suspended,
                    _ => Status::Revoked,
                },
            },
            11 => Step::Rotate { attester },
            12 | 13 => Step::Wait { seconds: u64::from(*more) * 3 },
            14 => Step::Skew { verifier: index % VERIFIERS, seconds: i64::from(*more) * 4 - 500 },
            _ => Step::Restart,
        };
        if rules.admits(&step) {
            rules.take(&step);
            system.take(&step, &rules);
        }
    }
}
