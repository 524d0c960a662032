//! A session in which this process's user login ends with it.

use std::fmt;
use std::time::Duration;

use cryptoki::error::{Error, RvError};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::TokenInfo;
use cryptoki::types::AuthPin;
use psea_attester::{KeyError, Pin};

use crate::error::key_error;
use crate::lock::Held;
use crate::module::{Inserted, Module};

/// An open session with the user logged in, while no other verification uses the token.
pub(crate) struct Login {
    session: Session,
    logged_in: bool,
    // Dropped last: the next one finds the token as it was.
    _held: Held,
}

/// Whether the session may change the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

impl Login {
    /// Waits for the token, opens a session and logs the user in.
    pub(crate) fn open(
        module: &Module,
        token: &Inserted,
        pin: &Pin,
        access: Access,
        patience: Duration,
    ) -> Result<Self, KeyError> {
        let mut login = Self::without_pin(module, token, access, patience)?;
        match login.session.login(UserType::User, Some(&auth_pin(pin))) {
            Ok(()) => login.logged_in = true,
            // By someone else in this process, who will log out. That login verifies nobody here
            // and signs nothing.
            Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
            Err(error) => {
                return Err(key_error(error, tries_left_now(module, token)));
            }
        }
        Ok(login)
    }

    /// The same without a user: private objects stay invisible.
    pub(crate) fn without_pin(
        module: &Module,
        token: &Inserted,
        access: Access,
        patience: Duration,
    ) -> Result<Self, KeyError> {
        let held = module.lock_of(&token.id).acquire(patience).ok_or(KeyError::Busy)?;
        let context = &module.0.context;
        let session = match access {
            Access::Read => context.open_ro_session(token.slot),
            Access::Write => context.open_rw_session(token.slot),
        };
        let session = session.map_err(|error| key_error(error, None))?;
        Ok(Self { session, logged_in: false, _held: held })
    }

    pub(crate) const fn session(&self) -> &Session {
        &self.session
    }
}

impl Drop for Login {
    /// Nothing may be left that the next one could use. An error means that the session went with
    /// its token, and the login with it.
    fn drop(&mut self) {
        if self.logged_in {
            let _ = self.session.logout();
        }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login")
    }
}

/// A copy for the module, overwritten when it is dropped: `Box<str>` has no spare room that could
/// leave another one behind.
pub(crate) fn auth_pin(pin: &Pin) -> AuthPin {
    AuthPin::new(Box::from(pin.reveal()))
}

/// PKCS#11 tells no number, but whether one try is left.
pub(crate) fn tries_left(info: &TokenInfo) -> Option<u32> {
    info.user_pin_final_try().then_some(1)
}

pub(crate) fn tries_left_now(module: &Module, token: &Inserted) -> Option<u32> {
    tries_left(&module.0.context.get_token_info(token.slot).ok()?)
}
