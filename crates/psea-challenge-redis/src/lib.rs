//! PSEA challenges (§3.1.1) in Redis 7: single-use nonces with a time to live.
//!
//! ```no_run
//! # async fn example(challenge: psea_verifier::Challenge) -> Result<(), Box<dyn std::error::Error>> {
//! use psea_challenge_redis::RedisChallenges;
//! use psea_verifier::AsyncChallengeStore as _;
//!
//! let challenges = RedisChallenges::connect("redis://127.0.0.1/").await?;
//! challenges.issue(challenge).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What it does not promise
//!
//! Redis acknowledges a write before it is on a disk or a replica. So this is never more than
//! [`Durability::Volatile`](psea_verifier::Durability::Volatile), and both directions matter:
//!
//! * **A nonce is lost** (restart, failover): its proof is refused as `challenge_unknown`. Safe: it
//!   costs the user a new challenge.
//! * **A burned nonce comes back** (failover to a replica that missed the burning, a restored
//!   snapshot): it could be burned twice. So a nonce is no defence against replay on its own: the
//!   replay transaction, with its `jti` and counter, stays the authority, and accepts a proof once
//!   whatever Redis says. What is lost then is only that a *second* proof could answer the same
//!   challenge.
//!
//! # Beside a replay store
//!
//! [`WithRedisChallenges`] is a store over another one: **burn first, then commit**. The other
//! order would let two proofs pass on one challenge. A nonce that was burned for a proof that the
//! replay store then refuses, or does not answer for, stays burned: the user needs a new challenge.
//! The precise differences to a store that holds the challenges itself:
//!
//! * A refused proof may have burned its challenge. State of the replay store is unchanged by it.
//! * `challenge_unknown` is said before the enrollment's status and version are read again.
//! * Where the replay store found an earlier version of an enrollment that is still active (another
//!   process changed it), the challenge is burned before the commit says so, and the second look
//!   ends as `challenge_unknown`: once after such a change, the user needs a new challenge.
//! * After an unknown outcome, the same proof submitted again is refused as `challenge_unknown`
//!   where the commit did not take place: ask for its record, then for a new challenge.
//!
//! # What it needs of the server
//!
//! Version 7 or later, a primary, and `maxmemory-policy noeviction`: any other policy may drop
//! challenges, or the marks of burned ones. Checked when it connects. Expiry follows the server's
//! clock, and at burning also the verifier's.

#![warn(clippy::arithmetic_side_effects)]

mod burn;
mod connect;
mod error;
mod issue;
mod store;

pub use connect::RedisChallenges;
pub use error::ConnectError;
pub use store::WithRedisChallenges;
