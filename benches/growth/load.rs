//! Commits under a clock that is moved by hand.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use psea::claims::{Audience, DeviceId, EpochSeconds, Issuer, Operation, Tier};
use psea::jose::es256::{Es256Signer as _, P256Signer, VerifyingKey};
use psea::verifier::{
    Appraised, AttesterId, Change, EnrolledDevice, EnrollmentAdmin as _, EnrollmentLookup as _,
    Expected, NewEnrollment, StoreTime, Submission, VerifierConfig,
};
use psea_store_redb::RedbStore;
use psea_verifier::testing::AnySignature;

use crate::proof;

/// How many submissions wait for one commit while the store is filled.
const IN_FLIGHT: u64 = 256;
/// How many seconds an id is kept after its commit: the longest lifetime of a proof, and the store's
/// tolerance of clocks.
const KEPT: u64 = 300 + StoreTime::CLOCK_TOLERANCE;

pub(crate) struct Load<'s> {
    store: &'s RedbStore,
    config: VerifierConfig,
    expected: Expected,
    attesters: u64,
    /// How many proofs were made. Each is the next of the Attester whose turn it is.
    made: AtomicU64,
    clock: Clock,
}

/// Moves on by a second after so many proofs.
struct Clock {
    now: AtomicU64,
    /// Proofs of this second so far, and how many it has.
    second: Mutex<(u64, u64)>,
}

impl Clock {
    fn tick(&self) -> u64 {
        let mut second = self.second.lock().unwrap();
        second.0 += 1;
        if second.0 < second.1 {
            return self.now.load(Ordering::Relaxed);
        }
        second.0 = 0;
        self.now.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl<'s> Load<'s> {
    pub(crate) fn new(store: &'s RedbStore, attesters: u64) -> Self {
        let config = VerifierConfig::new(
            Issuer::new(proof::ISS).unwrap(),
            Audience::new(proof::AUD).unwrap(),
        );
        let expected =
            Expected::new(Operation::new(proof::OP).unwrap(), Tier::new(proof::TIER).unwrap());
        let clock = Clock { now: AtomicU64::new(1_785_300_000), second: Mutex::new((0, 25)) };
        Self { store, config, expected, attesters, made: AtomicU64::new(0), clock }
    }

    pub(crate) fn enroll(&self) {
        let next = AtomicU64::new(0);
        let signer = P256Signer::from_scalar(&[7; 32]).unwrap();
        let key = VerifyingKey::new(*signer.public_key(), &AnySignature).unwrap();
        let now = EpochSeconds::new(self.clock.now.load(Ordering::Relaxed)).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..IN_FLIGHT {
                scope.spawn(|| {
                    loop {
                        let attester = next.fetch_add(1, Ordering::Relaxed);
                        if attester >= self.attesters {
                            break;
                        }
                        let name = AttesterId::new(format!("attester-{attester:08x}")).unwrap();
                        let device = EnrolledDevice::Id(DeviceId::new(proof::DEVICE).unwrap());
                        let kid = proof::kid(attester);
                        let new = NewEnrollment::new(name, kid, key.clone(), device);
                        self.store.enroll(new, Change::new(now, "measured")).unwrap();
                    }
                });
            }
        });
        println!("{} Attesters enrolled", self.attesters);
    }

    /// Commits until `rows` ids are live and as many leave as come.
    pub(crate) fn settle(&mut self, rows: u64) {
        self.clock.second.get_mut().unwrap().1 = (rows / KEPT).max(1);
        loop {
            let before = self.store.stats().unwrap().records;
            if before >= rows {
                break;
            }
            self.together(IN_FLIGHT, (rows / 20).max(1_000));
            let after = self.store.stats().unwrap().records;
            if after <= before {
                break;
            }
        }
    }

    /// Commits until about `rows` ids are live, telling how far it is.
    pub(crate) fn fill(&mut self, rows: u64) {
        // A little more than leaves, so that it ends.
        self.clock.second.get_mut().unwrap().1 = (rows / KEPT * 11 / 10).max(1);
        let begun = Instant::now();
        let mut live = self.store.stats().unwrap().records;
        while live < rows {
            let step = (rows / 50).max(1_000).min(rows - live);
            let rate = self.together(IN_FLIGHT, step);
            let now = self.store.stats().unwrap().records;
            progress(&format!(
                "{:>5.1} % of {rows} ids, {rate:>6.0}/s, {:>4} s",
                100.0 * now as f64 / rows as f64,
                begun.elapsed().as_secs(),
            ));
            if now <= live {
                break;
            }
            live = now;
        }
        println!();
    }

    /// The time of each of so many commits with nothing else under way, in ms.
    pub(crate) fn alone(&self, commits: u64) -> Vec<f64> {
        let one = || {
            let appraised = self.appraised();
            let begun = Instant::now();
            let _approval = appraised.commit(self.store).unwrap();
            begun.elapsed().as_secs_f64() * 1e3
        };
        (0..commits).map(|_| one()).collect()
    }

    /// Commits per second with so many in flight.
    pub(crate) fn together(&self, threads: u64, commits: u64) -> f64 {
        let left = AtomicU64::new(0);
        let begun = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while left.fetch_add(1, Ordering::Relaxed) < commits {
                        let _approval = self.appraised().commit(self.store).unwrap();
                    }
                });
            }
        });
        commits as f64 / begun.elapsed().as_secs_f64()
    }

    fn appraised(&self) -> Appraised {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let (attester, counter) = (number % self.attesters, 1 + number / self.attesters);
        let now = self.clock.tick();
        let body = proof::body(attester, counter, now);
        let submission = Submission::parse(body.as_bytes(), &self.config).unwrap();
        let record = self.store.find(submission.kid()).unwrap().unwrap();
        let signed = submission.verify_signature(record).unwrap();
        let now = EpochSeconds::new(now).unwrap();
        signed.appraise(&self.config, &self.expected, now).unwrap()
    }
}

/// One line that is written over where somebody watches.
fn progress(line: &str) {
    let end = if std::io::stdout().is_terminal() { "\r" } else { "\n" };
    print!("{line}{end}");
    let _ = std::io::stdout().flush();
}
