//! The rules of a deployment with the chain layer on, on a page. They share nothing with the crates
//! that they are compared with, and nothing is ever forgotten here: what a store forgets must never show.

use std::collections::BTreeMap;

use crate::deployment::{LIFETIME, SKEW, START, TIERS};

/// What happens. Everything is numbered from 0.
#[allow(missing_docs, reason = "the members are named for what they are")]
#[derive(Clone, Debug)]
pub enum Step {
    /// An Attester makes a proof. Where it is going, nobody knows.
    Prove { attester: usize, tier: usize },
    /// A proof arrives: late, once more, or before one that was made earlier. `heard` says whether
    /// its Attester gets to know the answer.
    Submit { proof: usize, verifier: usize, heard: bool },
    /// The Attester asks what became of a proof.
    Ask { proof: usize },
    /// An operator gives an Attester another status.
    SetStatus { attester: usize, status: Status },
    /// An Attester gets a new key.
    Rotate { attester: usize },
    /// Time passes.
    Wait { seconds: u64 },
    /// A Verifier's clock is set, so many seconds off.
    Skew { verifier: usize, seconds: i64 },
    /// The process that holds the store ends, and another one starts.
    Restart,
}

/// Whether an Attester's proofs may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// They may.
    Active,
    /// Not now.
    Suspended,
    /// Never again.
    Revoked,
}

/// What a step is answered, as far as anyone sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// There is no answer.
    #[default]
    Nothing,
    /// A code.
    Code(&'static str),
}

/// What is known of an Attester.
#[derive(Clone, Debug)]
pub struct AttesterRules {
    /// Which of its keys is enrolled.
    pub key: usize,
    /// Its status.
    pub status: Status,
    /// The last accepted counter of each tier.
    counters: BTreeMap<usize, u64>,
    /// The last accepted proof.
    pub head: Option<usize>,
    /// What the Attester itself knows of them.
    handed_out: BTreeMap<usize, u64>,
    knows: Option<usize>,
    stopped: bool,
}

/// What a proof says.
#[allow(missing_docs, reason = "the members are named for what they are")]
#[derive(Clone, Debug)]
pub struct ProofFacts {
    pub attester: usize,
    pub key: usize,
    pub tier: usize,
    pub counter: u64,
    pub iat: u64,
    /// The proof that this one follows.
    pub follows: Option<usize>,
}

/// The state of the deployment.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The time, in seconds of the epoch.
    pub clock: u64,
    /// By how many seconds each Verifier's clock is off.
    pub skews: Vec<i64>,
    /// The enrolled Attesters.
    pub attesters: Vec<AttesterRules>,
    /// The proofs that were made.
    pub proofs: Vec<ProofFacts>,
    /// In the order of their acceptance.
    pub accepted: Vec<usize>,
    latest: u64,
    /// The answer to the last step.
    pub answer: Answer,
}

impl Rules {
    /// So many Attesters and Verifiers, and nothing that happened.
    #[must_use]
    pub fn new(attesters: usize, verifiers: usize) -> Self {
        let attester = AttesterRules {
            key: 0,
            status: Status::Active,
            counters: BTreeMap::new(),
            head: None,
            handed_out: BTreeMap::new(),
            knows: None,
            stopped: false,
        };
        Self {
            clock: START,
            skews: vec![0; verifiers],
            attesters: vec![attester; attesters],
            proofs: Vec::new(),
            accepted: Vec::new(),
            latest: 0,
            answer: Answer::Nothing,
        }
    }

    /// Whether the step names what there is.
    #[must_use]
    pub fn admits(&self, step: &Step) -> bool {
        match step {
            Step::Submit { proof, .. } => *proof < self.proofs.len(),
            // While the proof is fresh: what became of an older one may be forgotten.
            Step::Ask { proof } => {
                self.proofs.get(*proof).is_some_and(|proof| self.latest <= proof.iat + LIFETIME)
            }
            Step::Prove { attester, tier } => {
                *attester < self.attesters.len() && *tier < TIERS.len()
            }
            _ => true,
        }
    }

    /// Takes a step.
    pub fn take(&mut self, step: &Step) {
        self.answer = match *step {
            Step::Prove { attester, tier } => Answer::Code(self.prove(attester, tier)),
            Step::Submit { proof, verifier, heard } => {
                let code = self.submit(proof, verifier);
                let attester = self.proofs[proof].attester;
                match code {
                    "approved" if heard => self.learn(proof),
                    "enrollment_revoked" if heard => self.attesters[attester].stopped = true,
                    _ => {}
                }
                Answer::Code(code)
            }
            Step::Ask { proof } => {
                let is_accepted = self.accepted.contains(&proof);
                if is_accepted {
                    self.learn(proof);
                }
                Answer::Code(if is_accepted { "recorded" } else { "not recorded" })
            }
            Step::SetStatus { attester, status } => {
                let attester = &mut self.attesters[attester];
                let is_final = attester.status == Status::Revoked && status != Status::Revoked;
                if !is_final {
                    attester.status = status;
                }
                Answer::Code(if is_final { "revoked" } else { "done" })
            }
            Step::Rotate { attester } => {
                self.attesters[attester].key += 1;
                Answer::Code("done")
            }
            Step::Wait { seconds } => {
                self.clock += seconds;
                Answer::Nothing
            }
            Step::Skew { verifier, seconds } => {
                self.skews[verifier] = seconds;
                Answer::Nothing
            }
            Step::Restart => Answer::Nothing,
        };
    }

    fn prove(&mut self, number: usize, tier: usize) -> &'static str {
        let attester = &mut self.attesters[number];
        if attester.stopped {
            return "stopped";
        }
        let counter = attester.handed_out.entry(tier).or_insert(0);
        *counter += 1;
        let (counter, key, follows) = (*counter, attester.key, attester.knows);
        let iat = self.clock;
        self.proofs.push(ProofFacts { attester: number, key, tier, counter, iat, follows });
        "made"
    }

    /// §3.12: an Attester goes on from the acceptance that it knows of.
    fn learn(&mut self, proof: usize) {
        let attester = &mut self.attesters[self.proofs[proof].attester];
        if attester.knows == self.proofs[proof].follows {
            attester.knows = Some(proof);
        }
    }

    /// The time of a Verifier.
    #[must_use]
    pub fn now(&self, verifier: usize) -> u64 {
        self.clock.saturating_add_signed(self.skews[verifier])
    }

    fn submit(&mut self, number: usize, verifier: usize) -> &'static str {
        let now = self.now(verifier);
        let proof = &self.proofs[number];
        let attester = &mut self.attesters[proof.attester];
        if proof.key != attester.key {
            return "key_unknown";
        }
        match attester.status {
            Status::Active => {}
            Status::Suspended => return "enrollment_suspended",
            Status::Revoked => return "enrollment_revoked",
        }
        if proof.iat + LIFETIME <= now - SKEW {
            return "expired";
        }
        if proof.iat > now + SKEW {
            return "issued_in_future";
        }
        if now + 60 < self.latest {
            return "clock_behind";
        }
        if self.accepted.contains(&number) {
            return "jti_replayed";
        }
        if attester.counters.get(&proof.tier).is_some_and(|last| proof.counter <= *last) {
            return "counter_not_increasing";
        }
        if proof.follows != attester.head {
            return "chain_broken";
        }
        attester.counters.insert(proof.tier, proof.counter);
        attester.head = Some(number);
        self.accepted.push(number);
        self.latest = self.latest.max(now);
        "approved"
    }
}
