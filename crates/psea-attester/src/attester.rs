use std::sync::Arc;

use psea_claims::{ClaimName, Outcome, Revision, Ueid};
use psea_jose::json::{DEFAULT_MAX_DEPTH, Document};

use crate::config::AttesterConfig;
use crate::error::AttestError;
use crate::proof::Proof;
use crate::request::ActionRequest;
use crate::stages::Proposal;
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

    /// Checks that a proof of `request` may be made at all, before the user is asked.
    ///
    /// # Errors
    ///
    /// If the local trust state forbids it (§3.13.1), or the request cannot become a proof.
    pub fn propose(&self, request: ActionRequest) -> Result<Proposal, AttestError> {
        self.require_trusted()?;
        let max_lifetime = self.config.max_lifetime;
        let lifetime = request.lifetime.unwrap_or(max_lifetime);
        // §3.7: `exp` ≤ `iat` + the deployment's greatest lifetime.
        if lifetime == 0 || lifetime > max_lifetime {
            return Err(AttestError::Lifetime { seconds: lifetime, max_lifetime });
        }
        require_content(&request, &self.config)?;
        if request.signal_report.is_some() && self.config.revision == Revision::Draft02 {
            return Err(AttestError::SignalsUndeclared);
        }
        let document = Document::parse(request.action.as_str().as_bytes(), DEFAULT_MAX_DEPTH)
            .map_err(|_| AttestError::Scope)?;
        let scope = self.config.scope.scope(&request.tier, document.root());
        let scope = scope.ok_or(AttestError::Scope)?;
        Ok(Proposal { attester: self.clone(), request, lifetime, scope })
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

/// §3.5: an optional claim is omitted rather than sent null or empty.
fn require_content(request: &ActionRequest, config: &AttesterConfig) -> Result<(), AttestError> {
    let empty_json = |json: &psea_jose::canonical::CanonicalJson| {
        matches!(json.as_str(), "null" | "\"\"" | "{}" | "[]")
    };
    let empty = [
        (ClaimName::EatNonce, request.nonce.as_ref().is_some_and(|n| n.as_str().is_empty())),
        (ClaimName::SdkVersion, config.sdk_version.as_ref().is_some_and(|v| v.as_str().is_empty())),
        (ClaimName::Submods, request.submods.as_ref().is_some_and(|s| s.device_state().is_none())),
        (ClaimName::ChainPending, request.chain_pending.as_ref().is_some_and(empty_json)),
        (
            ClaimName::LastConfirmedHead,
            request.last_confirmed_head.as_ref().is_some_and(empty_json),
        ),
    ];
    match empty.into_iter().find(|(_, is_empty)| *is_empty) {
        Some((claim, _)) => Err(AttestError::EmptyClaim(claim)),
        None => Ok(()),
    }
}
