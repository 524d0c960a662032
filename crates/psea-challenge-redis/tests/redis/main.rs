//! Challenges in a real Redis, which the tests start and stop themselves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "helpers of tests, which clippy does not count as tests"
)]

/// The PostgreSQL that the tests of its store start.
#[allow(dead_code, reason = "its own tests use the rest")]
#[path = "../../../psea-store-postgres/tests/postgres/server.rs"]
mod server;
/// Proofs.
#[allow(dead_code, reason = "the tests of the PostgreSQL store use the rest")]
#[path = "../../../psea-store-postgres/tests/postgres/support.rs"]
mod support;
mod with_postgres;

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use psea_challenge_redis::{ConnectError, RedisChallenges};
use psea_claims::{EpochSeconds, Nonce, Operation};
use psea_verifier::{AsyncChallengeStore as _, AttesterId, Challenge, ChallengeError, StoreError};
use tokio::sync::Barrier;

const NOW: u64 = 1_785_300_000;

/// A throw-away Redis on a socket in a temporary directory.
struct Server {
    dir: tempfile::TempDir,
    child: Child,
}

static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());

impl Server {
    fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = shared.upgrade() {
            return server;
        }
        let server = Arc::new(Self::start(&[]));
        *shared = Arc::downgrade(&server);
        server
    }

    fn start(settings: &[&str]) -> Self {
        let dir = tempfile::Builder::new().prefix("psea-redis-").tempdir().unwrap();
        let socket = dir.path().join("socket");
        let child = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(&socket)
            .arg("--dir")
            .arg(dir.path())
            .args(settings)
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server starts");
        let deadline = Instant::now() + Duration::from_secs(20);
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            assert!(Instant::now() < deadline, "Redis does not start");
            std::thread::sleep(Duration::from_millis(10));
        }
        Self { dir, child }
    }

    fn socket(&self) -> PathBuf {
        self.dir.path().join("socket")
    }

    async fn try_connect(&self) -> Result<RedisChallenges, ConnectError> {
        RedisChallenges::connect(format!("unix://{}", self.socket().display())).await
    }

    /// Keys of this test alone.
    async fn challenges(&self, test: &str) -> RedisChallenges {
        self.try_connect().await.unwrap().prefix(format!("{test}:"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn at(seconds: u64) -> EpochSeconds {
    EpochSeconds::new(seconds).unwrap()
}

fn nonce(text: &str) -> Nonce<'static> {
    Nonce::new(text.to_owned()).unwrap()
}

fn attester(name: &str) -> AttesterId {
    AttesterId::new(name).unwrap()
}

fn op(name: &'static str) -> Operation<'static> {
    Operation::new(name).unwrap()
}

fn challenge(text: &str) -> Challenge {
    Challenge::new(nonce(text), at(NOW), 60)
}

async fn burn(challenges: &RedisChallenges, text: &str, name: &str, op_name: &'static str) -> bool {
    challenges.burn(&nonce(text), &attester(name), &op(op_name), at(NOW)).await.unwrap()
}

#[tokio::test]
#[ignore = "needs redis: cargo xtask test"]
async fn a_nonce_is_issued_once_and_burned_once() {
    let server = Server::shared();
    let challenges = server.challenges("once").await;
    assert!(!burn(&challenges, "n", "a", "pay").await);
    challenges.issue(challenge("n")).await.unwrap();
    let again = challenges.issue(challenge("n")).await;
    assert!(matches!(again, Err(ChallengeError::AlreadyIssued)), "{again:?}");
    assert!(burn(&challenges, "n", "a", "pay").await);
    assert!(!burn(&challenges, "n", "a", "pay").await);
    // A burned nonce is not issued anew while it would have been outstanding.
    let again = challenges.issue(challenge("n")).await;
    assert!(matches!(again, Err(ChallengeError::AlreadyIssued)), "{again:?}");
}

#[tokio::test]
#[ignore = "needs redis: cargo xtask test"]
async fn a_bound_challenge_is_left_alone_by_others() {
    let server = Server::shared();
    let challenges = server.challenges("bound").await;
    let bound = challenge("n\0|").for_attester(attester("a\0|")).for_operation(op("pay|"));
    challenges.issue(bound).await.unwrap();
    assert!(!burn(&challenges, "n\0|", "b", "pay|").await);
    assert!(!burn(&challenges, "n\0|", "a\0|", "other").await);
    assert!(burn(&challenges, "n\0|", "a\0|", "pay|").await);
    assert!(!burn(&challenges, "n\0|", "a\0|", "pay|").await);

    challenges.issue(challenge("by-op").for_operation(op("pay"))).await.unwrap();
    assert!(!burn(&challenges, "by-op", "a", "other").await);
    assert!(burn(&challenges, "by-op", "a", "pay").await);
    challenges.issue(challenge("by-name").for_attester(attester("a"))).await.unwrap();
    assert!(!burn(&challenges, "by-name", "b", "pay").await);
    assert!(burn(&challenges, "by-name", "a", "pay").await);
}

/// By the verifier's clock and by the server's.
#[tokio::test]
#[ignore = "needs redis: cargo xtask test"]
async fn a_challenge_ends() {
    let server = Server::shared();
    let challenges = server.challenges("ends").await;
    for (text, later, outstanding) in [("before", 59, true), ("at", 60, false)] {
        challenges.issue(challenge(text)).await.unwrap();
        let burned = challenges
            .burn(&nonce(text), &attester("a"), &op("pay"), at(NOW + later))
            .await
            .unwrap();
        assert_eq!(burned, outstanding, "{text}");
    }
    challenges.issue(Challenge::new(nonce("short"), at(NOW), 1)).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    assert!(!burn(&challenges, "short", "a", "pay").await);
    challenges.issue(challenge("short")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs redis: cargo xtask test"]
async fn of_many_burns_at_once_one_succeeds() {
    let server = Server::shared();
    let both = [server.challenges("race").await, server.challenges("race").await];
    for round in 0..50 {
        let text = format!("n-{round}");
        both[0].issue(challenge(&text)).await.unwrap();
        let barrier = Arc::new(Barrier::new(64));
        let mut tasks = Vec::new();
        for number in 0..64 {
            let (challenges, barrier) = (both[number % 2].clone(), Arc::clone(&barrier));
            let text = text.clone();
            tasks.push(tokio::spawn(async move {
                barrier.wait().await;
                burn(&challenges, &text, "a", "pay").await
            }));
        }
        let mut burned = 0;
        for task in tasks {
            burned += u32::from(task.await.unwrap());
        }
        assert_eq!(burned, 1, "round {round}");
    }
}

#[tokio::test]
#[ignore = "needs redis: cargo xtask test"]
async fn a_server_that_evicts_or_replicates_is_refused() {
    let server = Server::start(&["--maxmemory-policy", "allkeys-lru", "--maxmemory", "64mb"]);
    let refused = server.try_connect().await;
    assert!(
        matches!(&refused, Err(ConnectError::Eviction { found }) if &**found == "allkeys-lru"),
        "{refused:?}"
    );
    // A port that was free a moment ago: nobody answers there.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let replica = Server::start(&["--replicaof", "127.0.0.1", &port]);
    let refused = replica.try_connect().await;
    assert!(matches!(refused, Err(ConnectError::NotPrimary { .. })), "{refused:?}");
    let nobody = RedisChallenges::connect(format!("redis://127.0.0.1:{port}/")).await;
    assert!(matches!(nobody, Err(ConnectError::Unreachable(_))), "{nobody:?}");
}

/// A restart loses the nonces, which refuses; a server that is gone is an error, never a yes.
#[tokio::test]
#[ignore = "needs redis: cargo xtask test"]
async fn a_lost_server_is_no_answer() {
    let server = Server::start(&[]);
    let challenges = server.challenges("lost").await;
    challenges.issue(challenge("n")).await.unwrap();
    drop(server);
    let burned = challenges.burn(&nonce("n"), &attester("a"), &op("pay"), at(NOW)).await;
    assert!(
        matches!(burned, Err(StoreError::Unavailable(_) | StoreError::OutcomeUnknown(_))),
        "{burned:?}"
    );
}
