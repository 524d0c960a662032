//! The state as plain data and back (§6.5).

use std::sync::Arc;

use psea_claims::{Counter, ScopePolicy, Tier, UvGate};
use psea_jose::es256::{BackendError, Es256Backend, P256Backend, PreparedKey, PublicKey};
use psea_verifier::{
    ApprovalRecord, ChallengePolicy, ChallengeStore as _, EnrollmentAdmin as _, EnrollmentStatus,
    Expected, MemoryStore, RestoreError, Snapshot, VerifierConfig,
};

use crate::support::*;

fn full_config() -> VerifierConfig {
    let config = config().with_chain().counter_scope(ScopePolicy::Tier);
    config.challenges(ChallengePolicy::Optional)
}

fn low() -> Expected {
    Expected::new(op(OP), Tier::new("low").unwrap())
}

/// A store in which there is something of everything.
fn full() -> Arc<MemoryStore> {
    let store = store();
    let second = enrollment("attester-2", "key-2", key_of(&other_signer()));
    store.enroll(second.uv_gate(UvGate::Attested), change()).unwrap();
    store
        .set_status(&attester("attester-2"), EnrollmentStatus::from_name("on-leave"), change())
        .unwrap();
    store.issue(challenge("n-1")).unwrap();
    store
        .issue(challenge("n-2").for_attester(attester("attester-1")).for_operation(op(OP)))
        .unwrap();
    let verifier = verifier(full_config(), &store);
    let first = draft("a-1", 7).claim("psea_chain_prev", SENTINEL).claim("eat_nonce", "n-1");
    assert_eq!(answer(&verifier, &first.body(), now()), "approved");
    let second = draft("a-2", 3).claim("psea_tier", "low");
    let second = second.claim("psea_chain_prev", entry("a-1", 7, SENTINEL));
    assert_eq!(answer_to(&verifier, second.body().as_bytes(), &low(), now()), "approved");
    store
}

fn restored(snapshot: &Snapshot) -> Arc<MemoryStore> {
    Arc::new(MemoryStore::restore(snapshot.clone(), &P256Backend).unwrap())
}

/// §6.5: nothing is lost and nothing is lowered on the way.
#[test]
fn a_restored_store_has_the_same_state() {
    let snapshot = state(&full());
    assert_eq!(snapshot.attesters.len(), 2);
    assert_eq!(snapshot.attesters[0].counters.len(), 2);
    assert!(snapshot.attesters[0].chain_head.is_some());
    assert_eq!(snapshot.attesters[1].status.name(), "on-leave");
    assert_eq!(snapshot.attesters[1].version.get(), 1);
    assert_eq!(snapshot.records.len(), 2);
    assert_eq!(snapshot.challenges.len(), 2);
    assert_eq!(snapshot.time.latest, now());
    let again = state(&restored(&snapshot));
    assert_eq!(again, snapshot);
    assert_eq!(state(&restored(&again)), snapshot);
}

/// The order is stable: two stores with the same content give equal snapshots.
#[test]
fn the_order_does_not_depend_on_the_store() {
    let snapshot = state(&full());
    for _ in 0..8 {
        assert_eq!(state(&full()), snapshot);
    }
}

/// §6.5: a restored store answers as the first one would have.
#[test]
fn a_restored_store_behaves_the_same() {
    let snapshot = state(&full());
    let head = entry("a-2", 3, &entry("a-1", 7, SENTINEL));
    let with = |jti: &str, counter| draft(jti, counter).claim("psea_chain_prev", head.as_str());
    let (second, low) = (with("a-3", 3).claim("psea_tier", "low"), low());
    for (draft, expected, offset, code) in [
        (with("a-1", 8), expected(), 0, "jti_replayed"),
        (with("a-3", 7), expected(), 0, "counter_not_increasing"),
        (with("a-3", 8).claim("psea_chain_prev", SENTINEL), expected(), 0, "chain_broken"),
        (second.clone(), low.clone(), 0, "counter_not_increasing"),
        (second.claim("psea_counter", 4), low, 0, "approved"),
        (with("a-3", 8).claim("eat_nonce", "n-1"), expected(), 0, "challenge_unknown"),
        (with("a-3", 8).claim("eat_nonce", "n-2"), expected(), 60, "challenge_unknown"),
        (with("a-3", 8).claim("eat_nonce", "n-2"), expected(), 59, "approved"),
        (with("a-3", 8).header("kid", "key-2"), expected(), 0, "signature_invalid"),
        (with("a-3", 8), expected(), 0, "approved"),
    ] {
        let answers = [full(), restored(&snapshot)].map(|store| {
            let time = at(u64::from(NOW) + offset);
            let body = draft.body();
            let answer =
                answer_to(&verifier(full_config(), &store), body.as_bytes(), &expected, time);
            (answer, state(&store))
        });
        assert_eq!(answers[0].0, code);
        assert_eq!(answers[0], answers[1], "{code}");
    }
}

/// §3.10: the time served outlives a restart, and so does what is to be forgotten when.
#[test]
fn a_restored_store_knows_the_time() {
    let store = restored(&state(&full()));
    let verifier = verifier(full_config(), &store);
    let head = entry("a-2", 3, &entry("a-1", 7, SENTINEL));
    let early = u64::from(NOW) - 61;
    let behind = draft("a-3", 8).issued(early).claim("psea_chain_prev", head.as_str());
    assert_eq!(answer(&verifier, &behind.body(), at(early)), "clock_behind");
    let late = u64::from(NOW) + 300 + 60;
    let last = draft("a-3", 8).issued(late).claim("psea_chain_prev", head);
    assert_eq!(answer(&verifier, &last.body(), at(late)), "approved");
    let kept: Vec<_> =
        state(&store).records.iter().map(|kept| kept.jti.as_str().to_owned()).collect();
    assert_eq!(kept, ["a-3"]);
    assert_eq!(state(&store).challenges, []);
}

/// A key that the library cannot use is an error, not a store without it.
#[test]
fn a_key_that_cannot_be_prepared_is_an_error() {
    #[derive(Debug)]
    struct Refusing;
    impl Es256Backend for Refusing {
        fn name(&self) -> &'static str {
            "refusing"
        }
        fn prepare(&self, _key: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
            Err(BackendError)
        }
    }
    let error = MemoryStore::restore(state(&full()), &Refusing).unwrap_err();
    assert_eq!(error, RestoreError::Key(BackendError));
    assert!(MemoryStore::restore(Snapshot::default(), &Refusing).is_ok());
}

/// §6.5: of two entries for one thing one would be forgotten, and which one would be chance.
#[test]
fn two_entries_for_one_thing_are_an_error() {
    type Damage = fn(&mut Snapshot);
    let changes: [(Damage, &str, &str); 5] = [
        (|s| s.attesters.push(s.attesters[0].clone()), "attester", "attester-1"),
        (|s| s.attesters[1].kid = "key-1".into(), "kid", "key-1"),
        (
            |s| {
                let (scope, _) = s.attesters[0].counters[0].clone();
                s.attesters[0].counters.push((scope, Counter::from(1)));
            },
            "counter scope",
            "tier:high",
        ),
        (
            |s| {
                let keep_until = at(1);
                s.records.push(ApprovalRecord { keep_until, ..s.records[0].clone() });
            },
            "jti",
            "a-1",
        ),
        (|s| s.challenges.push(s.challenges[1].clone()), "challenge", "n-2"),
    ];
    for (change, what, name) in changes {
        let mut snapshot = state(&full());
        change(&mut snapshot);
        let error = MemoryStore::restore(snapshot, &P256Backend).unwrap_err();
        assert_eq!(error, RestoreError::Duplicate { what, name: name.into() });
        assert!(error.to_string().contains(&format!("{what} `{name}`")), "{error}");
    }
    // The same id under another issuer is another id.
    let mut snapshot = state(&full());
    let iss = psea_claims::Issuer::new("other.example").unwrap();
    snapshot.records.push(ApprovalRecord { iss, ..snapshot.records[0].clone() });
    assert!(MemoryStore::restore(snapshot, &P256Backend).is_ok());
}

/// An empty store has an empty state.
#[test]
fn an_empty_store_is_empty() {
    assert_eq!(state(&MemoryStore::volatile()), Snapshot::default());
}
