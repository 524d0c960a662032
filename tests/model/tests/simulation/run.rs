//! One run: what happens, and what must hold afterwards.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use psea_attester::{AttesterState as _, MemoryState, Proof};
use psea_claims::{ChainEntry, Outcome};
use psea_model::deployment::{self, LIFETIME, SKEW, START, at, change, name, public_key};
use psea_verifier::{
    AdminError, AsyncVerifier, AttesterSnapshot, EnrollmentAdmin as _, EnrollmentStatus,
    MemoryStore, OutcomeLookup as _,
};

use crate::engine::{Connection, Engine, Fault};
use crate::executor::{Clock, Executor};
use crate::random::Random;

const ATTESTERS: usize = 2;
const PROCESSES: usize = 3;
const PROOFS: usize = 8;

/// What the runs came across.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) approved: u64,
    /// Accepted by the engine, and the answer reached nobody.
    pub(crate) unheard_approvals: u64,
    pub(crate) crashed: u64,
    pub(crate) codes: BTreeMap<&'static str, u64>,
}

impl Tally {
    pub(crate) fn merge(&mut self, other: Self) {
        self.approved += other.approved;
        self.unheard_approvals += other.unheard_approvals;
        self.crashed += other.crashed;
        for (code, count) in other.codes {
            *self.codes.entry(code).or_default() += count;
        }
    }
}

/// A proof on its way, and every answer to it.
struct Sent {
    tier: usize,
    body: String,
    answers: RefCell<Vec<&'static str>>,
}

/// A process: its Verifier, and by how many milliseconds its clock is off.
struct Process {
    verifier: RefCell<AsyncVerifier>,
    off: RefCell<i64>,
}

impl Process {
    fn start(engine: &Arc<Engine>, chain: bool) -> Self {
        let verifier = connect(engine, chain);
        Self { verifier: RefCell::new(verifier), off: RefCell::new(0) }
    }
}

fn connect(engine: &Arc<Engine>, chain: bool) -> AsyncVerifier {
    AsyncVerifier::new(deployment::config(chain), Arc::new(Connection::new(engine)))
}

/// What happens from outside.
#[derive(Clone, Copy, Debug)]
enum Event {
    Submit { proof: usize, process: usize },
    Status { attester: usize, status: &'static str },
    Crash { process: usize },
    Skew { process: usize, millis: i64 },
}

pub(crate) fn simulate(seed: u64, fault: Fault, tally: &mut Tally) -> Result<(), String> {
    let mut random = Random(seed);
    let chain = random.once_in(2);
    let clock = Clock::default();
    let store = MemoryStore::volatile();
    for attester in 0..ATTESTERS {
        store.enroll(deployment::enrollment(attester), change(START)).unwrap();
    }
    let engine = Arc::new(Engine {
        store: Mutex::new(store),
        journal: Mutex::default(),
        random: Mutex::new(Random(random.next())),
        clock: clock.clone(),
        fault,
        fails: Mutex::new(12),
    });
    let sent = proofs(&mut random, chain);
    let processes: Vec<_> = (0..PROCESSES).map(|_| Process::start(&engine, chain)).collect();
    let mut executor = Executor::new(clock);

    for (when, event) in events(&mut random) {
        executor.run_until(when);
        match event {
            Event::Submit { proof, process } => {
                executor.spawn(process, submit(&sent[proof], &processes[process], &engine));
            }
            Event::Status { attester, status } => {
                let status = EnrollmentStatus::from_name(status);
                let done =
                    engine.with(|store| store.set_status(&name(attester), status, change(START)));
                assert!(matches!(done, Ok(()) | Err(AdminError::Revoked(_))), "{done:?}");
            }
            Event::Crash { process } => {
                tally.crashed += executor.crash(process).min(1) as u64;
                engine.crash();
                // The next process knows nothing of the last one.
                *processes[process].verifier.borrow_mut() = connect(&engine, chain);
            }
            Event::Skew { process, millis } => *processes[process].off.borrow_mut() = millis,
        }
    }
    executor.run_out();
    drop(executor);

    check_journal(&engine)?;
    check_answers(&engine, &sent, tally)?;
    check_life(&engine, &processes, chain)
}

/// Proofs that were made one after the other, each as if those before it had been accepted.
fn proofs(random: &mut Random, chain: bool) -> Vec<Sent> {
    let states: Vec<_> = (0..ATTESTERS).map(|_| Arc::new(MemoryState::volatile())).collect();
    let make = |number: usize| {
        let (attester, tier) = (random.below(ATTESTERS as u64) as usize, random.below(2) as usize);
        let state = Arc::<MemoryState>::clone(&states[attester]);
        let maker = deployment::attester(attester, 0, chain, state);
        let iat = START + random.below(200);
        let key = public_key(attester, 0);
        let proof: Proof = deployment::prove(&maker, &key, number, tier, iat).unwrap();
        // Mostly it goes on from there; sometimes two proofs follow one.
        if !random.once_in(6) {
            maker.acknowledge(&proof, Outcome::Approve).unwrap();
        }
        Sent { tier, body: proof.body().build(), answers: RefCell::default() }
    };
    (0..PROOFS).map(make).collect()
}

/// Each proof is sent more than once, to more than one process; the rest happens in between.
fn events(random: &mut Random) -> Vec<(u64, Event)> {
    let mut events = Vec::new();
    for proof in 0..PROOFS {
        // In the order of their making mostly, and all at once sometimes.
        let start = if random.once_in(3) { 0 } else { proof as u64 * 20_000 };
        for _ in 0..=random.below(3) {
            let process = random.below(PROCESSES as u64) as usize;
            let when = start + random.pick(&[0, 0, 10, 1_000, 30_000, 200_000]);
            events.push((when, Event::Submit { proof, process }));
        }
    }
    for _ in 0..random.below(4) {
        let attester = random.below(ATTESTERS as u64) as usize;
        let status = random.pick(&["suspended", "active", "suspended", "active", "revoked"]);
        events.push((random.below(250_000), Event::Status { attester, status }));
    }
    for _ in 0..random.below(4) {
        let process = random.below(PROCESSES as u64) as usize;
        events.push((random.below(250_000), Event::Crash { process }));
    }
    for _ in 0..random.below(4) {
        let process = random.below(PROCESSES as u64) as usize;
        let millis = random.pick(&[-700_000, -61_000, -30_000, -1_000, 1_000, 30_000, 400_000]);
        events.push((random.below(250_000), Event::Skew { process, millis }));
    }
    // Those of one moment stay in this order.
    events.sort_by_key(|(when, _)| *when);
    events
}

async fn submit(sent: &Sent, process: &Process, engine: &Engine) {
    let millis = engine.clock.now().saturating_add_signed(*process.off.borrow());
    let now = at((START + 100 + millis / 1_000).max(START));
    let verifier = process.verifier.borrow().clone();
    let expected = deployment::expected(sent.tier);
    let code = match verifier.verify(sent.body.as_bytes(), &expected, now).await {
        Ok(_) => "approved",
        Err(refusal) => refusal.code(),
    };
    sent.answers.borrow_mut().push(code);
}

/// What the engine accepted: each id once, counters that grow, one chain, active Attesters alone.
fn check_journal(engine: &Engine) -> Result<(), String> {
    let mut ids = BTreeSet::new();
    let mut counters: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    let mut heads: BTreeMap<&str, ChainEntry> = BTreeMap::new();
    let journal = engine.journal.lock().unwrap();
    for accepted in journal.iter() {
        if !ids.insert(&accepted.jti) {
            return Err(format!("{} was accepted twice", accepted.jti));
        }
        if !accepted.was_active {
            return Err(format!("{} was accepted while its Attester was not active", accepted.jti));
        }
        let attester = accepted.attester.as_str();
        let last = counters.insert((attester, &accepted.scope), accepted.counter);
        if last.is_some_and(|last| last >= accepted.counter) {
            return Err(format!("the counter went back with {}", accepted.jti));
        }
        if let Some((previous, entry)) = accepted.link {
            let head = heads.insert(attester, entry).unwrap_or(ChainEntry::SENTINEL);
            if head != previous {
                return Err(format!("the chain is broken at {}", accepted.jti));
            }
        }
    }
    Ok(())
}

/// What the clients were told: at most one approval of a proof, each of them accepted; and whoever
/// asks later is told what the engine knows.
fn check_answers(engine: &Engine, sent: &[Sent], tally: &mut Tally) -> Result<(), String> {
    let journal = engine.journal.lock().unwrap();
    for (number, proof) in sent.iter().enumerate() {
        let jti = deployment::jti(number);
        let accepted = journal.iter().any(|accepted| accepted.jti == jti.as_str());
        let answers = proof.answers.borrow();
        let approvals = answers.iter().filter(|code| **code == "approved").count();
        if approvals > 1 || (approvals == 1 && !accepted) {
            return Err(format!("{} was answered {answers:?}", jti.as_str()));
        }
        // An answer that was lost is unknown, never a refusal by a rule of the commit.
        let replayed = answers.contains(&"jti_replayed");
        if replayed && !accepted {
            return Err(format!("{} is a replay of nothing", jti.as_str()));
        }
        let recorded = engine.with(|store| store.recorded(&deployment::iss(), &jti).unwrap());
        let forgotten = engine.with(|store| store.snapshot().unwrap().time.latest)
            >= at(START + LIFETIME + SKEW);
        if accepted != recorded.is_some() && !(accepted && forgotten) {
            return Err(format!("{} is recorded: {}", jti.as_str(), recorded.is_some()));
        }
        tally.approved += u64::from(accepted);
        tally.unheard_approvals += u64::from(accepted && approvals == 0);
        for code in answers.iter() {
            *tally.codes.entry(code).or_default() += 1;
        }
    }
    Ok(())
}

/// When the engine is well again, an active Attester is served by every process, from where it
/// stands: nothing that happened has locked it out.
fn check_life(engine: &Arc<Engine>, processes: &[Process], chain: bool) -> Result<(), String> {
    *engine.fails.lock().unwrap() = 0;
    let snapshot = engine.with(|store| store.snapshot().unwrap());
    let now = snapshot.time.latest.get().max(START + 1_000);
    let active = |record: &&AttesterSnapshot| record.status == EnrollmentStatus::Active;
    for (number, record) in snapshot.attesters.iter().filter(active).enumerate() {
        let attester = (0..ATTESTERS).find(|attester| name(*attester) == record.attester).unwrap();
        let mut state = MemoryState::volatile();
        for (scope, last) in &record.counters {
            state = state.resume(scope, *last);
        }
        if let Some(head) = record.chain_head {
            state.advance_chain(&ChainEntry::SENTINEL, head).unwrap();
        }
        let maker = deployment::attester(attester, 0, chain, Arc::new(state));
        let key = public_key(attester, 0);
        let proof = deployment::prove(&maker, &key, PROOFS + attester, 0, now).unwrap();
        let sent = Sent { tier: 0, body: proof.body().build(), answers: RefCell::default() };
        let process = &processes[number % PROCESSES];
        let simulated = engine.clock.now() / 1_000;
        *process.off.borrow_mut() = (now - START - 100) as i64 * 1_000 - simulated as i64 * 1_000;
        let mut executor = Executor::new(engine.clock.clone());
        executor.spawn(number % PROCESSES, submit(&sent, process, engine));
        executor.run_out();
        drop(executor);
        let answers = sent.answers.into_inner();
        if answers != ["approved"] {
            return Err(format!("{} is locked out: {answers:?}", record.attester));
        }
    }
    Ok(())
}
