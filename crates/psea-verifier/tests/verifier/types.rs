//! What the types promise: object safety, `Send + Sync`, stores behind any pointer.

use std::sync::Arc;

use psea_verifier::{
    AdminError, Appraised, Approval, Challenge, ChallengeError, ChallengeStore, EnrollmentAdmin,
    EnrollmentLookup, Expected, Fault, MemoryStore, Refusal, Rejection, ReplayStore,
    SignedSubmission, Snapshot, StoreError, Submission, Verifier, VerifierConfig, VerifierStore,
};

use crate::support::*;

const fn shared<T: Send + Sync + std::fmt::Debug + ?Sized>() {}

const _: () = {
    shared::<Verifier>();
    shared::<VerifierConfig>();
    shared::<Expected>();
    shared::<MemoryStore>();
    shared::<Snapshot>();
    shared::<Challenge>();
    shared::<Submission<'static>>();
    shared::<SignedSubmission<'static>>();
    shared::<Appraised>();
    shared::<Approval>();
    shared::<Rejection>();
    shared::<Fault>();
    shared::<Refusal>();
    shared::<StoreError>();
    shared::<AdminError>();
    shared::<ChallengeError>();
    shared::<dyn VerifierStore>();
    shared::<dyn EnrollmentAdmin>();
    shared::<dyn ChallengeStore>();
    shared::<dyn EnrollmentLookup>();
    shared::<dyn ReplayStore>();
};

/// Errors travel through `Box<dyn Error + Send + Sync>`.
#[test]
fn errors_are_errors() {
    fn boxed(error: impl std::error::Error + Send + Sync + 'static) -> String {
        let error: Box<dyn std::error::Error + Send + Sync> = Box::new(error);
        error.to_string()
    }
    assert!(boxed(Rejection::HeaderAlg).contains("ES256"));
    assert!(boxed(Refusal::from(Rejection::KeyUnknown)).contains("kid"));
    assert!(boxed(ChallengeError::AlreadyIssued).contains("random"));
    assert!(boxed(AdminError::KidInUse("k".into())).contains("`k`"));
}

/// The traits work as trait objects, each behind a pointer of its own.
#[test]
fn stores_work_behind_trait_objects() {
    let store = store();
    let admin: Box<dyn EnrollmentAdmin> = Box::new(MemoryStore::volatile());
    admin.enroll(enrollment("attester-1", "key-1", key_of(&signer())), change()).unwrap();
    let challenges: Arc<dyn ChallengeStore> = store.clone();
    challenges.issue(challenge("n-1")).unwrap();
    let lookup: &dyn EnrollmentLookup = &*store;
    assert!(lookup.find("key-1").unwrap().is_some());
    let both: Arc<dyn VerifierStore> = store.clone();
    let verifier = Verifier::new(config(), both);

    let body = draft("a-1", 1).body();
    let submission = Submission::parse(body.as_bytes(), &config()).unwrap();
    let signed = submission.verify_signature(lookup.find("key-1").unwrap().unwrap()).unwrap();
    let replay: &dyn ReplayStore = &*store;
    let appraised = signed.appraise(&config(), &expected(), now()).unwrap();
    assert!(appraised.commit(replay).is_ok());
    assert_eq!(answer(&verifier, &body, now()), "jti_replayed");
}

/// Clones of a Verifier share the store.
#[test]
fn clones_share_the_store() {
    let verifier = verifier(config(), &store());
    let clone = verifier.clone();
    let body = draft("a-1", 1).body();
    let threads = [
        std::thread::spawn({
            let body = body.clone();
            move || answer(&clone, &body, now())
        }),
        std::thread::spawn(move || answer(&verifier, &body, now())),
    ];
    let mut answers = threads.map(|thread| thread.join().unwrap());
    answers.sort_unstable();
    assert_eq!(answers, ["approved", "jti_replayed"]);
}
