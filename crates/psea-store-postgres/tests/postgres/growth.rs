//! Growth does not matter: what a commit looks for it finds by an index, and forgetting waits for
//! nobody and lets nobody wait.

use std::time::Duration;

use psea_store_postgres::PostgresStore;
use psea_verifier::{AsyncChallengeStore as _, AsyncEnrollmentAdmin as _, Challenge, StoreTime};

use crate::server::Server;
use crate::support::{NOW, SENTINEL, at, change, config, new_enrollment, proof};

/// How often each table was read through, once every backend has said so: the store is closed.
async fn sequential_scans(server: &Server, database: &str, commits: i64) -> Vec<(String, i64)> {
    let raw = server.raw(database).await;
    for _ in 0..500 {
        // What a backend counts it tells when it ends.
        let sql = "SELECT relname::text, seq_scan, n_tup_ins FROM pg_stat_user_tables \
                   WHERE schemaname = 'psea' AND relname <> 'meta' ORDER BY 1";
        let rows = raw.query(sql, &[]).await.unwrap();
        let inserted = rows.iter().find(|row| row.get::<_, String>(0) == "jti").unwrap();
        if inserted.get::<_, i64>(2) >= commits {
            return rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the statistics do not come");
}

/// Fills the tables, and counts how often 50 commits read one of them through.
async fn scans_of_commits(without_indexes: bool) -> Vec<(String, i64)> {
    let server = Server::start(&["fsync=off"]);
    let database = server.database().await;
    let options = server.options(&database).require(psea_verifier::Durability::ProcessCrash);
    options.migrate().await.unwrap();
    let raw = server.raw(&database).await;
    let fill = "INSERT INTO psea.attester \
                (name, kid, key, device_is_ueid, device, status, uv_gate, version) \
                SELECT convert_to('f' || n, 'UTF8'), convert_to('kf' || n, 'UTF8'), \
                decode('04' || repeat('01', 64), 'hex'), false, 'd', 0, 0, 0 \
                FROM generate_series(1, 5000) AS n; \
                INSERT INTO psea.counter SELECT n, 's', 1 FROM generate_series(1, 5000) AS n; \
                INSERT INTO psea.chain SELECT n, decode(repeat('00', 32), 'hex') \
                FROM generate_series(1, 5000) AS n; \
                INSERT INTO psea.challenge (nonce, issued, until) \
                SELECT convert_to('n' || n, 'UTF8'), 1, 9 FROM generate_series(1, 5000) AS n; \
                INSERT INTO psea.jti SELECT 'i', convert_to('j' || n, 'UTF8'), 9, 1, 1, 1, 0, 's', \
                'o', 't', 'u', 'p', 'h', NULL FROM generate_series(1, 20000) AS n; ANALYZE";
    raw.batch_execute(fill).await.unwrap();
    if without_indexes {
        let sql = "ALTER ROLE psea SET enable_indexscan = off; \
                   ALTER ROLE psea SET enable_indexonlyscan = off; \
                   ALTER ROLE psea SET enable_bitmapscan = off";
        raw.batch_execute(sql).await.unwrap();
    }
    drop(raw);
    let store = options.connect().await.unwrap();
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    settle(&store).await;
    let before = sequential_scans(&server, &database, 20_000).await;

    let store = options.connect().await.unwrap();
    let config = config().with_chain();
    let mut head = SENTINEL.to_owned();
    for counter in 1..=50 {
        let nonce = format!("c-{counter}");
        let challenge = psea_claims::Nonce::new(nonce.clone()).unwrap();
        store.issue(Challenge::new(challenge, at(NOW), 60)).await.unwrap();
        let one = proof("ka", format!("g-{counter}"), counter).nonce(&nonce).after(&head);
        head = one.entry();
        assert_eq!(one.submit(&store, &config).await, "approved");
    }
    settle(&store).await;
    let after = sequential_scans(&server, &database, 20_050).await;
    let difference = |(one, other): (&(String, i64), &(String, i64))| {
        assert_eq!(one.0, other.0);
        (one.0.clone(), other.1 - one.1)
    };
    let all = before.iter().zip(&after).map(difference);
    all.filter(|(table, scans)| *scans > 0 && table != "migration").collect()
}

/// Ends every connection of a store.
async fn settle(store: &PostgresStore) {
    store.close();
    tokio::time::sleep(Duration::from_millis(200)).await;
}

#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn a_commit_finds_everything_by_an_index() {
    assert_eq!(scans_of_commits(false).await, []);
}

#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn a_commit_without_indexes_is_noticed() {
    let scans = scans_of_commits(true).await;
    for table in ["attester", "chain", "challenge", "counter", "jti"] {
        let scanned = scans.iter().any(|(name, scans)| name == table && *scans >= 50);
        assert!(scanned, "{table}: {scans:?}");
    }
}

/// A batch that is being forgotten, and takes its time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn commits_and_further_batches_do_not_wait_for_one_that_is_under_way() {
    let server = Server::shared();
    let (database, store) = server.store().await;
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    for counter in 1..=30 {
        let one = proof("ka", format!("w-{counter}"), counter);
        assert_eq!(one.submit(&store, &config()).await, "approved");
    }
    let past = crate::support::recorded(&store, "w-1").await.unwrap().keep_until.get();
    let late = past + StoreTime::CLOCK_TOLERANCE;
    assert_eq!(proof("ka", "w-31", 31).now(late).submit(&store, &config()).await, "approved");

    let mut raw = server.raw(&database).await;
    let batch = raw.transaction().await.unwrap();
    let row = batch.query_one("SELECT jtis FROM psea.prune(20)", &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 20);
    // Its locks are held. The store would give up after a moment.
    let quick = server.options(&database).timeout(Duration::from_millis(500));
    let quick = quick.connect().await.unwrap();
    for counter in 32..60 {
        let one = proof("ka", format!("w-{counter}"), counter).now(late + counter);
        assert_eq!(one.submit(&quick, &config()).await, "approved");
    }
    // Another batch takes what is left.
    assert_eq!(quick.prune(20).await.unwrap().jtis, 10);
    assert_eq!(quick.prune(20).await.unwrap().jtis, 0);
    // The other way round: a batch does not wait for a commit.
    batch.rollback().await.unwrap();
    let commit = raw.transaction().await.unwrap();
    commit.query("SELECT 1 FROM psea.attester FOR UPDATE", &[]).await.unwrap();
    assert_eq!(quick.prune(50).await.unwrap().jtis, 20);
    commit.rollback().await.unwrap();
}
