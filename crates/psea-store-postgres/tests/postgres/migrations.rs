//! The schema: from nothing, repeated, at once, missing, newer.

use psea_store_postgres::{ConnectError, MigrateError, SCHEMA_VERSION};
use psea_verifier::AsyncEnrollmentAdmin as _;

use crate::server::Server;
use crate::support::{change, config, new_enrollment, proof};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn migrations_run_once_whoever_repeats_them() {
    let server = Server::shared();
    let database = server.database().await;
    let options = server.options(&database);
    match options.connect().await {
        Err(ConnectError::Schema { found: 0, wanted }) => assert_eq!(wanted, SCHEMA_VERSION),
        other => panic!("{other:?}"),
    }
    // Several verifiers start at once.
    let mut tasks = Vec::new();
    for _ in 0..4 {
        let options = options.clone();
        tasks.push(tokio::spawn(async move { options.migrate().await.unwrap() }));
    }
    for task in tasks {
        assert_eq!(task.await.unwrap(), SCHEMA_VERSION);
    }
    let store = options.connect().await.unwrap();
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    assert_eq!(proof("ka", "m-1", 1).submit(&store, &config()).await, "approved");
    assert_eq!(options.migrate().await.unwrap(), SCHEMA_VERSION);
    assert_eq!(proof("ka", "m-1", 2).submit(&store, &config()).await, "jti_replayed");
}

#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn a_newer_schema_is_left_alone() {
    let server = Server::shared();
    let (database, _) = server.store().await;
    let raw = server.raw(&database).await;
    raw.batch_execute("INSERT INTO psea.migration (version) VALUES (1000)").await.unwrap();
    let options = server.options(&database);
    assert!(matches!(options.connect().await, Err(ConnectError::Schema { found: 1000, .. })));
    assert!(matches!(options.migrate().await, Err(MigrateError::Newer { found: 1000, .. })));
}
