//! What the store tells through the facade, by name.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::wildcard_imports,
    clippy::float_cmp,
    dead_code,
    unused_imports,
    reason = "a test, with the helpers of others"
)]

#[path = "store/support.rs"]
mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use psea_verifier::EnrollmentLookup as _;

use psea_trial::{Disk, Faults};
use support::*;

#[test]
fn what_is_told() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    recorder.install().unwrap();

    let disk = Arc::new(Disk::default());
    let store = create(&disk);
    enroll(&store, 1);
    assert_eq!(submit(&store, &proof("a", 1)), Answer::Approved);
    assert_eq!(submit(&store, &proof("a", 2)), Answer::Refused("jti_replayed"));
    store.fence_now(now()).unwrap();
    assert_eq!(submit(&store, &proof("b", 3)), Answer::Refused("store_fenced"));
    drop(store);
    let faults = Faults { cut_at: Some(8), ..Faults::default() };
    let store = open(&Arc::new(Disk::of(disk.written(), faults))).unwrap();
    let later = |n: u64| proof(format!("c-{n}"), 10 + n).issued(NOW + 60);
    let failed = (0..50).find(|n| submit(&store, &later(*n)) == Answer::Unavailable);
    assert!(failed.is_some(), "the disk did not fail");
    assert!(store.find("key-1").is_err());

    let mut told = BTreeMap::new();
    for (key, unit, meaning, value) in snapshotter.snapshot().into_vec() {
        let (_, key) = key.into_parts();
        assert!(unit.is_some() && meaning.is_some(), "{} is not described", key.name());
        let labels: Vec<_> = key.labels().map(|l| format!("{}={}", l.key(), l.value())).collect();
        let value = match value {
            DebugValue::Counter(count) => count as f64,
            DebugValue::Gauge(value) => value.into_inner(),
            DebugValue::Histogram(values) => values.len() as f64,
        };
        told.insert(format!("{}{{{}}}", key.name(), labels.join(",")), value);
    }
    println!("{told:#?}");
    assert!(told["psea_store_approvals_total{}"] >= 1.0);
    assert_eq!(told["psea_store_refusals_total{code=jti_replayed}"], 1.0);
    assert_eq!(told["psea_store_refusals_total{code=store_fenced}"], 1.0);
    assert_eq!(told["psea_store_faults_total{code=outcome_unknown}"], 1.0);
    assert!(told["psea_store_batches_total{written=log}"] >= 3.0);
    assert!(told["psea_store_batches_total{written=nothing}"] >= 2.0);
    assert!(told["psea_store_sequence{}"] >= 3.0);
    assert!(told["psea_store_latest_seconds{}"] >= NOW as f64);
    assert_eq!(told["psea_store_fence_seconds{}"], NOW as f64);
    assert!(told["psea_store_file_octets{}"] > 64.0 * 1024.0);
    assert!(told["psea_store_batch_size{}"] >= 5.0);
    assert!(told["psea_store_commit_seconds{written=log}"] >= 3.0);
}
