use crate::store::StoreError;

/// A failure of this side. The submission is not approved, and nothing is said about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The store could not be asked. Nothing was changed.
    #[error("the store cannot be reached: {0}")]
    StoreUnavailable(#[source] StoreError),
    /// The store was asked to commit and did not answer: it may or may not have done so.
    /// Submitting the same proof again is safe, for a replay is refused.
    #[error("whether the store committed is not known: {0}")]
    OutcomeUnknown(#[source] StoreError),
    /// The store's state was replaced after the proof was issued (§6.5). A fresh proof can pass.
    #[error("the store does not know what it accepted then: {0}")]
    StoreFenced(#[source] StoreError),
    /// The Verifier's clock stands behind the time that the store has served.
    #[error("the clock is behind the store's: {0}")]
    ClockBehind(#[source] StoreError),
    /// The enrollment changed while the proof was appraised, and is active again. Nothing was
    /// changed; submitting the proof again has it appraised against the new record.
    #[error("the enrollment changed while the proof was appraised: submit the proof again")]
    EnrollmentChanged,
    /// Something that should be impossible; a defect in this software or in a store.
    #[error("internal fault: {0}")]
    Internal(&'static str),
    /// The relying party's call does not fit the Verifier's configuration.
    #[error("misuse: {0}")]
    Misuse(&'static str),
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::StoreUnavailable(error),
            StoreError::OutcomeUnknown(_) => Self::OutcomeUnknown(error),
            StoreError::Fenced { .. } => Self::StoreFenced(error),
            StoreError::ClockBehind { .. } => Self::ClockBehind(error),
        }
    }
}
