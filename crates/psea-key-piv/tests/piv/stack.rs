//! The service, as this crate and another program use it.

use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};
use std::{fs, thread};

use psea_key_piv::{PivReference, Slot};

use crate::card::Profile;
use crate::service::{READER, Service, name_of, with_service};

/// pcscd, a reader, and the card in it. Ends with it.
#[derive(Debug)]
pub(crate) struct Stack(Service);

/// Runs a test on a stack of its own, with this card in its reader.
pub(crate) fn with_card<F: FnOnce(&Stack)>(profile: Profile, test: F) {
    with_service(name_of::<F>(), profile, |service| {
        let stack = Stack(service);
        stack.await_card();
        test(&stack);
    });
}

impl Deref for Stack {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.0
    }
}

impl DerefMut for Stack {
    fn deref_mut(&mut self) -> &mut Service {
        &mut self.0
    }
}

impl Stack {
    /// Waits until the reader has, or has no, card.
    pub(crate) fn await_card(&self) {
        self.await_state(pcsc::State::PRESENT);
    }

    pub(crate) fn await_no_card(&self) {
        self.await_state(pcsc::State::EMPTY);
    }

    fn await_state(&self, wanted: pcsc::State) {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(20) {
            let reader = std::ffi::CString::new(READER).unwrap();
            let mut states = [pcsc::ReaderState::new(reader, pcsc::State::UNAWARE)];
            let asked = pcsc::Context::establish(pcsc::Scope::User)
                .and_then(|context| context.get_status_change(Duration::ZERO, &mut states));
            if asked.is_ok() && states[0].event_state().contains(wanted) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        panic!("no reader in the state {wanted:?}; are pcscd and vsmartcard-vpcd installed? {log}");
    }

    pub(crate) fn reference(&self) -> PivReference {
        PivReference::new(READER, Slot::SIGNATURE).unwrap()
    }

    /// Another program, connected to the card.
    pub(crate) fn other_program(&self, mode: pcsc::ShareMode) -> pcsc::Card {
        let context = pcsc::Context::establish(pcsc::Scope::User).unwrap();
        let reader = std::ffi::CString::new(READER).unwrap();
        context.connect(&reader, mode, pcsc::Protocols::ANY).unwrap()
    }
}
