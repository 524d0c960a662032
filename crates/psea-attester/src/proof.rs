use std::sync::Arc;

use psea_claims::{ActionPayload, ChainEntry, Claims, SignalReport, TransportBodyBuilder};

/// A complete proof, with the documents that travel beside it.
#[derive(Clone, Debug)]
pub struct Proof {
    pub(crate) compact: String,
    pub(crate) claims: Arc<Claims<'static>>,
    pub(crate) action: ActionPayload,
    pub(crate) signal_report: Option<SignalReport>,
}

impl Proof {
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
