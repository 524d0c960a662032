//! The machine under random events, watched by a model that knows only the rules.

use std::collections::{BTreeMap, BTreeSet};

use psea_attester_state::queue::{
    Answer, Backoff, Change, Event, Machine, Phase, Sending, Step, Ticket,
};
use psea_attester_state::{DropReason, End, EntryId, Millis, Waiting};
use psea_claims::CounterScope;

use super::*;

/// What a faulty queue would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// Forgets that a request is under way when it starts again.
    ForgetsMarks,
    /// Sends the last of a scope first.
    SendsLastFirst,
    /// Drops without a word.
    LosesSilently,
    /// Sends again at once.
    NoBackoff,
    /// Goes on after the window.
    NoWindow,
    /// Forgets a revocation when it starts again.
    ForgetsRevocation,
}

/// Knows what was made, sent and answered, and complains.
#[derive(Default)]
struct Model {
    waiting: BTreeMap<EntryId, Waiting>,
    ended: BTreeSet<EntryId>,
    open: BTreeMap<EntryId, u64>,
    failed: BTreeMap<EntryId, (u64, u32)>,
    revoked: bool,
}

impl Model {
    fn see(&mut self, now: u64, step: &Step) -> Result<(), String> {
        for change in &step.changes {
            match change {
                Change::Save(entry) => {
                    let until = entry.until().get();
                    if until > entry.queued.get() + GRACE {
                        return Err("the window is too long".into());
                    }
                    self.waiting.insert(entry.id, entry.clone());
                }
                Change::End(ended) => {
                    let entry = self.waiting.remove(&ended.id).ok_or("ended twice")?;
                    if !self.ended.insert(ended.id) {
                        return Err("ended twice".into());
                    }
                    match ended.end {
                        End::Dropped(DropReason::Expired) if entry.exp.get() > now => {
                            return Err("expired too early".into());
                        }
                        End::Dropped(DropReason::Grace) if entry.grace.get() > now => {
                            return Err("the window ended too early".into());
                        }
                        _ => {}
                    }
                    self.open.remove(&ended.id);
                }
            }
        }
        for sending in &step.send {
            self.sent(now, sending)?;
        }
        Ok(())
    }

    fn sent(&mut self, now: u64, sending: &Sending) -> Result<(), String> {
        let entry = self.waiting.get(&sending.id).ok_or("sent what does not wait")?;
        if self.revoked {
            return Err("sent after a revocation".into());
        }
        if entry.until().get() <= now {
            return Err("sent after its window".into());
        }
        if self.open.get(&sending.id).is_some_and(|deadline| *deadline > now) {
            return Err("sent under two requests at once".into());
        }
        if let Some((at, tries)) = self.failed.get(&sending.id) {
            let base = Backoff::new(500, 4_000).unwrap().base(*tries);
            if now < at + base {
                return Err(format!("sent again after {} of {base} ms", now - at));
            }
        }
        let earlier = self.waiting.values().any(|other| {
            other.label.scope == entry.label.scope && other.label.counter < entry.label.counter
        });
        if earlier {
            return Err("overtook an earlier one of its scope".into());
        }
        if entry.phase != (Phase::InFlight { deadline: sending.deadline }) {
            return Err("sent before it was marked".into());
        }
        self.open.insert(sending.id, sending.deadline.get());
        Ok(())
    }
}

struct Run {
    machine: Machine,
    model: Model,
    random: Random,
    fault: Fault,
    now: u64,
    made: u64,
    counters: [u64; 3],
    tickets: Vec<(Ticket, u64, u64)>,
}

impl Run {
    fn step(&mut self, event: Event) -> Result<Vec<Sending>, String> {
        let random = self.random.next();
        let mut step = self.machine.step(Millis::new(self.now), random, event);
        match self.fault {
            Fault::LosesSilently if self.random.below(20) == 0 => {
                step.changes.retain(|change| matches!(change, Change::Save(_)));
            }
            Fault::SendsLastFirst => {
                for sending in &mut step.send {
                    let last = self.machine.waiting().last().unwrap();
                    sending.id = last.id;
                }
            }
            _ => {}
        }
        self.model.see(self.now, &step)?;
        Ok(step.send)
    }

    fn tick(&mut self) -> Result<(), String> {
        let most = 1 + self.random.below(3_usize);
        self.step(Event::Tick { most })?;
        let now = self.now;
        let over: Vec<_> =
            self.model.open.iter().filter(|(_, d)| **d <= now).map(|(id, _)| *id).collect();
        for id in over {
            self.model.open.remove(&id);
            self.failed(id);
        }
        Ok(())
    }

    fn failed(&mut self, id: EntryId) {
        if let Some(entry) = self.model.waiting.get(&id) {
            self.model.failed.insert(id, (self.now, entry.sent));
        }
    }

    fn act(&mut self) -> Result<(), String> {
        match self.random.below(12) {
            0 | 1 => {
                let scope = self.random.below(3);
                let key = CounterScope::from_key(format!("tier:{scope}"));
                if let Ok(ticket) = self.machine.open_ticket(&key) {
                    let counter = &mut self.counters[scope as usize];
                    *counter += 1;
                    self.tickets.push((ticket, scope, *counter));
                }
            }
            2 | 3 if !self.tickets.is_empty() => {
                let at = self.random.below(self.tickets.len());
                let (ticket, scope, counter) = self.tickets.swap_remove(at);
                if self.random.below(6) == 0 {
                    self.machine.close_ticket(ticket);
                    return Ok(());
                }
                self.made += 1;
                let exp = self.now + 1_000 + self.random.below(60_000);
                let (id, label) = (EntryId::new(self.made), label(self.made, scope, counter));
                let entry = self.machine.entry(id, label, Millis::new(exp), Millis::new(self.now));
                self.step(Event::Made(ticket, entry))?;
            }
            4..=6 if !self.model.open.is_empty() => {
                let at = self.random.below(self.model.open.len());
                let (id, _) = self.model.open.iter().nth(at).map(|(id, d)| (*id, *d)).unwrap();
                let attempt = self.model.waiting.get(&id).map_or(1, |entry| entry.sent);
                // A refusal of an earlier request, too late: a later one may fare better.
                if self.random.below(8) == 0 {
                    let (attempt, answer) = (attempt - 1, Answer::Rejected);
                    self.step(Event::Answered { id, attempt, answer, problem: None })?;
                    let waits = self.model.waiting.contains_key(&id);
                    return if waits { Ok(()) } else { Err("obeyed a late refusal".into()) };
                }
                let answer = match self.random.below(8) {
                    0 | 1 => Answer::Approved,
                    2 => Answer::Rejected,
                    3 => Answer::Stale,
                    _ => Answer::Nothing,
                };
                self.model.open.remove(&id);
                if answer == Answer::Nothing {
                    self.failed(id);
                }
                self.step(Event::Answered { id, attempt, answer, problem: None })?;
            }
            // Some runs end with a revocation.
            8 if self.random.below(100) == 0 => {
                self.step(Event::Revoked)?;
                self.model.revoked = true;
                if self.model.waiting.keys().any(|id| !self.model.open.contains_key(id)) {
                    return Err("waits after a revocation".into());
                }
            }
            // The process ends and starts again.
            7 => {
                self.tickets.clear();
                let mut waiting: Vec<_> = self.model.waiting.values().cloned().collect();
                for entry in &mut waiting {
                    match (self.fault, entry.phase) {
                        (Fault::ForgetsMarks, Phase::InFlight { .. })
                        | (Fault::NoBackoff, Phase::Due { .. }) => {
                            entry.phase = Phase::Due { not_before: Millis::new(self.now) };
                        }
                        _ => {}
                    }
                    if self.fault == Fault::NoWindow {
                        entry.exp = Millis::new(u64::MAX);
                        entry.grace = Millis::new(u64::MAX);
                    }
                }
                self.machine = Machine::resume(options(), false, waiting);
                if self.model.revoked && self.fault != Fault::ForgetsRevocation {
                    self.step(Event::Revoked)?;
                }
            }
            _ => {
                self.now += self.random.below(900);
                self.tick()?;
            }
        }
        // Nothing is lost: what was made waits or ended, and disk and memory agree.
        let waiting: Vec<_> = self.machine.waiting().map(|entry| entry.id).collect();
        if self.fault != Fault::NoWindow
            && waiting != self.model.waiting.keys().copied().collect::<Vec<_>>()
        {
            return Err("lost silently".into());
        }
        let known = self.model.waiting.len() + self.model.ended.len();
        if known as u64 != self.made { Err("lost silently".into()) } else { Ok(()) }
    }
}

fn run(seed: u64, fault: Fault, steps: usize) -> Result<(u64, usize), String> {
    let machine = Machine::resume(options(), false, Vec::new());
    let (model, random) = (Model::default(), Random::of(seed));
    let (counters, tickets) = ([0; 3], Vec::new());
    let mut run = Run { machine, model, random, fault, now: 1_000_000, made: 0, counters, tickets };
    for step in 0..steps {
        run.act().map_err(|wrong| format!("seed {seed}, step {step}: {wrong}"))?;
    }
    // In the end everything ends by itself.
    run.tickets.clear();
    let waiting = run.model.waiting.values().cloned().collect();
    run.machine = Machine::resume(options(), false, waiting);
    run.now += GRACE + 100_000;
    for _ in 0..3 {
        run.tick().map_err(|wrong| format!("seed {seed}, at the end: {wrong}"))?;
        run.now += REQUEST;
    }
    if run.model.ended.len() as u64 != run.made {
        return Err(format!("seed {seed}: {} wait for ever", run.model.waiting.len()));
    }
    Ok((run.made, run.model.ended.len()))
}

#[test]
fn random_events_keep_every_rule() {
    let mut random = Random::seeded("machine");
    let (runs, mut made) = (rounds(300), 0);
    for _ in 0..runs {
        match run(random.next(), Fault::None, 400) {
            Ok((proofs, _)) => made += proofs,
            Err(wrong) => panic!("{wrong}"),
        }
    }
    println!("{runs} runs, {made} proofs, 0 rules broken");
    assert!(made > runs as u64 * 10);
}

/// The controls: each planted fault is caught.
#[test]
fn control_every_fault_is_caught() {
    let mut random = Random::seeded("machine, controls");
    for fault in [
        Fault::ForgetsMarks,
        Fault::SendsLastFirst,
        Fault::LosesSilently,
        Fault::NoBackoff,
        Fault::NoWindow,
        Fault::ForgetsRevocation,
    ] {
        let caught = (0..300).find_map(|_| run(random.next(), fault, 400).err());
        println!("{fault:?}: {}", caught.unwrap_or_else(|| panic!("{fault:?} is not seen")));
    }
}
