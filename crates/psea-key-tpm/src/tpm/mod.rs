//! The TPM: one connection for each piece of work.

mod codes;
mod connection;
mod templates;

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use psea_attester::KeyError;

use crate::reference::TpmReference;
pub(crate) use codes::{Failure, is_wrong_pin};
pub(crate) use connection::{Connection, LoadError, Loaded};

/// How often work is tried on a busy TPM: for about three seconds.
const ATTEMPTS: u64 = 100;

/// How long to wait before the next attempt. Uneven, so that two programs which are in each
/// other's way do not stay in step.
const fn pause(attempt: u64) -> Duration {
    Duration::from_millis((attempt.wrapping_mul(17) % 50).saturating_add(5))
}

/// A TPM, used by one thread of this key at a time.
pub(crate) struct Tpm {
    reference: TpmReference,
    /// Guards nothing but the order: what a connection loads ends with it.
    turn: Mutex<()>,
}

impl fmt::Debug for Tpm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reference.tcti())
    }
}

impl Tpm {
    pub(crate) const fn new(reference: TpmReference) -> Self {
        Self { reference, turn: Mutex::new(()) }
    }

    pub(crate) const fn reference(&self) -> &TpmReference {
        &self.reference
    }

    /// Connects, does the work, and flushes all that the work loaded, whatever became of it: that
    /// is what the end of a [`Connection`] does.
    ///
    /// A TPM has room for three objects and three sessions. Where no resource manager shares it
    /// out, others may hold them for a moment, so that the work is done again when it was busy. No
    /// PIN is tried twice by that: a busy TPM did not come to look at it.
    pub(crate) fn run<T, E: From<KeyError>>(
        &self,
        mut work: impl FnMut(&mut Connection) -> Result<T, Failure<E>>,
    ) -> Result<T, E> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        for attempt in 1..ATTEMPTS {
            match self.attempt(&mut work) {
                Err(Failure::Tss(error)) if codes::is_busy(error) => sleep(pause(attempt)),
                other => return other.map_err(|failure| self.explain(failure)),
            }
        }
        self.attempt(&mut work).map_err(|failure| self.explain(failure))
    }

    fn attempt<T, E: From<KeyError>>(
        &self,
        work: &mut impl FnMut(&mut Connection) -> Result<T, Failure<E>>,
    ) -> Result<T, Failure<E>> {
        let mut tpm = Connection::open(&self.reference)?;
        work(&mut tpm).map_err(|failure| match failure {
            Failure::Tss(error) if is_wrong_pin(error) => {
                let refused = match tpm.tries().ok() {
                    // That was the last try.
                    Some(0) => KeyError::Locked,
                    tries_left => KeyError::NotVerified { tries_left },
                };
                Failure::Other(refused.into())
            }
            other => other,
        })
    }

    fn explain<E: From<KeyError>>(&self, failure: Failure<E>) -> E {
        match failure {
            Failure::Other(error) => error,
            Failure::Tss(error) => codes::key_error(error, self.reference.device()).into(),
        }
    }
}
