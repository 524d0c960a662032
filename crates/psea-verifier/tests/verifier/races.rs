//! What happened to an enrollment between the look-up and the commit always wins (§3.14).

use std::fmt;
use std::sync::{Arc, Mutex};

use psea_claims::Outcome;
use psea_verifier::{
    AttesterId, Commit, CommitRequest, Enrollment, EnrollmentAdmin as _, EnrollmentLookup,
    EnrollmentStatus, Fault, MemoryStore, Refusal, ReplayStore, StoreError, Verifier,
};

use crate::support::*;

/// Changes the store behind it right before the first commits.
struct Meddler {
    store: Arc<MemoryStore>,
    change: fn(&MemoryStore),
    times: Mutex<usize>,
}

impl fmt::Debug for Meddler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meddler")
    }
}

impl EnrollmentLookup for Meddler {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.store.find(kid)
    }
}

impl ReplayStore for Meddler {
    fn promise(&self) -> psea_verifier::StorePromise {
        VOLATILE
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        let mut times = self.times.lock().unwrap();
        if *times > 0 {
            *times -= 1;
            (self.change)(&self.store);
        }
        drop(times);
        self.store.commit(request)
    }
}

fn meddled(store: &Arc<MemoryStore>, change: fn(&MemoryStore), times: usize) -> Verifier {
    let times = Mutex::new(times);
    Verifier::new(config(), Arc::new(Meddler { store: store.clone(), change, times }))
}

fn first() -> AttesterId {
    attester("attester-1")
}

fn set(store: &MemoryStore, status: EnrollmentStatus) {
    store.set_status(&first(), status, change()).unwrap();
}

/// The store after `change` and the answer to a proof that was appraised before it. The counters
/// and ids are as if the proof had never come.
fn refused_after(change: fn(&MemoryStore)) -> (Arc<MemoryStore>, Refusal) {
    let (reference, store) = (store(), store());
    change(&reference);
    let verifier = meddled(&store, change, 1);
    let body = draft("a-1", 1).body();
    let refusal = verifier.verify(body.as_bytes(), &expected(), now()).unwrap_err();
    assert_eq!(state(&store), state(&reference));
    (store, refusal)
}

/// §3.14: a revocation that committed first wins, and the Attester is told to stop.
#[test]
fn a_revocation_before_the_commit_wins() {
    let (_, refusal) = refused_after(|store| set(store, EnrollmentStatus::Revoked));
    assert_eq!(refusal.code(), "enrollment_revoked");
    assert_eq!(refusal.outcome(), Outcome::Revoked);
}

/// §3.14: so does a suspension, and a status of the deployment's own. Active again, the same
/// proof passes.
#[test]
fn a_suspension_before_the_commit_wins() {
    let own = |store: &MemoryStore| set(store, EnrollmentStatus::from_name("on-leave"));
    let suspend = |store: &MemoryStore| set(store, EnrollmentStatus::Suspended);
    for (store, refusal) in [refused_after(suspend), refused_after(own)] {
        assert_eq!(refusal.code(), "enrollment_suspended");
        assert_eq!(refusal.outcome(), Outcome::Reject);
        let verifier = verifier(config(), &store);
        let body = draft("a-1", 1).body();
        assert_eq!(answer(&verifier, &body, now()), "enrollment_suspended");
        set(&store, EnrollmentStatus::Active);
        assert_eq!(answer(&verifier, &body, now()), "approved");
    }
}

/// §3.14: a rotation before the commit: the old `kid` selects nothing any more.
#[test]
fn a_rotation_before_the_commit_wins() {
    let rotate = |store: &MemoryStore| {
        store.rotate_key(&first(), "key-2", key_of(&other_signer()), change()).unwrap();
    };
    let (store, refusal) = refused_after(rotate);
    assert_eq!(refusal.code(), "key_unknown");
    assert_eq!(answer(&verifier(config(), &store), &draft("a-1", 1).body(), now()), "key_unknown");
}

/// §3.14: a `kid` that went over to another Attester does not let the first one's proof through.
#[test]
fn a_kid_that_changed_hands_before_the_commit_selects_nothing_of_the_old_owner() {
    let change_hands = |store: &MemoryStore| {
        store.rotate_key(&first(), "key-2", key_of(&other_signer()), change()).unwrap();
        store.enroll(enrollment("attester-2", "key-1", key_of(&signer())), change()).unwrap();
    };
    let (_, refusal) = refused_after(change_hands);
    assert_eq!(refusal.code(), "key_unknown");
}

fn suspend_and_reactivate(store: &MemoryStore) {
    set(store, EnrollmentStatus::Suspended);
    set(store, EnrollmentStatus::Active);
}

/// §3.14: a record that changed and is active again is not what was appraised: the proof is
/// appraised anew.
#[test]
fn a_changed_record_that_is_active_again_is_appraised_anew() {
    let store = store();
    let verifier = meddled(&store, suspend_and_reactivate, 1);
    assert_eq!(answer(&verifier, &draft("a-1", 1).body(), now()), "approved");
}

/// §3.14: where it changes again and again, the submission is not judged and nothing is changed.
/// Submitting it again has it appraised anew.
#[test]
fn a_record_that_keeps_changing_is_a_fault_and_a_retry_passes() {
    let (reference, store) = (store(), store());
    let verifier = meddled(&store, suspend_and_reactivate, 2);
    let body = draft("a-1", 1).body();
    let refusal = verifier.verify(body.as_bytes(), &expected(), now()).unwrap_err();
    assert!(matches!(refusal, Refusal::Faulted(Fault::EnrollmentChanged)));
    assert_eq!(refusal.code(), "store_unavailable");
    assert_eq!(refusal.outcome(), Outcome::Unavailable);
    suspend_and_reactivate(&reference);
    suspend_and_reactivate(&reference);
    assert_eq!(state(&store), state(&reference));
    assert_eq!(answer(&verifier, &body, now()), "approved");
}

/// §3.14: a rotation that keeps the `kid` and changes the key: the proof is judged by the new key.
#[test]
fn a_key_changed_under_the_same_kid_is_noticed() {
    let (store, refusal) = refused_after(|store| {
        store.rotate_key(&first(), "key-1", key_of(&other_signer()), change()).unwrap();
    });
    assert_eq!(refusal.code(), "signature_invalid");
    let verifier = verifier(config(), &store);
    let by_the_new_key = draft("a-1", 1).body_around(&draft("a-1", 1).proof_by(&other_signer()));
    assert_eq!(answer(&verifier, &by_the_new_key, now()), "approved");
}

/// §3.14: what happens to another Attester disturbs nobody.
#[test]
fn a_change_of_another_attester_does_not_matter() {
    let store = store();
    store.enroll(enrollment("attester-2", "key-2", key_of(&other_signer())), change()).unwrap();
    let revoke = |store: &MemoryStore| {
        store.set_status(&attester("attester-2"), EnrollmentStatus::Revoked, change()).unwrap();
    };
    let verifier = meddled(&store, revoke, 1);
    assert_eq!(answer(&verifier, &draft("a-1", 1).body(), now()), "approved");
}

/// §3.14: a revocation that was acknowledged is final, and no proof begun later passes.
#[test]
fn nothing_passes_after_a_revocation() {
    let store = store();
    let verifier = verifier(config(), &store);
    assert_eq!(answer(&verifier, &draft("a-1", 1).body(), now()), "approved");
    set(&store, EnrollmentStatus::Revoked);
    let before = state(&store);
    assert_eq!(answer(&verifier, &draft("a-2", 2).body(), now()), "enrollment_revoked");
    assert_eq!(state(&store), before);
}
