//! One Verifier, one Attester, and ways between them that fail.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use psea_attester::ActionRequest;
use psea_attester::software::SoftwareKey;
use psea_attester_state::queue::Backoff;
use psea_attester_state::{
    Chain, Enrollment, Millis, NoAnswer, OfflineQueue, Outgoing, QueueError, QueueOptions, Queued,
    RedbState, Transport, Turn,
};
use psea_claims::{
    ActionPayload, Audience, CounterScope, DeviceId, EpochSeconds, Issuer, Jti, Operation,
    Revision, ScopePolicy, Tier,
};
use psea_jose::es256::{Es256Signer as _, P256Backend, P256Signer, VerifyingKey};
use psea_result::PinnedKeys;
pub(crate) use psea_trial::{Random, directory_in_memory as directory};
use psea_verifier::{
    AnsweringVerifier, AttesterId, Change, EnrolledDevice, EnrollmentAdmin as _, EnrollmentStatus,
    Expected, MemoryStore, NewEnrollment, Recipient, ResultIssuer, Verifier, VerifierConfig,
};

pub(crate) const NOW: u64 = 1_785_300_000_000;
pub(crate) const DAY: u64 = 86_400;
pub(crate) const OP: &str = "note.sign";

pub(crate) fn tier_scope(name: &'static str) -> CounterScope {
    CounterScope::of_tier(&Tier::new(name).unwrap())
}

fn iss() -> Issuer<'static> {
    Issuer::new("tenant.example").unwrap()
}

fn aud() -> Audience<'static> {
    Audience::new("verifier.example").unwrap()
}

fn device() -> DeviceId<'static> {
    DeviceId::new("device-7f3a").unwrap()
}

pub(crate) fn key() -> SoftwareKey {
    SoftwareKey::for_development(&[7; 32], |_| true).unwrap()
}

pub(crate) fn keys() -> PinnedKeys {
    PinnedKeys::of(&[*result_key().public_key()], &P256Backend).unwrap()
}

fn result_key() -> P256Signer {
    P256Signer::from_scalar(&[9; 32]).unwrap()
}

pub(crate) fn enrollment(chain: bool) -> Enrollment {
    Enrollment {
        iss: iss(),
        aud: aud(),
        device_id: device(),
        kid: "key-1".into(),
        public_key: *P256Signer::from_scalar(&[7; 32]).unwrap().public_key(),
        revision: Revision::Draft03,
        chain,
    }
}

pub(crate) fn create(directory: &Path, chain: bool) {
    let state = RedbState::create(directory.join("state")).unwrap();
    state.enroll(&enrollment(chain), Chain::Fresh).unwrap();
}

pub(crate) fn options() -> QueueOptions {
    QueueOptions::default().backoff(Backoff::new(1_000, 60_000).unwrap())
}

pub(crate) fn open(directory: &Path, options: QueueOptions, now: u64) -> OfflineQueue {
    let state = Arc::new(RedbState::open(directory.join("state")).unwrap());
    let config = state.enrollment().unwrap().unwrap().config().unwrap();
    let config = config.max_lifetime(2 * DAY).unwrap().counter_scope(ScopePolicy::Tier);
    let policy = Arc::new(vec![Operation::new(OP).unwrap()]);
    OfflineQueue::open(config, state, policy, options, Millis::new(now)).unwrap()
}

pub(crate) fn request(jti: &str, op: &'static str, tier: &str) -> ActionRequest {
    let action = ActionPayload::parse(format!(r#"{{"note":"{jti}"}}"#).as_bytes()).unwrap();
    let (jti, tier) = (Jti::new(jti.to_owned()).unwrap(), Tier::new(tier.to_owned()).unwrap());
    ActionRequest::new(jti, Operation::new(op).unwrap(), tier, action)
}

pub(crate) fn offer(
    queue: &OfflineQueue,
    request: ActionRequest,
    now: u64,
) -> Result<Queued, QueueError> {
    queue.propose(request)?.verify_user(&key())?.sign(Millis::new(now))
}

/// A Verifier that counts what it accepts.
pub(crate) struct Server {
    verifier: AnsweringVerifier,
    store: Arc<MemoryStore>,
    pub(crate) accepted: RefCell<Vec<String>>,
    pub(crate) times: RefCell<BTreeMap<String, usize>>,
}

impl Server {
    pub(crate) fn new(chain: bool) -> Self {
        let store = Arc::new(MemoryStore::volatile());
        let signer = P256Signer::from_scalar(&[7; 32]).unwrap();
        let verifying = VerifyingKey::new(*signer.public_key(), &P256Backend).unwrap();
        let enrolled = EnrolledDevice::Id(device());
        let enrollment = NewEnrollment::new(attester(), "key-1", verifying, enrolled);
        store.enroll(enrollment, change()).unwrap();
        let config = VerifierConfig::new(iss(), aud()).max_lifetime(2 * DAY).unwrap();
        let config = config.counter_scope(ScopePolicy::Tier);
        let config = if chain { config.with_chain() } else { config };
        let verifier = Verifier::new(config, Arc::clone(&store) as _);
        let issuer = ResultIssuer::new(aud(), Arc::new(result_key()));
        let verifier = AnsweringVerifier::new(verifier, Arc::clone(&store) as _, issuer);
        let (accepted, times) = (RefCell::default(), RefCell::default());
        Self { verifier, store, accepted, times }
    }

    pub(crate) fn set_status(&self, status: EnrollmentStatus) {
        self.store.set_status(&attester(), status, change()).unwrap();
    }

    /// Takes a submission: accepts it, or not, and gives the signed result.
    pub(crate) fn take(&self, jti: &str, tier: &str, body: &str, now: u64) -> String {
        let tier = Tier::new(tier.to_owned()).unwrap();
        let expected = Expected::new(Operation::new(OP).unwrap(), tier);
        let now = Millis::new(now).seconds();
        let answered = self.verifier.answer(body.as_bytes(), &expected, now);
        let result = answered.result(&Recipient::Attester).unwrap().into_string();
        if answered.into_approval().is_some() {
            self.accepted.borrow_mut().push(jti.into());
            *self.times.borrow_mut().entry(jti.into()).or_default() += 1;
        }
        result
    }
}

fn attester() -> AttesterId {
    AttesterId::new("attester-1").unwrap()
}

fn change() -> Change {
    Change::new(EpochSeconds::from(1_785_300_000_u32), "for a test")
}

/// A way to the server that loses, repeats and delays.
pub(crate) struct Way<'s> {
    pub(crate) server: &'s Server,
    pub(crate) clock: &'s Cell<u64>,
    pub(crate) random: RefCell<Random>,
    /// How many of ten requests go wrong in some way.
    pub(crate) bad: u64,
    pub(crate) requests: Cell<usize>,
}

impl<'s> Way<'s> {
    pub(crate) fn new(server: &'s Server, clock: &'s Cell<u64>, seed: u64, bad: u64) -> Self {
        let random = RefCell::new(Random::of(seed));
        Self { server, clock, random, bad, requests: Cell::new(0) }
    }

    pub(crate) fn turn(&self, queue: &OfflineQueue) -> Turn {
        let now = || Millis::new(self.clock.get());
        queue.turn(self, &keys(), &now, &mut || self.random.borrow_mut().next()).unwrap()
    }
}

impl Transport for Way<'_> {
    fn submit(&self, request: &Outgoing) -> Result<String, NoAnswer> {
        self.requests.set(self.requests.get() + 1);
        let take = || {
            let (jti, tier) = (request.label().jti.as_str(), request.label().tier.as_str());
            self.server.take(jti, tier, request.body(), self.clock.get())
        };
        let mut random = self.random.borrow_mut();
        if random.below(10) >= self.bad {
            return Ok(take());
        }
        self.clock.set(self.clock.get() + random.below(2_000));
        match random.below(4) {
            // Lost on the way there, on the way back, delivered twice, or answered by another.
            0 => Err(NoAnswer::because("no network")),
            1 => {
                take();
                Err(NoAnswer::because("the answer was lost"))
            }
            2 => {
                take();
                Ok(take())
            }
            _ => {
                take();
                Ok("eyJhbGciOiJFUzI1NiJ9.e30.AAAA".into())
            }
        }
    }
}

/// How many rounds: the short form's number; five times as many with `PSEA_LONG=1`, or more.
pub(crate) fn rounds(short: usize) -> usize {
    let factor = std::env::var("PSEA_LONG").ok().and_then(|text| text.parse().ok());
    match factor.unwrap_or(0_usize) {
        0 => short,
        factor => short * factor.max(5),
    }
}
