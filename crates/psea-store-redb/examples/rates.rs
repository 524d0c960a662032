//! How fast proofs are committed on this machine's disk: one at a time beside a bare loop of
//! `fdatasync`, and with 256 in flight beside the store in memory. Every round measures all of
//! them one after the other, since the machine may have other work; the median of the rounds
//! counts.
//!
//! `cargo run --release -p psea-store-redb --example rates [DIRECTORY] [ROUNDS]`
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a measurement"
)]

use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use psea_claims::{ActionPayload, Audience, DeviceId, EpochSeconds, Issuer, Operation, Tier};
use psea_jose::base64::url;
use psea_jose::es256::{
    BackendError, Es256Backend, Es256Signer as _, Message, P256Backend, P256Signer, PreparedKey,
    PublicKey, Signature, VerifyingKey,
};
use psea_store_redb::{Options, RedbStore};
use psea_verifier::{
    AttesterId, Change, EnrolledDevice, EnrollmentAdmin, EnrollmentLookup, Expected, MemoryStore,
    NewEnrollment, ReplayStore, Submission, VerifierConfig,
};
use serde_json::json;

const NOW: u32 = 1_785_300_000;
const ACTION: &str = r#"{"amount":2500,"to":"alice"}"#;
const IN_FLIGHT: usize = 256;
/// Proofs of each Attester, with as many Attesters as are in flight.
const EACH: usize = 32;
const ONE_AT_A_TIME: usize = 600;

/// Every signature verifies: the store is measured, not the curve.
#[derive(Debug)]
struct Any;

impl Es256Backend for Any {
    fn name(&self) -> &'static str {
        "any"
    }

    fn prepare(&self, _key: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
        Ok(Arc::new(Self))
    }
}

impl PreparedKey for Any {
    fn verify(&self, _message: &Message<'_>, _signature: &Signature) -> bool {
        true
    }
}

fn signer() -> P256Signer {
    P256Signer::from_scalar(&[7; 32]).unwrap()
}

/// A submission, really signed.
fn body(attester: usize, counter: usize, signer: &P256Signer) -> String {
    let hash = ActionPayload::parse(ACTION.as_bytes()).unwrap().hash().to_text();
    let claims = json!({
        "jti": format!("{attester}-{counter}"), "aud": "v", "iss": "tenant.example", "iat": NOW,
        "exp": NOW + 300, "ueid": "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7",
        "eat_profile": "https://datatracker.ietf.org/doc/draft-yossif-psea/",
        "psea_tier": "high", "psea_op": "pay", "psea_counter": counter,
        "psea_payload_hash": hash, "psea_uv": {"verified": true, "method": "pin"},
        "psea_proof_version": "1",
    });
    let header = json!({"alg": "ES256", "kid": format!("k-{attester}"), "typ": "psea-proof+jwt"});
    let (header, claims) = (header.to_string(), claims.to_string());
    let (header, claims) = (url::encode(header.as_bytes()), url::encode(claims.as_bytes()));
    let signature = signer.sign(format!("{header}.{claims}").as_bytes()).unwrap();
    let signature = url::encode(signature.as_octets());
    format!(r#"{{"proof":"{header}.{claims}.{signature}","actionPayload":{ACTION}}}"#)
}

fn enroll(store: &impl EnrollmentAdmin, backend: &dyn Es256Backend) {
    let key = VerifyingKey::new(*signer().public_key(), backend).unwrap();
    std::thread::scope(|scope| {
        for part in 0..16 {
            let key = &key;
            scope.spawn(move || {
                for attester in (part..IN_FLIGHT).step_by(16) {
                    let device = EnrolledDevice::Id(DeviceId::new("device-7f3a").unwrap());
                    let name = AttesterId::new(format!("a-{attester}")).unwrap();
                    let kid = format!("k-{attester}");
                    let new = NewEnrollment::new(name, kid, key.clone(), device);
                    let change = Change::new(EpochSeconds::from(NOW), "measured");
                    store.enroll(new, change).unwrap();
                }
            });
        }
    });
}

/// Approvals per second: each list in a thread of its own.
fn rate(store: &(impl EnrollmentLookup + ReplayStore), lists: &[Vec<String>]) -> f64 {
    let config =
        VerifierConfig::new(Issuer::new("tenant.example").unwrap(), Audience::new("v").unwrap());
    let expected = Expected::new(Operation::new("pay").unwrap(), Tier::new("high").unwrap());
    let start = Instant::now();
    std::thread::scope(|scope| {
        for list in lists {
            let (config, expected) = (&config, &expected);
            scope.spawn(move || {
                for body in list {
                    let submission = Submission::parse(body.as_bytes(), config).unwrap();
                    let record = store.find(submission.kid()).unwrap().unwrap();
                    let signed = submission.verify_signature(record).unwrap();
                    let appraised = signed.appraise(config, expected, EpochSeconds::from(NOW));
                    let _approved = appraised.unwrap().commit(store).unwrap();
                }
            });
        }
    });
    let count: usize = lists.iter().map(Vec::len).sum();
    f64::from(u32::try_from(count).unwrap()) / start.elapsed().as_secs_f64()
}

/// Overwrites of one block, each synced, per second.
fn bare(directory: &Path) -> f64 {
    let mut file = File::create(directory.join("bare")).unwrap();
    file.write_all(&[0; 1 << 16]).unwrap();
    file.sync_all().unwrap();
    let start = Instant::now();
    let mut syncs = 0;
    while start.elapsed() < Duration::from_millis(500) {
        file.rewind().unwrap();
        file.write_all(&[u8::try_from(syncs % 256).unwrap(); 4096]).unwrap();
        file.sync_data().unwrap();
        syncs += 1;
    }
    f64::from(syncs) / start.elapsed().as_secs_f64()
}

fn store(directory: &Path, backend: &Arc<dyn Es256Backend>, anchored: bool) -> RedbStore {
    let path = directory.join("store");
    let anchor = directory.join("anchor");
    for entry in std::fs::read_dir(directory).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    let options = if anchored { Options::new().anchor(&anchor) } else { Options::new() };
    let store = options.create(&path, Arc::clone(backend)).unwrap();
    enroll(&store, &**backend);
    store
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}

/// Runs the rounds and prints each and their medians.
fn report(what: &str, rounds: usize, names: &[&str], mut round: impl FnMut() -> Vec<f64>) {
    println!("{what}");
    let all: Vec<Vec<f64>> = (0..rounds).map(|_| round()).collect();
    for (place, name) in names.iter().enumerate() {
        let values: Vec<f64> = all.iter().map(|round| round[place]).collect();
        let each: Vec<String> = values.iter().map(|value| format!("{value:.2}")).collect();
        println!("  {name:<28} median {:>10.2}   of {}", median(values), each.join(" "));
    }
}

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let given = arguments.next().map(PathBuf::from);
    let rounds = arguments.next().map_or(5, |text| text.to_str().unwrap().parse().unwrap());
    let directory = given.unwrap_or_else(std::env::temp_dir).join("psea-rates");
    std::fs::create_dir_all(&directory).unwrap();
    let signer = signer();
    let proofs: Vec<Vec<String>> = (0..IN_FLIGHT)
        .map(|attester| (1..=EACH).map(|n| body(attester, n, &signer)).collect())
        .collect();
    let single = [(1..=ONE_AT_A_TIME).map(|n| body(0, n, &signer)).collect::<Vec<_>>()];
    let any: Arc<dyn Es256Backend> = Arc::new(Any);

    for anchored in [false, true] {
        let what = format!("one at a time, every signature verifies, an anchor: {anchored}");
        let names = [
            "bare fdatasync before, /s",
            "approvals, /s",
            "bare fdatasync after, /s",
            "bare/approvals",
            "commits/approvals",
        ];
        report(&what, rounds, &names, || {
            let store = store(&directory, &any, anchored);
            let before = bare(&directory);
            let sequence = store.stats().unwrap().sequence;
            let rate = rate(&store, &single);
            let commits = store.stats().unwrap().sequence - sequence;
            let after = bare(&directory);
            let commits = commits as f64 / single[0].len() as f64;
            vec![before, rate, after, f64::midpoint(before, after) / rate, commits]
        });
    }
    let real: Arc<dyn Es256Backend> = Arc::new(P256Backend);
    for (backend, anchored) in [(&real, false), (&real, true), (&any, false)] {
        let name = backend.name();
        let what = format!("{IN_FLIGHT} in flight, signatures: {name}, an anchor: {anchored}");
        let names = ["in memory, /s", "in the file, /s", "file/memory", "proofs/commit"];
        report(&what, rounds, &names, || {
            let memory = MemoryStore::volatile();
            enroll(&memory, &**backend);
            let in_memory = rate(&memory, &proofs);
            let store = store(&directory, backend, anchored);
            let sequence = store.stats().unwrap().sequence;
            let in_file = rate(&store, &proofs);
            let commits = store.stats().unwrap().sequence - sequence;
            let each = (IN_FLIGHT * EACH) as f64 / commits as f64;
            vec![in_memory, in_file, in_file / in_memory, each]
        });
    }
    std::fs::remove_dir_all(&directory).unwrap();
}
