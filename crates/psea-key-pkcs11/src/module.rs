use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::slot::{Slot, TokenInfo};

use crate::error::Pkcs11Error;
use crate::lock::TokenLock;
use crate::raw::RawSign;
use crate::uri::KeyUri;

/// A loaded PKCS#11 module. Clones are the same one.
///
/// Load a module once in a process and share it: PKCS#11 keeps logins for the process as a whole,
/// and the lock that keeps verifications on one token apart is part of this value. The module stays
/// loaded and initialised until the process ends, since finalising it would pull it from under
/// everyone else in the process who uses it.
#[derive(Clone)]
pub struct Module(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) path: PathBuf,
    pub(crate) context: Pkcs11,
    pub(crate) raw: RawSign,
    locks: Mutex<HashMap<TokenId, Arc<TokenLock>>>,
}

/// What a token is known by, wherever it is inserted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TokenId {
    pub(crate) label: String,
    pub(crate) manufacturer: String,
    pub(crate) model: String,
    pub(crate) serial: String,
}

impl TokenId {
    pub(crate) fn of(info: &TokenInfo) -> Self {
        Self {
            label: info.label().into(),
            manufacturer: info.manufacturer_id().into(),
            model: info.model().into(),
            serial: info.serial_number().into(),
        }
    }

    /// What only this token answers to.
    fn uri(&self) -> KeyUri {
        KeyUri {
            token: Some(self.label.clone()),
            manufacturer: Some(self.manufacturer.clone()),
            model: Some(self.model.clone()),
            serial: Some(self.serial.clone()),
            ..KeyUri::default()
        }
    }

    fn answers_to(&self, uri: &KeyUri) -> bool {
        let wanted = [
            (&uri.token, &self.label),
            (&uri.manufacturer, &self.manufacturer),
            (&uri.model, &self.model),
            (&uri.serial, &self.serial),
        ];
        wanted.iter().all(|(wanted, has)| wanted.as_ref().is_none_or(|wanted| wanted == *has))
    }
}

/// A token that is inserted now.
#[derive(Clone, Debug)]
pub(crate) struct Inserted {
    pub(crate) slot: Slot,
    pub(crate) info: TokenInfo,
    pub(crate) id: TokenId,
    /// `CKF_HW_SLOT`: whether the module says that the slot is a device.
    pub(crate) hardware: Option<bool>,
}

impl Module {
    /// Loads and initialises the module at an absolute path.
    ///
    /// # Errors
    ///
    /// [`Pkcs11Error::Module`] if it is no PKCS#11 module, or does not start.
    pub fn load(path: &Path) -> Result<Self, Pkcs11Error> {
        let failed = |problem: String| Pkcs11Error::Module { path: path.to_owned(), problem };
        if !path.is_absolute() {
            return Err(failed("name it by its absolute path".into()));
        }
        let context = Pkcs11::new(path).map_err(|error| failed(error.to_string()))?;
        match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            // Someone else in this process uses it too.
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(error) => return Err(failed(error.to_string())),
        }
        let raw = RawSign::load(path).map_err(|error| failed(error.to_string()))?;
        // One reference more than there are owners: the library is never unloaded.
        std::mem::forget(context.clone());
        let locks = Mutex::default();
        Ok(Self(Arc::new(Inner { path: path.to_owned(), context, raw, locks })))
    }

    /// Where it was loaded from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// The tokens that are inserted and answer to `uri`. One that cannot be read hides no other:
    /// its error counts only where nothing was found.
    pub(crate) fn tokens(&self, uri: &KeyUri) -> Result<Vec<Inserted>, Error> {
        let (mut tokens, mut failed) = (Vec::new(), None);
        for slot in self.0.context.get_slots_with_token()? {
            let info = match self.0.context.get_token_info(slot) {
                Ok(info) => info,
                // Taken out in between.
                Err(Error::Pkcs11(
                    RvError::TokenNotPresent | RvError::DeviceRemoved | RvError::SlotIdInvalid,
                    _,
                )) => continue,
                Err(error) => {
                    failed = Some(error);
                    continue;
                }
            };
            let id = TokenId::of(&info);
            if info.token_initialized() && id.answers_to(uri) {
                let hardware = self.0.context.get_slot_info(slot).ok();
                let hardware = hardware.map(|slot| slot.hardware_slot());
                tokens.push(Inserted { slot, info, id, hardware });
            }
        }
        match failed {
            Some(error) if tokens.is_empty() => Err(error),
            _ => Ok(tokens),
        }
    }

    /// The one token that answers to `uri`.
    pub(crate) fn token(&self, uri: &KeyUri) -> Result<Inserted, Pkcs11Error> {
        let mut tokens = self.tokens(uri)?.into_iter();
        let (what, uri) = ("token", || uri.to_string());
        match (tokens.next(), tokens.next()) {
            (Some(token), None) => Ok(token),
            (None, _) => Err(Pkcs11Error::NotFound { what, uri: uri() }),
            (Some(_), Some(_)) => Err(Pkcs11Error::Ambiguous { what, uri: uri() }),
        }
    }

    /// The token with this identity, if it is inserted.
    pub(crate) fn inserted(&self, id: &TokenId) -> Result<Option<Inserted>, Error> {
        Ok(self.tokens(&id.uri())?.into_iter().next())
    }

    pub(crate) fn lock_of(&self, id: &TokenId) -> Arc<TokenLock> {
        let mut locks = self.0.locks.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(locks.entry(id.clone()).or_default())
    }
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Module").field(&self.0.path).finish()
    }
}
