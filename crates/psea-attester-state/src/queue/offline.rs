use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use psea_attester::{
    AcknowledgeError, ActionRequest, AttestError, Attester, AttesterConfig, AttesterState as _,
    Proof, StateError, TrustState,
};
use psea_claims::{CounterScope, Limits, Outcome};
use psea_result::PinnedKeys;

use super::{
    Answer, AsyncTransport, Change, Ended, EntryId, Event, Label, Machine, NoAnswer, Offline,
    OfflinePolicy, OfflineProposal, Outgoing, QueueOptions, Queued, Refused, Step, Ticket,
    Transport, Waiting,
};
use crate::file::RedbState;
use crate::time::Millis;

/// One Attester's offline queue, over its state. Cheap to clone; clones are one queue.
///
/// There is one queue for a state: its makers and its senders share it.
#[derive(Clone, Debug)]
pub struct OfflineQueue {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    attester: Attester,
    state: Arc<RedbState>,
    policy: Arc<dyn OfflinePolicy>,
    limits: Limits,
    machine: Mutex<Machine>,
}

/// Why the queue did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueueError {
    /// Policy says that this operation needs the server first.
    #[error("the operation `{0}` needs the server's answer first: it cannot be approved offline")]
    ServerFirst(Box<str>),
    /// No proof may be made for the queue now.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The proof could not be made.
    #[error(transparent)]
    Attest(#[from] AttestError),
    /// The state could not be read or written. If a proof was to be stored, it does not count as
    /// queued; whether it is, is known when the state is opened again.
    #[error(transparent)]
    State(#[from] StateError),
    /// A proof that waits cannot be read.
    #[error("the proof {0} in the queue cannot be read: {1}")]
    Kept(u64, Box<str>),
}

/// What a turn did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// What ended, in order.
    pub ended: Vec<Ended>,
    /// When the next turn has something to do, if nothing is queued before.
    pub wake: Option<Millis>,
}

impl OfflineQueue {
    /// The queue in `state`, for the Attester with `config`, whose greatest lifetime is the
    /// deployment's wider one for offline proofs (§3.7).
    ///
    /// If the Attester was revoked, what waits is dropped now. After a revocation and a new
    /// enrollment, open the queue again, with the new configuration.
    ///
    /// # Errors
    ///
    /// If the state could not be read or written.
    pub fn open(
        config: AttesterConfig,
        state: Arc<RedbState>,
        policy: Arc<dyn OfflinePolicy>,
        options: QueueOptions,
        now: Millis,
    ) -> Result<Self, StateError> {
        let machine = Machine::resume(options, config.has_chain(), state.waiting()?);
        let limits = config.verifier_limits();
        let attester = Attester::new(config, Arc::clone(&state) as _);
        let machine = Mutex::new(machine);
        let queue = Self { inner: Arc::new(Inner { attester, state, policy, limits, machine }) };
        queue.obey_revocation(&mut queue.lock(), now)?;
        Ok(queue)
    }

    /// The Attester that makes its proofs.
    #[must_use]
    pub fn attester(&self) -> &Attester {
        &self.inner.attester
    }

    /// Checks that a proof of `request` may be made and may wait, before the user is asked.
    ///
    /// # Errors
    ///
    /// [`QueueError::ServerFirst`] if policy says so; [`QueueError::Refused`] if there is no room,
    /// or with the chain layer on, a proof waits already; or as [`Attester::propose`].
    pub fn propose(&self, request: ActionRequest) -> Result<OfflineProposal, QueueError> {
        let proposal = self.inner.attester.propose(request)?;
        let prompt = proposal.prompt();
        match self.inner.policy.offline(prompt.op(), prompt.tier()) {
            Offline::Allowed => {}
            Offline::ServerFirst => {
                return Err(QueueError::ServerFirst(prompt.op().as_str().into()));
            }
        }
        let scope = proposal.scope().clone();
        let ticket = self.lock().open_ticket(&scope)?;
        let ticket = OpenTicket { queue: self.clone(), ticket: Some(ticket), scope };
        Ok(OfflineProposal { proposal, ticket })
    }

    /// What waits, in the order in which it was made.
    #[must_use]
    pub fn waiting(&self) -> Vec<Waiting> {
        self.lock().waiting().cloned().collect()
    }

    /// How the proofs that waited ended, as far as it was not forgotten.
    ///
    /// # Errors
    ///
    /// If the state could not be read.
    pub fn ended(&self) -> Result<Vec<Ended>, StateError> {
        self.inner.state.ended()
    }

    /// Forgets how a proof ended, once whom it concerns was told.
    ///
    /// # Errors
    ///
    /// If the state could not be written.
    pub fn forget(&self, id: EntryId) -> Result<(), StateError> {
        self.inner.state.forget(id)
    }

    /// One turn, on this thread: drops what is over, sends what is due, one after the other, and
    /// obeys the answers.
    ///
    /// `now` reads the clock, and `random` gives a fresh random number with each call. Several
    /// threads may take turns: no proof is sent by two of them.
    ///
    /// # Errors
    ///
    /// If the state could not be read or written. Nothing is lost.
    pub fn turn(
        &self,
        transport: &dyn Transport,
        keys: &PinnedKeys,
        now: &dyn Fn() -> Millis,
        random: &mut dyn FnMut() -> u64,
    ) -> Result<Turn, QueueError> {
        let mut turn = Turn::default();
        while let Some(request) = self.begin(now(), random(), &mut turn)? {
            let reply = transport.submit(&request);
            self.finish(request, reply, keys, now(), random(), &mut turn)?;
        }
        turn.wake = self.lock().wake(now());
        Ok(turn)
    }

    /// As [`turn`](Self::turn), with a transport that answers later. The state's writes block for
    /// as long as the disk takes.
    ///
    /// # Errors
    ///
    /// As [`turn`](Self::turn).
    pub async fn turn_async(
        &self,
        transport: &dyn AsyncTransport,
        keys: &PinnedKeys,
        now: &(dyn Fn() -> Millis + Sync),
        random: &mut (dyn FnMut() -> u64 + Send),
    ) -> Result<Turn, QueueError> {
        let mut turn = Turn::default();
        while let Some(request) = self.begin(now(), random(), &mut turn)? {
            let reply = transport.submit(&request).await;
            self.finish(request, reply, keys, now(), random(), &mut turn)?;
        }
        turn.wake = self.lock().wake(now());
        Ok(turn)
    }

    /// Drops what is over at `now`, into `turn`, and begins the next request that is due. It is
    /// marked as under way on the disk before this returns, and whoever gets it sends it once.
    ///
    /// # Errors
    ///
    /// As [`turn`](Self::turn).
    pub fn begin(
        &self,
        now: Millis,
        random: u64,
        turn: &mut Turn,
    ) -> Result<Option<Outgoing>, QueueError> {
        let mut machine = self.lock();
        turn.ended.extend(self.obey_revocation(&mut machine, now)?);
        let step = self.step(&mut machine, now, random, Event::Tick { most: 1 })?;
        turn.ended.extend(ended(&step.changes));
        let Some(sending) = step.send.first() else { return Ok(None) };
        let found = machine.waiting().find(|waiting| waiting.id == sending.id);
        let label = found.map(|waiting| waiting.label.clone());
        let body = self.inner.state.body(sending.id)?;
        let (Some(label), Some(body)) = (label, body) else {
            return Err(QueueError::Kept(sending.id.get(), "it is not there".into()));
        };
        let (id, attempt, deadline) = (sending.id, sending.attempt, sending.deadline);
        Ok(Some(Outgoing { id, attempt, label, body, deadline }))
    }

    /// Takes note of what came of a request: the signed result, or that none came.
    ///
    /// A result that does not verify, or is about another proof, is no answer.
    ///
    /// # Errors
    ///
    /// As [`turn`](Self::turn).
    pub fn finish(
        &self,
        request: Outgoing,
        reply: Result<String, NoAnswer>,
        keys: &PinnedKeys,
        now: Millis,
        random: u64,
        turn: &mut Turn,
    ) -> Result<(), QueueError> {
        let Outgoing { id, attempt, body, .. } = request;
        let (answer, problem) = match reply {
            Ok(result) => self.acknowledge(id, &body, &result, keys, now)?,
            Err(reason) => (Answer::Nothing, Some(reason.to_string().into())),
        };
        let event = Event::Answered { id, attempt, answer, problem };
        let step = self.step(&mut self.lock(), now, random, event)?;
        turn.ended.extend(ended(&step.changes));
        Ok(())
    }

    /// The chain's head and the trust state move first: if the process ends in between, the proof
    /// is sent again and answered alike.
    fn acknowledge(
        &self,
        id: EntryId,
        body: &str,
        result: &str,
        keys: &PinnedKeys,
        now: Millis,
    ) -> Result<(Answer, Option<Box<str>>), QueueError> {
        let proof = Proof::restore(body.as_bytes(), &self.inner.limits)
            .map_err(|error| QueueError::Kept(id.get(), error.to_string().into()))?;
        let said = self.inner.attester.acknowledge_result(&proof, result, keys, now.seconds());
        Ok(match said {
            Ok(Outcome::Approve) => (Answer::Approved, None),
            Ok(Outcome::Reject) => (Answer::Rejected, None),
            Ok(Outcome::Stale) => (Answer::Stale, None),
            Ok(Outcome::Revoked) => (Answer::Revoked, None),
            Ok(Outcome::Unavailable) => {
                (Answer::Nothing, Some("the Verifier cannot say now".into()))
            }
            Err(AcknowledgeError::State(error)) => return Err(error.into()),
            Err(other) => (Answer::Nothing, Some(other.to_string().into())),
        })
    }

    /// The proof is stored durably, and counts as queued then.
    pub(super) fn store(
        &self,
        ticket: &mut OpenTicket,
        proof: &Proof,
        now: Millis,
    ) -> Result<Queued, QueueError> {
        let claims = proof.claims();
        let label = Label {
            scope: ticket.scope.clone(),
            counter: claims.counter,
            jti: claims.jti.clone(),
            op: claims.op.clone(),
            tier: claims.tier.clone(),
        };
        let exp = Millis::from(claims.exp);
        let mut machine = self.lock();
        let Some(open) = ticket.ticket.take() else { return Err(Refused::Revoked.into()) };
        let mut after = machine.clone();
        let mut made = None;
        let stored = self.inner.state.add(&proof.body().build(), |id| {
            made = Some(id);
            let entry = after.entry(id, label, exp, now);
            after.step(now, 0, Event::Made(open, entry)).changes
        });
        if let Err(error) = stored {
            machine.close_ticket(open);
            return Err(error.into());
        }
        let until = after.waiting().find(|waiting| Some(waiting.id) == made);
        let until = until.map(Waiting::until);
        *machine = after;
        match (made, until) {
            (Some(id), Some(until)) => Ok(Queued { id, until }),
            // It was made while the revocation came, and dropped at once, visibly.
            _ => Err(Refused::Revoked.into()),
        }
    }

    fn step(
        &self,
        machine: &mut Machine,
        now: Millis,
        random: u64,
        event: Event,
    ) -> Result<Step, StateError> {
        let mut after = machine.clone();
        let step = after.step(now, random, event);
        self.inner.state.apply(&step.changes)?;
        *machine = after;
        Ok(step)
    }

    fn obey_revocation(
        &self,
        machine: &mut Machine,
        now: Millis,
    ) -> Result<Vec<Ended>, StateError> {
        if self.inner.state.trust()? != TrustState::Revoked {
            return Ok(Vec::new());
        }
        Ok(ended(&self.step(machine, now, 0, Event::Revoked)?.changes))
    }

    /// Each change is one assignment at its end, so that a panic elsewhere leaves none half done.
    fn lock(&self) -> MutexGuard<'_, Machine> {
        self.inner.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ended(changes: &[Change]) -> Vec<Ended> {
    let ended = changes.iter().filter_map(|change| match change {
        Change::End(ended) => Some(ended.clone()),
        Change::Save(_) => None,
    });
    ended.collect()
}

/// A ticket that closes when it is dropped.
#[derive(Debug)]
pub(super) struct OpenTicket {
    pub(super) queue: OfflineQueue,
    ticket: Option<Ticket>,
    scope: CounterScope,
}

impl Drop for OpenTicket {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.queue.lock().close_ticket(ticket);
        }
    }
}
