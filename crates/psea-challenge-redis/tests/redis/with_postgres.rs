//! Challenges in Redis, replay state in PostgreSQL: the whole way, and what becomes of a nonce that
//! is lost or comes back.

use std::sync::Arc;

use psea_challenge_redis::{RedisChallenges, WithRedisChallenges};
use psea_store_postgres::PostgresStore;
use psea_verifier::{
    AsyncChallengeStore as _, AsyncEnrollmentAdmin as _, AsyncVerifier, AsyncVerifierStore as _,
    Challenge, ChallengePolicy, EnrollmentStatus,
};
use tokio::sync::Barrier;

use crate::support::{
    NOW, Proof, at, attester, change, config, key, new_enrollment, proof, recorded,
};

/// Both engines, and a verifier that requires a challenge of every proof.
struct Both {
    redis: crate::Server,
    postgres: Arc<crate::server::Server>,
    database: String,
    store: PostgresStore,
    challenges: RedisChallenges,
    verifier: AsyncVerifier,
}

impl Both {
    async fn start() -> Self {
        let redis = crate::Server::start(&[]);
        let postgres = crate::server::Server::shared();
        let (database, store) = postgres.store().await;
        for (name, kid) in [("a", "ka"), ("b", "kb")] {
            store.enroll(new_enrollment(name, kid), change()).await.unwrap();
        }
        let challenges = redis.try_connect().await.unwrap();
        let both = WithRedisChallenges::new(store.clone(), challenges.clone());
        assert_eq!(both.promise(), store.promise());
        let config = config().challenges(ChallengePolicy::Required);
        let verifier = AsyncVerifier::new(config, Arc::new(both));
        Self { redis, postgres, database, store, challenges, verifier }
    }

    async fn issue(&self, nonce: &str) {
        let nonce = psea_claims::Nonce::new(nonce.to_owned()).unwrap();
        let both = WithRedisChallenges::new(self.store.clone(), self.challenges.clone());
        both.issue(Challenge::new(nonce, at(NOW), 300)).await.unwrap();
    }

    async fn verify(&self, proof: &Proof) -> &'static str {
        proof.verify(&self.verifier).await
    }

    /// A connection past the store.
    async fn raw(&self) -> redis::aio::MultiplexedConnection {
        let client =
            redis::Client::open(format!("unix://{}", self.redis.socket().display())).unwrap();
        client.get_multiplexed_async_connection().await.unwrap()
    }

    async fn rows(&self) -> i64 {
        let raw = self.postgres.raw(&self.database).await;
        raw.query_one("SELECT count(*) FROM psea.jti", &[]).await.unwrap().get(0)
    }
}

#[tokio::test]
#[ignore = "needs redis and postgresql: cargo xtask test"]
async fn burned_first_then_committed() {
    let both = Both::start().await;
    let first = proof("ka", "j-1", 1).nonce("n-1");
    assert_eq!(both.verify(&first).await, "challenge_unknown");
    both.issue("n-1").await;
    assert_eq!(both.verify(&first).await, "approved");
    // The challenge is gone, which is said before the replay is.
    assert_eq!(both.verify(&first).await, "challenge_unknown");
    assert_eq!(both.verify(&proof("kb", "j-2", 1).nonce("n-1")).await, "challenge_unknown");
    assert_eq!(both.verify(&proof("ka", "j-2", 2)).await, "challenge_missing");

    // A proof that PostgreSQL refuses has burned its challenge, and changed nothing else.
    both.issue("n-2").await;
    assert_eq!(both.verify(&proof("ka", "j-1", 2).nonce("n-2")).await, "jti_replayed");
    assert_eq!(both.verify(&proof("ka", "j-2", 2).nonce("n-2")).await, "challenge_unknown");
    both.issue("n-3").await;
    assert_eq!(both.verify(&proof("ka", "j-2", 1).nonce("n-3")).await, "counter_not_increasing");
    both.issue("n-4").await;
    assert_eq!(both.verify(&proof("ka", "j-2", 2).nonce("n-4")).await, "approved");
    assert_eq!(both.rows().await, 2);

    // A challenge that PostgreSQL holds is none here.
    let nonce = psea_claims::Nonce::new("n-5").unwrap();
    both.store.issue(Challenge::new(nonce, at(NOW), 300)).await.unwrap();
    assert_eq!(both.verify(&proof("ka", "j-3", 3).nonce("n-5")).await, "challenge_unknown");
}

/// What another process changed counts at once, through both.
#[tokio::test]
#[ignore = "needs redis and postgresql: cargo xtask test"]
async fn the_current_record_decides() {
    let both = Both::start().await;
    let other = both.postgres.options(&both.database).connect().await.unwrap();
    for (number, status, answer) in [
        (1, EnrollmentStatus::Active, "approved"),
        (2, EnrollmentStatus::Suspended, "enrollment_suspended"),
        (3, EnrollmentStatus::Active, "approved"),
        (4, EnrollmentStatus::Revoked, "enrollment_revoked"),
    ] {
        other.set_status(&attester("a"), status, change()).await.unwrap();
        let nonce = format!("s-{number}");
        both.issue(&nonce).await;
        let one = proof("ka", format!("s-{number}"), number).nonce(&nonce);
        assert_eq!(both.verify(&one).await, answer, "{number}");
    }
    // A version that this process has in memory, and that is no longer current: the challenge was
    // burned before PostgreSQL could say so, and a new one is needed.
    both.issue("b-1").await;
    assert_eq!(both.verify(&proof("kb", "b-1", 1).nonce("b-1")).await, "approved");
    other.set_status(&attester("b"), EnrollmentStatus::Active, change()).await.unwrap();
    both.issue("b-2").await;
    assert_eq!(both.verify(&proof("kb", "b-2", 2).nonce("b-2")).await, "challenge_unknown");
    both.issue("b-3").await;
    assert_eq!(both.verify(&proof("kb", "b-2", 2).nonce("b-3")).await, "approved");
    other.rotate_key(&attester("b"), "kb-2", key(), change()).await.unwrap();
    both.issue("r-1").await;
    assert_eq!(both.verify(&proof("kb-2", "r-1", 3).nonce("r-1")).await, "approved");
}

/// A failover to a replica that missed the burning: the nonce can be burned twice, the proof is
/// accepted once. What is lost is that a second proof can answer the same challenge.
#[tokio::test]
#[ignore = "needs redis and postgresql: cargo xtask test"]
async fn a_resurrected_nonce_does_not_replay_a_proof() {
    let both = Both::start().await;
    let mut raw = both.raw().await;
    both.issue("n").await;
    let key = "psea:challenge:n";
    let dumped: Vec<u8> = redis::cmd("DUMP").arg(key).query_async(&mut raw).await.unwrap();
    let one = proof("ka", "j-1", 1).nonce("n");
    assert_eq!(both.verify(&one).await, "approved");
    assert_eq!(both.verify(&one).await, "challenge_unknown");
    for _ in 0..3 {
        let () = redis::cmd("FLUSHALL").query_async(&mut raw).await.unwrap();
        let mut restore = redis::cmd("RESTORE");
        let () = restore.arg(key).arg(300_000).arg(&dumped).query_async(&mut raw).await.unwrap();
        assert_eq!(both.verify(&one).await, "jti_replayed");
    }
    assert_eq!(both.rows().await, 1);
    let () = redis::cmd("RESTORE")
        .arg(key)
        .arg(300_000)
        .arg(&dumped)
        .arg("REPLACE")
        .query_async(&mut raw)
        .await
        .unwrap();
    assert_eq!(both.verify(&proof("ka", "j-2", 2).nonce("n")).await, "approved");
}

/// A nonce that Redis lost costs a refusal and a new challenge, and nothing else; so does Redis
/// itself.
#[tokio::test]
#[ignore = "needs redis and postgresql: cargo xtask test"]
async fn a_lost_nonce_is_a_refusal() {
    let both = Both::start().await;
    let mut raw = both.raw().await;
    both.issue("n").await;
    let () = redis::cmd("FLUSHALL").query_async(&mut raw).await.unwrap();
    let one = proof("ka", "j-1", 1).nonce("n");
    assert_eq!(both.verify(&one).await, "challenge_unknown");
    assert_eq!((both.rows().await, recorded(&both.store, "j-1").await), (0, None));
    both.issue("n-2").await;
    assert_eq!(both.verify(&one.clone().nonce("n-2")).await, "approved");

    both.issue("n-3").await;
    let Both { redis, store, verifier, .. } = both;
    drop(redis);
    let later = proof("ka", "j-2", 2).nonce("n-3");
    assert_eq!(later.verify(&verifier).await, "store_unavailable");
    assert_eq!(recorded(&store, "j-2").await, None);
}

/// One challenge, answered by two Attesters with different proofs at once: one approval.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs redis and postgresql: cargo xtask test"]
async fn one_challenge_is_answered_once() {
    let both = Both::start().await;
    let mut approved = 0;
    for round in 0..50_u64 {
        let nonce = format!("n-{round}");
        both.issue(&nonce).await;
        let barrier = Arc::new(Barrier::new(16));
        let mut tasks = Vec::new();
        for number in 0..16_u64 {
            let (verifier, barrier) = (both.verifier.clone(), Arc::clone(&barrier));
            let kid = if number % 2 == 0 { "ka" } else { "kb" };
            let one = proof(kid, format!("j-{round}-{number}"), round * 16 + number).nonce(&nonce);
            tasks.push(tokio::spawn(async move {
                barrier.wait().await;
                one.verify(&verifier).await
            }));
        }
        for task in tasks {
            match task.await.unwrap() {
                "approved" => approved += 1,
                "challenge_unknown" => {}
                other => panic!("{other}"),
            }
        }
        assert_eq!(approved, round + 1, "round {round}");
    }
}
