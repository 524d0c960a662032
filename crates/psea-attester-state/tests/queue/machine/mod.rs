//! The machine as a value: time and chance are arguments.

mod model;
mod order;
mod revocation;
mod room;
mod times;

use psea_attester_state::queue::{Answer, Backoff, Event, Label, Machine, Step};
use psea_attester_state::{EntryId, Millis, QueueOptions, Waiting};
use psea_claims::{Counter, CounterScope, Jti, Operation, Tier};

pub(crate) use crate::support::*;

const GRACE: u64 = 40_000;
const REQUEST: u64 = 1_000;
/// When what waits was queued.
const QUEUED: Millis = Millis::new(1_000_000);

fn options() -> QueueOptions {
    let backoff = Backoff::new(500, 4_000).unwrap();
    QueueOptions::default().grace_window(GRACE / 1000).request_timeout(REQUEST).backoff(backoff)
}

fn scope(number: u64) -> CounterScope {
    CounterScope::from_key(format!("tier:{number}"))
}

fn label(id: u64, of: u64, counter: u64) -> Label {
    Label {
        scope: scope(of),
        counter: Counter::new(counter).unwrap(),
        jti: Jti::new(format!("a-{id}")).unwrap(),
        op: Operation::new("op").unwrap(),
        tier: Tier::new("tier").unwrap(),
    }
}

/// A proof that is due since it was queued, and ends with its grace window.
fn due(id: u64, of: u64, counter: u64) -> Waiting {
    let machine = resume([]);
    let exp = QUEUED.plus(GRACE + 1_000);
    machine.entry(EntryId::new(id), label(id, of, counter), exp, QUEUED)
}

fn resume<const N: usize>(waiting: [Waiting; N]) -> Machine {
    Machine::resume(options(), false, waiting.into())
}

fn tick(machine: &mut Machine, now: Millis) -> Step {
    machine.step(now, 0, Event::Tick { most: 9 })
}

/// The proofs that a step sends.
fn sent(step: &Step) -> Vec<u64> {
    step.send.iter().map(|sending| sending.id.get()).collect()
}

fn answered(id: u64, attempt: u32, answer: Answer) -> Event {
    Event::Answered { id: EntryId::new(id), attempt, answer, problem: None }
}
