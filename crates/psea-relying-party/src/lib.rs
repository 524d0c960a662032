//! The relying party's side (§3.13.3, B.4): it holds an action, and executes it only if a Verifier
//! says that a verified human approved exactly this one, now, and only once.
//!
//! [`RelyingParty::authorize`] takes the signed result, the keys that were pinned, what this party
//! asked for, and the action that it is about to execute. It gives an [`Authorized`], whose action
//! is the parsed form of exactly the octets that were hashed, and which is used up by executing.
//! Nothing else makes one.
//!
//! ```
//! # use std::sync::Arc;
//! # use psea_claims::{Audience, EpochSeconds, Operation, Tier};
//! # use psea_relying_party::{Asked, AuthorizeError, MemoryOneTime, RelyingParty};
//! # use psea_result::PinnedKeys;
//! # fn example(keys: PinnedKeys, result: &str, action: &[u8], now: EpochSeconds)
//! #     -> Result<(), Box<dyn std::error::Error>> {
//! let party = RelyingParty::new(
//!     Audience::new("https://verifier.example")?, // whose results are relied on
//!     Audience::new("https://payments.example")?, // who this is
//!     Arc::new(MemoryOneTime::volatile()),
//! );
//! let asked = Asked::new(Operation::new("payment.execute")?, Tier::new("high")?);
//! let authorized = party.authorize(result, &keys, &asked, action, now)?;
//! authorized.execute(|action| println!("executing {action}"));
//! # Ok(())
//! # }
//! ```
//!
//! # What a result does not say
//!
//! Which human it was, that they were free, what their screen showed (§6.8), and whether the effect
//! came after the approval anywhere but here. A party that also holds a standing grant of somebody
//! compares the two with [`concur`], in [`RelyingParty::authorize_concurring`].
//!
//! Section numbers are those of draft-yossif-psea-03 unless an RFC is named.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::arithmetic_side_effects)]

mod asked;
mod authorized;
mod error;
mod one_time;
mod party;
mod principal;

pub use asked::Asked;
pub use authorized::Authorized;
pub use error::AuthorizeError;
pub use one_time::{ApprovalId, MemoryOneTime, OneTime, OneTimeError, Use};
pub use party::RelyingParty;
pub use principal::{Concurrence, concur};
