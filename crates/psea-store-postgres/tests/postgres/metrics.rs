//! What is counted, by the names that are documented.

use std::collections::BTreeMap;

use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use psea_store_postgres::metrics as names;
use psea_verifier::{AsyncEnrollmentAdmin as _, EnrollmentStatus, StoreTime};

use crate::server::Server;
use crate::support::{NOW, attester, change, config, new_enrollment, proof, verifier};

/// Every value since the last look, as `name{label=value}`; of a histogram the number of its values,
/// of a gauge whether it is above 0.
fn seen(snapshotter: &Snapshotter) -> BTreeMap<String, u64> {
    let values = snapshotter.snapshot().into_vec().into_iter();
    let values = values.map(|(key, _, _, value)| {
        let mut name = key.key().name().to_owned();
        for label in key.key().labels() {
            name += &format!("{{{}={}}}", label.key(), label.value());
        }
        let value = match value {
            DebugValue::Counter(count) => count,
            DebugValue::Gauge(value) => u64::from(value.0 > 0.0),
            DebugValue::Histogram(values) => values.len() as u64,
        };
        (name, value)
    });
    values.filter(|(_, value)| *value > 0).collect()
}

async fn work(snapshotter: &Snapshotter) {
    let server = Server::shared();
    let (database, store) = server.store().await;
    let dir = tempfile::tempdir().unwrap();
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    let verifier = verifier(&store);
    seen(snapshotter);

    assert_eq!(proof("ka", "m-1", 1).verify(&verifier).await, "approved");
    assert_eq!(proof("ka", "m-2", 2).verify(&verifier).await, "approved");
    assert_eq!(proof("ka", "m-2", 3).verify(&verifier).await, "jti_replayed");
    assert_eq!(proof("ka", "m-3", 3).now(NOW - 61).verify(&verifier).await, "clock_behind");
    let counted = |name: &str, label: &str| format!("{name}{label}");
    let wanted = BTreeMap::from([
        (counted(names::ROUND_TRIPS, ""), 5),
        (counted(names::COMMIT_SECONDS, ""), 4),
        (counted(names::ACCEPTED, ""), 2),
        (counted(names::REFUSED, "{reason=jti_replayed}"), 1),
        (counted(names::FAULTS, "{kind=clock_behind}"), 1),
        (counted(names::CACHE, "{found=database}"), 1),
        (counted(names::CACHE, "{found=memory}"), 3),
        (counted(names::POOL_IN_USE, ""), 1),
    ]);
    assert_eq!(seen(snapshotter), wanted);

    store.set_status(&attester("a"), EnrollmentStatus::Suspended, change()).await.unwrap();
    assert_eq!(proof("ka", "m-4", 4).verify(&verifier).await, "enrollment_suspended");
    store.set_status(&attester("a"), EnrollmentStatus::Active, change()).await.unwrap();
    let keep = crate::support::recorded(&store, "m-1").await.unwrap().keep_until.get();
    let late = proof("ka", "m-5", 5).now(keep + StoreTime::CLOCK_TOLERANCE);
    assert_eq!(late.verify(&verifier).await, "approved");
    assert_eq!(store.prune(1).await.unwrap().jtis, 1);
    let counts = seen(snapshotter);
    assert_eq!(counts.get(&counted(names::PRUNED, "{kind=jti}")), Some(&1), "{counts:?}");
    assert_eq!(counts.get(&counted(names::OLDER_COPIES, "")), None, "{counts:?}");

    // What the anchor knows is gone.
    let options = server.options(&database).anchor(dir.path().join("anchor"));
    let anchored = options.connect().await.unwrap();
    let one = proof("ka", "m-6", 6).now(keep + StoreTime::CLOCK_TOLERANCE);
    assert_eq!(one.submit(&anchored, &config()).await, "approved");
    drop(anchored);
    server.clear(&database).await;
    let anchored = options.connect().await.unwrap();
    assert!(anchored.older_copy().is_some());
    let counts = seen(snapshotter);
    assert_eq!(counts.get(&counted(names::OLDER_COPIES, "")), Some(&1), "{counts:?}");
}

#[test]
#[ignore = "needs postgresql: cargo xtask test"]
fn every_documented_name_is_counted() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    metrics::with_local_recorder(&recorder, || runtime.block_on(work(&snapshotter)));
}
