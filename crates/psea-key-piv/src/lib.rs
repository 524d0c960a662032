//! PSEA keys.
mod apdu;
mod attestation;
mod card;
mod error;
mod key;
mod policy;
mod reference;
mod refusal;

pub use attestation::{Attestation, AttestationError};
pub use error::PivError;
pub use key::{Found, PivKey};
pub use policy::{PinPolicy, TouchPolicy};
pub use reference::{PivReference, ReferenceError, Slot};
pub use refusal::Refusal;
