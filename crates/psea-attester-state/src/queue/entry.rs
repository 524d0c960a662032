use psea_claims::{Counter, CounterScope, Jti, Operation, Tier};

use crate::time::Millis;

/// The number of a proof in the queue. Never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(u64);

impl EntryId {
    /// A number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// Which proof it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The scope of its counter: proofs of one scope leave in the order of their counters.
    pub scope: CounterScope,
    /// Its counter.
    pub counter: Counter,
    /// Its action id.
    pub jti: Jti<'static>,
    /// The operation.
    pub op: Operation<'static>,
    /// The assurance tier.
    pub tier: Tier<'static>,
}

/// A proof that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its number.
    pub id: EntryId,
    /// Which proof it is.
    pub label: Label,
    /// Since when it waits.
    pub queued: Millis,
    /// Its own end.
    pub exp: Millis,
    /// The end of its grace window.
    pub grace: Millis,
    /// How many requests with it began.
    pub sent: u32,
    /// What is to happen next.
    pub phase: Phase,
    /// Why the last request brought nothing.
    pub problem: Option<Box<str>>,
}

impl Waiting {
    /// When it is dropped: at its `exp` or at the end of its grace window.
    #[must_use]
    pub fn until(&self) -> Millis {
        self.exp.min(self.grace)
    }
}

/// What is to happen to a proof that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// To be sent, not before a moment.
    Due {
        /// The moment.
        not_before: Millis,
    },
    /// A request with it is under way, or was when the process ended. It is over at its deadline.
    InFlight {
        /// The deadline.
        deadline: Millis,
    },
}

/// How a proof that waited ended. Kept until it is [forgotten](super::OfflineQueue::forget).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Its number.
    pub id: EntryId,
    /// Which proof it is.
    pub label: Label,
    /// When.
    pub at: Millis,
    /// How many requests with it began.
    pub sent: u32,
    /// How.
    pub end: End,
}

impl Ended {
    /// Whether it may have been accepted though no answer says so: there was a request with it that
    /// no answer came to. Ask the Verifier or the relying party before the action is approved anew.
    ///
    /// A refusal of a later request is no proof that an earlier one was refused too: the enrollment
    /// may have been suspended or revoked in between.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        match self.end {
            End::Accepted => false,
            End::Dropped(DropReason::Rejected | DropReason::Stale) => self.sent > 1,
            End::Dropped(DropReason::Grace | DropReason::Expired | DropReason::Revoked) => {
                self.sent > 0
            }
        }
    }
}

/// How a proof ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The Verifier accepted it.
    Accepted,
    /// It left the queue without being accepted. The action needs a fresh proof, if it is still
    /// wanted.
    Dropped(DropReason),
}

/// Why a proof left the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// Its grace window ended.
    Grace,
    /// Its `exp` came.
    Expired,
    /// The Verifier refused it.
    Rejected,
    /// The Verifier found it no longer, or not yet, fresh.
    Stale,
    /// The Attester was revoked.
    Revoked,
}
