//! What the benchmarks measure: one world with one enrolled Attester, action payloads of several
//! sizes, input of attackers, and the same work done by others.

pub mod hostile;
mod payload;
pub mod peers;
mod signer;
mod world;

pub use payload::payload;
pub use signer::FastSigner;
pub use world::{AUD, DEVICE, ISS, KID, NOW, OP, TIER, World};

/// Whatever keeps a benchmark from being set up.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
