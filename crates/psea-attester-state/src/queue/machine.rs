//! The queue's decisions, without clock, chance or disk: what comes in is an [`Event`], what comes
//! out is a [`Step`].

use std::collections::BTreeMap;

use psea_claims::{Counter, CounterScope};

use super::{DropReason, End, Ended, EntryId, Phase, QueueOptions, Waiting};
use crate::time::Millis;

/// How long to wait for a proof that is being made, in milliseconds.
const HELD: u64 = 1_000;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A proof was made for the queue, under a ticket, which it closes.
    Made(Ticket, Waiting),
    /// Time went by. At most so many requests may begin.
    Tick {
        /// How many.
        most: usize,
    },
    /// A request is over.
    Answered {
        /// Its proof.
        id: EntryId,
        /// Which of the proof's requests.
        attempt: u32,
        /// What came of it.
        answer: Answer,
        /// Why nothing came of it.
        problem: Option<Box<str>>,
    },
    /// The Attester was revoked: the queue stops, for good.
    Revoked,
}

/// What came of a request. An answer that does not verify is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The proof was accepted, by this request or by one before it.
    Approved,
    /// The proof was refused.
    Rejected,
    /// The proof is no longer, or not yet, fresh.
    Stale,
    /// The Attester was revoked.
    Revoked,
    /// The Verifier could not say, or nothing came.
    Nothing,
}

/// What must be on the disk before anything of the same step is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A proof waits, or waits otherwise.
    Save(Waiting),
    /// A proof waits no longer.
    End(Ended),
}

/// A request to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// Its proof.
    pub id: EntryId,
    /// Which of the proof's requests.
    pub attempt: u32,
    /// When it must be over.
    pub deadline: Millis,
}

/// What follows from an event: first all changes, together and durably, then the requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Step {
    /// To be written, all or none.
    pub changes: Vec<Change>,
    /// To be sent after that.
    pub send: Vec<Sending>,
}

/// The right to make one proof for the queue: while it is open, no later proof of its scope
/// overtakes the one that is being made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(u64);

/// Why no proof may be made for the queue now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// The chain layer is on, and a proof before this one is not answered.
    #[error(
        "with the chain layer on, one proof at a time can wait: the next one refers to its \
         acceptance (§3.12)"
    )]
    ChainBusy,
    /// There is no room.
    #[error("{0} proofs wait already, which is all that the queue has room for")]
    Full(usize),
    /// The Attester was revoked.
    #[error("the Attester was revoked: make a new key and enroll it")]
    Revoked,
}

/// The queue as a value.
#[derive(Clone, Debug)]
pub struct Machine {
    options: QueueOptions,
    chain: bool,
    waiting: BTreeMap<EntryId, Waiting>,
    /// With the scope, and the highest counter that waited in it when the ticket was opened: the
    /// proof to be made has a higher one.
    tickets: BTreeMap<Ticket, (CounterScope, Option<Counter>)>,
    next_ticket: u64,
    stopped: bool,
}

impl Machine {
    /// A queue with what waits. `chain`: whether the chain layer is on.
    #[must_use]
    pub fn resume(options: QueueOptions, chain: bool, waiting: Vec<Waiting>) -> Self {
        let waiting = waiting.into_iter().map(|waiting| (waiting.id, waiting)).collect();
        let tickets = BTreeMap::new();
        Self { options, chain, waiting, tickets, next_ticket: 0, stopped: false }
    }

    /// What waits, in the order in which it was made.
    pub fn waiting(&self) -> impl Iterator<Item = &Waiting> {
        self.waiting.values()
    }

    /// Before the user is asked and the counter is reserved: whether there is room for the proof.
    ///
    /// # Errors
    ///
    /// Why it may not be made.
    pub fn open_ticket(&mut self, scope: &CounterScope) -> Result<Ticket, Refused> {
        let taken = self.waiting.len().saturating_add(self.tickets.len());
        if self.stopped {
            return Err(Refused::Revoked);
        }
        if self.chain && taken > 0 {
            return Err(Refused::ChainBusy);
        }
        if taken >= self.options.most {
            return Err(Refused::Full(taken));
        }
        let waiting = self.waiting.values().filter(|waiting| waiting.label.scope == *scope);
        let highest = waiting.map(|waiting| waiting.label.counter).max();
        let ticket = Ticket(self.next_ticket);
        self.next_ticket = self.next_ticket.saturating_add(1);
        self.tickets.insert(ticket, (scope.clone(), highest));
        Ok(ticket)
    }

    /// No proof was made after all.
    pub fn close_ticket(&mut self, ticket: Ticket) {
        self.tickets.remove(&ticket);
    }

    /// A proof to wait from `now` on.
    #[must_use]
    pub fn entry(&self, id: EntryId, label: super::Label, exp: Millis, now: Millis) -> Waiting {
        Waiting {
            id,
            label,
            queued: now,
            exp,
            grace: now.plus(self.options.grace),
            sent: 0,
            phase: Phase::Due { not_before: now },
            problem: None,
        }
    }

    /// When, seen from `now`, there is something to do, if nothing else happens before.
    #[must_use]
    pub fn wake(&self, now: Millis) -> Option<Millis> {
        let heads = self.heads().into_iter().filter_map(|id| self.waiting.get(&id));
        let next = heads.map(|waiting| match waiting.phase {
            // Whoever makes a proof before it may take a while.
            Phase::Due { not_before } if self.is_held(waiting) => not_before.max(now.plus(HELD)),
            Phase::Due { not_before } => not_before,
            Phase::InFlight { deadline } => deadline,
        });
        let ends = self.waiting.values().filter_map(|waiting| match waiting.phase {
            Phase::Due { .. } => Some(waiting.until()),
            Phase::InFlight { .. } => None,
        });
        next.chain(ends).min()
    }

    /// What follows from `event` at `now`. `random` is any number, a fresh one each time.
    pub fn step(&mut self, now: Millis, random: u64, event: Event) -> Step {
        let mut step = Step::default();
        match event {
            Event::Made(ticket, waiting) => {
                self.tickets.remove(&ticket);
                step.changes.push(Change::Save(waiting.clone()));
                self.waiting.insert(waiting.id, waiting);
                if self.stopped {
                    self.stop(now, &mut step);
                }
            }
            Event::Answered { id, attempt, answer, problem } => {
                self.answered(now, random, (id, attempt), answer, problem, &mut step);
            }
            Event::Revoked => self.stop(now, &mut step),
            Event::Tick { most } => {
                self.settle_times(now, random, &mut step);
                self.drop_ended(now, &mut step);
                self.send(now, most, &mut step);
            }
        }
        step
    }

    fn answered(
        &mut self,
        now: Millis,
        random: u64,
        (id, attempt): (EntryId, u32),
        answer: Answer,
        problem: Option<Box<str>>,
        step: &mut Step,
    ) {
        let Some(waiting) = self.waiting.get(&id) else {
            if answer == Answer::Revoked {
                self.stop(now, step);
            }
            return;
        };
        let in_flight = matches!(waiting.phase, Phase::InFlight { .. });
        let current = in_flight && waiting.sent == attempt;
        match answer {
            // True of the proof, whichever request it answers.
            Answer::Approved => self.end(now, id, End::Accepted, step),
            Answer::Revoked => {
                self.end(now, id, End::Dropped(DropReason::Revoked), step);
                self.stop(now, step);
            }
            // A later request may have fared better.
            _ if !current => {}
            Answer::Rejected => self.end(now, id, End::Dropped(DropReason::Rejected), step),
            Answer::Stale => self.end(now, id, End::Dropped(DropReason::Stale), step),
            Answer::Nothing if self.stopped => {
                self.end(now, id, End::Dropped(DropReason::Revoked), step);
            }
            Answer::Nothing => self.retry(now, random, id, problem, step),
        }
    }

    fn retry(
        &mut self,
        now: Millis,
        random: u64,
        id: EntryId,
        problem: Option<Box<str>>,
        step: &mut Step,
    ) {
        let Some(waiting) = self.waiting.get_mut(&id) else { return };
        let delay = self.options.backoff.delay(waiting.sent, random);
        waiting.phase = Phase::Due { not_before: now.plus(delay) };
        waiting.problem = problem;
        step.changes.push(Change::Save(waiting.clone()));
    }

    fn end(&mut self, now: Millis, id: EntryId, end: End, step: &mut Step) {
        let Some(Waiting { id, label, sent, .. }) = self.waiting.remove(&id) else { return };
        step.changes.push(Change::End(Ended { id, label, at: now, sent, end }));
    }

    /// Everything ends, in the order in which it was made; what is under way ends with its answer,
    /// which may still say that it was accepted, or at its deadline.
    fn stop(&mut self, now: Millis, step: &mut Step) {
        self.stopped = true;
        let due = self.waiting.values().filter(|w| matches!(w.phase, Phase::Due { .. }));
        let due: Vec<_> = due.map(|waiting| waiting.id).collect();
        for id in due {
            self.end(now, id, End::Dropped(DropReason::Revoked), step);
        }
    }

    /// Requests whose deadline is over; and waits that a clock that was set back made too long.
    fn settle_times(&mut self, now: Millis, random: u64, step: &mut Step) {
        let (longest, request) = (self.options.backoff.longest(), self.options.request);
        let mut over = Vec::new();
        for waiting in self.waiting.values_mut() {
            match &mut waiting.phase {
                Phase::InFlight { deadline } if *deadline <= now => over.push(waiting.id),
                Phase::InFlight { deadline: moment } if *moment > now.plus(request) => {
                    *moment = now.plus(request);
                    step.changes.push(Change::Save(waiting.clone()));
                }
                Phase::Due { not_before: moment } if *moment > now.plus(longest) => {
                    *moment = now.plus(longest);
                    step.changes.push(Change::Save(waiting.clone()));
                }
                _ => {}
            }
        }
        for (id, nth) in over.into_iter().zip(0_u64..) {
            if self.stopped {
                self.end(now, id, End::Dropped(DropReason::Revoked), step);
            } else {
                let problem = Some("no answer came before the deadline".into());
                self.retry(now, random.wrapping_add(nth), id, problem, step);
            }
        }
    }

    /// Windows that ended; not under a request, whose answer is still to come.
    fn drop_ended(&mut self, now: Millis, step: &mut Step) {
        let ended = self
            .waiting
            .values()
            .filter(|waiting| matches!(waiting.phase, Phase::Due { .. }) && waiting.until() <= now);
        let ended: Vec<_> = ended.map(|waiting| (waiting.id, waiting.exp <= now)).collect();
        for (id, expired) in ended {
            let reason = if expired { DropReason::Expired } else { DropReason::Grace };
            self.end(now, id, End::Dropped(reason), step);
        }
    }

    fn send(&mut self, now: Millis, most: usize, step: &mut Step) {
        if self.stopped {
            return;
        }
        let due = self.heads().into_iter().filter(|id| {
            self.waiting.get(id).is_some_and(|waiting| match waiting.phase {
                Phase::Due { not_before } => not_before <= now && !self.is_held(waiting),
                Phase::InFlight { .. } => false,
            })
        });
        let due: Vec<_> = due.take(most).collect();
        for id in due {
            let Some(waiting) = self.waiting.get_mut(&id) else { continue };
            let deadline = now.plus(self.options.request);
            waiting.sent = waiting.sent.saturating_add(1);
            waiting.phase = Phase::InFlight { deadline };
            step.changes.push(Change::Save(waiting.clone()));
            step.send.push(Sending { id, attempt: waiting.sent, deadline });
        }
    }

    /// The proof with the lowest counter of each scope, those that were made first before others.
    fn heads(&self) -> Vec<EntryId> {
        let mut heads: BTreeMap<&str, (Counter, EntryId)> = BTreeMap::new();
        for waiting in self.waiting.values() {
            let own = (waiting.label.counter, waiting.id);
            let head = heads.entry(waiting.label.scope.as_key()).or_insert(own);
            *head = own.min(*head);
        }
        let mut heads: Vec<_> = heads.into_values().map(|(_, id)| id).collect();
        heads.sort();
        heads
    }

    /// Whether a proof with a lower counter may be in the making.
    fn is_held(&self, waiting: &Waiting) -> bool {
        self.tickets.values().any(|(scope, highest)| {
            *scope == waiting.label.scope
                && highest.is_none_or(|highest| waiting.label.counter > highest)
        })
    }
}
