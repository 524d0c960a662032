//! What an approval says (§3.13.2).

use psea_claims::{Outcome, Revision, Revisions, UvGate};
use psea_verifier::{
    Approval, EnrollmentAdmin as _, EnrollmentStatus, MemoryStore, Signals, UvAnchor,
};
use sha2::{Digest as _, Sha256};

use crate::support::*;

fn approve(draft: &Draft) -> Approval {
    let verifier = verifier(config().revisions(Revisions::BOTH), &store());
    verifier.verify(draft.body().as_bytes(), &expected(), now()).unwrap()
}

/// §3.13.2: the action is the one that was hashed, whatever its spelling in the body was.
#[test]
fn the_action_is_in_the_form_that_was_hashed() {
    let mut proof = draft("a-1", 7);
    proof.action = ACTION.replace(',', " ,\n ").replace("alice", "\\u0061lice");
    let approval = approve(&proof);
    assert_eq!(approval.action().as_str(), ACTION);
    assert_eq!(approval.payload_hash().to_text(), "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=");
    assert_eq!(approval.into_action().as_str(), ACTION);
}

/// §3.13.2: each member is that of the signed claim.
#[test]
fn the_members_are_those_of_the_claims() {
    let proof = draft("a-1", 7).claim("psea_user_hash", "A".repeat(43));
    let approval = approve(&proof);
    assert_eq!(approval.jti().as_str(), "a-1");
    assert_eq!(approval.iss().as_str(), ISS);
    assert_eq!(approval.op().as_str(), OP);
    assert_eq!(approval.tier().as_str(), TIER);
    assert_eq!(approval.counter().get(), 7);
    assert_eq!(approval.ueid().to_text(), UEID_03);
    assert_eq!(approval.revision(), Revision::Draft03);
    assert_eq!(approval.attester(), &attester("attester-1"));
    assert_eq!(approval.enrollment_version().get(), 0);
    assert_eq!(approval.chain_entry(), None);
    assert_eq!(approval.outcome(), Outcome::Approve);
    assert_eq!(approval.signed_payload(), proof.payload().as_bytes());
    let claims = approval.claims().unwrap();
    assert_eq!(claims.to_canonical().as_str(), proof.payload());
    assert!(claims.user_hash.is_some());
}

/// §3.5: a proof of revision -02 is one, in the audit record too.
#[test]
fn an_approval_tells_its_revision() {
    let ueid = "AQMiZxHcfzdMtEkuQ9Nw65eVDr-6T4cJuVLF5n8HDvs1";
    let approval = approve(&draft("a-1", 1).claim("eat_profile", PROFILE_02).claim("ueid", ueid));
    assert_eq!(approval.revision(), Revision::Draft02);
    assert_eq!(approval.ueid().to_text(), ueid);
    assert_eq!(approval.claims().unwrap().profile.revision(), Revision::Draft02);
}

/// §3.7.1: on what the user verification rests.
#[test]
fn the_anchor_follows_from_the_enrollment() {
    for (gate, anchor, text) in [
        (UvGate::Attested, UvAnchor::Attested, "attested"),
        (UvGate::Unknown, UvAnchor::Asserted, "asserted"),
    ] {
        let store = MemoryStore::volatile();
        let new = enrollment("attester-1", "key-1", key_of(&signer())).uv_gate(gate);
        store.enroll(new, change()).unwrap();
        let config =
            if gate == UvGate::Attested { config().high_assurance(op(OP)) } else { config() };
        let verifier = verifier(config, &std::sync::Arc::new(store));
        let body = draft("a-1", 1).body();
        let approval = verifier.verify(body.as_bytes(), &expected(), now()).unwrap();
        assert_eq!((approval.uv(), approval.uv().as_str()), (anchor, text));
    }
}

/// §3.7.1: another operation that is high-assurance does not matter here.
#[test]
fn high_assurance_is_by_operation() {
    let verifier = verifier(config().high_assurance(op("payment.cancel")), &store());
    assert_eq!(answer(&verifier, &draft("a-1", 1).body(), now()), "approved");
}

/// §3.12: the acknowledgement is the new head.
#[test]
fn the_chain_entry_is_the_new_head() {
    let store = store();
    let verifier = verifier(config().with_chain(), &store);
    let body = draft("a-1", 1).claim("psea_chain_prev", SENTINEL).body();
    let approval = verifier.verify(body.as_bytes(), &expected(), now()).unwrap();
    assert_eq!(approval.chain_entry().unwrap().to_text(), entry("a-1", 1, SENTINEL));
    assert_eq!(approval.chain_entry(), state(&store).attesters[0].chain_head.as_ref());
}

/// §3.6: a report counts as committed only with the claim; without it, it is a hint as received.
#[test]
fn signals_say_whether_they_are_committed() {
    let report = r#"{ "jailbroken" : false , "n" : 1.5 }"#;
    assert_eq!(approve(&draft("a-1", 1)).signals(), &Signals::None);
    let hint = approve(&draft("a-1", 1).beside("signalReport", report));
    assert_eq!(hint.signals(), &Signals::Untrusted(report.into()));

    let report = psea_claims::SignalReport::parse(br#"{"b":[1],"a":null}"#).unwrap();
    let committed = draft("a-1", 1).claim("psea_signals_hash", report.hash().to_text());
    let approval = approve(&committed.beside("signalReport", r#"{"b": [1], "a": null}"#));
    assert_eq!(approval.signals(), &Signals::Committed(report));
}

/// §3.10: what only the commit knows: when, under which record, and of which proof.
#[test]
fn what_the_commit_adds() {
    let store = store();
    for status in ["suspended", "active"] {
        let status = EnrollmentStatus::from_name(status);
        store.set_status(&attester("attester-1"), status, change()).unwrap();
    }
    let proof = draft("a-1", 7).proof_by(&signer());
    let body = draft("a-1", 7).body_around(&proof);
    let approval = verifier(config(), &store).verify(body.as_bytes(), &expected(), now()).unwrap();
    assert_eq!(approval.accepted_at(), now());
    assert_eq!(approval.enrollment_version().get(), 2);
    assert_eq!(approval.proof_hash()[..], Sha256::digest(proof.as_bytes())[..]);
    assert_eq!(approval.record(), state(&store).records[0]);
}
