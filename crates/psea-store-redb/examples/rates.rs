//! How fast proofs are committed on this machine's disk, beside a bare loop of `fdatasync`.
//!
//! `cargo run --release -p psea-store-redb --example rates [DIRECTORY]`
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a measurement"
)]

use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use psea_claims::{ActionPayload, EpochSeconds as Time};
use psea_claims::{Audience, DeviceId, EpochSeconds, Issuer, Operation, Tier};
use psea_jose::base64::url;
use psea_jose::es256::{
    BackendError, Es256Backend, Es256Signer as _, P256Signer, PreparedKey, PublicKey, Signature,
    VerifyingKey,
};
use psea_store_redb::Options;
use psea_verifier::{
    AttesterId, Change, EnrolledDevice, EnrollmentAdmin, EnrollmentLookup, Expected, MemoryStore,
    NewEnrollment, ReplayStore, Submission, VerifierConfig,
};
use serde_json::json;

const NOW: u32 = 1_785_300_000;
const ACTION: &str = r#"{"amount":2500,"to":"alice"}"#;

/// The store is measured, not the curve.
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
    fn verify(&self, _message: &[u8], _signature: &Signature) -> bool {
        true
    }
}

fn body(attester: u64, counter: u64) -> String {
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
    let signature = url::encode(&[1; 64]);
    format!(r#"{{"proof":"{header}.{claims}.{signature}","actionPayload":{ACTION}}}"#)
}

fn enroll(store: &impl EnrollmentAdmin, attesters: u64) {
    for attester in 0..attesters {
        let signer = P256Signer::from_scalar(&[7; 32]).unwrap();
        let key = VerifyingKey::new(*signer.public_key(), &Any).unwrap();
        let device = EnrolledDevice::Id(DeviceId::new("device-7f3a").unwrap());
        let name = AttesterId::new(format!("a-{attester}")).unwrap();
        let new = NewEnrollment::new(name, format!("k-{attester}"), key, device);
        store.enroll(new, Change::new(Time::from(NOW), "measured")).unwrap();
    }
}

/// Approvals per second with so many threads, each with an Attester of its own.
fn rate(store: &(impl EnrollmentLookup + ReplayStore), threads: u64, from: u64) -> f64 {
    let config =
        VerifierConfig::new(Issuer::new("tenant.example").unwrap(), Audience::new("v").unwrap());
    let done = AtomicU64::new(0);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for attester in 0..threads {
            let (config, done) = (&config, &done);
            scope.spawn(move || {
                let expected =
                    Expected::new(Operation::new("pay").unwrap(), Tier::new("high").unwrap());
                for counter in from.. {
                    if start.elapsed() > Duration::from_secs(3) {
                        break;
                    }
                    let body = body(attester, counter);
                    let submission = Submission::parse(body.as_bytes(), config);
                    let submission = submission.unwrap();
                    let record = store.find(submission.kid()).unwrap().unwrap();
                    let signed = submission.verify_signature(record).unwrap();
                    let appraised = signed.appraise(config, &expected, EpochSeconds::from(NOW));
                    let _approved = appraised.unwrap().commit(store).unwrap();
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let count = u32::try_from(done.into_inner()).unwrap();
    f64::from(count) / start.elapsed().as_secs_f64()
}

fn main() {
    let given = std::env::args_os().nth(1).map(PathBuf::from);
    let directory = given.unwrap_or_else(std::env::temp_dir).join("psea-rates");
    std::fs::create_dir_all(&directory).unwrap();
    let sync = || {
        let mut file = File::create(directory.join("bare")).unwrap();
        file.write_all(&[0; 1 << 16]).unwrap();
        file.sync_all().unwrap();
        let start = Instant::now();
        let mut syncs = 0;
        while start.elapsed() < Duration::from_secs(2) {
            file.rewind().unwrap();
            file.write_all(&[u8::try_from(syncs % 256).unwrap(); 4096]).unwrap();
            file.sync_data().unwrap();
            syncs += 1;
        }
        f64::from(syncs) / start.elapsed().as_secs_f64()
    };
    let before = sync();
    let memory = MemoryStore::volatile();
    enroll(&memory, 256);
    let in_memory = rate(&memory, 256, 1);
    println!("bare fdatasync: {before:.0}/s; memory, 256 in flight: {in_memory:.0}/s");
    for anchored in [false, true] {
        let path = directory.join("store");
        let anchor = directory.join("anchor");
        let _ = (std::fs::remove_file(&path), std::fs::remove_file(&anchor));
        let options = if anchored { Options::new().anchor(&anchor) } else { Options::new() };
        let store = options.create(&path, Arc::new(Any)).unwrap();
        enroll(&store, 256);
        println!("with an anchor: {anchored}");
        let mut from = 1;
        for threads in [1, 16, 64, 256] {
            let sequence = store.stats().unwrap().sequence;
            let rate = rate(&store, threads, from);
            from += 1_000_000;
            let commits = store.stats().unwrap().sequence - sequence;
            println!(
                "  {threads:>3} in flight: {rate:>6.0}/s, {commits} commits; \
                 fdatasync/this {:.2}; of memory {:.2}",
                before / rate,
                rate / in_memory,
            );
        }
    }
    println!("bare fdatasync again: {:.0}/s", sync());
    std::fs::remove_dir_all(&directory).unwrap();
}
