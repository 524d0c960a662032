//! C7: half load for a while, records expiring all the time: memory and the file must not grow.
//!
//! `cargo run --release -p psea-store-redb --example soak [MINUTES] [DIRECTORY] [eviction-off]`
//!
//! Two minutes without an argument; the long form is `soak 1440`. Each second of the run is 20 of
//! the store's, so that a record is past after some twenty seconds. Every hundredth proof is
//! submitted again and must be refused. With `eviction-off`, the control, the store's time stands
//! still, nothing is ever past, and the run must fail. It ends with an error if it was not as it
//! must be.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a measurement"
)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use psea_claims::{ActionPayload, Audience, DeviceId, EpochSeconds, Issuer, Operation, Tier};
use psea_jose::base64::url;
use psea_jose::es256::{
    BackendError, Es256Backend, Es256Signer as _, Message, P256Signer, PreparedKey, PublicKey,
    Signature, VerifyingKey,
};
use psea_store_redb::RedbStore;
use psea_verifier::{
    AttesterId, Change, EnrolledDevice, EnrollmentAdmin as _, EnrollmentLookup as _, Expected,
    NewEnrollment, Refusal, Submission, VerifierConfig,
};
use serde_json::json;

const NOW: u64 = 1_785_300_000;
const ACTION: &str = r#"{"amount":2500,"to":"alice"}"#;
const THREADS: u64 = 8;
const FASTER: u64 = 20;

/// Every signature verifies: the store is tried, not the curve.
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

fn body(attester: u64, counter: u64, now: u64, hash: &str) -> String {
    let claims = json!({
        "jti": format!("{attester}-{counter}"), "aud": "v", "iss": "tenant.example", "iat": now,
        "exp": now + 300, "ueid": "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7",
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

/// Resident memory in octets, where the system tells.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}

struct Run {
    store: RedbStore,
    config: VerifierConfig,
    hash: String,
    start: Instant,
    stands_still: bool,
    done: AtomicU64,
    breaches: AtomicU64,
    ended: AtomicBool,
}

impl Run {
    fn time(&self) -> u64 {
        NOW + if self.stands_still { 0 } else { self.start.elapsed().as_secs() * FASTER }
    }

    fn submit(&self, body: &str, now: u64) -> Result<(), Refusal> {
        let expected = Expected::new(Operation::new("pay").unwrap(), Tier::new("high").unwrap());
        let submission = Submission::parse(body.as_bytes(), &self.config)?;
        let record = self.store.find(submission.kid()).unwrap().unwrap();
        let signed = submission.verify_signature(record)?;
        let appraised = signed.appraise(&self.config, &expected, EpochSeconds::new(now).unwrap());
        appraised?.commit(&self.store).map(drop)
    }

    /// Submits until `until`, not more than one each `pause`.
    fn load(&self, attester: u64, counter: &mut u64, until: Instant, pause: Duration) {
        let mut next = Instant::now();
        while Instant::now() < until && !self.ended.load(Ordering::Relaxed) {
            *counter += 1;
            let now = self.time();
            let body = body(attester, *counter, now, &self.hash);
            match self.submit(&body, now) {
                Ok(()) => {}
                // Another thread was ahead by a tick of the clock.
                Err(refusal) if refusal.code() == "clock_behind" => continue,
                Err(refusal) => panic!("{}", refusal.code()),
            }
            self.done.fetch_add(1, Ordering::Relaxed);
            if counter.is_multiple_of(100) && self.submit(&body, now).is_ok() {
                self.breaches.fetch_add(1, Ordering::Relaxed);
            }
            next += pause;
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
        }
    }
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let minutes = arguments.next().map_or(2.0, |text| text.parse::<f64>().unwrap());
    let directory = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let stands_still = arguments.next().is_some_and(|word| word == "eviction-off");
    let directory = directory.join("psea-soak");
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("store");
    let _ = std::fs::remove_file(&path);
    let store = RedbStore::create(&path, Arc::new(Any)).unwrap();
    for attester in 0..THREADS {
        let signer = P256Signer::from_scalar(&[7; 32]).unwrap();
        let key = VerifyingKey::new(*signer.public_key(), &Any).unwrap();
        let device = EnrolledDevice::Id(DeviceId::new("device-7f3a").unwrap());
        let name = AttesterId::new(format!("a-{attester}")).unwrap();
        let new = NewEnrollment::new(name, format!("k-{attester}"), key, device);
        let change = Change::new(EpochSeconds::new(NOW).unwrap(), "measured");
        store.enroll(new, change).unwrap();
    }
    let issuer = Issuer::new("tenant.example").unwrap();
    let run = Run {
        store,
        config: VerifierConfig::new(issuer, Audience::new("v").unwrap()),
        hash: ActionPayload::parse(ACTION.as_bytes()).unwrap().hash().to_text(),
        start: Instant::now(),
        stands_still,
        done: AtomicU64::new(0),
        breaches: AtomicU64::new(0),
        ended: AtomicBool::new(false),
    };
    let ok = soak(&run, Duration::from_secs_f64(minutes * 60.0));
    drop(run);
    std::fs::remove_dir_all(&directory).unwrap();
    if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether all was well.
fn soak(run: &Run, duration: Duration) -> bool {
    let mut counters = vec![0; usize::try_from(THREADS).unwrap()];
    let phase = |counters: &mut Vec<u64>, length: Duration, pause: Duration| {
        let until = Instant::now() + length;
        std::thread::scope(|scope| {
            for (attester, counter) in (0..).zip(counters) {
                scope.spawn(move || run.load(attester, counter, until, pause));
            }
        });
    };
    phase(&mut counters, Duration::from_secs(3), Duration::ZERO);
    let full = run.done.swap(0, Ordering::Relaxed) / 3;
    println!("full load: {full} approvals/s; from here on half of it");
    let pause = Duration::from_secs(1) * 2 * u32::try_from(THREADS).unwrap()
        / u32::try_from(full.max(1)).unwrap();
    let parts = 12;
    let mut seen = Vec::new();
    println!("   seconds    approvals  live records   file MiB  memory MiB");
    for _ in 0..parts {
        phase(&mut counters, duration / parts, pause);
        let stats = run.store.stats().unwrap();
        let now = (stats.records, stats.file, memory());
        println!(
            "{:>10} {:>12} {:>13} {:>10.1} {:>11.1}",
            run.start.elapsed().as_secs(),
            run.done.load(Ordering::Relaxed),
            now.0,
            now.1 as f64 / 1_048_576.0,
            now.2 as f64 / 1_048_576.0,
        );
        seen.push(now);
    }
    // The first half fills the caches and the free pages.
    let most = |half: &[(u64, u64, u64)], what: fn(&(u64, u64, u64)) -> u64| {
        half.iter().map(what).max().unwrap_or(0).max(1) as f64
    };
    let (first, second) = seen.split_at(seen.len() / 2);
    let growth = |what| most(second, what) / most(first, what) - 1.0;
    let (records, file, memory) = (growth(|s| s.0), growth(|s| s.1), growth(|s| s.2));
    let breaches = run.breaches.load(Ordering::Relaxed);
    println!(
        "growth of the second half over the first: live records {:.1} %, file {:.1} %, memory \
         {:.1} %; {breaches} approved twice",
        records * 100.0,
        file * 100.0,
        memory * 100.0,
    );
    let ok = breaches == 0 && memory < 0.01 && file <= records.max(0.0) + 0.01 && records < 0.1;
    println!("{}", if ok { "as it must be" } else { "NOT as it must be" });
    ok
}
