//! One PC/SC transaction.

use std::ffi::{CStr, CString};
use std::fmt;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use pcsc::{Card, Context, Disposition, Error, Protocol, Protocols, Scope, ShareMode};
use psea_attester::KeyError;
use zeroize::Zeroizing;

use super::failure::{key_error, may_be_removal};
use crate::apdu::{Command, Response};

/// How long another program's transaction is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// More than any object that is read here; a card that sends more is at fault.
const LONGEST_ANSWER: usize = 16_384;

/// How often, and how long apart, the card is tried again after another program reset it.
const RESETS: usize = 200;
const AFTER_RESET: Duration = Duration::from_millis(20);

/// How often, and how long apart, the reader is asked whether the card was pulled. The service
/// itself looks every 400 ms.
const LOOKS: usize = 15;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// A card, for us alone until it is dropped. Its end resets the card, which forgets every PIN that
/// it verified, unless it ends by [`leave`](Self::leave); that is also what the service does for a
/// program that died.
pub(crate) struct Session {
    /// None once it ended.
    card: Option<Card>,
    t0: bool,
}

impl Session {
    /// Waits for the card in `reader`, up to `patience`.
    pub(crate) fn begin(reader: &CStr, patience: Duration) -> Result<Self, KeyError> {
        // PC/SC waits for another transaction without a limit, so that the wait needs a thread of
        // its own. If it gets the card too late, nobody takes it, and it is let go at once.
        let (give, take) = mpsc::channel();
        let reader = CString::from(reader);
        thread::Builder::new()
            .name("piv".into())
            .spawn(move || drop(give.send(Self::acquire(&reader))))
            .map_err(|error| KeyError::Hardware(Box::new(error)))?;
        match take.recv_timeout(patience) {
            Ok(session) => session.map_err(key_error),
            Err(_) => Err(KeyError::Busy),
        }
    }

    fn acquire(reader: &CStr) -> Result<Self, Error> {
        let context = Context::establish(Scope::User)?;
        for _ in 0..RESETS {
            match Self::connect(&context, reader) {
                // Another program ended by resetting the card: its protocol is not settled yet, or
                // our connection is one to the card before.
                Err(Error::ResetCard | Error::ProtoMismatch) => thread::sleep(AFTER_RESET),
                other => return other,
            }
        }
        Err(Error::SharingViolation)
    }

    fn connect(context: &Context, reader: &CStr) -> Result<Self, Error> {
        let mut card = context.connect(reader, ShareMode::Shared, Protocols::ANY)?;
        // The transaction shall last as long as this session, not as long as a borrow of the card:
        // disconnecting ends it.
        let begun = card.transaction().map(std::mem::forget);
        // A reset while we waited leaves the card without a protocol, until someone connects anew.
        let protocol = begun.and_then(|()| card.status2_owned()).map(|status| status.protocol2());
        match protocol {
            Ok(Some(protocol)) => Ok(Self { card: Some(card), t0: protocol == Protocol::T0 }),
            Ok(None) => Err(give_up(card, Error::ResetCard)),
            Err(error) => Err(give_up(card, error)),
        }
    }

    /// Ends it without a reset, which would make other programs verify their PINs again: for
    /// sessions in which none was verified.
    pub(crate) fn leave(mut self) {
        if let Some(card) = self.card.take() {
            // On an error the card comes back and is reset when it is dropped.
            drop(card.disconnect(Disposition::LeaveCard));
        }
    }

    /// Sends a command and collects its whole answer.
    pub(crate) fn transmit(&self, command: &Command) -> Result<Response, KeyError> {
        let mut answer = self.exchange(&command.octets(self.t0))?;
        // 6C XX: the same again, with the length that the card wants.
        if let [0x6C, length] = answer.status.0.to_be_bytes() {
            let mut octets = command.octets(self.t0);
            if let Some(last) = octets.last_mut() {
                *last = length;
            }
            answer = self.exchange(&octets)?;
        }
        // 61 XX: there is more.
        while let [0x61, length] = answer.status.0.to_be_bytes() {
            let mut octets = Command::get_response().octets(self.t0);
            if let Some(last) = octets.last_mut() {
                *last = length;
            }
            let more = self.exchange(&octets)?;
            let no_progress = more.data.is_empty() && more.status == answer.status;
            answer.data.extend_from_slice(&more.data);
            answer.status = more.status;
            if no_progress || answer.data.len() > LONGEST_ANSWER {
                return Err(KeyError::Hardware("the card's answer has no end".into()));
            }
        }
        Ok(answer)
    }

    fn exchange(&self, octets: &[u8]) -> Result<Response, KeyError> {
        let mut buffer = Zeroizing::new(vec![0; pcsc::MAX_BUFFER_SIZE]);
        let card = self.card.as_ref().ok_or(KeyError::Removed)?;
        match card.transmit(octets, &mut buffer) {
            Ok(answer) => Response::parse(answer).ok_or_else(|| {
                removed_or(card, KeyError::Hardware("the card's answer has no status".into()))
            }),
            Err(error) if may_be_removal(error) => Err(removed_or(card, key_error(error))),
            Err(error) => Err(key_error(error)),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let Some(mut card) = self.card.take() else { return };
        // The reset comes before the transaction's end: pcscd lets the next one begin before it
        // resets for a disconnection, and so would reset under its hands. If it fails, dropping the
        // card tries once more.
        let reset = card.reconnect(ShareMode::Shared, Protocols::ANY, Disposition::ResetCard);
        if reset.is_ok() {
            drop(card.disconnect(Disposition::LeaveCard));
        }
    }
}

/// Drivers report a card that is pulled in the middle of a command as any failure: is it?
fn removed_or(card: &Card, otherwise: KeyError) -> KeyError {
    for _ in 0..LOOKS {
        if let Err(now) = card.status2_owned()
            && matches!(key_error(now), KeyError::Removed)
        {
            return KeyError::Removed;
        }
        thread::sleep(BETWEEN_LOOKS);
    }
    otherwise
}

/// Who sent the card nothing must not reset it under the hands of whoever did.
fn give_up(card: Card, error: Error) -> Error {
    drop(card.disconnect(Disposition::LeaveCard));
    error
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session")
    }
}
