//! Does the token demand the PIN for a signature, or does it only say so?

use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::ObjectHandle;

use crate::module::{Inserted, Module};

/// What is signed if the token is faulty: text that is no digest of a proof that anyone made.
const NOTHING: &[u8; 32] = b"PSEA: this is not to be signed.\0";

/// Whether the token signs for a user who is logged in and gave no PIN for this signature.
///
/// In a session of its own, since an operation may stay active in it. Logins are the process's, so
/// that the user who is logged in elsewhere is logged in here.
pub(crate) fn signs_without_login(
    module: &Module,
    token: &Inserted,
    key: ObjectHandle,
) -> Result<bool, Error> {
    let session = module.0.context.open_ro_session(token.slot)?;
    match session.sign_init(&Mechanism::Ecdsa, key) {
        // Some tokens refuse here, which is as good.
        Err(Error::Pkcs11(RvError::UserNotLoggedIn, _)) => return Ok(false),
        // Not a key for this mechanism: the attributes say so, and nothing was signed.
        Err(Error::Pkcs11(RvError::KeyFunctionNotPermitted | RvError::MechanismInvalid, _)) => {
            return Ok(false);
        }
        other => other?,
    }
    match module.0.raw.sign(&session, NOTHING) {
        Ok(_) => Ok(true),
        Err(Error::Pkcs11(RvError::UserNotLoggedIn, _)) => Ok(false),
        Err(error) => Err(error),
    }
}
