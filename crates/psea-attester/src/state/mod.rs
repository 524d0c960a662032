//! What an Attester must not forget: counters, the chain's head, its trust state.

mod file;
mod memory;
mod record;

pub use file::FileState;
pub use memory::MemoryState;

use std::error::Error;
use std::fmt;

use psea_claims::{ChainEntry, Counter, CounterScope};

/// The state of one Attester.
///
/// # Contract
///
/// Every change is durable before the call returns, as durable as the implementation promises. A
/// counter that was returned is never returned again for its scope, whatever happens in between:
/// a Verifier would refuse the second proof (§3.10).
pub trait AttesterState: fmt::Debug + Send + Sync {
    /// Reserves the next counter of a scope: greater than every one reserved before.
    ///
    /// # Errors
    ///
    /// [`StateError::Exhausted`] after 2^53 − 1; or if the state could not be written, in which
    /// case a later call may skip a number and never repeats one.
    fn reserve_counter(&self, scope: &CounterScope) -> Result<Counter, StateError>;

    /// The entry of the last accepted proof, or the sentinel (§3.12).
    ///
    /// # Errors
    ///
    /// If the state could not be read.
    fn chain_head(&self) -> Result<ChainEntry, StateError>;

    /// Moves the chain's head from `previous` to `entry`; leaves it alone where it is not
    /// `previous`, so that an acknowledgement that comes twice or late changes nothing.
    ///
    /// # Errors
    ///
    /// If the state could not be written.
    fn advance_chain(&self, previous: &ChainEntry, entry: ChainEntry) -> Result<(), StateError>;

    /// Whether proofs may be made.
    ///
    /// # Errors
    ///
    /// If the state could not be read.
    fn trust(&self) -> Result<TrustState, StateError>;

    /// Changes whether proofs may be made. Revocation is final: a new key and a new enrollment
    /// are the only way out.
    ///
    /// # Errors
    ///
    /// [`StateError::Revoked`] if the state is revoked and `trust` is not; or if the state could
    /// not be written.
    fn set_trust(&self, trust: TrustState) -> Result<(), StateError>;
}

/// The local trust state of an Attester (§3.13.1). Only [`Trusted`](Self::Trusted) permits a
/// proof.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum TrustState {
    /// Enrolled, and nothing speaks against it.
    Trusted,
    /// Not enrolled yet.
    #[default]
    Unenrolled,
    /// The platform destroyed or invalidated the key, e.g. because the enrolled biometrics
    /// changed.
    Invalidated,
    /// The Verifier revoked the enrollment.
    Revoked,
    /// The state of the device could not be established.
    Error,
}

impl TrustState {
    /// What helps out of it.
    #[must_use]
    pub const fn way_out(self) -> &'static str {
        match self {
            Self::Trusted => "nothing to do",
            Self::Unenrolled => "enroll this Attester first",
            Self::Invalidated | Self::Revoked => "make a new key and enroll it",
            Self::Error => "find out what failed on this device",
        }
    }
}

impl fmt::Display for TrustState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Trusted => "trusted",
            Self::Unenrolled => "unenrolled",
            Self::Invalidated => "invalidated",
            Self::Revoked => "revoked",
            Self::Error => "error",
        })
    }
}

/// Everything that a state holds, as a value: for moving it to another place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateSnapshot {
    /// Whether proofs may be made.
    pub trust: TrustState,
    /// The last counter that was reserved in each scope, in the order of the scopes' keys.
    pub counters: Vec<(CounterScope, Counter)>,
    /// The chain's head, or the sentinel.
    pub chain_head: ChainEntry,
}

/// Why the state of an Attester could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// The scope has no counter left.
    #[error("the counter scope is exhausted: every value up to 2^53 − 1 was used")]
    Exhausted,
    /// The Attester was revoked, for good.
    #[error("the Attester was revoked, which is final: make a new key and enroll it")]
    Revoked,
    /// Another process has the state open.
    #[error(
        "another process uses the state `{0}`: two Attesters with one state would use a counter twice"
    )]
    InUse(String),
    /// The state is not what this version writes.
    #[error("the state `{path}` cannot be used: {problem}")]
    Unreadable {
        /// Where it is.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The state could not be read or written.
    #[error("the state `{path}` cannot be {operation}: {source}")]
    Io {
        /// Where it is.
        path: String,
        /// `read`, `written`, …
        operation: &'static str,
        /// What the system said.
        source: Box<dyn Error + Send + Sync>,
    },
}
