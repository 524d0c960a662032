//! The same deployment, of these crates.

use std::sync::Arc;

use psea_attester::{Attester, MemoryState, Proof};
use psea_claims::Outcome;
use psea_verifier::testing::Store;
use psea_verifier::{
    AdminError, Commit, CommitRequest, Enrollment, EnrollmentLookup, EnrollmentStatus, ReplayStore,
    StoreError, StorePromise, Verifier,
};

use crate::deployment::{self, at, change, name, public_key};
use crate::places::Place;
use crate::rules::{Answer, Rules, Status, Step};

/// A store as a Verifier takes it.
#[derive(Clone, Debug)]
pub struct Handle(pub Arc<dyn Store>);

impl EnrollmentLookup for Handle {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.0.find(kid)
    }
}

impl ReplayStore for Handle {
    fn promise(&self) -> StorePromise {
        self.0.promise()
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        self.0.commit(request)
    }
}

#[derive(Debug)]
struct Device {
    attester: Attester,
    state: Arc<MemoryState>,
    generation: usize,
}

/// Attesters and a store, at the same point as some [`Rules`].
#[derive(Debug)]
pub struct System {
    // Dropped before its place is.
    store: Option<Arc<dyn Store>>,
    place: Box<dyn Place>,
    devices: Vec<Device>,
    proofs: Vec<Proof>,
    /// What was approved, in order.
    approvals: Vec<usize>,
}

impl System {
    /// Enrolls so many Attesters in a new place.
    #[must_use]
    pub fn new(place: Box<dyn Place>, attesters: usize) -> Self {
        let store = place.open();
        let device = |number| {
            let enrolled = store.enroll(deployment::enrollment(number), change(deployment::START));
            enrolled.unwrap();
            let state = Arc::new(MemoryState::volatile());
            let attester = deployment::attester(number, 0, true, Arc::<MemoryState>::clone(&state));
            Device { attester, state, generation: 0 }
        };
        let devices = (0..attesters).map(device).collect();
        Self { store: Some(store), place, devices, proofs: Vec::new(), approvals: Vec::new() }
    }

    fn store(&self) -> &Arc<dyn Store> {
        self.store.as_ref().unwrap()
    }

    /// Takes a step that the rules took just before; the answer, and nothing else, is compared.
    ///
    /// # Panics
    ///
    /// If the answers differ, or an invariant does not hold.
    pub fn take(&mut self, step: &Step, rules: &Rules) {
        let before = self.observe();
        let answer = self.act(step, rules);
        assert_eq!(answer, rules.answer, "the system and the rules differ on {step:?}");
        let is_refused = matches!(answer, Answer::Code(code) if code != "approved");
        if matches!(step, Step::Submit { .. }) && is_refused {
            assert_eq!(self.observe(), before, "a refusal changed the state: {step:?}");
        }
        self.check(rules);
    }

    fn act(&mut self, step: &Step, rules: &Rules) -> Answer {
        match *step {
            Step::Prove { attester, tier } => {
                let device = &self.devices[attester];
                let key = public_key(attester, device.generation);
                let number = self.proofs.len();
                let proof = deployment::prove(&device.attester, &key, number, tier, rules.clock);
                let made = proof.is_some();
                self.proofs.extend(proof);
                Answer::Code(if made { "made" } else { "stopped" })
            }
            Step::Submit { proof, verifier, heard } => {
                Answer::Code(self.submit(proof, rules.now(verifier), heard, rules))
            }
            Step::Ask { proof } => {
                let found = self.store().recorded(&deployment::iss(), &deployment::jti(proof));
                let found = found.unwrap();
                if found.is_some() {
                    self.tell(proof, Outcome::Approve, rules);
                }
                Answer::Code(if found.is_some() { "recorded" } else { "not recorded" })
            }
            Step::SetStatus { attester, status } => {
                let status = match status {
                    Status::Active => EnrollmentStatus::Active,
                    Status::Suspended => EnrollmentStatus::Suspended,
                    Status::Revoked => EnrollmentStatus::Revoked,
                };
                match self.store().set_status(&name(attester), status, change(rules.clock)) {
                    Ok(()) => Answer::Code("done"),
                    Err(AdminError::Revoked(_)) => Answer::Code("revoked"),
                    Err(error) => panic!("{error}"),
                }
            }
            Step::Rotate { attester } => {
                let device = &mut self.devices[attester];
                device.generation += 1;
                let state = Arc::<MemoryState>::clone(&device.state);
                let generation = device.generation;
                device.attester = deployment::attester(attester, generation, true, state);
                let kid = deployment::kid(attester, generation);
                let key = deployment::verifying_key(attester, generation);
                let clock = change(rules.clock);
                self.store().rotate_key(&name(attester), &kid, key, clock).unwrap();
                Answer::Code("done")
            }
            Step::Wait { .. } | Step::Skew { .. } => Answer::Nothing,
            Step::Restart => {
                self.store = None;
                self.store = Some(self.place.open());
                Answer::Nothing
            }
        }
    }

    fn submit(&mut self, number: usize, now: u64, heard: bool, rules: &Rules) -> &'static str {
        let facts = &rules.proofs[number];
        let handle = Arc::new(Handle(Arc::clone(self.store())));
        let verifier = Verifier::new(deployment::config(true), handle);
        let body = self.proofs[number].body().build();
        let expected = deployment::expected(facts.tier);
        match verifier.verify(body.as_bytes(), &expected, at(now)) {
            Ok(approval) => {
                assert_eq!(*approval.jti(), deployment::jti(number));
                assert_eq!(approval.counter().get(), facts.counter);
                self.approvals.push(number);
                if heard {
                    self.tell(number, approval.outcome(), rules);
                }
                "approved"
            }
            Err(refusal) => {
                if heard {
                    self.tell(number, refusal.outcome(), rules);
                }
                refusal.code()
            }
        }
    }

    fn tell(&self, proof: usize, outcome: Outcome, rules: &Rules) {
        let device = &self.devices[rules.proofs[proof].attester];
        device.attester.acknowledge(&self.proofs[proof], outcome).unwrap();
    }

    /// Everything that can be read of the store.
    fn observe(&self) -> String {
        let store = self.store();
        let mut seen = String::new();
        for record in store.list().unwrap() {
            let history = store.history(&record.attester).unwrap();
            seen += &format!("{record:?} {history:?}\n");
        }
        for proof in 0..self.proofs.len() {
            let recorded = store.recorded(&deployment::iss(), &deployment::jti(proof)).unwrap();
            seen += &format!("{recorded:?}\n");
        }
        seen
    }

    /// What must hold whatever the rules say.
    fn check(&self, rules: &Rules) {
        for (position, number) in self.approvals.iter().enumerate() {
            let proof = &rules.proofs[*number];
            let earlier = &self.approvals[..position];
            assert!(!earlier.contains(number), "proof {number} was approved twice");
            let of_attester =
                || earlier.iter().filter(|n| rules.proofs[**n].attester == proof.attester);
            let last = of_attester().rfind(|n| rules.proofs[**n].tier == proof.tier);
            let regressed = last.is_some_and(|n| rules.proofs[*n].counter >= proof.counter);
            assert!(!regressed, "a counter went back with proof {number}");
            let head = of_attester().next_back().copied();
            assert_eq!(proof.follows, head, "the chain is broken at proof {number}");
        }
        assert_eq!(self.approvals, rules.accepted, "other proofs were approved");
    }
}
