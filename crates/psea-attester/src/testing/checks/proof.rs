use psea_claims::{ClaimRules, Claims, Revision, Revisions};
use psea_jose::base64::url;
use psea_jose::es256::P256Backend;

use crate::error::AttestError;
use crate::key::{KeyError, RemoteVerification};
use crate::proof::Proof;
use crate::testing::case::{Case, now};
use crate::testing::suite::{Ran, Suite};
use crate::testing::user::Habit;

/// The Attester's way with a key of this device.
pub(in crate::testing) fn one_call(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    for counter in 1..=suite.options.signatures as u64 {
        let confirmed = case.proposal().verify_user(&*case.key).unwrap();
        let proof = confirmed.sign(now()).unwrap();
        judged(&case, &proof, counter);
    }
    done(suite)
}

/// The Attester's way with a key elsewhere: the proof is prepared, signed and completed.
pub(in crate::testing) fn two_steps(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    for counter in 1..=suite.options.signatures as u64 {
        let proposal = case.proposal();
        let verified = case.key.verify_user(&proposal.prompt()).unwrap();
        let prepared = proposal.prepare(RemoteVerification::by(verified.method()), now()).unwrap();
        let signature = verified.sign(prepared.signing_input()).unwrap();
        let proof = prepared.complete_checked(&signature, case.key.public_key(), &P256Backend);
        judged(&case, &proof.unwrap(), counter);
    }
    done(suite)
}

/// A user who is not verified costs no counter and leaves no proof.
pub(in crate::testing) fn no_counter(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let mut habits = vec![Habit::Declines];
    habits.extend(suite.factory.wrong_pin().map(|_| Habit::Wrong));
    for habit in habits {
        case.user.set(habit);
        let error = case.proposal().verify_user(&*case.key).map(drop).unwrap_err();
        let told = match (habit, &error) {
            (Habit::Wrong, AttestError::Key(KeyError::NotVerified { .. })) => true,
            (_, AttestError::Key(KeyError::Declined)) => habit == Habit::Declines,
            _ => false,
        };
        assert!(told, "{habit:?}: {error:?}");
    }
    case.user.set(Habit::Right);
    let proof = case.proposal().verify_user(&*case.key).unwrap().sign(now()).unwrap();
    judged(&case, &proof, 1);
    Ran::Done
}

#[track_caller]
fn judged(case: &Case<'_>, proof: &Proof, counter: u64) {
    let payload = proof.compact().split('.').nth(1).expect("three segments");
    let payload = url::decode(payload).unwrap();
    let rules = ClaimRules {
        revisions: Revisions::only(Revision::Draft03),
        max_depth: psea_claims::Limits::default().max_depth,
        require_canonical: true,
    };
    let claims = Claims::parse_unverified(&payload, &rules).unwrap();
    assert_eq!(claims.counter.get(), counter, "the counter");
    assert_eq!(claims.payload_hash, proof.action().hash(), "the action");
    assert!(claims.uv.is_verified(), "psea_uv.verified");
    if let Some(judge) = &case.suite.options.judge
        && let Err(refused) = judge(&case.made(proof))
    {
        panic!("the Verifier refused the proof: {refused}");
    }
}

fn done(suite: &Suite<'_>) -> Ran {
    let by = if suite.options.judge.is_some() { "accepted by the Verifier" } else { "parsed" };
    Ran::Counted(format!("{} proofs, {by}", suite.options.signatures))
}
