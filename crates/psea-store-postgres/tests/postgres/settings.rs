//! What the server must be, and what the store says where it is not.

use std::sync::Arc;
use std::time::{Duration, Instant};

use psea_store_postgres::ConnectError;
use psea_verifier::{AsyncEnrollmentAdmin as _, AsyncVerifierStore as _, Durability};

use crate::server::Server;
use crate::support::{change, config, new_enrollment, proof};

/// Server, database and role say off; the session says on, and the commit looks.
#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn synchronous_commit_is_on_whatever_the_server_says() {
    let server = Server::start(&["synchronous_commit=off"]);
    let (database, store) = server.store().await;
    assert_eq!(store.promise().durability, Durability::PowerLoss);
    assert!(!store.promise().notices_older_copy);
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    assert_eq!(proof("ka", "s-1", 1).submit(&store, &config()).await, "approved");

    let raw = server.raw(&database).await;
    let settings = "ALTER ROLE psea SET default_transaction_isolation = 'serializable'; \
                    ALTER ROLE psea SET synchronous_commit = 'local'; \
                    ALTER ROLE psea SET default_transaction_read_only = on";
    raw.batch_execute(settings).await.unwrap();
    let again = server.options(&database).connect().await.unwrap();
    assert_eq!(proof("ka", "s-2", 2).submit(&again, &config()).await, "approved");

    // A session that was turned off behind the store's back commits nothing.
    let code = "SELECT code FROM psea.commit('a', 'ka', 0, 'single', 9, 0, 'i', 'j', 0, NULL, \
                NULL, NULL, 'op', 0, 0, 't', 'u', 'p', 'h', 0::smallint, false)";
    for setting in ["synchronous_commit = off", "synchronous_commit = local"] {
        raw.batch_execute(&format!("SET {setting}; SET default_transaction_read_only = off"))
            .await
            .unwrap();
        assert_eq!(raw.query_one(code, &[]).await.unwrap().get::<_, i16>(0), 30, "{setting}");
    }
}

#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn a_server_without_fsync_is_refused_unless_that_is_asked_for() {
    for (setting, named) in [("fsync=off", "fsync"), ("full_page_writes=off", "full_page_writes")] {
        let server = Server::start(&[setting]);
        let database = server.database().await;
        let options = server.options(&database);
        options.migrate().await.unwrap();
        match options.connect().await {
            Err(ConnectError::Durability { found, required, reason }) => {
                assert_eq!(found, Durability::ProcessCrash);
                assert_eq!(required, Durability::PowerLoss);
                assert!(reason.contains(named), "{reason}");
            }
            other => panic!("{other:?}"),
        }
        let store = options.require(Durability::ProcessCrash).connect().await.unwrap();
        assert_eq!(store.promise().durability, Durability::ProcessCrash);
    }
}

/// A refusal does not wait for the disk; whatever is written does.
#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn only_refusals_commit_without_waiting() {
    let server = Server::shared();
    let (database, store) = server.store().await;
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    let raw = server.raw(&database).await;
    for (counter, code, setting) in [(5, 0_i16, "on"), (5, 6, "off"), (6, 6, "off")] {
        let sql = format!(
            "BEGIN; SELECT code, 'commit' FROM psea.commit('a', 'ka', 0, 'single', {counter}, 0, \
             'i', 'j', 0, NULL, NULL, NULL, 'op', 0, 0, 't', 'u', 'p', 'h', 0::smallint, false); \
             SHOW synchronous_commit; COMMIT"
        );
        let said = raw.simple_query(&sql).await.unwrap();
        let rows: Vec<_> = said
            .iter()
            .filter_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            })
            .collect();
        assert_eq!(rows, [code.to_string(), setting.to_owned()]);
    }
}

/// `Failover` needs a standby that confirms. Without one it is refused, and nothing is approved
/// that no standby has.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn failover_is_promised_only_with_a_confirmed_standby() {
    let server = Arc::new(Server::start(&["wal_level=replica", "max_wal_senders=4"]));
    let database = server.database().await;
    let options = server.options(&database).timeout(Duration::from_secs(2));
    options.migrate().await.unwrap();
    let failover = options.clone().require(Durability::Failover);
    assert!(matches!(failover.connect().await, Err(ConnectError::Durability { .. })));

    let standby = server.standby("second");
    let admin = server.raw(&database).await;
    admin.batch_execute("ALTER SYSTEM SET synchronous_standby_names = 'second'").await.unwrap();
    admin.batch_execute("SELECT pg_reload_conf()").await.unwrap();
    let mut store = failover.connect().await;
    for _ in 0..100 {
        if store.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        store = failover.connect().await;
    }
    let store = store.unwrap();
    assert_eq!(store.promise().durability, Durability::Failover);
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    store.enroll(new_enrollment("b", "kb"), change()).await.unwrap();
    assert_eq!(proof("ka", "f-1", 1).submit(&store, &config()).await, "approved");
    // A store is no use on the standby itself.
    let on_standby = standby.options(&database).connect().await;
    assert!(matches!(on_standby, Err(ConnectError::Standby)), "{on_standby:?}");

    // The standby is gone: the commit waits, and its outcome is unknown.
    standby.end("INT");
    let one = proof("ka", "f-2", 2);
    assert_eq!(one.submit(&store, &config()).await, "outcome_unknown");
    // A wait is cancelled: the server says success, and a warning. Visible, not replicated:
    // unknown, long before the time is out.
    let patient = options.clone().timeout(Duration::from_secs(60)).connect().await.unwrap();
    let begun = Instant::now();
    let task = tokio::spawn(async move { proof("kb", "f-3", 3).submit(&patient, &config()).await });
    let cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    while !task.is_finished() {
        admin.query(cancel, &[]).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(task.await.unwrap(), "outcome_unknown");
    assert!(begun.elapsed() < Duration::from_secs(30));
    // It is there, and a refusal waits for no standby; but what promised one gets no connection.
    let plain = options.connect().await.unwrap();
    assert_eq!(plain.promise().durability, Durability::PowerLoss);
    assert_eq!(proof("kb", "f-3", 3).submit(&plain, &config()).await, "jti_replayed");
    assert_eq!(proof("kb", "f-3", 3).submit(&store, &config()).await, "store_unavailable");

    // Nobody waits for a standby any more: a store that promised one commits nothing.
    admin.batch_execute("ALTER SYSTEM RESET synchronous_standby_names").await.unwrap();
    admin.batch_execute("SELECT pg_reload_conf()").await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(proof("ka", "f-4", 4).submit(&store, &config()).await, "store_unavailable");

    // The standby has what was approved; it takes over, and notices that it is another one.
    standby.run();
    let promoted = standby.raw(&database).await;
    promoted.query_one("SELECT pg_promote()", &[]).await.unwrap();
    let store = standby.options(&database).connect().await.unwrap();
    let fence = store.time().await.unwrap().fence.expect("a fence").get();
    assert_eq!(proof("ka", "f-1", 1).submit(&store, &config()).await, "store_fenced");
    let late = |jti: &str, counter| proof("ka", jti, counter).now(fence + 5);
    assert_eq!(late("f-1", 9).submit(&store, &config()).await, "jti_replayed");
    assert_eq!(late("f-9", 9).submit(&store, &config()).await, "approved");
}
