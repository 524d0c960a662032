//! Proofs by a key on a card, at our Verifier and at the oracle.

use psea_attester::{HardwareKey as _, RemoteVerification};
use psea_jose::es256::P256Backend;
use serde_json::json;

use crate::card::Profile;
use crate::oracle;
use crate::stack::{Stack, with_card};
use crate::support::*;

/// §3.7, §3.13: both ways to a proof, accepted by two implementations; the method is `pin`, and
/// without an attested gate the verification counts as asserted.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn a_yubikeys_proofs_are_accepted() {
    with_card(Profile::yubikey(), |stack| both_paths_give_accepted_proofs(stack));
}

/// The same with a card that knows nothing but PIV, and T=0.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn a_plain_cards_proofs_are_accepted() {
    with_card(Profile::plain(), |stack| both_paths_give_accepted_proofs(stack));
}

fn both_paths_give_accepted_proofs(stack: &Stack) {
    let user = User::willing();
    let (key, attester) = (key(stack, &user), attester());
    let one_call = prove(&attester, &key, "a-1").unwrap();

    let proposal = attester.propose(request("a-2")).unwrap();
    let verified = key.verify_user(&proposal.prompt()).unwrap();
    let remote = RemoteVerification::by(verified.method());
    let prepared = proposal.prepare(remote, now()).unwrap();
    let signature = verified.sign(prepared.signing_input()).unwrap();
    let two_steps = prepared.complete_checked(&signature, key.public_key(), &P256Backend).unwrap();

    let verifier = verifier(key.public_key());
    for (number, proof) in (1..).zip([one_call, two_steps]) {
        assert_eq!(counter(&proof), number);
        assert_eq!(proof.claims().uv.method().as_str(), "pin");
        assert_eq!(submit(&verifier, &proof).unwrap().as_str(), ACTION);
        let body = proof.body().build();
        let accepted = json!({"result": "accept", "uv": "asserted"});
        assert_eq!(oracle::verify(key.public_key(), &body), accepted);
        // Control: what was not signed is refused, also by the oracle.
        let tampered = body.replace("2500", "2501");
        assert_ne!(tampered, body);
        assert_eq!(
            oracle::verify(key.public_key(), &tampered),
            json!({"result": "reject", "code": "action_mismatch"})
        );
        // Once: the same proof again is a replay.
        assert_eq!(submit(&verifier, &proof).unwrap_err().code(), "jti_replayed");
    }
    assert_eq!(user.asked().len(), 2);
    assert_eq!(stack.card.signatures(), 2);
}
