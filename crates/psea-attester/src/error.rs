use psea_claims::{ClaimError, ClaimName};

use crate::key::KeyError;
use crate::state::{StateError, TrustState};

/// Why no proof was made. Nothing left the Attester.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AttestError {
    /// The local trust state does not permit a proof (§3.13.1).
    #[error("the local trust state is `{0}`, which permits no proof: {fix}", fix = .0.way_out())]
    NotTrusted(TrustState),
    /// The lifetime is 0 or above the deployment's greatest.
    #[error("a lifetime of {seconds} s is not within 1 to {max_lifetime} s")]
    Lifetime {
        /// What was asked for.
        seconds: u64,
        /// The deployment's bound.
        max_lifetime: u64,
    },
    /// `exp` would be above 2^53 − 1.
    #[error("the proof would expire after the last representable second: check the clock")]
    Time,
    /// An optional claim that is empty: it is omitted, not sent (§3.5).
    #[error("the claim `{0}` is empty: omit it instead")]
    EmptyClaim(ClaimName),
    /// Revision -02 has no claim for a signal report.
    #[error("revision -02 cannot commit to a signal report: emit revision -03, or send none")]
    SignalsUndeclared,
    /// The action, or the signal report, nests deeper than a transport body can hold.
    #[error("the action or the signal report nests deeper than Verifiers accept inside a body")]
    ActionTooDeep,
    /// The counter scope points at nothing in the action payload.
    #[error("the action payload lacks the string that the counter scope points at")]
    Scope,
    /// The proof would not satisfy the profile.
    #[error("the proof would be refused by any Verifier: {0}")]
    Claims(ClaimError),
    /// The proof, or the body around it, would exceed the size that Verifiers accept.
    #[error("the {what} would have {octets} octets, and Verifiers accept {limit}: send less")]
    TooLarge {
        /// `proof` or `body`.
        what: &'static str,
        /// How long it would be.
        octets: usize,
        /// The Verifier's limit.
        limit: usize,
    },
    /// The key did not verify the user or did not sign.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The key's signature does not verify under its public key.
    #[error(
        "the key's signature does not verify under its own public key: the key is faulty, or another one signed"
    )]
    Signature,
    /// The Attester's own state could not be read or written.
    #[error(transparent)]
    State(#[from] StateError),
}
