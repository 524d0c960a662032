//! What can be checked of a request before the user is asked.

use psea_claims::{ClaimName, Revision};
use psea_jose::canonical::CanonicalJson;
use psea_jose::json::Document;

use crate::attester::Attester;
use crate::config::AttesterConfig;
use crate::error::AttestError;
use crate::request::ActionRequest;
use crate::stages::Proposal;

impl Attester {
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
        // Inside a body, whose own braces are level 1.
        let max_depth = self.config.limits.max_depth.saturating_sub(1);
        let document = Document::parse(request.action.as_str().as_bytes(), max_depth)
            .map_err(|_| AttestError::ActionTooDeep)?;
        if let Some(report) = &request.signal_report {
            Document::parse(report.as_canonical().as_octets(), max_depth)
                .map_err(|_| AttestError::ActionTooDeep)?;
        }
        let scope = self.config.scope.scope(&request.tier, document.root());
        let scope = scope.ok_or(AttestError::Scope)?;
        let proposal = Proposal { attester: self.clone(), request, lifetime, scope };
        proposal.rehearse()?;
        Ok(proposal)
    }
}

/// §3.5: an optional claim is omitted rather than sent null or empty.
fn require_content(request: &ActionRequest, config: &AttesterConfig) -> Result<(), AttestError> {
    let empty_json = |json: &CanonicalJson| matches!(json.as_str(), "null" | "\"\"" | "{}" | "[]");
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
