//! A store that does not answer is never read as an answer (§3.10, §6.5).

use std::sync::Arc;

use psea_claims::{ActionPayload, ContextHash, Outcome};
use psea_verifier::{
    Commit, CommitRequest, ContextPolicy, Enrollment, EnrollmentAdmin as _, EnrollmentLookup,
    Fault, MemoryStore, Refusal, ReplayStore, StoreError, Verifier,
};

use crate::support::*;

#[derive(Clone, Copy, Debug)]
enum Failure {
    Unavailable,
    OutcomeUnknown,
    ClockBehind,
}

const FAILURES: [(Failure, &str); 3] = [
    (Failure::Unavailable, "store_unavailable"),
    (Failure::OutcomeUnknown, "outcome_unknown"),
    (Failure::ClockBehind, "clock_behind"),
];

impl Failure {
    fn error(self) -> StoreError {
        match self {
            Self::Unavailable => StoreError::Unavailable("the network is down".into()),
            Self::OutcomeUnknown => StoreError::OutcomeUnknown("the connection was lost".into()),
            Self::ClockBehind => StoreError::ClockBehind { now: at(1), latest: at(99) },
        }
    }
}

/// Fails at one of its two calls.
#[derive(Debug)]
struct Failing {
    store: Arc<MemoryStore>,
    find: Option<Failure>,
    commit: Option<Failure>,
}

impl EnrollmentLookup for Failing {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.find.map_or_else(|| self.store.find(kid), |failure| Err(failure.error()))
    }
}

impl ReplayStore for Failing {
    fn promise(&self) -> psea_verifier::StorePromise {
        VOLATILE
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        self.commit.map_or_else(|| self.store.commit(request), |failure| Err(failure.error()))
    }
}

/// §3.10: whatever is in doubt is a fault, with the code of what is in doubt.
#[test]
fn a_failing_store_is_a_fault_and_never_an_approval() {
    let body = draft("a-1", 1).body();
    for (failure, code) in FAILURES {
        for (find, commit) in [(Some(failure), None), (None, Some(failure))] {
            let store = store();
            let before = state(&store);
            let failing = Failing { store: store.clone(), find, commit };
            let failing = Verifier::new(config(), Arc::new(failing));
            let refusal = failing.verify(body.as_bytes(), &expected(), now()).unwrap_err();
            assert_eq!(refusal.code(), code);
            assert_eq!(refusal.outcome(), Outcome::Unavailable);
            assert!(matches!(refusal, Refusal::Faulted(_)));
            assert_eq!(state(&store), before);
            // The same proof is not lost by it.
            assert_eq!(answer(&verifier(config(), &store), &body, now()), "approved");
        }
    }
}

/// §6.5: a store that committed and lost the answer: asking again finds a replay, not a second
/// approval.
#[test]
fn asking_again_after_an_unknown_outcome_approves_at_most_once() {
    #[derive(Debug)]
    struct LostAnswer(Arc<MemoryStore>);
    impl EnrollmentLookup for LostAnswer {
        fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
            self.0.find(kid)
        }
    }
    impl ReplayStore for LostAnswer {
        fn promise(&self) -> psea_verifier::StorePromise {
            VOLATILE
        }

        fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
            let _ = self.0.commit(request)?;
            Err(Failure::OutcomeUnknown.error())
        }
    }
    let store = store();
    let body = draft("a-1", 1).body();
    let lossy = Verifier::new(config(), Arc::new(LostAnswer(store.clone())));
    assert_eq!(answer(&lossy, &body, now()), "outcome_unknown");
    assert_eq!(answer(&verifier(config(), &store), &body, now()), "jti_replayed");
}

/// §3.4: a store that answers with the record of another `kid` is at fault, even where the key
/// would verify the proof.
#[test]
fn a_store_that_confuses_records_is_a_fault() {
    #[derive(Debug)]
    struct Confused(Arc<MemoryStore>);
    impl EnrollmentLookup for Confused {
        fn find(&self, _kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
            self.0.find("key-2")
        }
    }
    impl ReplayStore for Confused {
        fn promise(&self) -> psea_verifier::StorePromise {
            VOLATILE
        }

        fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
            self.0.commit(request)
        }
    }
    let store = store();
    store.enroll(enrollment("attester-2", "key-2", key_of(&signer())), change()).unwrap();
    let before = state(&store);
    let confused = Verifier::new(config(), Arc::new(Confused(store.clone())));
    let body = draft("a-1", 1).body();
    let refusal = confused.verify(body.as_bytes(), &expected(), now()).unwrap_err();
    assert!(matches!(refusal, Refusal::Faulted(Fault::Internal(_))));
    assert_eq!(refusal.code(), "internal");
    assert_eq!(state(&store), before);
}

/// §3.13.2: the reverse does not fit either. A context that the request gives is not ignored.
#[test]
fn a_context_that_would_be_ignored_is_misuse() {
    let store = store();
    let before = state(&store);
    let context = ContextHash::of(
        &psea_jose::canonical::CanonicalJson::parse(br#"{"session":"s-1"}"#, 32).unwrap(),
    );
    let body = draft("a-1", 1).body();
    let refusal = verifier(config(), &store)
        .verify(body.as_bytes(), &expected().with_context(context), now())
        .unwrap_err();
    assert!(matches!(refusal, Refusal::Faulted(Fault::Misuse(_))));
    assert!(refusal.to_string().contains("ContextPolicy::Bound"));
    assert_eq!(state(&store), before);
}

/// §3.13.2: a configuration that binds a context and a request that gives none do not fit. That
/// is told to the caller, and approves nothing.
#[test]
fn a_missing_context_is_misuse() {
    let store = store();
    let before = state(&store);
    let bound = verifier(config().context(ContextPolicy::Bound), &store);
    let body = draft("a-1", 1).body();
    let refusal = bound.verify(body.as_bytes(), &expected(), now()).unwrap_err();
    assert!(matches!(refusal, Refusal::Faulted(Fault::Misuse(_))));
    assert_eq!(refusal.code(), "internal");
    assert!(refusal.to_string().contains("Expected::with_context"));
    assert_eq!(state(&store), before);

    let context = ContextHash::of(ActionPayload::parse(br#"{"r":1}"#).unwrap().as_canonical());
    let given = expected().with_context(context);
    assert_eq!(answer_to(&bound, body.as_bytes(), &given, now()), "context_mismatch");
    let committed = draft("a-1", 1).claim("psea_rp_context_hash", context.to_text()).body();
    assert_eq!(answer_to(&bound, committed.as_bytes(), &given, now()), "approved");
}

/// An asynchronous store needs no executor from here: it commits the request, and its answer is
/// given back to the appraisal (§6.5).
#[test]
fn an_answer_that_was_obtained_elsewhere_completes_the_appraisal() {
    #[derive(Debug)]
    struct Answered(Commit);
    impl ReplayStore for Answered {
        fn promise(&self) -> psea_verifier::StorePromise {
            VOLATILE
        }

        fn commit(&self, _request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
            Ok(self.0)
        }
    }
    let store = store();
    let body = draft("a-1", 1).body();
    for code in ["approved", "jti_replayed"] {
        let enrollment = store.find("key-1").unwrap().unwrap();
        let submission = psea_verifier::Submission::parse(body.as_bytes(), &config()).unwrap();
        let signed = submission.verify_signature(enrollment).unwrap();
        let appraised = signed.appraise(&config(), &expected(), now()).unwrap();
        let elsewhere = store.commit(&appraised.request()).unwrap();
        let answer = appraised.commit(&Answered(elsewhere));
        assert_eq!(answer.map_or_else(|refusal| refusal.code(), |_| "approved"), code);
    }
}
