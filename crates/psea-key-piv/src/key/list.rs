//! Finding keys.

use std::sync::Arc;

use pcsc::{Context, Error, Scope};
use psea_attester::{HardwareKey as _, KeyError, KeyReport, Pin, PinEntry, PinRequest};
use psea_jose::es256::PublicKey;

use super::PivKey;
use crate::card::key_error;
use crate::error::PivError;
use crate::reference::{PivReference, Slot};

/// A reader that was found, and what became of opening the key of its card.
#[derive(Debug)]
pub struct Found {
    /// How to refer to it.
    pub reference: PivReference,
    /// The public half and the report, or why it is refused.
    pub key: Result<(PublicKey, KeyReport), PivError>,
}

impl PivKey {
    /// Opens slot 9c of the card in each reader, and says of each what it is or why it is refused.
    /// A reader without a card has [`KeyError::Removed`].
    ///
    /// # Errors
    ///
    /// If the smart card service does not answer. What is wrong with one card is in its [`Found`].
    pub fn list() -> Result<Vec<Found>, PivError> {
        let readers = Context::establish(Scope::User).and_then(|c| c.list_readers_owned());
        let readers = match readers {
            Ok(readers) => readers,
            Err(Error::NoReadersAvailable) => return Ok(Vec::new()),
            Err(error) => return Err(key_error(error).into()),
        };
        let found = |reader: std::ffi::CString| {
            let reference = PivReference::new(reader.to_string_lossy(), Slot::SIGNATURE)?;
            let key = Self::open(&reference, Arc::new(NoPin));
            let key = key.map(|key| (*key.public_key(), key.report()));
            Ok(Found { reference, key })
        };
        readers.into_iter().map(found).collect()
    }
}

/// Nothing is signed while keys are listed.
#[derive(Debug)]
struct NoPin;

impl PinEntry for NoPin {
    fn enter(&self, _: &PinRequest<'_>) -> Result<Pin, KeyError> {
        Err(KeyError::Declined)
    }
}
