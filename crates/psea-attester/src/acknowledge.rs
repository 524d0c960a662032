//! What an Attester does with the Verifier's signed answer (§3.12, §3.13.1).

use psea_claims::{Audience, ChainEntry, EpochSeconds, Outcome};
use psea_result::{
    ApprovalClaims, PinnedKeys, RefusalOutcome, ResultError, ResultReader, VerifiedResult,
};

use crate::attester::Attester;
use crate::proof::Proof;
use crate::state::{StateError, TrustState};

/// Why a result was not taken note of. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AcknowledgeError {
    /// The result cannot be relied on.
    #[error(transparent)]
    Result(#[from] ResultError),
    /// The result is about another proof, or does not say about which.
    #[error("the result is not about this proof")]
    OtherProof,
    /// The entry is not the one that follows from this Attester's chain.
    #[error("the result's chain entry does not follow from this Attester's chain")]
    OtherChain,
    /// The state could not be written.
    #[error(transparent)]
    State(#[from] StateError),
}

impl Attester {
    /// Takes note of the Verifier's signed answer to `proof`, from whomever it came: only its
    /// signature counts.
    ///
    /// An approval moves the head of the chain to the proof's entry (§3.12), also when it comes
    /// late. `revoked` moves the local state to revoked, for good (§3.13.1): it must be fresh and
    /// name this proof. Every other answer changes nothing.
    ///
    /// # Errors
    ///
    /// If the answer is not this Verifier's, not for this Attester, or not about `proof`; or if the
    /// state could not be written.
    pub fn acknowledge_result(
        &self,
        proof: &Proof,
        result: &str,
        keys: &PinnedKeys,
        now: EpochSeconds,
    ) -> Result<Outcome, AcknowledgeError> {
        match self.reader().read_late(result, keys, now)? {
            VerifiedResult::Approval(approval) => {
                let said = approval.claims();
                let claims = proof.claims();
                let same = said.proof_jti == claims.jti
                    && said.proof_hash.is_of(proof.compact())
                    && said.payload_hash == claims.payload_hash
                    && said.counter == claims.counter;
                if !same {
                    return Err(AcknowledgeError::OtherProof);
                }
                if let Some((previous, entry)) = proof.chain_link() {
                    if said.chain_entry != Some(entry) {
                        return Err(AcknowledgeError::OtherChain);
                    }
                    self.state.advance_chain(previous, entry)?;
                }
                Ok(Outcome::Approve)
            }
            VerifiedResult::Refusal(refusal) => {
                let said = refusal.claims();
                let named = said.refused_jti.as_ref() == Some(&proof.claims().jti);
                match (said.outcome, named) {
                    (RefusalOutcome::Revoked, true) => self.state.set_trust(TrustState::Revoked)?,
                    // What does not name the proof was not said by who verified it.
                    (_, false) => return Err(AcknowledgeError::OtherProof),
                    _ => {}
                }
                Ok(said.outcome.outcome())
            }
        }
    }

    /// Takes note of an acceptance whose proof is no longer at hand, since this process ended before
    /// the answer came: moves the head of the chain, if the entry follows from the present head.
    ///
    /// # Errors
    ///
    /// [`AcknowledgeError::OtherProof`] if the result is no approval;
    /// [`AcknowledgeError::OtherChain`] if its entry does not follow from the present head; or as
    /// [`acknowledge_result`](Self::acknowledge_result).
    pub fn resume_chain(
        &self,
        result: &str,
        keys: &PinnedKeys,
        now: EpochSeconds,
    ) -> Result<(), AcknowledgeError> {
        let VerifiedResult::Approval(approval) = self.reader().read_late(result, keys, now)? else {
            return Err(AcknowledgeError::OtherProof);
        };
        let ApprovalClaims { proof_jti, counter, chain_entry, .. } = approval.claims();
        let head = self.state.chain_head()?;
        if *chain_entry == Some(head) {
            return Ok(());
        }
        let entry = ChainEntry::derive(proof_jti, *counter, &head);
        if *chain_entry != Some(entry) {
            return Err(AcknowledgeError::OtherChain);
        }
        Ok(self.state.advance_chain(&head, entry)?)
    }

    /// Results of the Verifier that this Attester's proofs are for, to this Attester. A device's
    /// clock is seldom better than to the minute.
    fn reader(&self) -> ResultReader {
        let aud = Audience::of_attester(&self.ueid());
        ResultReader::new(self.config.aud.clone(), aud).clock_skew(60)
    }
}
