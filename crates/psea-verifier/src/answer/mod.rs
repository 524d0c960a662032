//! What the Verifier says afterwards: signed Attestation Results (§3.13.3, B.3).
//!
//! [`AnsweringVerifier`] verifies a submission and answers in a form that a relying party or the
//! Attester in another process can rely on. An approval is signed only after the replay commit, and
//! from the committed record; the same submission asked about again gets the same result.

mod answered;
mod issuer;
mod kept;
mod verifier;

pub use answered::{Answered, Recipient};
pub use issuer::{ResultIssueError, ResultIssuer};
pub use kept::{KeptResults, RecentResults};
pub use verifier::{AnsweringVerifier, AsyncAnsweringVerifier};
