//! Both wire revisions, and what either side makes of the other's (§3.5, §7.1).

use psea::claims::UvMethod;
use psea::prelude::*;

use crate::support::*;

/// §3.5: a revision is accepted where it is configured, and nowhere else.
#[test]
fn each_revision_where_it_is_accepted() {
    let revisions = [Revision::Draft02, Revision::Draft03];
    let sets = revisions.map(Revisions::only).into_iter().chain([Revisions::BOTH]);
    for accepted in sets {
        for revision in revisions {
            let world = world(|c| c.revision(revision), |c| c.revisions(accepted));
            let answer = world.submit(&world.prove(request("a-1", "high")));
            if accepted.accepts(revision) {
                let approval = answer.unwrap();
                assert_eq!(approval.revision(), revision);
                assert_eq!(*approval.ueid(), world.attester.ueid());
                assert_eq!(approval.action(), &transfer());
            } else {
                assert_eq!(code(&answer), "profile_unsupported");
            }
        }
    }
}

/// §3.10: both revisions of one device share its counters and ids.
#[test]
fn revisions_share_the_replay_state() {
    let world = world(|c| c, |c| c.revisions(Revisions::BOTH));
    let config = world.attester.config().clone().revision(Revision::Draft02);
    let old = Attester::new(config, std::sync::Arc::clone(&world.state) as _);
    let new_proof = world.prove(request("a-1", "high"));
    let propose = |jti| old.propose(request(jti, "high")).unwrap().verify_user(&world.key).unwrap();
    let (same_id, other_id) = (propose("a-1").sign(at(0)), propose("a-2").sign(at(0)));
    assert_eq!(world.round(&new_proof), "approved");
    assert_eq!(world.round(&same_id.unwrap()), "jti_replayed");
    assert_eq!(world.round(&other_id.unwrap()), "approved");
}

/// §2, §3.5: an Attester always emits the canonical form.
#[test]
fn a_verifier_that_requires_canonical_payloads_is_satisfied() {
    for revision in [Revision::Draft02, Revision::Draft03] {
        let world = world(
            |c| c.revision(revision).with_chain(),
            |c| c.revisions(Revisions::only(revision)).require_canonical_payload(),
        );
        let request = request("a-1", "high").nonce(Nonce::new("\u{1}é\"\u{1f600}").unwrap());
        assert_eq!(world.round(&world.prove(request)), "approved");
    }
}

/// §3.7: the two-step path, with the signature from elsewhere.
#[test]
fn the_two_step_path() {
    use psea::attester::RemoteVerification;
    use psea::jose::es256::{Es256Signer as _, P256Signer};
    let world = world(|c| c, |c| c);
    let proposal = world.attester.propose(request("a-1", "high")).unwrap();
    let verification = RemoteVerification::by(UvMethod::biometric());
    let prepared = proposal.prepare(verification, at(0)).unwrap();
    let elsewhere = P256Signer::from_scalar(&[7; 32]).unwrap();
    let signature = elsewhere.sign(prepared.signing_input().octets()).unwrap();
    let approval = world.submit(&prepared.complete(&signature)).unwrap();
    assert_eq!(approval.claims().unwrap().uv.method().as_str(), "biometric");
}
