//! From a request to a proof that waits: the only way into the queue.

use psea_attester::{
    AttestError, Confirmed, HardwareKey, Prepared, Prompt, Proposal, RemoteVerification,
};
use psea_claims::EpochSeconds;
use psea_jose::es256::{Es256Backend, PublicKey, Signature};
use psea_jose::jws::SigningInput;

use super::offline::OpenTicket;
use super::{EntryId, QueueError};
use crate::time::Millis;

/// A checked request that may be approved offline. No user was asked and no counter was used.
///
/// Until its proof is stored, or it is dropped, later proofs of its scope wait for it.
#[derive(Debug)]
pub struct OfflineProposal {
    pub(super) proposal: Proposal,
    pub(super) ticket: OpenTicket,
}

impl OfflineProposal {
    /// What the user is asked to approve.
    #[must_use]
    pub fn prompt(&self) -> Prompt<'_> {
        self.proposal.prompt()
    }

    /// As [`Proposal::verify_user`].
    ///
    /// # Errors
    ///
    /// If the user was not verified. No counter was used.
    pub fn verify_user(self, key: &dyn HardwareKey) -> Result<OfflineConfirmed<'_>, AttestError> {
        let Self { proposal, ticket } = self;
        Ok(OfflineConfirmed { confirmed: proposal.verify_user(key)?, ticket })
    }

    /// As [`Proposal::prepare`]: the first of two steps.
    ///
    /// # Errors
    ///
    /// As [`Proposal::prepare`].
    pub fn prepare(
        self,
        verification: RemoteVerification,
        now: EpochSeconds,
    ) -> Result<OfflinePrepared, AttestError> {
        let Self { proposal, ticket } = self;
        Ok(OfflinePrepared { prepared: proposal.prepare(verification, now)?, ticket })
    }
}

/// A checked request whose user was verified, for one signature.
#[derive(Debug)]
pub struct OfflineConfirmed<'k> {
    confirmed: Confirmed<'k>,
    ticket: OpenTicket,
}

impl OfflineConfirmed<'_> {
    /// Makes the proof as [`Confirmed::sign`] does, and stores it. It counts as queued when this
    /// returns.
    ///
    /// # Errors
    ///
    /// If it could not be made or stored.
    pub fn sign(mut self, now: Millis) -> Result<Queued, QueueError> {
        let proof = self.confirmed.sign(now.seconds())?;
        let queue = self.ticket.queue.clone();
        queue.store(&mut self.ticket, &proof, now)
    }
}

/// A proof for the queue that lacks its signature.
#[derive(Debug)]
#[must_use = "the counter is used: have it signed, or leave a gap"]
pub struct OfflinePrepared {
    prepared: Prepared,
    ticket: OpenTicket,
}

impl OfflinePrepared {
    /// What the key signs.
    #[must_use]
    pub const fn signing_input(&self) -> &SigningInput {
        self.prepared.signing_input()
    }

    /// Adds the signature if it verifies under `key`, and stores the proof: the second step. It
    /// counts as queued when this returns.
    ///
    /// # Errors
    ///
    /// If the signature does not verify, or the proof could not be stored.
    pub fn complete_checked(
        mut self,
        signature: &Signature,
        key: &PublicKey,
        backend: &dyn Es256Backend,
        now: Millis,
    ) -> Result<Queued, QueueError> {
        let proof = self.prepared.complete_checked(signature, key, backend)?;
        let queue = self.ticket.queue.clone();
        queue.store(&mut self.ticket, &proof, now)
    }
}

/// A proof is on the disk and will be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Its number.
    pub id: EntryId,
    /// When it is dropped if no answer came: at its `exp` or at the end of its grace window.
    pub until: Millis,
}
