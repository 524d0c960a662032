//! D2, D4: the server dies, connections are cut. What was approved stays; what is unknown is asked
//! again.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use psea_store_postgres::PostgresStore;
use psea_verifier::{AsyncEnrollmentAdmin as _, StoreError};

use crate::server::Server;
use crate::support::{change, config, new_enrollment, proof, recorded, rounds};

/// Submits until an answer says more than "not now".
async fn until_answered(store: &PostgresStore, one: &crate::support::Proof) -> &'static str {
    for _ in 0..2_000 {
        match one.submit(store, &config()).await {
            "store_unavailable" | "outcome_unknown" => {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            answer => return answer,
        }
    }
    panic!("the store does not come back");
}

/// What dies.
#[derive(Clone, Copy, Debug)]
enum Crash {
    /// The postmaster, by this signal.
    Server(&'static str),
    /// One of its backends, by SIGKILL: the server restarts itself.
    Backend,
}

impl Crash {
    async fn happen(self, server: &Arc<Server>, database: &str) {
        match self {
            Self::Server(signal) => {
                let server = Arc::clone(server);
                let restart = move || {
                    server.end(signal);
                    server.run();
                };
                tokio::task::spawn_blocking(restart).await.unwrap();
            }
            Self::Backend => {
                let raw = server.raw(database).await;
                let sql = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%psea.commit%' \
                           AND pid <> pg_backend_pid() LIMIT 1";
                let pid: i32 = raw.query_one(sql, &[]).await.unwrap().get(0);
                let killed = Command::new("kill").args(["-KILL", &pid.to_string()]).status();
                assert!(killed.unwrap().success());
            }
        }
    }
}

/// What was found after a load through crashes.
#[derive(Debug, Default)]
struct Found {
    kept: u64,
    lost: u64,
    asked_again: u64,
}

/// Four loads, each of its Attester, through crashes: everything acknowledged is a replay
/// afterwards, and what was unknown has one approval once asked again.
async fn load_through(crash: Crash, times: u64, changes: &[(&str, &str)]) -> Found {
    let server = Arc::new(Server::start(&[]));
    let (database, store) = server.store().await;
    crate::mutants::replace(&server, &database, changes).await;
    drop(store);
    let dir = tempfile::tempdir().unwrap();
    let options = server.options(&database).anchor(dir.path().join("anchor"));
    let store = options.connect().await.unwrap();
    for name in 0..4 {
        let new = new_enrollment(&format!("a-{name}"), &format!("k-{name}"));
        store.enroll(new, change()).await.unwrap();
    }
    let stop = Arc::new(AtomicBool::new(false));
    let approvals = Arc::new(AtomicU64::new(0));
    let mut tasks = Vec::new();
    for name in 0..4_u64 {
        let (store, stop) = (store.clone(), Arc::clone(&stop));
        let approvals = Arc::clone(&approvals);
        tasks.push(tokio::spawn(async move {
            let (mut acknowledged, mut unknown, mut counter) = (Vec::new(), Vec::new(), 0);
            while !stop.load(Ordering::SeqCst) {
                counter += 1;
                let one = proof(&format!("k-{name}"), format!("d2-{name}-{counter}"), counter);
                match one.submit(&store, &config()).await {
                    "approved" => {
                        approvals.fetch_add(1, Ordering::SeqCst);
                        acknowledged.push(one);
                    }
                    "outcome_unknown" => unknown.push(one),
                    "store_unavailable" => tokio::time::sleep(Duration::from_millis(5)).await,
                    // The anchor noticed that something is lost.
                    "store_fenced" => break,
                    other => panic!("{other}"),
                }
            }
            (acknowledged, unknown)
        }));
    }
    'crashes: for _ in 0..times {
        let before = approvals.load(Ordering::SeqCst);
        while approvals.load(Ordering::SeqCst) < before + 50 {
            if tasks.iter().all(tokio::task::JoinHandle::is_finished) {
                break 'crashes;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        crash.happen(&server, &database).await;
    }
    stop.store(true, Ordering::SeqCst);
    let mut found = Found::default();
    let mut all = Vec::new();
    for task in tasks {
        all.push(task.await.unwrap());
    }
    // The server may be on its way back.
    let probe = proof("nobody", "probe", 1);
    assert_eq!(until_answered(&store, &probe).await, "key_unknown");
    for (acknowledged, unknown) in all {
        for one in &acknowledged {
            if recorded(&store, &one.jti).await.is_none() {
                found.lost += 1;
            } else if store.older_copy().is_none() {
                assert_eq!(until_answered(&store, one).await, "jti_replayed", "{one:?}");
                found.kept += 1;
            }
        }
        if store.older_copy().is_some() {
            continue;
        }
        for one in &unknown {
            // Later ones of the same load passed: it was recorded, or its counter is behind.
            let before = recorded(&store, &one.jti).await;
            let answer = until_answered(&store, one).await;
            match before {
                Some(_) => assert_eq!(answer, "jti_replayed"),
                None => assert!(matches!(answer, "approved" | "counter_not_increasing")),
            }
            assert_ne!(until_answered(&store, one).await, "approved", "twice: {one:?}");
            found.asked_again += 1;
        }
    }
    println!("{times} × {crash:?}: {found:?}, older copy: {:?}", store.older_copy());
    // The anchor says what is lost, and says nothing where nothing is.
    assert_eq!(found.lost > 0, store.older_copy().is_some(), "{found:?}");
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn d2_a_killed_server_forgets_nothing() {
    let found = load_through(Crash::Server("KILL"), rounds(25), &[]).await;
    assert!(found.lost == 0 && found.kept >= rounds(25) * 50, "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn d2_a_killed_backend_forgets_nothing() {
    let found = load_through(Crash::Backend, rounds(5), &[]).await;
    assert!(found.lost == 0 && found.kept >= rounds(5) * 50, "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn an_immediate_stop_forgets_nothing() {
    assert_eq!(load_through(Crash::Server("QUIT"), rounds(1), &[]).await.lost, 0);
}

/// Who answers before the commit is on the disk loses approvals, and the anchor notices.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn d2_control_the_answer_comes_before_the_commit() {
    let early = [("PERFORM set_config('synchronous_commit', l_durable, true);", "")];
    for _ in 0..5 {
        if load_through(Crash::Server("KILL"), 10, &early).await.lost > 0 {
            return;
        }
    }
    panic!("the control stayed green");
}

/// The session is ended while its commit waits for the Attester's row.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn d4_a_connection_cut_during_the_commit_is_unknown_and_asked_again_passes_once() {
    let server = Server::shared();
    let (database, store) = server.store().await;
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    for round in 1..11_u64 {
        let mut blocker = server.raw(&database).await;
        let transaction = blocker.transaction().await.unwrap();
        transaction.query("SELECT 1 FROM psea.attester FOR UPDATE", &[]).await.unwrap();
        let one = proof("ka", format!("d4-{round}"), round);
        let task = tokio::spawn({
            let (store, one) = (store.clone(), one.clone());
            async move { one.submit(&store, &config()).await }
        });
        let raw = server.raw(&database).await;
        let cut = "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE wait_event_type = 'Lock' AND query LIKE '%psea.commit%' \
                   AND datname = current_database()";
        while raw.query_one(cut, &[]).await.unwrap().get::<_, i64>(0) == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        assert_eq!(task.await.unwrap(), "outcome_unknown");
        transaction.rollback().await.unwrap();
        let mut approvals = 0;
        for _ in 0..4 {
            approvals += u32::from(until_answered(&store, &one).await == "approved");
        }
        assert_eq!(approvals, 1);
    }
}

/// The client gives up, the server says why, and nothing is left behind.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn time_outs_and_lost_servers_have_their_own_answers() {
    let server = Server::start(&[]);
    let database = server.database().await;
    let options = server.options(&database).timeout(Duration::from_millis(500));
    options.migrate().await.unwrap();
    let store = options.connect().await.unwrap();
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    let one = proof("ka", "t-1", 1);

    // A row that stays locked: the server gives up first, and says that nothing was changed.
    let mut blocker = server.raw(&database).await;
    let transaction = blocker.transaction().await.unwrap();
    transaction.query("SELECT 1 FROM psea.attester FOR UPDATE", &[]).await.unwrap();
    assert_eq!(one.submit(&store, &config()).await, "store_unavailable");
    transaction.rollback().await.unwrap();

    // No server: nothing was sent.
    server.end("INT");
    assert_eq!(one.submit(&store, &config()).await, "store_unavailable");
    assert!(matches!(store.time().await, Err(StoreError::Unavailable(_))));
    server.run();
    assert_eq!(until_answered(&store, &one).await, "approved");
    assert_eq!(until_answered(&store, &one).await, "jti_replayed");
}
