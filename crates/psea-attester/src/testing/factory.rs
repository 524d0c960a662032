use std::fmt;

use super::TestUser;
use crate::key::HardwareKey;

/// Opens the key that is tested. A failure is a panic.
pub trait KeyFactory: fmt::Debug + Sync {
    /// Opens the key, the same one each time, with `user` at its PIN entry.
    ///
    /// Keys that were opened before may still be there, idle.
    fn open(&self, user: &TestUser) -> Box<dyn HardwareKey>;

    /// The PIN. What it is does not matter to a key that asks for none.
    fn pin(&self) -> &str {
        "1234"
    }

    /// A PIN of an admissible form that is not the key's; none where no PIN is asked for.
    ///
    /// The suite enters it at most twice in a row: the tries that the hardware allows must
    /// be more than that.
    fn wrong_pin(&self) -> Option<&str> {
        None
    }

    /// Whether a right PIN gives back the tries that wrong ones cost. A TPM 2.0 counts on until time
    /// or its owner resets the count.
    fn restores_tries(&self) -> bool {
        true
    }

    /// Opens another key, of hardware that the suite may lock for good; none where there is none,
    /// or where nothing locks.
    fn open_expendable(&self, user: &TestUser) -> Option<Box<dyn HardwareKey>> {
        let _ = user;
        None
    }
}
