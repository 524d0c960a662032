use std::fmt;

use psea_claims::{Operation, Tier};

/// Whether an operation may be approved while the server is out of reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offline {
    /// Its proof may wait in the queue.
    Allowed,
    /// The server's answer is needed before anything happens: it is refused offline and never
    /// queued.
    ServerFirst,
}

/// The deployment's policy on what may be approved offline.
pub trait OfflinePolicy: fmt::Debug + Send + Sync {
    /// Whether this operation at this tier may be.
    fn offline(&self, op: &Operation<'_>, tier: &Tier<'_>) -> Offline;
}

/// The listed operations may be, at any tier; no other.
impl OfflinePolicy for Vec<Operation<'static>> {
    fn offline(&self, op: &Operation<'_>, _tier: &Tier<'_>) -> Offline {
        let listed = self.iter().any(|allowed| allowed.as_str() == op.as_str());
        if listed { Offline::Allowed } else { Offline::ServerFirst }
    }
}
