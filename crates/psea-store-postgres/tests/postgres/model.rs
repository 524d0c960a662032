//! R5: random sequences, answered as the store in memory answers them.

use psea_claims::{JsonPointer, ScopePolicy};
use psea_verifier::EnrollmentStatus;

use crate::scenarios::differs;
use crate::server::Server;
use crate::support::{Any, NOW, Random, SENTINEL, Step, config, proof, rounds};

const NAMES: [&str; 3] = ["a", "b", "c"];
const KIDS: [&str; 4] = ["ka", "kb", "kc", "kd"];

fn pick<T: Copy>(random: &mut Random, from: &[T]) -> T {
    from[usize::try_from(random.below(from.len() as u64)).unwrap()]
}

fn step(random: &mut Random, heads: &mut Vec<String>) -> Step {
    match random.below(12) {
        0 => Step::Enroll(pick(random, &NAMES), pick(random, &KIDS)),
        1 => {
            use EnrollmentStatus::{Active, Revoked, Suspended};
            let status = match random.below(16) {
                0 => Revoked,
                1..5 => Suspended,
                _ => Active,
            };
            Step::Status(pick(random, &NAMES), status)
        }
        2 => Step::Rotate(pick(random, &NAMES), pick(random, &KIDS)),
        3 => {
            let bound = random.below(2) == 0;
            let nonce = format!("n-{}", random.below(6));
            Step::Issue(nonce, NOW, 60, bound.then(|| pick(random, &NAMES)), None)
        }
        4 => Step::Recorded(format!("j-{}", random.below(20))),
        5 => Step::List,
        _ => {
            let base = pick(random, &[0, 0, 0, (1 << 53) - 8]);
            let counter = base + random.below(8);
            let mut one = proof(pick(random, &KIDS), format!("j-{}", random.below(20)), counter);
            one = one.now(NOW + random.below(80)).iat(NOW);
            one = one.to(pick(random, &["x", "y\0"]));
            if random.below(4) == 0 {
                one = one.nonce(&format!("n-{}", random.below(6)));
            }
            let index = usize::try_from(random.below(heads.len() as u64)).unwrap();
            one = one.after(&heads[index]);
            heads.push(one.entry());
            Step::Submit(one)
        }
    }
}

#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn r5_random_sequences_are_answered_as_in_memory() {
    let server = Server::shared();
    let (database, store) = server.store().await;
    let mut random = Random::new();
    let sequences = rounds(60);
    for sequence in 0..sequences {
        server.clear(&database).await;
        let mut config = config().clock_skew(60).unwrap();
        if random.below(2) == 0 {
            config = config.max_counter_advance(3).unwrap();
        }
        if random.below(2) == 0 {
            let pointer = JsonPointer::parse("/to").unwrap();
            config = config.counter_scope(ScopePolicy::Payload(pointer));
        }
        if random.below(3) == 0 {
            config = config.with_chain();
        }
        let mut heads = vec![SENTINEL.to_owned()];
        let steps = (0..40).map(|_| (step(&mut random, &mut heads), None)).collect();
        let scenario = ("random", config, steps);
        let differs = differs(Any::Postgres(store.clone()), &scenario).await;
        assert_eq!(differs, None, "sequence {sequence}");
    }
    println!("R5: {sequences} sequences of 40 steps");
}
