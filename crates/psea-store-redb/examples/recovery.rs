//! How soon a store with many records opens after a cut (D7), and what a check of the whole file
//! costs.
//!
//! `cargo run --release -p psea-store-redb --example recovery [RECORDS] [DIRECTORY]`
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a measurement")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use psea_claims::{
    ChainEntry, Counter, CounterScope, DeviceId, EpochSeconds, Issuer, Jti, Operation, PayloadHash,
    Tier, Ueid,
};
use psea_jose::es256::{Es256Signer as _, P256Backend, P256Signer, VerifyingKey};
use psea_store_redb::{Options, Verify};
use psea_verifier::{
    ApprovalRecord, AttesterId, Challenge, ChallengeStore as _, Change, EnrolledDevice,
    EnrollmentAdmin as _, MemoryStore, NewEnrollment, UvAnchor,
};

fn record(number: u64) -> ApprovalRecord {
    let now = EpochSeconds::new(1_785_300_000).unwrap();
    ApprovalRecord {
        attester: AttesterId::new("a").unwrap(),
        iss: Issuer::new("tenant.example").unwrap(),
        // Scattered, as random ids are.
        jti: Jti::new(format!("{:016x}", number.wrapping_mul(0x9E37_79B9_7F4A_7C15))).unwrap(),
        proof_hash: [1; 32],
        payload_hash: PayloadHash::parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap(),
        op: Operation::new("payment.execute").unwrap(),
        tier: Tier::new("high").unwrap(),
        counter: Counter::new(number).unwrap(),
        scope: CounterScope::from_key(""),
        ueid: Ueid::parse("AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7").unwrap(),
        uv: UvAnchor::Asserted,
        chain_entry: None::<ChainEntry>,
        accepted_at: now,
        keep_until: EpochSeconds::new(1_785_300_000 + number % 600 + 60).unwrap(),
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let records = arguments.next().map_or(1_000_000, |text| text.parse().unwrap());
    let directory = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let directory = directory.join("psea-recovery");
    std::fs::create_dir_all(&directory).unwrap();
    let (path, cut) = (directory.join("store"), directory.join("cut"));
    let _ = std::fs::remove_file(&path);

    let backend = Arc::new(P256Backend);
    let key = *P256Signer::from_scalar(&[7; 32]).unwrap().public_key();
    let memory = MemoryStore::volatile();
    let device = EnrolledDevice::Id(DeviceId::new("device-7f3a").unwrap());
    let key = VerifyingKey::new(key, &*backend).unwrap();
    let new = NewEnrollment::new(AttesterId::new("a").unwrap(), "k", key, device);
    let now = EpochSeconds::new(1_785_300_000).unwrap();
    memory.enroll(new, Change::new(now, "measured")).unwrap();
    let mut snapshot = memory.snapshot().unwrap();
    snapshot.records = (0..records).map(record).collect();
    let options = Options::new();
    let start = Instant::now();
    let store = options.import_current(&path, &snapshot, Arc::clone(&backend) as _).unwrap();
    println!("{records} records imported in {:?}", start.elapsed());
    drop(snapshot);
    for number in 0..1_000 {
        let nonce = psea_claims::Nonce::new(format!("nonce-{number}")).unwrap();
        store.issue(Challenge::new(nonce, now, 60)).unwrap();
    }
    // What a process that is killed now leaves behind: the file as it is written.
    std::fs::copy(&path, &cut).unwrap();
    drop(store);
    for (what, verify) in [
        ("as by default", None),
        ("without a check of pages", Some(Verify::Never)),
        ("with a check of every page", Some(Verify::Always)),
    ] {
        std::fs::copy(&cut, &path).unwrap();
        let options = verify.map_or_else(Options::new, |verify| Options::new().verify(verify));
        let start = Instant::now();
        let store = options.open(&path, Arc::clone(&backend) as _, now).unwrap();
        let took = start.elapsed();
        let stats = store.stats().unwrap();
        let gib = stats.file as f64 / f64::from(1 << 30);
        println!(
            "after a cut, {what}: {took:?}; {} records, {} challenges, {gib:.2} GiB, {:.2} s/GiB",
            stats.records,
            stats.challenges,
            took.as_secs_f64() / gib,
        );
    }
    std::fs::remove_dir_all(&directory).unwrap();
}
