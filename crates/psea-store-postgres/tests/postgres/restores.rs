//! D5: a cold copy of the data directory is put back. The server itself cannot know that it is
//! older.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use psea_store_postgres::{ConnectError, PostgresOptions, PostgresStore};
use psea_verifier::{
    AsyncEnrollmentAdmin as _, AsyncVerifierStore as _, EnrollmentStatus, StoreTime,
};

use crate::second::Second;
use crate::server::Server;
use crate::support::{Proof, attester, change, config, new_enrollment, proof, rounds};

/// Proofs between the copy and its restoration.
const FORGOTTEN: u64 = 20;

/// A server with four Attesters, and a copy of it that was made while it was stopped.
struct Copied {
    server: Arc<Server>,
    database: String,
    dir: tempfile::TempDir,
}

impl Copied {
    async fn start() -> Self {
        let server = Arc::new(Server::start(&[]));
        let (database, store) = server.store().await;
        for name in 0..4 {
            let new = new_enrollment(&format!("a-{name}"), &format!("k-{name}"));
            store.enroll(new, change()).await.unwrap();
        }
        drop(store);
        let copied = Self { server, database, dir: tempfile::tempdir().unwrap() };
        copied.stopped(|server| server.copy_data("copy")).await;
        copied
    }

    fn options(&self) -> PostgresOptions {
        self.server.options(&self.database)
    }

    fn anchored(&self) -> PostgresOptions {
        self.options().anchor(self.dir.path().join("anchor"))
    }

    async fn stopped(&self, work: fn(&Server)) {
        let server = Arc::clone(&self.server);
        let work = move || {
            server.end("INT");
            work(&server);
            server.run();
        };
        tokio::task::spawn_blocking(work).await.unwrap();
    }

    async fn restore(&self) {
        self.stopped(|server| server.restore_data("copy")).await;
    }
}

/// The fence is set by the real clock.
fn clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// Accepts proofs of one second, four at a time.
async fn accept(store: &PostgresStore, round: u64) -> Vec<Proof> {
    let fence = store.time().await.unwrap().fence;
    let now = fence.map_or(0, |fence| fence.get() + 1).max(clock());
    let mut tasks = Vec::new();
    for lane in 0..4_u64 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let mut accepted = Vec::new();
            for number in 1..=FORGOTTEN / 4 {
                let counter = round * 100 + number;
                let one = proof(&format!("k-{lane}"), format!("d5-{lane}-{counter}"), counter);
                let one = one.now(now);
                assert_eq!(one.submit(&store, &config()).await, "approved");
                accepted.push(one);
            }
            accepted
        }));
    }
    let mut accepted = Vec::new();
    for task in tasks {
        accepted.extend(task.await.unwrap());
    }
    accepted
}

/// How much log the server has written since it was made, in octets.
async fn written(copied: &Copied) -> i64 {
    let raw = copied.server.raw(&copied.database).await;
    let sql = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint";
    raw.query_one(sql, &[]).await.unwrap().get(0)
}

/// The answer of a store that may hold connections to a server that is gone.
async fn answer(store: &PostgresStore, one: &Proof) -> &'static str {
    for _ in 0..100 {
        match one.submit(store, &config()).await {
            "store_unavailable" | "outcome_unknown" => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            answer => return answer,
        }
    }
    panic!("the store does not come back");
}

/// How many of how many forgotten proofs are approved once more. `reopened`: by the next process.
async fn restores(times: u64, anchored: bool, reopened: bool) -> (u64, u64) {
    let copied = Copied::start().await;
    let options = if anchored { copied.anchored() } else { copied.options() };
    let mut store = options.connect().await.unwrap();
    assert_eq!(store.promise().notices_older_copy, anchored);
    let (mut again, mut all) = (0, 0);
    for round in 0..times {
        let forgotten = accept(&store, round).await;
        let told = written(&copied).await;
        copied.restore().await;
        if round % 2 == 1 {
            // Whatever else the server writes has no part in it, even where its log is longer than
            // that which was lost.
            let sql = "CREATE TABLE noise AS SELECT n FROM generate_series(1, 20000) AS n; \
                       DROP TABLE noise; CHECKPOINT";
            copied.server.raw(&copied.database).await.batch_execute(sql).await.unwrap();
            assert!(written(&copied).await > told, "round {round}");
        } else {
            assert!(written(&copied).await < told, "round {round}");
        }
        if reopened {
            drop(store);
            store = options.connect().await.unwrap();
        }
        for one in &forgotten {
            all += 1;
            match answer(&store, one).await {
                "approved" => again += 1,
                "store_fenced" => {}
                other => panic!("{other}"),
            }
        }
        let noticed = store.older_copy();
        assert_eq!(noticed.is_some(), anchored || !reopened, "round {round}: {noticed:?}");
    }
    println!("D5: {times} restores, {all} forgotten proofs, {again} approved once more");
    (again, all)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn d5_what_a_restored_copy_forgot_is_refused() {
    assert_eq!(restores(rounds(10), true, true).await, (0, rounds(10) * FORGOTTEN));
}

/// The process that was told keeps running: it needs no file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn d5_a_running_process_notices_by_itself() {
    assert_eq!(restores(2, false, false).await.0, 0);
}

/// Without an anchor the next process approves every forgotten proof once more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn d5_control_no_anchor() {
    let (again, all) = restores(1, false, true).await;
    assert_eq!(again, all);
}

/// A process tells of an approval and dies at once, without a word to its disk.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn d5_the_anchor_is_written_before_the_answer() {
    let copied = Copied::start().await;
    let now = clock();
    let anchor = copied.dir.path().join("anchor");
    let url = copied.server.url(&copied.database);
    let mut second = Second::start("accept", &[&url, anchor.to_str().unwrap(), &now.to_string()]);
    assert_eq!(second.hear().as_deref(), Some("approved"));
    second.wait();
    copied.restore().await;
    let store = copied.anchored().connect().await.unwrap();
    assert_eq!(
        proof("k-0", "last-word", 1).now(now).submit(&store, &config()).await,
        "store_fenced"
    );
    let said = store.older_copy().unwrap();
    assert_eq!(said.missing, 1);
    assert!(said.to_string().contains("revocations"), "{said}");
    // Proofs that are issued after the fence pass, and nothing is found missing a second time.
    let after = proof("k-0", "after", 1).now(said.fence.get() + 1);
    assert_eq!(after.submit(&store, &config()).await, "approved");
    drop(store);
    let store = copied.anchored().connect().await.unwrap();
    assert_eq!(store.older_copy(), None);
    assert_eq!(store.time().await.unwrap().fence, Some(said.fence));
    // An operator knows better.
    store.lift_fence().await.unwrap();
    assert_eq!(store.time().await.unwrap().fence, None);
}

/// A copy that forgot a revocation, and no proof.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn d5_a_forgotten_revocation_is_noticed() {
    let copied = Copied::start().await;
    let store = copied.anchored().connect().await.unwrap();
    store.set_status(&attester("a-1"), EnrollmentStatus::Revoked, change()).await.unwrap();
    drop(store);
    // The same database: nothing is missing.
    let store = copied.anchored().connect().await.unwrap();
    assert_eq!(store.older_copy(), None);
    drop(store);
    copied.restore().await;
    let store = copied.anchored().connect().await.unwrap();
    assert_eq!(store.older_copy().map(|older| older.missing), Some(1));
    let one = proof("k-1", "d5-r", 1).now(clock());
    assert_eq!(one.submit(&store, &config()).await, "store_fenced");
}

/// What was pruned is not missed, and the anchor belongs to one process and to no other file.
#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn the_anchor_gives_no_false_alarm() {
    let server = Server::shared();
    let (database, store) = server.store().await;
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let options = server.options(&database).anchor(dir.path().join("anchor"));
    let anchored = options.connect().await.unwrap();
    let busy = options.connect().await.unwrap_err();
    assert!(matches!(&busy, ConnectError::Anchor { .. }), "{busy}");
    assert!(busy.to_string().contains("another process"), "{busy}");

    let first = proof("ka", "p-1", 1);
    assert_eq!(first.submit(&anchored, &config()).await, "approved");
    let keep_until = crate::support::recorded(&store, "p-1").await.unwrap().keep_until.get();
    drop(anchored);
    // Another process moves the time on and prunes.
    let late = proof("ka", "p-2", 2).now(keep_until + StoreTime::CLOCK_TOLERANCE);
    assert_eq!(late.submit(&store, &config()).await, "approved");
    assert_eq!(store.prune(10).await.unwrap().jtis, 1);
    let anchored = options.connect().await.unwrap();
    assert_eq!(anchored.older_copy(), None);
    assert_eq!(anchored.time().await.unwrap().fence, None);
    drop(anchored);

    std::fs::write(dir.path().join("notes"), "not an anchor, but somebody's").unwrap();
    let other = server.options(&database).anchor(dir.path().join("notes")).connect().await;
    assert!(matches!(other, Err(ConnectError::Anchor { .. })), "{other:?}");
}

/// What a damaged anchor said is not known: it may have been anything.
#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn a_damaged_anchor_fences() {
    let server = Server::shared();
    let (database, store) = server.store().await;
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("anchor");
    let options = server.options(&database).anchor(&path);
    let anchored = options.connect().await.unwrap();
    let now = clock();
    // Both copies of the one record.
    for counter in 1..=2 {
        let one = proof("ka", format!("x-{counter}"), counter).now(now);
        assert_eq!(one.submit(&anchored, &config()).await, "approved");
    }
    drop(anchored);
    let mut octets = std::fs::read(&path).unwrap();
    for octet in octets.iter_mut().skip(16_384) {
        *octet ^= 0x55;
    }
    std::fs::write(&path, octets).unwrap();
    let anchored = options.connect().await.unwrap();
    assert!(anchored.older_copy().is_some());
    let one = proof("ka", "x-3", 3).now(now);
    assert_eq!(one.submit(&anchored, &config()).await, "store_fenced");
    drop(anchored);
    assert_eq!(options.connect().await.unwrap().older_copy(), None);
}
