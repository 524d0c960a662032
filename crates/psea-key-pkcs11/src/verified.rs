use std::fmt;
use std::sync::{Mutex, PoisonError};

use psea_attester::{KeyError, UserVerified};
use psea_claims::UvMethod;
use psea_jose::es256::Signature;
use psea_jose::jws::SigningInput;

use crate::error::key_error;
use crate::module::Module;
use crate::session::Login;

/// A session whose context-specific login is unspent.
pub(crate) struct Verified<'k> {
    module: &'k Module,
    /// A session may go to another thread, and must not be used by two.
    login: Mutex<Login>,
}

impl<'k> Verified<'k> {
    pub(crate) const fn new(module: &'k Module, login: Login) -> Self {
        Self { module, login: Mutex::new(login) }
    }
}

impl UserVerified for Verified<'_> {
    fn method(&self) -> UvMethod<'static> {
        UvMethod::pin()
    }

    fn sign(self: Box<Self>, input: &SigningInput) -> Result<Signature, KeyError> {
        let Self { module, login } = *self;
        let login = login.into_inner().unwrap_or_else(PoisonError::into_inner);
        let signature = module.0.raw.sign(login.session(), &input.sha256());
        let signature = signature.map_err(|error| key_error(error, None))?;
        Signature::from_octets(&signature).map_err(|error| KeyError::Hardware(Box::new(error)))
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verified(by PIN, for one signature)")
    }
}
