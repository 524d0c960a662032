use std::fmt;
use std::future::Future;
use std::pin::Pin;

use super::{EntryId, Label};
use crate::time::Millis;

/// One request: a proof that is marked, durably, as under way. Worth one submission.
#[derive(Debug)]
#[must_use = "it is marked as under way until its deadline"]
pub struct Outgoing {
    pub(super) id: EntryId,
    pub(super) attempt: u32,
    pub(super) label: Label,
    pub(super) body: String,
    pub(super) deadline: Millis,
}

impl Outgoing {
    /// Which proof it is.
    #[must_use]
    pub const fn label(&self) -> &Label {
        &self.label
    }

    /// How many requests with this proof there were, this one included.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The transport body (§3.6), the same in every request.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// When this request must be over: from then on another one with the same proof may begin.
    #[must_use]
    pub const fn deadline(&self) -> Millis {
        self.deadline
    }
}

/// The way to the Verifier, for callers that may block.
///
/// # Contract
///
/// A request is over when the call returns, and at its [deadline](Outgoing::deadline) at the
/// latest: nothing of it is sent or tried again after that. Whether the channel authenticates the
/// Verifier does not matter: only the result's signature counts.
pub trait Transport {
    /// Submits a proof and gives the signed result, a compact JWS.
    ///
    /// # Errors
    ///
    /// If no result came, for whatever reason.
    fn submit(&self, request: &Outgoing) -> Result<String, NoAnswer>;
}

/// An answer that comes later. No executor is implied.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The way to the Verifier, for callers that must not block, with the contract of [`Transport`].
pub trait AsyncTransport: Sync {
    /// Submits a proof and gives the signed result, a compact JWS. A future that is dropped must
    /// end its request by the deadline too.
    fn submit<'a>(&'a self, request: &'a Outgoing) -> BoxFuture<'a, Result<String, NoAnswer>>;
}

/// No result came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoAnswer(Box<str>);

impl NoAnswer {
    /// Why, for whoever looks at the queue.
    #[must_use]
    pub fn because(reason: impl fmt::Display) -> Self {
        Self(reason.to_string().into())
    }
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoAnswer {}
