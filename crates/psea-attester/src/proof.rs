use std::sync::Arc;

use psea_claims::{
    ActionError, ActionPayload, BodyError, CallerPackage, ChainEntry, ClaimError, ClaimRules,
    Claims, Limits, Nonce, Revisions, SdkVersion, SignalReport, TransportBody,
    TransportBodyBuilder, UserVerification,
};
use psea_jose::base64::url;

/// A complete proof, with the documents that travel beside it.
#[derive(Clone, Debug)]
pub struct Proof {
    pub(crate) compact: String,
    pub(crate) claims: Arc<Claims<'static>>,
    pub(crate) action: ActionPayload,
    pub(crate) signal_report: Option<SignalReport>,
}

impl Proof {
    /// A proof from the transport body that was kept of it, with the Verifier's `limits` that it was
    /// made within.
    ///
    /// Only for what this Attester itself kept: no signature is verified, and what is restored is
    /// good for sending it again and for taking note of the answer.
    ///
    /// # Errors
    ///
    /// If it is not the body of a proof.
    pub fn restore(body: &[u8], limits: &Limits) -> Result<Self, RestoreError> {
        let body = TransportBody::parse(body, limits)?;
        let compact = body.proof().to_cow().into_owned();
        let payload = compact.split('.').nth(1).ok_or(RestoreError::Token)?;
        let payload = url::decode(payload).map_err(|_| RestoreError::Token)?;
        let rules = ClaimRules {
            revisions: Revisions::BOTH,
            max_depth: limits.max_depth,
            require_canonical: true,
        };
        let claims = owned(&Claims::parse_unverified(&payload, &rules)?);
        let action = body.action_payload().ok_or(RestoreError::Token)?;
        let action = ActionPayload::from_value(action)?;
        let report = body.signal_report();
        let signal_report = report.map(SignalReport::from_value).transpose()?;
        if action.hash() != claims.payload_hash {
            return Err(RestoreError::OtherAction);
        }
        Ok(Self { compact, claims: Arc::new(claims), action, signal_report })
    }

    /// The token: a compact JWS, media type `application/psea+jwt`.
    #[must_use]
    pub fn compact(&self) -> &str {
        &self.compact
    }

    /// What the token says.
    #[must_use]
    pub fn claims(&self) -> &Claims<'static> {
        &self.claims
    }

    /// The action that the token binds.
    #[must_use]
    pub const fn action(&self) -> &ActionPayload {
        &self.action
    }

    /// The transport body for this proof (§3.6), to which unsigned members may be added.
    #[must_use]
    pub fn body(&self) -> TransportBodyBuilder<'_> {
        let body = TransportBodyBuilder::new(&self.compact, &self.action);
        match &self.signal_report {
            Some(report) => body.signal_report(report),
            None => body,
        }
    }

    /// The proof's link of the chain and the entry that an acceptance makes the new head
    /// (§3.12).
    pub(crate) fn chain_link(&self) -> Option<(&ChainEntry, ChainEntry)> {
        let previous = self.claims.chain_prev.as_ref()?;
        let entry = ChainEntry::derive(&self.claims.jti, self.claims.counter, previous);
        Some((previous, entry))
    }
}

/// The claims of an Attester's own proof, which always performed its verification.
fn owned(claims: &Claims<'_>) -> Claims<'static> {
    Claims {
        jti: claims.jti.clone().into_owned(),
        aud: claims.aud.clone().into_owned(),
        iss: claims.iss.clone().into_owned(),
        iat: claims.iat,
        exp: claims.exp,
        ueid: claims.ueid,
        profile: claims.profile,
        tier: claims.tier.clone().into_owned(),
        op: claims.op.clone().into_owned(),
        counter: claims.counter,
        payload_hash: claims.payload_hash,
        uv: UserVerification::performed(claims.uv.method().clone().into_owned()),
        nonce: claims.nonce.clone().map(Nonce::into_owned),
        submods: claims.submods.clone(),
        chain_prev: claims.chain_prev,
        caller_package: claims.caller_package.clone().map(CallerPackage::into_owned),
        sdk_version: claims.sdk_version.clone().map(SdkVersion::into_owned),
        user_hash: claims.user_hash,
        chain_pending: claims.chain_pending.clone(),
        last_confirmed_head: claims.last_confirmed_head.clone(),
        rp_context_hash: claims.rp_context_hash.clone(),
    }
}

/// Why kept octets are not the body of a proof.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// They are no transport body.
    #[error("what was kept is no transport body: {0}")]
    Body(#[from] BodyError),
    /// The token is none.
    #[error("what was kept holds no token")]
    Token,
    /// The token's claim set is none.
    #[error("what was kept holds no claim set: {0}")]
    Claims(#[from] ClaimError),
    /// The action or the signal report is none.
    #[error("what was kept holds no action: {0}")]
    Action(#[from] ActionError),
    /// The action is not the one that the token binds.
    #[error("what was kept holds another action than the token binds")]
    OtherAction,
}
