//! The TPM: one connection for each piece of work.

mod codes;
mod connection;
mod templates;

use std::fmt;
use std::sync::{Mutex, PoisonError};

use psea_attester::KeyError;

use crate::reference::TpmReference;
pub(crate) use codes::{Failure, is_wrong_pin};
pub(crate) use connection::{Connection, LoadError, Loaded};

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
    pub(crate) fn run<T, E: From<KeyError>>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, Failure<E>>,
    ) -> Result<T, E> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let explain = |error| codes::key_error(error, self.reference.device());
        let mut tpm = Connection::open(&self.reference).map_err(|error| E::from(explain(error)))?;
        work(&mut tpm).map_err(|failure| match failure {
            Failure::Other(error) => error,
            Failure::Tss(error) if is_wrong_pin(error) => {
                KeyError::NotVerified { tries_left: tpm.tries().ok() }.into()
            }
            Failure::Tss(error) => explain(error).into(),
        })
    }
}
