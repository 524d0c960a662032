//! Every refusal of the commit, on both stores: same answers, same codes.

use psea_claims::{JsonPointer, ScopePolicy};
use psea_verifier::{EnrollmentStatus, MemoryStore, VerifierConfig};

use crate::server::Server;
use crate::support::{Any, NOW, Proof, SENTINEL, Step, config, proof};

/// Steps with the answer that each must get; none where it suffices that both stores agree.
pub(crate) type Scenario = (&'static str, VerifierConfig, Vec<(Step, Option<&'static str>)>);

fn submit(proof: Proof, answer: &'static str) -> (Step, Option<&'static str>) {
    (Step::Submit(proof), Some(answer))
}

fn done(step: Step) -> (Step, Option<&'static str>) {
    (step, Some("done"))
}

fn same(step: Step) -> (Step, Option<&'static str>) {
    (step, None)
}

fn issue(nonce: &str, name: Option<&'static str>, op: Option<&'static str>) -> Step {
    Step::Issue(nonce.into(), NOW, 60, name, op)
}

fn status(status: EnrollmentStatus) -> Step {
    Step::Status("a", status)
}

pub(crate) fn scenarios() -> Vec<Scenario> {
    use EnrollmentStatus::{Active, Revoked, Suspended};
    let first = proof("ka", "j1", 5).after(SENTINEL);
    let second = proof("ka", "j2", 6).after(&first.entry());
    let by_payee = ScopePolicy::Payload(JsonPointer::parse("/to").unwrap());
    vec![
        (
            "replay and counter",
            config(),
            vec![
                submit(proof("ka", "j1", 5), "approved"),
                submit(proof("ka", "j1", 5), "jti_replayed"),
                submit(proof("ka", "j1", 6), "jti_replayed"),
                submit(proof("kb", "j1", 1), "jti_replayed"),
                submit(proof("ka", "j2", 5), "counter_not_increasing"),
                submit(proof("ka", "j2", 4), "counter_not_increasing"),
                submit(proof("ka", "j2", 6), "approved"),
                submit(proof("kb", "j3", 1), "approved"),
                submit(proof("ka", "j4", (1 << 53) - 1), "approved"),
                submit(proof("ka", "j5", (1 << 53) - 1), "counter_not_increasing"),
                submit(proof("kb", "j6", 0), "counter_not_increasing"),
                same(Step::Recorded("j1".into())),
                same(Step::Recorded("j2".into())),
                same(Step::Recorded("j5".into())),
            ],
        ),
        (
            "counter zero",
            config(),
            vec![
                submit(proof("ka", "j1", 0), "approved"),
                submit(proof("ka", "j2", 0), "counter_not_increasing"),
                submit(proof("ka", "j3", 1), "approved"),
            ],
        ),
        (
            "bounded advance",
            config().max_counter_advance(10).unwrap(),
            vec![
                submit(proof("ka", "j1", 1000), "approved"),
                submit(proof("ka", "j2", 1011), "counter_not_increasing"),
                submit(proof("ka", "j2", 1010), "approved"),
                submit(proof("ka", "j3", 1010), "counter_not_increasing"),
                submit(proof("ka", "j3", 1011), "approved"),
            ],
        ),
        (
            "scopes with U+0000",
            config().counter_scope(by_payee),
            vec![
                submit(proof("ka", "j1", 5).to("a\0b"), "approved"),
                submit(proof("ka", "j2", 5).to("a\0b"), "counter_not_increasing"),
                submit(proof("ka", "j3", 5).to("a\0c"), "approved"),
                submit(proof("ka", "j4", 5).to("a"), "approved"),
                submit(proof("ka", "j5", 5).to(""), "approved"),
                submit(proof("ka", "j6", 6).to("\0"), "approved"),
                submit(proof("ka", "j7", 5).to("\0"), "counter_not_increasing"),
                same(Step::Recorded("j1".into())),
                same(Step::Recorded("j6".into())),
            ],
        ),
        (
            "chain",
            config().with_chain(),
            vec![
                submit(second.clone(), "chain_broken"),
                submit(first.clone(), "approved"),
                submit(proof("ka", "j9", 7).after(SENTINEL), "chain_broken"),
                submit(second.clone(), "approved"),
                submit(proof("ka", "j9", 7).after(&first.entry()), "chain_broken"),
                submit(proof("kb", "j9", 7).after(SENTINEL), "approved"),
                submit(proof("ka", "j10", 7).after(&second.entry()), "approved"),
                same(Step::Recorded("j2".into())),
            ],
        ),
        (
            "challenges",
            config(),
            vec![
                submit(proof("ka", "j1", 1).nonce("nonce-1"), "challenge_unknown"),
                done(issue("nonce-1", None, None)),
                (issue("nonce-1", None, None), Some("already issued")),
                submit(proof("ka", "j1", 1).nonce("nonce-1"), "approved"),
                submit(proof("ka", "j2", 2).nonce("nonce-1"), "challenge_unknown"),
                submit(proof("kb", "j2", 2).nonce("nonce-1"), "challenge_unknown"),
                (issue("nonce-1", None, None), Some("already issued")),
                done(issue("bound", Some("a"), Some("payment.execute"))),
                submit(proof("kb", "j3", 3).nonce("bound"), "challenge_unknown"),
                submit(proof("ka", "j3", 3).nonce("bound").op("other"), "challenge_unknown"),
                submit(proof("ka", "j3", 3).nonce("bound"), "approved"),
                done(issue("late", None, None)),
                submit(proof("ka", "j4", 4).nonce("late").now(NOW + 60), "challenge_unknown"),
                submit(proof("ka", "j4", 4).nonce("late").now(NOW + 59), "approved"),
                done(issue("kept", None, None)),
                // Another rule refuses: the challenge is still there.
                submit(proof("ka", "j4", 9).nonce("kept"), "jti_replayed"),
                submit(proof("ka", "j5", 4).nonce("kept"), "counter_not_increasing"),
                submit(proof("ka", "j5", 5).nonce("kept"), "approved"),
            ],
        ),
        (
            "status",
            config(),
            vec![
                done(status(Suspended)),
                submit(proof("ka", "j1", 1), "enrollment_suspended"),
                done(status(Active)),
                submit(proof("ka", "j1", 1), "approved"),
                done(status(EnrollmentStatus::from_name("Active"))),
                submit(proof("ka", "j2", 2), "enrollment_suspended"),
                done(status(EnrollmentStatus::from_name("on \0 leave"))),
                same(Step::List),
                done(status(Revoked)),
                submit(proof("ka", "j2", 2), "enrollment_revoked"),
                same(status(Active)),
                done(status(Revoked)),
                done(Step::Rotate("a", "ka-2")),
                submit(proof("ka-2", "j2", 2), "enrollment_revoked"),
                submit(proof("ka", "j2", 2), "key_unknown"),
                same(Step::History("a")),
                same(Step::List),
            ],
        ),
        (
            "between find and commit",
            config(),
            vec![
                done(issue("n-1", None, None)),
                between(
                    proof("ka", "j1", 1).nonce("n-1"),
                    status(Suspended),
                    "enrollment_suspended",
                ),
                done(status(Active)),
                between(proof("ka", "j1", 1), status(Active), "store_unavailable"),
                between(proof("ka", "j1", 1), Step::Rotate("a", "ka-2"), "key_unknown"),
                between(proof("ka-2", "j1", 1), Step::Rotate("a", "ka-2"), "store_unavailable"),
                between(proof("ka-2", "j1", 1).nonce("n-1"), status(Revoked), "enrollment_revoked"),
                // Nothing of all that was written.
                submit(proof("kb", "j1", 1).nonce("n-1"), "approved"),
                same(Step::History("a")),
            ],
        ),
        (
            "administration",
            config(),
            vec![
                same(Step::Enroll("a", "new")),
                same(Step::Enroll("c", "ka")),
                same(Step::Enroll("c", "")),
                same(Step::Enroll("a", "")),
                same(Step::Rotate("nobody", "new")),
                same(Step::Rotate("nobody", "ka")),
                same(Step::Rotate("a", "kb")),
                same(Step::Rotate("a", "")),
                same(status(Suspended)),
                same(Step::Status("nobody", Suspended)),
                same(Step::Status("nobody", Revoked)),
                done(Step::Enroll("c", "k\0c")),
                submit(proof("k\0c", "j1", 1), "approved"),
                done(Step::Rotate("c", "kc")),
                done(Step::Enroll("d", "k\0c")),
                submit(proof("kc", "j2", 1), "counter_not_increasing"),
                submit(proof("k\0c", "j2", 1), "approved"),
                same(Step::History("c")),
                same(Step::History("nobody")),
                same(Step::List),
            ],
        ),
        (
            "clock",
            config().clock_skew(60).unwrap(),
            vec![
                submit(proof("ka", "j1", 1).now(NOW), "approved"),
                submit(proof("ka", "j2", 2).now(NOW - 60), "approved"),
                submit(proof("ka", "j3", 3).now(NOW - 61), "clock_behind"),
                submit(proof("ka", "j1", 3).now(NOW - 61), "clock_behind"),
                submit(proof("ka", "j3", 3).now(NOW + 5000), "approved"),
                submit(proof("ka", "j4", 4).now(NOW + 4939), "clock_behind"),
                submit(proof("ka", "j4", 4).now(NOW + 4940), "approved"),
            ],
        ),
    ]
}

fn between(proof: Proof, step: Step, answer: &'static str) -> (Step, Option<&'static str>) {
    let answer = match answer {
        "enrollment_suspended" => "done, then enrollment_suspended",
        "store_unavailable" => "done, then store_unavailable",
        "key_unknown" => "done, then key_unknown",
        _ => "done, then enrollment_revoked",
    };
    (Step::Between(proof, Box::new(step)), Some(answer))
}

/// The first step on which the store does not answer as it must.
pub(crate) async fn differs(postgres: Any, scenario: &Scenario) -> Option<String> {
    let (name, config, steps) = scenario;
    let memory = Any::Memory(Box::new(MemoryStore::volatile()));
    for (attester, kid) in [("a", "ka"), ("b", "kb")] {
        let step = Step::Enroll(attester, kid);
        assert_eq!(memory.take(&step, config).await, "done");
        assert_eq!(postgres.take(&step, config).await, "done");
    }
    for (number, (step, answer)) in steps.iter().enumerate() {
        let expected = memory.take(step, config).await;
        if let Some(answer) = answer {
            assert_eq!(expected, *answer, "the model, {name} {number}: {step:?}");
        }
        let given = postgres.take(step, config).await;
        if given != expected {
            return Some(format!("{name} {number}: {step:?}: {given}, not {expected}"));
        }
    }
    None
}

#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn every_refusal_has_the_code_that_memory_gives() {
    let server = Server::shared();
    let (database, store) = server.store().await;
    for scenario in scenarios() {
        server.clear(&database).await;
        assert_eq!(differs(Any::Postgres(store.clone()), &scenario).await, None);
    }
}

/// The same `jti` belongs to another deployment's proofs too (profile §8.14).
#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn a_jti_is_unique_per_issuer() {
    let server = Server::shared();
    let (_, store) = server.store().await;
    let any = Any::Postgres(store.clone());
    assert_eq!(any.take(&Step::Enroll("a", "ka"), &config()).await, "done");
    assert_eq!(proof("ka", "j", 1).submit(&store, &config()).await, "approved");
    let other = Proof { iss: "other\0example".into(), ..proof("ka", "j", 2) };
    let config = crate::support::config_of("other\0example");
    assert_eq!(other.submit(&store, &config).await, "approved");
    assert_eq!(other.submit(&store, &config).await, "jti_replayed");
}
