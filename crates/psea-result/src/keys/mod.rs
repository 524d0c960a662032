//! The Verifier's keys: the set that it keeps and publishes, and what a consumer pins of it.

mod jwks;
mod metadata;
mod pinned;
mod set;

pub use metadata::{Metadata, MetadataError};
pub use pinned::{PinnedKeys, PinsError, Refresh, RefreshPacer};
pub(crate) use pinned::{PinnedState, Use};
pub use set::{KeySet, KeySetError, KeySetKey, KeyState};
