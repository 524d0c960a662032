//! One user verification, one signature.

use std::fmt;

use psea_attester::{KeyError, Pin, PinRequest, Prompt, UserVerified};
use psea_claims::UvMethod;
use psea_jose::es256::Signature;
use psea_jose::jws::SigningInput;

use super::TpmKey;

/// Asks for the PIN and has the TPM check it, without signing: a wrong one uses no counter of the
/// Attester (§3.10).
pub(super) fn verify_user<'k>(
    key: &'k TpmKey,
    prompt: &Prompt<'_>,
) -> Result<Box<dyn UserVerified + 'k>, KeyError> {
    let tries = key.tpm.run(|connection| Ok(connection.tries()?))?;
    if tries == 0 {
        return Err(KeyError::Locked);
    }
    // Nothing is loaded and nobody waits for the TPM while the user thinks.
    let pin = key.entry.enter(&PinRequest::new(*prompt, &key.label, Some(tries)))?;
    let auth = key.authorisation(&pin, Some(tries))?;
    key.tpm.run(|connection| {
        let loaded = key.load(connection)?;
        Ok(connection.try_pin(&loaded, auth.clone())?)
    })?;
    Ok(Box::new(Once { key, pin }))
}

/// A PIN that the TPM accepted, for one signature. The TPM wants it again for that.
struct Once<'k> {
    key: &'k TpmKey,
    pin: Pin,
}

impl fmt::Debug for Once<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "one signature by {:?}", self.key)
    }
}

impl UserVerified for Once<'_> {
    fn method(&self) -> UvMethod<'static> {
        UvMethod::pin()
    }

    fn sign(self: Box<Self>, input: &SigningInput) -> Result<Signature, KeyError> {
        let auth = self.key.authorisation(&self.pin, None)?;
        self.key.tpm.run(|connection| {
            let loaded = self.key.load(connection)?;
            Ok(connection.sign(&loaded, auth.clone(), &input.sha256())?)
        })
    }
}
