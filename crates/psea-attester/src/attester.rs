use std::sync::Arc;

use psea_claims::{CounterScope, Outcome, Ueid};
use psea_jose::json::Document;

use crate::config::AttesterConfig;
use crate::error::AttestError;
use crate::proof::Proof;
use crate::state::{AttesterState, StateError, TrustState};

/// One enrolled Attester: its configuration over its state.
///
/// Cheap to clone; clones share the state.
#[derive(Clone, Debug)]
pub struct Attester {
    pub(crate) config: Arc<AttesterConfig>,
    pub(crate) state: Arc<dyn AttesterState>,
}

impl Attester {
    /// An Attester that keeps its state in `state`.
    #[must_use]
    pub fn new(config: AttesterConfig, state: Arc<dyn AttesterState>) -> Self {
        Self { config: Arc::new(config), state }
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &AttesterConfig {
        &self.config
    }

    /// The `ueid` that this Attester's proofs carry (§7.1).
    #[must_use]
    pub fn ueid(&self) -> Ueid {
        Ueid::derive(self.config.revision, &self.config.device_id, &self.config.iss)
    }

    /// The scope whose counter `proof` carries, by this Attester's policy.
    #[must_use]
    pub fn scope_of(&self, proof: &Proof) -> Option<CounterScope> {
        let action = proof.action.as_str().as_bytes();
        let document = Document::parse(action, self.config.limits.max_depth).ok()?;
        self.config.scope.scope(&proof.claims.tier, document.root())
    }

    /// §3.13.1: fail fast and emit nothing.
    pub(crate) fn require_trusted(&self) -> Result<(), AttestError> {
        match self.state.trust()? {
            TrustState::Trusted => Ok(()),
            other => Err(AttestError::NotTrusted(other)),
        }
    }

    /// Takes note of the Verifier's answer to a proof.
    ///
    /// An approval moves the head of the chain to the proof's entry, so that the next proof
    /// refers to it (§3.12). A revoking answer moves the local state to revoked, for good
    /// (§3.13.1). Every other answer changes nothing.
    ///
    /// The answer must come from the Verifier over a channel that authenticates it: who can forge
    /// it can stop this Attester.
    ///
    /// # Errors
    ///
    /// If the state could not be written.
    pub fn acknowledge(&self, proof: &Proof, outcome: Outcome) -> Result<(), StateError> {
        match (outcome, proof.chain_link()) {
            (Outcome::Approve, Some((previous, entry))) => {
                self.state.advance_chain(previous, entry)
            }
            (Outcome::Revoked, _) => self.state.set_trust(TrustState::Revoked),
            _ => Ok(()),
        }
    }
}
