//! R5: random sequences of steps; the store and the model give the same answers.

use psea_claims::{ChainEntry, Counter};

use super::act::{Given, act, commit, facts};
use super::model::{Answer, Model, Op, TOLERANCE};
use super::proof::{NOW, Proof, proof};
use super::random::Random;
use super::signature::Key;
use super::suite::{Case, Ran, Suite};
use crate::appraisal::Appraised;

const STEPS: usize = 40;

pub(super) fn agree_with_the_model(suite: &Suite<'_>) -> Ran {
    let mut case = suite.case();
    let mut clock = NOW;
    let count = suite.options.sequences;
    let mut steps = 0;
    for run in 0..count {
        // What one store takes is bounded, so that a slow leak does not slow down the rest.
        if run > 0 && run % 2_000 == 0 {
            case = suite.case();
            clock = NOW;
        }
        let mut sequence = Sequence::new(&case, run, clock);
        for _ in 0..STEPS {
            sequence.step();
        }
        steps += sequence.trace.len();
        clock = sequence.clock.max(sequence.model.latest);
    }
    Ran::Counted(format!("{count} sequences, {steps} steps, 0 differences"))
}

struct Sequence<'c> {
    case: &'c Case<'c>,
    random: Random,
    run: usize,
    clock: u64,
    model: Model,
    /// Appraised and not yet committed.
    held: Option<(Proof, Appraised)>,
    trace: Vec<Op>,
    fresh: usize,
}

impl<'c> Sequence<'c> {
    fn new(case: &'c Case<'c>, run: usize, clock: u64) -> Self {
        let random = Random::new(case.suite.options.seed, run);
        let model = Model { latest: 0, ..Model::default() };
        let mut new =
            Self { case, random, run, clock, model, held: None, trace: Vec::new(), fresh: 0 };
        // The time that earlier sequences were served is at most the clock: the first acceptance
        // brings the model level with the store.
        let attester = new.attester(0);
        let kid = new.kid(0);
        new.check(&Op::Enroll { attester, kid, reason: "first".into() });
        let first = new.proof_of("first", 0);
        new.check(&Op::Find { kid: first.kid.clone() });
        let appraised = first.appraise(case.store(), clock).unwrap();
        new.commit(&first, appraised);
        new
    }

    fn attester(&self, index: usize) -> String {
        format!("s{}-attester-{index}", self.run)
    }

    fn kid(&self, index: usize) -> String {
        format!("s{}-key-{index}", self.run)
    }

    fn any_attester(&mut self) -> String {
        let index = self.random.below(3);
        self.attester(index)
    }

    fn any_kid(&mut self) -> String {
        let index = self.random.below(4);
        self.kid(index)
    }

    fn proof_of(&self, jti: &str, counter: u64) -> Proof {
        let jti = format!("s{}-{jti}", self.run);
        proof(self.case.suite, &self.kid(0), &jti, counter).iat(self.clock)
    }

    fn step(&mut self) {
        match self.random.below(20) {
            0..=8 => {
                let proof = self.any_proof();
                self.submit(&proof);
            }
            9 | 10 => {
                // Appraised now, committed later.
                let proof = self.any_proof();
                self.release();
                let appraised = self.appraise(&proof);
                self.held = appraised.map(|appraised| (proof, appraised));
            }
            11 => self.release(),
            12 => {
                let reason = format!("reason {}", self.random.below(9));
                let (attester, kid) = (self.any_attester(), self.any_kid());
                // Who is enrolled is told so; which of two errors comes first is open.
                let known = self.model.attesters.contains_key(&attester);
                let kid = if known { self.fresh_name() } else { kid };
                self.check(&Op::Enroll { attester, kid, reason });
            }
            13 => {
                let statuses =
                    ["active", "suspended", "on-leave", "active", "suspended", "revoked"];
                let status = (*self.random.pick(&statuses)).to_owned();
                let attester = self.any_attester();
                // Whether the same status again is a change is open.
                if self.model.attesters.get(&attester).is_none_or(|r| r.status != status) {
                    let reason = format!("reason {}", self.random.below(9));
                    self.check(&Op::SetStatus { attester, status, reason });
                }
            }
            14 => {
                let (attester, kid) = (self.any_attester(), self.any_kid());
                let key = *self.random.pick(&[Key::First, Key::Second]);
                let known = self.model.attesters.contains_key(&attester);
                let kid = if known { kid } else { self.fresh_name() };
                self.check(&Op::Rotate { attester, kid, key, reason: "rotated".into() });
            }
            15 => self.issue(),
            16 => {
                let kid = self.any_kid();
                self.check(&Op::Find { kid });
            }
            17 => {
                let (iss, jti) = (self.any_iss(), self.any_jti());
                self.check(&Op::Recorded { iss, jti });
            }
            18 => {
                let attester = self.any_attester();
                self.check(&Op::History { attester });
            }
            _ => {
                let seconds = [1, 10, 59, 60, 61, 200, 299, 300, 301, 360];
                self.clock += *self.random.pick(&seconds);
            }
        }
    }

    fn fresh_name(&mut self) -> String {
        self.fresh += 1;
        format!("s{}-fresh-{}", self.run, self.fresh)
    }

    fn any_iss(&mut self) -> String {
        (*self.random.pick(&["tenant.example", "tenant.example", "other.example"])).into()
    }

    /// One that may be forgotten is not used again: whether it was is the store's business.
    fn any_jti(&mut self) -> String {
        let index = self.random.below(12);
        let jti = format!("s{}-a-{index}", self.run);
        let past = self.model.accepted.iter().any(|((_, used), accepted)| {
            *used == jti && accepted.keep_until + TOLERANCE <= self.model.latest.max(self.clock)
        });
        if past { self.fresh_name() } else { jti }
    }

    fn any_nonce(&mut self) -> String {
        let index = self.random.below(5);
        format!("s{}-nonce-{index}", self.run)
    }

    fn issue(&mut self) {
        let mut nonce = self.any_nonce();
        let past = self.model.nonces.get(&nonce);
        if past.is_some_and(|issued| issued.until + TOLERANCE <= self.clock) {
            nonce = self.fresh_name();
        }
        let attester = if self.random.once_in(3) { Some(self.any_attester()) } else { None };
        let op = self.random.once_in(3).then(|| "payment.execute".to_owned());
        let ttl = *self.random.pick(&[1, 60, 300]);
        self.check(&Op::Issue { nonce, issued: self.clock, ttl, attester, op });
    }

    /// Mostly one that passes, and all that is around its edges.
    fn any_proof(&mut self) -> Proof {
        let kid = self.any_kid();
        let owner = self.model.attesters.values().find(|record| record.kid == kid).cloned();
        let tier = *self.random.pick(&["high", "low"]);
        let stored = owner.as_ref().and_then(|record| record.counters.get(tier).copied());
        let max = Counter::MAX.get();
        let next = stored.map_or(1, |stored| (stored + 1).min(max));
        let counter = match self.random.below(16) {
            0 => stored.unwrap_or(0),
            1 => stored.unwrap_or(1).saturating_sub(1),
            2 => 0,
            3 => next.saturating_add(7).min(max),
            4 if self.random.once_in(4) => *self.random.pick(&[max, max - 1, max - 2, 1 << 52]),
            _ => next,
        };
        let jti = self.any_jti();
        let mut proof = proof(self.case.suite, &kid, &jti, counter).tier(tier).iat(self.clock);
        proof.iss = self.any_iss();
        if self.random.once_in(4) {
            proof.op = "payment.read".into();
        }
        if let Some(owner) = &owner {
            proof.key = owner.key;
        }
        if self.random.once_in(4) {
            let nonce = self.any_nonce();
            proof = proof.nonce(&nonce);
        }
        if self.random.once_in(3) {
            let head = owner.map_or(ChainEntry::SENTINEL, |o| ChainEntry::from_octets(o.head));
            let wrong = ChainEntry::from_octets([9; 32]);
            proof =
                proof.after(*self.random.pick(&[head, head, head, ChainEntry::SENTINEL, wrong]));
        }
        proof
    }

    fn submit(&mut self, proof: &Proof) {
        if let Some(appraised) = self.appraise(proof) {
            self.commit(proof, appraised);
        }
    }

    fn release(&mut self) {
        if let Some((proof, appraised)) = self.held.take() {
            self.commit(&proof, appraised);
        }
    }

    /// The look-up is compared as a step of its own.
    fn appraise(&mut self, proof: &Proof) -> Option<Appraised> {
        self.check(&Op::Find { kid: proof.kid.clone() });
        // The clock of one thread may be a little behind.
        let behind = *self.random.pick(&[0, 0, 0, 0, 0, 1, 60, 61, 240]);
        let now = self.clock.saturating_sub(behind);
        let proof = Proof { iat: now, ..proof.clone() };
        proof.appraise(self.case.store(), now).ok()
    }

    fn commit(&mut self, proof: &Proof, appraised: Appraised) {
        let facts = facts(self.case.store(), proof, &appraised);
        // Whether an id or a nonce of long ago was forgotten is the store's business.
        let past = self.model.accepted.get(&(facts.iss.clone(), facts.jti.clone()));
        if past.is_some_and(|accepted| accepted.keep_until + TOLERANCE <= self.model.latest) {
            return;
        }
        // Who issues may drop a challenge that is long past by the issuer's clock, even if a proof
        // comes by a clock that is further behind: that costs a refusal.
        let nonce = facts.nonce.as_ref().and_then(|nonce| self.model.nonces.get(nonce));
        if nonce.is_some_and(|n| facts.now < n.until && n.until + TOLERANCE <= self.clock) {
            return;
        }
        let given = commit(self.case.store(), appraised);
        self.compare(&Op::Commit(facts), &given);
    }

    fn check(&mut self, op: &Op) {
        let given = act(self.case.store(), &self.case.suite.backend, op, self.clock);
        self.compare(op, &given);
    }

    fn compare(&mut self, op: &Op, given: &Given) {
        let wanted = self.model.apply(op);
        self.trace.push(op.clone());
        if *given != Given::Answer(wanted.clone()) {
            let trace: Vec<_> = self.trace.iter().map(|op| format!("{op:?}")).collect();
            let (given, trace) = (show(given), trace.join("\n  "));
            panic!(
                "sequence {} of seed {}: the store says {given}, the model {wanted:?}, after\n  \
                 {trace}",
                self.run, self.case.suite.options.seed
            );
        }
    }
}

fn show(given: &Given) -> String {
    match given {
        Given::Answer(Answer::Code(code)) => code.clone(),
        other => format!("{other:?}"),
    }
}
