//! A store that keeps records in memory may find an earlier version of one (§3.14): no proof passes
//! by it, and none is refused by it.

use std::collections::HashMap;
use std::future::ready;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use psea_verifier::{
    AsyncVerifier, AsyncVerifierStore, BoxFuture, Commit, CommitRequest, Enrollment,
    EnrollmentAdmin as _, EnrollmentLookup, EnrollmentStatus, MemoryStore, ReplayStore, StoreError,
    StorePromise,
};

use crate::support::*;

/// Finds each record as it was when it was looked up first, and counts the looks behind it.
#[derive(Debug)]
struct Keeping {
    store: Arc<MemoryStore>,
    kept: Mutex<HashMap<String, Arc<Enrollment>>>,
    looks: Mutex<usize>,
}

impl AsyncVerifierStore for Keeping {
    fn promise(&self) -> StorePromise {
        VOLATILE
    }

    fn find<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>> {
        if let Some(kept) = self.kept.lock().unwrap().get(kid) {
            return Box::pin(ready(Ok(Some(Arc::clone(kept)))));
        }
        let found = self.find_current(kid);
        Box::pin(async move {
            let found = found.await?;
            if let Some(found) = &found {
                self.kept.lock().unwrap().insert(kid.to_owned(), Arc::clone(found));
            }
            Ok(found)
        })
    }

    fn find_current<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>> {
        *self.looks.lock().unwrap() += 1;
        Box::pin(ready(EnrollmentLookup::find(&*self.store, kid)))
    }

    fn commit<'a>(
        &'a self,
        request: &'a CommitRequest<'a>,
    ) -> BoxFuture<'a, Result<Commit, StoreError>> {
        Box::pin(ready(ReplayStore::commit(&*self.store, request)))
    }
}

struct Setting {
    store: Arc<MemoryStore>,
    keeping: Arc<Keeping>,
    verifier: AsyncVerifier,
}

/// A Verifier whose store keeps the record as `before` left it; then `after` changed it.
fn setting(before: impl FnOnce(&MemoryStore), after: impl FnOnce(&MemoryStore)) -> Setting {
    let store = store();
    before(&store);
    let keeping =
        Keeping { store: Arc::clone(&store), kept: Mutex::default(), looks: Mutex::default() };
    let keeping = Arc::new(keeping);
    let verifier = AsyncVerifier::new(config(), keeping.clone());
    // Refused as expired, so that the state stays as it is.
    let late = at(now().get() + 100_000);
    assert_eq!(answer(&verifier, &draft("a-0", 1).body(), late), "expired");
    after(&store);
    *keeping.looks.lock().unwrap() = 0;
    Setting { store, keeping, verifier }
}

fn answer(verifier: &AsyncVerifier, body: &str, now: psea_claims::EpochSeconds) -> &'static str {
    let expected = expected();
    let future = pin!(verifier.verify(body.as_bytes(), &expected, now));
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(_)) => "approved",
        Poll::Ready(Err(refusal)) => refusal.code(),
        Poll::Pending => panic!("no future here waits"),
    }
}

fn set(status: EnrollmentStatus) -> impl Fn(&MemoryStore) {
    move |store| store.set_status(&attester("attester-1"), status.clone(), change()).unwrap()
}

fn nothing(_: &MemoryStore) {}

/// One look-up serves all of an Attester's proofs while nothing changes.
#[test]
fn an_approval_asks_for_no_record_again() {
    let set = setting(nothing, nothing);
    for counter in 1..20 {
        let body = draft(&format!("a-{counter}"), counter).body();
        assert_eq!(answer(&set.verifier, &body, now()), "approved");
    }
    assert_eq!(*set.keeping.looks.lock().unwrap(), 0);
}

/// §3.14: the commit reads the status again, whatever was found.
#[test]
fn a_suspension_and_a_revocation_win_over_the_kept_record() {
    for (status, code) in [
        (EnrollmentStatus::Suspended, "enrollment_suspended"),
        (EnrollmentStatus::Revoked, "enrollment_revoked"),
    ] {
        let set = setting(nothing, set(status));
        let before = state(&set.store);
        assert_eq!(answer(&set.verifier, &draft("a-1", 1).body(), now()), code);
        assert_eq!(state(&set.store), before);
    }
}

/// What is suspended in the kept record and active in the store passes.
#[test]
fn a_reactivated_attester_is_not_refused_by_the_kept_record() {
    let set = setting(
        |store| {
            set(EnrollmentStatus::Suspended)(store);
            set(EnrollmentStatus::Active)(store);
        },
        |store| {
            set(EnrollmentStatus::Suspended)(store);
            set(EnrollmentStatus::Active)(store);
        },
    );
    assert_eq!(answer(&set.verifier, &draft("a-1", 1).body(), now()), "approved");
}

/// §3.14: a rotated key selects nothing any more, though its record is kept.
#[test]
fn a_rotated_key_does_not_pass_by_the_kept_record() {
    let rotate = |store: &MemoryStore| {
        let key = key_of(&other_signer());
        store.rotate_key(&attester("attester-1"), "key-2", key, change()).unwrap();
    };
    let set = setting(nothing, rotate);
    assert_eq!(answer(&set.verifier, &draft("a-1", 1).body(), now()), "key_unknown");
}

/// A key replaced under the same `kid`: the new one's proofs pass, the old one's do not.
#[test]
fn a_key_changed_under_the_same_kid_is_the_one_that_counts() {
    let rotate = |store: &MemoryStore| {
        let key = key_of(&other_signer());
        store.rotate_key(&attester("attester-1"), "key-1", key, change()).unwrap();
    };
    let set = setting(nothing, rotate);
    let new = draft("a-1", 1);
    let new = new.body_around(&new.proof_by(&other_signer()));
    assert_eq!(answer(&set.verifier, &new, now()), "approved");
    assert_eq!(answer(&set.verifier, &draft("a-2", 2).body(), now()), "signature_invalid");
}

/// A refusal that does not rest on the record stays what it is, for one more look at most.
#[test]
fn what_is_wrong_with_the_proof_stays_wrong() {
    let set = setting(nothing, nothing);
    let late = at(now().get() + 100_000);
    assert_eq!(answer(&set.verifier, &draft("a-1", 1).body(), late), "expired");
    assert_eq!(*set.keeping.looks.lock().unwrap(), 1);
    assert_eq!(answer(&set.verifier, &draft("a-1", 1).body(), now()), "approved");
    assert_eq!(answer(&set.verifier, &draft("a-1", 1).body(), now()), "jti_replayed");
    assert_eq!(*set.keeping.looks.lock().unwrap(), 1, "the store's answer is current");
}

/// A `kid` that changed hands: its former owner's proof is judged by the new owner's key.
#[test]
fn a_kid_that_changed_hands_is_judged_by_its_new_owner() {
    let change_hands = |store: &MemoryStore| {
        let key = key_of(&other_signer());
        store.rotate_key(&attester("attester-1"), "key-2", key.clone(), change()).unwrap();
        store.enroll(enrollment("attester-2", "key-1", key), change()).unwrap();
    };
    let set = setting(nothing, change_hands);
    assert_eq!(answer(&set.verifier, &draft("a-1", 1).body(), now()), "signature_invalid");
}

/// Absence is current: nobody looks twice for what is not there.
#[test]
fn an_unknown_kid_costs_one_look() {
    let set = setting(nothing, nothing);
    let body = draft("a-1", 1).header("kid", "nobody").body();
    assert_eq!(answer(&set.verifier, &body, now()), "key_unknown");
    assert_eq!(*set.keeping.looks.lock().unwrap(), 1);
}
